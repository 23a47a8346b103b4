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
    let (title, heading, lead) = match page.sets_up {
        false => (
            Key::ChooseFactorTitle,
            Key::ChooseFactorHeading,
            Key::ChooseFactorLead,
        ),
        true => (
            Key::SetUpFactorTitle,
            Key::SetUpFactorHeading,
            Key::SetUpFactorLead,
        ),
    };
    let brand = ("brand", frame.theme.name());
    Document {
        title,
        heading: frame.texts.get(heading).to_owned(),
        lead: Some(frame.texts.fill(lead, &[brand]).into_any()),
        identifier: None,
        form: None,
        after: after_form(vec![
            Some(choices(frame, "factor", options.collect())),
            link_line(frame, None, Key::ForgotPasswordBack, login),
        ]),
    }
}
