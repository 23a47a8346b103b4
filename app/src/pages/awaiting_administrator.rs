//! After `/signup` where the pool verifies nothing: no code is on its way, an administrator has to act.

use leptos::prelude::*;

use crate::{
    components::{Document, way_back},
    i18n::Key,
    model::{AwaitingAdministrator, Frame},
};

pub(super) fn page(frame: &Frame, page: &AwaitingAdministrator) -> Document {
    let texts = &frame.texts;
    let lead = match &page.username {
        Some(user) => texts.fill(Key::AwaitingAdministratorLeadNamed, &[("user", user)]),
        None => texts.get(Key::AwaitingAdministratorLead).to_owned(),
    };
    Document {
        title: Key::AwaitingAdministratorTitle,
        heading: texts.get(Key::AwaitingAdministratorHeading).to_owned(),
        lead: Some(lead.into_any()),
        identifier: None,
        form: None,
        after: way_back(frame, frame.around.links.login.as_ref(), None),
    }
}
