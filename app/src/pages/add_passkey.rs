//! `/passkeys/add`: a passkey for whoever is signed in, or on without one.

use leptos::prelude::*;

use crate::{
    components::{Ceremony, Document, after_form, choices, passkey_form},
    i18n::Key,
    model::{AddPasskey, Frame},
};

pub(super) fn page(frame: &Frame, page: &AddPasskey) -> Document {
    let ceremony = page.options.as_ref().map(|options| Ceremony {
        options,
        session: None,
        autofill: false,
    });
    let skip = match ceremony {
        Some(_) => Key::AddPasskeySkip,
        None => Key::AddPasskeyGoOn,
    };
    Document {
        title: Key::AddPasskeyTitle,
        heading: frame.texts.get(Key::AddPasskeyHeading).to_owned(),
        lead: Some(
            frame
                .texts
                .fill(Key::AddPasskeyLead, &[("brand", frame.theme.name())])
                .into_any(),
        ),
        identifier: None,
        form: None,
        after: after_form(vec![
            ceremony.map(|ceremony| passkey_form(frame, &ceremony)),
            Some(choices(frame, "skip", vec![("1".to_owned(), skip)])),
        ]),
    }
}
