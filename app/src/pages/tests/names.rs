//! What existing scripts and password managers find.

use super::*;

#[test]
fn fields_and_buttons_have_the_services_names() {
    let cases: [(Page, &[&str]); 17] = [
        (
            login(),
            &[
                "_csrf",
                "username",
                "password",
                "cognitoAsfData",
                "signInSubmitButton",
            ],
        ),
        (
            sign_up(),
            &[
                "_csrf",
                "username",
                "requiredAttributes[given_name]",
                "password",
                "signUpButton",
            ],
        ),
        (
            confirm(),
            &[
                "_csrf",
                "cognitoAsfData",
                "username",
                "sub",
                "destination",
                "deliveryMedium",
                "code",
                "confirm",
            ],
        ),
        (confirm_by_link(), &["_csrf", "username"]),
        (
            forgot_password(),
            &["_csrf", "username", "cognitoAsfData", "reset_my_password"],
        ),
        (
            reset(),
            &["_csrf", "username", "code", "password", "reset_password"],
        ),
        (
            new_password(),
            &[
                "_csrf",
                "new_password",
                "confirm_password",
                "requiredAttributes[email]",
            ],
        ),
        (
            second_factor(),
            &[
                "_csrf",
                "username",
                "authentication_code",
                "remember",
                "verify",
                "resend",
                "another",
            ],
        ),
        (choose_factor(), &["_csrf", "factor"]),
        (
            set_up_app(),
            &[
                "_csrf",
                "username",
                "authentication_code",
                "remember",
                "set_up",
                "another",
            ],
        ),
        (
            set_up_address("email"),
            &[
                "_csrf",
                "username",
                "requiredAttributes[email]",
                "set_up",
                "another",
            ],
        ),
        (with_passkeys(), &["_csrf", "passkey", "credential"]),
        (add_passkey(), &["_csrf", "credential", "skip"]),
        (
            name_alone(),
            &["_csrf", "username", "cognitoAsfData", "signInSubmitButton"],
        ),
        (choose_first_factor(), &["_csrf", "factor"]),
        (
            enter_password(),
            &[
                "_csrf",
                "username",
                "password",
                "signInSubmitButton",
                "another",
            ],
        ),
        (
            first_factor_code(),
            &[
                "_csrf",
                "username",
                "authentication_code",
                "verify",
                "resend",
                "another",
            ],
        ),
    ];
    for (page, names) in cases {
        let html = render(&page, &frame());
        for name in names {
            assert!(
                html.contains(&format!(" name=\"{name}\"")),
                "{name} is missing in {page:?}"
            );
        }
    }
    let html = render(&login(), &frame());
    for id in ["signInFormUsername", "signInFormPassword"] {
        assert!(html.contains(&format!("<input id=\"{id}\"")), "{id}");
    }
    assert!(html.contains(" name=\"cognitoSignInForm\""));
    assert!(render(&confirm(), &frame()).contains("<input id=\"verification_code\""));
    assert!(render(&set_up_app(), &frame()).contains("<input id=\"totpCodeInput\""));
}

#[test]
fn forms_and_buttons_are_marked_as_the_services_are() {
    // The form's name, and its button with its value.
    for (page, form, button) in [
        (
            login(),
            "cognitoSignInForm",
            Some(("signInSubmitButton", "Sign in")),
        ),
        (sign_up(), "signupform", None),
    ] {
        let html = render(&page, &frame());
        let tag = |start: &str, name: &str| {
            let name = format!(" name=\"{name}\"");
            // The space before the first attribute stays with it.
            html.split(start)
                .skip(1)
                .filter_map(|rest| rest.split('>').next())
                .find(|tag| tag.contains(&name))
                .map(str::to_owned)
                .unwrap_or_default()
        };
        let form = tag("<form", form);
        assert!(form.contains("class=\"cognito-asf\""), "{form}");
        if let Some((name, value)) = button {
            let button = tag("<button", name);
            assert!(button.contains(&format!(" value=\"{value}\"")), "{button}");
        }
    }
    let html = render(&confirm(), &frame());
    for hidden in [
        "name=\"sub\" value=\"5d0c3a52-6f0e-4c3b-9f57-1d7d0c9e8a11\"",
        "name=\"destination\" value=\"j***@e***\"",
        "name=\"deliveryMedium\" value=\"EMAIL\"",
    ] {
        assert!(html.contains(hidden), "{hidden}");
    }
}

#[test]
fn the_error_page_has_the_services_text_and_the_code_below_it() {
    let html = render(&error(), &frame());
    let (_, below) = html
        .split_once("An error was encountered with the requested page.")
        .expect("the page has the text");
    assert!(below.contains("redirect_mismatch"));
}

#[test]
fn no_form_exists_twice() {
    for page in pages() {
        let html = render(&page, &frame());
        assert!(
            html.matches("class=\"cognito-asf\"").count() <= 1,
            "{page:?}"
        );
    }
}

#[test]
fn every_form_carries_the_csrf_token_and_what_the_server_asked_it_to() {
    let mut frame = frame();
    frame
        .around
        .hidden
        .push(("session".into(), "sealed".into()));
    for page in pages() {
        let html = render(&page, &frame);
        for form in html.split("<form ").skip(1) {
            assert!(form.starts_with("method=\"post\""), "{page:?}");
            assert!(
                form.contains("name=\"_csrf\" value=\"the-token\""),
                "{page:?}"
            );
            assert!(
                form.contains("name=\"session\" value=\"sealed\""),
                "{page:?}"
            );
        }
    }
}

#[test]
fn password_managers_are_told_what_is_what() {
    let html = render(&login(), &frame());
    assert!(
        html.contains("autocomplete=\"username\"")
            && html.contains("autocomplete=\"current-password\"")
    );
    for page in [sign_up(), reset(), new_password()] {
        let html = render(&page, &frame());
        assert!(html.contains("autocomplete=\"new-password\""), "{page:?}");
        assert!(html.contains("autocomplete=\"username\""), "{page:?}");
    }
    let html = render(&confirm(), &frame());
    assert!(
        html.contains("type=\"text\" inputmode=\"numeric\" autocomplete=\"one-time-code\""),
        "{html}"
    );
}
