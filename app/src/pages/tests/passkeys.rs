//! Passkeys: what a browser finds to begin with.

use super::*;

/// The form that waits for a browser's answer.
fn form(html: &str) -> &str {
    let (_, form) = html
        .split_once("data-ceremony=")
        .expect("there is a form for passkeys");
    form.split("</form>").next().unwrap_or_default()
}

#[test]
fn a_passkey_is_offered_by_a_button_and_by_autofill_once_scripts_run() {
    let html = render(&with_passkeys(), &frame());
    assert!(
        html.contains("autocomplete=\"username webauthn\""),
        "{html}"
    );
    assert!(html.contains("data-component=\"Passkey"), "{html}");
    let form = form(&html);
    assert!(form.starts_with("\"get\""), "{form}");
    assert!(form.contains(" hidden"), "{form}");
    assert!(form.contains(" data-autofill"), "{form}");
    assert!(
        form.contains("data-options=\"{&quot;challenge&quot;:&quot;AA&quot;}\""),
        "{form}"
    );
    assert!(form.contains("Sign in with a passkey"), "{form}");
    let without = render(&login(), &frame());
    assert!(!without.contains("webauthn") && !without.contains("Passkey"));
}

#[test]
fn who_adds_one_can_go_on_without() {
    let html = render(&add_passkey(), &frame());
    let form = form(&html);
    assert!(form.starts_with("\"create\""), "{form}");
    assert!(
        form.contains(" hidden") && !form.contains("data-autofill"),
        "{form}"
    );
    assert!(html.contains("Not now"), "{html}");
    let full = render(&Page::AddPasskey(AddPasskey::default()), &frame());
    assert!(!full.contains("data-ceremony"), "there can be no more");
    assert!(full.contains("name=\"skip\"") && full.contains("Continue"));
}

#[test]
fn only_who_may_is_asked_whether_the_device_is_to_be_remembered() {
    let html = render(&second_factor(), &frame());
    assert!(html.contains("type=\"checkbox\""), "{html}");
    assert!(html.contains("Remember this device") && !html.contains(" checked"));
    let ticked = Page::SecondFactor(SecondFactor {
        username: "jane".into(),
        factor: Factor::App(None),
        is_new: false,
        has_others: false,
        remember: Some(true),
    });
    assert!(render(&ticked, &frame()).contains(" checked"));
    let never = Page::SecondFactor(SecondFactor {
        username: "jane".into(),
        factor: Factor::App(None),
        is_new: false,
        has_others: false,
        remember: None,
    });
    assert!(!render(&never, &frame()).contains("checkbox"));
}
