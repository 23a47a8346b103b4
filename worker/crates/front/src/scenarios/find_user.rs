//! From what is typed to the user it names.

use proptest::prelude::*;
use serde_json::json;
use vestibule_engine::find_user::*;
use vestibule_idp::fixtures::api::Api;
use vestibule_model::time::Span;

#[test]
fn an_address_that_nobody_has_takes_the_hops_of_one_that_leads_elsewhere_or_does_not() {
    let aliases = json!({"AliasAttributes": ["email"]});
    let api = Api::new(aliases, json!({"PreventUserExistenceErrors": "ENABLED"}));
    for apart in [true, false] {
        let (user, nobody) = api.addresses(apart);
        let hops = |username: &str| {
            // Past the snapshot, both ask for the configuration.
            api.world.advance(Span::seconds(6));
            api.world.objects.sent.borrow_mut().clear();
            let input = json!({"ClientId": api.client, "Username": username});
            api.ok("ForgotPassword", input);
            api.world.objects.sent.borrow().len()
        };
        assert_eq!(hops(&user), hops(&nobody), "apart: {apart}");
    }
}

#[test]
fn an_email_address_has_one_at_sign_and_a_domain() {
    for good in [
        "a@example.com",
        "a.b+c@sub.example.org",
        "o'brien@xn--bcher-kva.example",
        "ü@bücher.example",
    ] {
        assert!(is_email(good), "{good}");
    }
    for bad in [
        "",
        "a",
        "@example.com",
        "a@",
        "a@b",
        "a b@example.com",
        "a@@example.com",
        "a@example..com",
    ] {
        assert!(!is_email(bad), "{bad}");
    }
}

#[test]
fn an_email_address_is_one_mailbox() {
    for local in [
        "b,a", "b;a", "b:a", "b<a", "a>", "(b)a", "a[b]", "a\\b", "\"a\"", "a\tb", "a\nb",
        "a\u{7f}", "a\u{a0}b",
    ] {
        assert!(!is_email(&format!("{local}@example.com")), "{local}");
    }
    let long = "a".repeat(64);
    for domain in [
        "example.com>",
        "exam_ple.com",
        "example.com,b.com",
        "[127.0.0.1]",
        "-a.com",
        "a-.com",
        "example.com.",
        "exa\u{85}mple.com",
        &format!("{long}.com"),
    ] {
        assert!(!is_email(&format!("a@{domain}")), "{domain}");
    }
}

#[test]
fn a_phone_number_is_e164() {
    assert!(is_phone_number("+15555550100"));
    for bad in ["", "+", "15555550100", "+1555-555", "+1234567890123456"] {
        assert!(!is_phone_number(bad), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_text_is_both(text in r"\PC*") {
        prop_assert!(!(is_email(&text) && is_phone_number(&text)));
    }
}
