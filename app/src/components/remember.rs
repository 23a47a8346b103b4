//! The choice to have a browser remembered.

use leptos::prelude::*;

use crate::{i18n::Key, model::Frame};

/// A box to tick, below a form's fields, and whether it is; nothing where that is not for the person to say.
pub(crate) fn remember(frame: &Frame, ticked: Option<bool>) -> Option<AnyView> {
    let label = frame.texts.get(Key::SecondFactorRemember).to_owned();
    ticked.map(|ticked| {
        view! {
            <label class="tick">
                <input type="checkbox" name="remember" value="1" checked=ticked />
                {label}
            </label>
        }
        .into_any()
    })
}
