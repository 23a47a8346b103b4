//! `/login`: who are you, and your password; or the name alone, where there is more to choose from than a password.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, link_line},
    i18n::Key,
    model::{Frame, Login},
};

pub(super) fn page(frame: &Frame, page: &Login) -> Document {
    let links = &frame.around.links;
    let mut fields = vec![Field::identifier(frame, page.identifier, &page.username)];
    let (lead, label, forgot) = match page.name_alone {
        true => (Key::LoginLeadName, Key::LoginNext, None),
        false => {
            fields.push(Field::current_password(frame));
            let forgot = links.forgot_password.as_ref();
            (Key::LoginLead, Key::LoginSubmit, forgot)
        }
    };
    let form = Form {
        name: "cognitoSignInForm",
        hidden: Vec::new(),
        username: None,
        fields,
        aside: link_line(frame, None, Key::LoginForgotPassword, forgot),
        button: "signInSubmitButton",
        label: frame.texts.get(label).to_owned(),
    };
    let sign_up = link_line(
        frame,
        Some(Key::LoginNoAccount),
        Key::LoginSignUp,
        links.sign_up.as_ref(),
    );
    Document {
        title: Key::LoginTitle,
        heading: frame.texts.get(Key::LoginHeading).to_owned(),
        lead: Some(
            frame
                .texts
                .fill(lead, &[("brand", frame.theme.name())])
                .into_any(),
        ),
        identifier: Some(page.identifier),
        form: Some(form),
        // The place of a passkey's button is first here.
        after: after_form(vec![sign_up]),
    }
}
