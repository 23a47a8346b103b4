//! Which second factor, inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Document, after_form, choices, link_line},
    i18n::Key,
    model::{ChooseFactor, FactorKind, Frame},
};

pub(super) fn page(frame: &Frame, page: &ChooseFactor) -> Document {
    let label = |kind: FactorKind| match kind {
        FactorKind::Email => Key::ChooseFactorEmail,
        FactorKind::Sms => Key::ChooseFactorSms,
        FactorKind::App => Key::ChooseFactorApp,
    };
    let options = page
        .factors
        .iter()
        .map(|(value, kind)| (value.clone(), label(*kind)));
    let login = frame.around.links.login.as_ref();
    Document {
        title: Key::ChooseFactorTitle,
        heading: frame.texts.get(Key::ChooseFactorHeading).to_owned(),
        lead: Some(frame.texts.get(Key::ChooseFactorLead).to_owned().into_any()),
        identifier: None,
        form: None,
        after: after_form(vec![
            Some(choices(frame, "factor", options.collect())),
            link_line(frame, None, Key::ForgotPasswordBack, login),
        ]),
    }
}
