mod remembered;
mod set_up;

use super::*;
use crate::fixtures::{Browser, EMAIL, House, PASSWORD, Seen};
use serde_json::{Value, json};
use vestibule_model::time::Span;

/// People who have confirmed their address; the pool offers codes by mail, and apps.
fn house(mode: &str) -> House {
    let house = House::with(
        json!({"EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        }}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    house.user(EMAIL);
    house.offer(json!({
        "MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": {"Enabled": true}, "EmailMfaConfiguration": {},
    }));
    house
}

fn prefer(house: &House, settings: &str) {
    let mut input = json!({"UserPoolId": house.pool, "Username": EMAIL});
    input[settings] = json!({"Enabled": true});
    house.ok("AdminSetUserMFAPreference", input);
}

fn sign_in(house: &House, browser: &Browser<'_>) -> Seen {
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    browser.post(&house.at("/login"), &fields)
}

fn post(house: &House, browser: &Browser<'_>, before: &Seen, field: (&str, &str)) -> Seen {
    let state = before.hidden(STATE);
    browser.post(&house.at("/login"), &[(STATE, &state), field])
}

fn signs_in(house: &House, seen: &Seen) -> bool {
    seen.code()
        .is_some_and(|code| house.redeem(&code).status == 200)
}

fn other_than(code: &str) -> &'static str {
    match code {
        "000000" => "000001",
        _ => "000000",
    }
}

#[test]
fn a_mailed_code_follows_the_password_and_can_be_mistyped_and_sent_again() {
    let house = house("OPTIONAL");
    prefer(&house, "EmailMfaSettings");
    let browser = house.browser();
    let asked = sign_in(&house, &browser);
    let Page::SecondFactor(page) = asked.page() else {
        panic!("no second factor is asked for")
    };
    let view::Factor::Code(delivery) = &page.factor else {
        panic!("no code was sent")
    };
    assert_eq!(delivery.destination, "j***@e***");
    assert!(!page.has_others);
    let first = house.world.mailbox.code_for(EMAIL).unwrap();
    let wrong = post(&house, &browser, &asked, (CODE, other_than(&first)));
    assert_eq!(wrong.field_error(CODE), Some(Message::CodeMismatch));
    let empty = post(&house, &browser, &wrong, (CODE, ""));
    assert_eq!(empty.field_error(CODE), Some(Message::Required));
    let resent = post(&house, &browser, &empty, ("resend", "1"));
    let to = Some(delivery.destination.clone());
    assert_eq!(resent.notice(), Some(Message::CodeSent(to)));
    let second = house.world.mailbox.code_for(EMAIL).unwrap();
    assert_ne!(first, second);
    let old = post(&house, &browser, &asked, (CODE, &first));
    assert!(old.code().is_none(), "the first code is good for nothing");
    let old_name = [
        (STATE, resent.hidden(STATE)),
        (CODE, String::new()),
        ("code", second),
    ];
    let old_name = old_name
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let done = browser.post(&house.at("/login"), &old_name);
    assert!(
        signs_in(&house, &done),
        "by the name of other pages' codes, too"
    );
}

#[test]
fn of_two_factors_either_signs_in() {
    let house = house("OPTIONAL");
    let secret = house.add_software_token(EMAIL);
    prefer(&house, "EmailMfaSettings");
    let browser = house.browser();
    let asked = sign_in(&house, &browser);
    let Page::ChooseFactor(page) = asked.page() else {
        panic!("nothing is to be chosen")
    };
    let kinds: Vec<_> = page.factors.iter().map(|(_, kind)| *kind).collect();
    assert_eq!(kinds, [FactorKind::App, FactorKind::Email]);
    let mailed = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    assert!(matches!(mailed.page(), Page::SecondFactor(page) if page.has_others));
    let again = post(&house, &browser, &mailed, ("another", "1"));
    assert!(matches!(again.page(), Page::ChooseFactor(page) if page.factors.len() == 2));
    let by_app = post(&house, &browser, &again, ("factor", "SOFTWARE_TOKEN_MFA"));
    let done = post(&house, &browser, &by_app, (CODE, &house.code_of(&secret)));
    assert!(signs_in(&house, &done));
}

#[test]
fn who_has_none_where_everybody_needs_one_sets_an_app_up_and_is_signed_in() {
    let house = house("ON");
    house.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let browser = house.browser();
    let asked = sign_in(&house, &browser);
    let Page::SetUpApp(page) = asked.page() else {
        panic!("no app is to be set up")
    };
    let secret = Value::from(page.secret.clone());
    assert!(
        page.uri
            .starts_with("otpauth://totp/people:jane%40example.com?secret=")
    );
    let code = house.code_of(&secret);
    let wrong = post(&house, &browser, &asked, (CODE, other_than(&code)));
    assert_eq!(wrong.field_error(CODE), Some(Message::CodeMismatch));
    let done = post(&house, &browser, &wrong, (CODE, &code));
    assert!(signs_in(&house, &done));
    house.world.advance(Span::seconds(30));
    let other = house.browser();
    let asked = sign_in(&house, &other);
    assert!(matches!(asked.page(), Page::SecondFactor(_)));
    let done = post(&house, &other, &asked, (CODE, &house.code_of(&secret)));
    assert!(signs_in(&house, &done));
}

#[test]
fn a_session_that_was_used_leads_back_to_where_it_began() {
    let house = house("OPTIONAL");
    prefer(&house, "EmailMfaSettings");
    let browser = house.browser();
    let asked = sign_in(&house, &browser);
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    let done = post(&house, &browser, &asked, (CODE, &code));
    assert!(signs_in(&house, &done));
    let twice = post(&house, &browser, &asked, (CODE, &code));
    assert!(twice.code().is_none());
    assert!(twice.location().unwrap().contains("/oauth2/authorize"));
    let made_up = browser.post(&house.at("/login"), &[(STATE, "made-up"), (CODE, &code)]);
    assert_eq!(made_up.notice(), Some(Message::PageExpired));
}

#[test]
fn a_confirmed_sign_up_does_not_skip_a_second_factor_that_everybody_needs() {
    let house = house("ON");
    let browser = house.browser();
    let email = "new@example.com";
    browser.sign_up(email);
    house.deliver_due();
    let code = house.world.mailbox.code_for(email).unwrap();
    let fields = [("username", email), ("code", code.as_str())];
    let seen = browser.post(&house.at("/confirm"), &fields);
    assert!(seen.code().is_none());
    assert!(matches!(seen.page(), Page::SecondFactor(_)));
}
