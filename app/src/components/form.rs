//! The page's form, and what stands below it.

use leptos::prelude::*;

use super::field::Field;
use crate::{
    i18n::Key,
    model::{Frame, Message},
};

/// The page's one form.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    /// Further hidden fields.
    pub(crate) hidden: Vec<(&'static str, String)>,
    /// Whose password is set here, for password managers, when no field asks for it.
    pub(crate) username: Option<String>,
    pub(crate) fields: Vec<Field>,
    /// What stands between the fields and the button.
    pub(crate) aside: Option<AnyView>,
    /// The button's name. It carries one, as the service's own pages do.
    pub(crate) button: &'static str,
    pub(crate) label: String,
}

impl Form {
    /// Whether one of the fields has this name.
    pub(super) fn asks_for(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.is_named(name))
    }

    /// The form as HTML. The first field that was refused takes the focus, else the first that is still empty; it is
    /// described by the sentence above the form if there is one.
    pub(super) fn view(self, frame: &Frame, notice: bool) -> AnyView {
        let refused = self.fields.iter().position(|field| field.is_refused(frame));
        let focus = refused.or_else(|| self.fields.iter().position(Field::is_empty));
        let fields = self.fields.into_iter().enumerate().map(|(index, field)| {
            let focused = Some(index) == focus;
            field.view(frame, focused, focused && notice)
        });
        let hidden = self.hidden.into_iter().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value /> }.into_any()
        });
        let username = self.username.map(|username| {
            view! { <input name="username" autocomplete="username" value=username readonly hidden /> }.into_any()
        });
        let label = self.label.clone();
        view! {
            <form
                method="post"
                action=frame.around.action.clone()
                id=self.name
                name=self.name
                class="cognito-asf"
            >
                {hidden_fields(frame)}
                {hidden.collect_view()}
                <input type="hidden" name="cognitoAsfData" />
                {username}
                {fields.collect_view()}
                {self.aside}
                <button class="primary" name=self.button value=self.label>
                    {label}
                </button>
            </form>
        }
        .into_any()
    }
}

/// The hidden fields that every form of a page carries.
pub(crate) fn hidden_fields(frame: &Frame) -> AnyView {
    let further = frame.around.hidden.iter().map(|(name, value)| {
        view! { <input type="hidden" name=name.clone() value=value.clone() /> }.into_any()
    });
    view! {
        <input type="hidden" name="_csrf" value=frame.around.csrf.clone() />
        {further.collect_view()}
    }
    .into_any()
}

/// What stands below the form, apart from it.
pub(crate) fn after_form(content: Vec<Option<AnyView>>) -> Option<AnyView> {
    let content: Vec<_> = content.into_iter().flatten().collect();
    (!content.is_empty()).then(|| view! { <div class="after">{content}</div> }.into_any())
}

/// A link with an optional question before it; nothing when there is nowhere to go.
pub(crate) fn link_line(
    frame: &Frame,
    question: Option<Key>,
    label: Key,
    to: Option<&String>,
) -> Option<AnyView> {
    let text = |key| frame.texts.get(key).to_owned();
    let address = to?.clone();
    let line = view! {
        <p class="line">
            {question.map(|key| view! { <span>{text(key)}</span> }.into_any())}
            <a href=address>{text(label)}</a>
        </p>
    };
    Some(line.into_any())
}

/// What to do about an account that exists already: sign in to it, choose a new password for it, or confirm it. Nothing
/// for any other message.
pub(super) fn ways_in(frame: &Frame, message: &Message) -> Option<AnyView> {
    let link = |key, to: &Option<String>| {
        let (address, label) = (to.clone()?, frame.texts.get(key).to_owned());
        Some(view! { <a href=address>{label}</a> }.into_any())
    };
    (*message == Message::UserExists).then(|| {
        view! {
            <p class="line ways">
                {link(Key::SignUpSignIn, &frame.around.links.login)}
                {link(Key::ForgotPasswordTitle, &frame.around.links.forgot_password)}
                {link(Key::ConfirmTitle, &frame.around.links.confirm)}
            </p>
        }
        .into_any()
    })
}
