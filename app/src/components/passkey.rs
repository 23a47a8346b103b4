//! The form that a browser's passkey is sent with.

use leptos::prelude::*;

use super::form::hidden_fields;
use crate::{i18n::Key, islands::Passkey, model::Frame};

/// What a browser is asked for.
pub(crate) struct Ceremony<'a> {
    /// `PublicKeyCredentialRequestOptionsJSON`, or `PublicKeyCredentialCreationOptionsJSON` where none is signed in with.
    pub(crate) options: &'a String,
    /// The field `passkey`, of a sign-in; without it a passkey is made.
    pub(crate) session: Option<&'a String>,
    /// Whether fields that take passkeys offer them, too.
    pub(crate) autofill: bool,
}

/// The form, which is shown where the browser knows passkeys; see [`Passkey`].
pub(crate) fn passkey_form(frame: &Frame, ceremony: &Ceremony<'_>) -> AnyView {
    let text = |key| frame.texts.get(key).to_owned();
    let (kind, class, label, cancelled, failed) = match ceremony.session {
        Some(_) => (
            "get",
            "choice",
            Key::PasskeySignIn,
            Key::PasskeyCancelled,
            Key::PasskeyFailed,
        ),
        None => (
            "create",
            "primary",
            Key::AddPasskeySubmit,
            Key::AddPasskeyCancelled,
            Key::AddPasskeyFailed,
        ),
    };
    let session = ceremony.session.map(|session| {
        view! { <input type="hidden" name="passkey" value=session.clone() /> }.into_any()
    });
    let form = view! {
        <form
            method="post"
            action=frame.around.action.clone()
            class="choices passkey"
            data-ceremony=kind
            data-options=ceremony.options.clone()
            data-autofill=ceremony.autofill.then_some("")
            data-cancelled=text(cancelled)
            data-known=text(Key::ErrorPasskeyKnown)
            data-failed=text(failed)
            hidden
        >
            {hidden_fields(frame)}
            {session}
            <input type="hidden" name="credential" />
            <button class=class>{text(label)}</button>
            <p class="error" role="alert"></p>
        </form>
    }
    .into_any();
    view! { <Passkey>{form}</Passkey> }.into_any()
}
