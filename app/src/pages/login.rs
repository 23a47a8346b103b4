//! `/login`: who are you, and your password; or the name alone, where there is more to choose from than a password.

use leptos::prelude::*;

use crate::{
    components::{Ceremony, Document, Field, Form, after_form, link_line, passkey_form},
    i18n::Key,
    model::{Frame, Login},
};

pub(super) fn page(frame: &Frame, page: &Login) -> Document {
    let links = &frame.around.links;
    let mut fields = vec![
        Field::identifier(frame, page.identifier, &page.username)
            .taking_passkeys(page.passkey.is_some()),
    ];
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
    let passkey = page.passkey.as_ref().map(|passkey| {
        let ceremony = Ceremony {
            options: &passkey.options,
            session: Some(&passkey.session),
            autofill: true,
        };
        passkey_form(frame, &ceremony)
    });
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
        after: after_form(vec![passkey, sign_up]),
    }
}
