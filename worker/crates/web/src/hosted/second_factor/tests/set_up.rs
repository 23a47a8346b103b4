//! Whoever needs a second factor and has none sets one up.

use super::*;
use crate::fixtures::REDIRECT_URI;
use vestibule_idp::fixtures::merged;
use vestibule_page::Medium;

const BOBS: &str = "bob@example.org";
const PHONE: &str = "+14325550100";
const MAIL: (&str, &str) = ("requiredAttributes[email]", BOBS);

/// A pool in which everybody needs a second factor, with a person who has nothing that could be one.
fn bare(offered: &[Factor], pool: Value, client: Value) -> House {
    let usual = json!({
        "UsernameAttributes": [], "AliasAttributes": ["email"], "AutoVerifiedAttributes": [],
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        },
    });
    let flows = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let house = House::with(merged(usual, pool), merged(flows, client));
    offer(&house, offered);
    house.ok(
        "AdminCreateUser",
        json!({"UserPoolId": house.pool, "Username": "bob", "MessageAction": "SUPPRESS"}),
    );
    house.ok(
        "AdminSetUserPassword",
        json!({"UserPoolId": house.pool, "Username": "bob", "Password": PASSWORD, "Permanent": true}),
    );
    house
}

fn usual(offered: &[Factor]) -> House {
    bare(offered, json!({}), json!({}))
}

fn offer(house: &House, offered: &[Factor]) {
    let mut members = json!({"MfaConfiguration": "ON"});
    for factor in offered {
        match factor {
            Factor::SmsMfa => members["SmsMfaConfiguration"] = json!({}),
            Factor::EmailOtp => members["EmailMfaConfiguration"] = json!({}),
            Factor::SoftwareTokenMfa => {
                members["SoftwareTokenMfaConfiguration"] = json!({"Enabled": true});
            }
        }
    }
    house.offer(members);
}

fn begin(house: &House, browser: &Browser<'_>) -> Seen {
    let fields = [("username", "bob"), ("password", PASSWORD)];
    browser.post(&house.at("/login"), &fields)
}

/// The address that a page asks for: its attribute, what stands in the field, and whether there is another way.
#[track_caller]
fn asks(seen: &Seen) -> (&str, &str, bool) {
    let Page::SetUpAddress(page) = seen.page() else {
        panic!("no address is asked for: {:?}", seen.page())
    };
    let Attribute { name, value } = &page.attribute;
    (name.as_str(), value.as_str(), page.has_others)
}

/// Where the code went that a page asks for, and whether it is a new address.
#[track_caller]
fn sent_to(seen: &Seen) -> (&str, Medium, bool) {
    match seen.page() {
        Page::SecondFactor(view::SecondFactor {
            factor: view::Factor::Code(delivery),
            is_new,
            ..
        }) => (&delivery.destination, delivery.medium, *is_new),
        page => panic!("no code is asked for: {page:?}"),
    }
}

/// What can be set up, where that is asked.
fn choices(seen: &Seen) -> Option<Vec<FactorKind>> {
    match seen.page() {
        Page::ChooseFactor(page) if page.sets_up => {
            Some(page.factors.iter().map(|(_, kind)| *kind).collect())
        }
        _ => None,
    }
}

fn mailed(house: &House, to: &str) -> String {
    house.world.mailbox.code_for(to).unwrap()
}

fn bob(house: &House) -> Value {
    house.admin("AdminGetUser", "bob")
}

/// Whether a page took nothing: it leads to where a sign-in begins.
fn begins_anew(seen: &Seen) -> bool {
    seen.code().is_none() && seen.destination() == Some("/oauth2/authorize")
}

#[test]
fn of_several_an_address_is_chosen_typed_and_proven() {
    let house = usual(&Factor::ALL);
    let browser = house.browser();
    let asked = begin(&house, &browser);
    let all = [FactorKind::Sms, FactorKind::App, FactorKind::Email];
    assert_eq!(choices(&asked).as_deref(), Some(&all[..]));
    let typing = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    assert_eq!(asks(&typing), ("email", "", true));
    let sent = post(&house, &browser, &typing, MAIL);
    assert_eq!(sent_to(&sent), ("b***@e***", Medium::Email, true));
    let before = bob(&house);
    assert!(
        before.get("UserMFASettingList").is_none(),
        "nothing is proven"
    );
    let code = mailed(&house, BOBS);
    let wrong = post(&house, &browser, &sent, (CODE, other_than(&code)));
    assert_eq!(wrong.field_error(CODE), Some(Message::CodeMismatch));
    assert_eq!(sent_to(&wrong), ("b***@e***", Medium::Email, true));
    let empty = post(&house, &browser, &wrong, (CODE, ""));
    assert_eq!(empty.field_error(CODE), Some(Message::Required));
    let done = post(&house, &browser, &empty, (CODE, &code));
    assert!(signs_in(&house, &done));
    let after = bob(&house);
    assert_eq!(after["UserMFASettingList"], json!(["EMAIL_OTP"]));
    let attributes = after["UserAttributes"].as_array().unwrap();
    assert!(attributes.contains(&json!({"Name": "email", "Value": BOBS})));
    assert!(attributes.contains(&json!({"Name": "email_verified", "Value": "true"})));
    let next = begin(&house, &house.browser());
    assert_eq!(sent_to(&next), ("b***@e***", Medium::Email, false));
}

#[test]
fn what_is_offered_alone_is_asked_for_at_once() {
    let house = usual(&[Factor::EmailOtp]);
    let browser = house.browser();
    let typing = begin(&house, &browser);
    assert_eq!(asks(&typing), ("email", "", false));
    let sent = post(&house, &browser, &typing, MAIL);
    let code = mailed(&house, BOBS);
    assert!(signs_in(
        &house,
        &post(&house, &browser, &sent, (CODE, &code))
    ));
}

#[test]
fn a_phone_is_set_up_as_people_write_its_number() {
    let house = usual(&[Factor::SmsMfa]);
    let browser = house.browser();
    let typing = begin(&house, &browser);
    assert_eq!(asks(&typing), ("phone_number", "", false));
    let number = |typed| ("requiredAttributes[phone_number]", typed);
    let wrong = post(&house, &browser, &typing, number("0432 555 0100"));
    let field = "requiredAttributes[phone_number]";
    assert_eq!(wrong.field_error(field), Some(Message::InvalidPhoneNumber));
    let sent = post(&house, &browser, &wrong, number("+1 (432) 555-0100"));
    assert_eq!(sent_to(&sent), ("+*******0100", Medium::Sms, true));
    let code = mailed(&house, PHONE);
    assert!(signs_in(
        &house,
        &post(&house, &browser, &sent, (CODE, &code))
    ));
    assert_eq!(bob(&house)["UserMFASettingList"], json!(["SMS_MFA"]));
}

#[test]
fn what_is_no_address_is_sent_nothing_and_can_be_corrected() {
    let house = usual(&[Factor::EmailOtp]);
    let browser = house.browser();
    let typing = begin(&house, &browser);
    let (field, _) = MAIL;
    let empty = post(&house, &browser, &typing, (field, " "));
    assert_eq!(empty.field_error(field), Some(Message::Required));
    let wrong = post(&house, &browser, &empty, (field, "bob.example.org"));
    assert_eq!(wrong.field_error(field), Some(Message::InvalidEmail));
    assert_eq!(asks(&wrong), ("email", "bob.example.org", false));
    let other = post(
        &house,
        &browser,
        &wrong,
        ("requiredAttributes[phone_number]", PHONE),
    );
    assert_eq!(other.field_error(field), Some(Message::Required));
    assert!(house.world.mailbox.messages.borrow().is_empty());
    let sent = post(
        &house,
        &browser,
        &other,
        (field, " bob@example.org\u{200b}"),
    );
    let code = mailed(&house, BOBS);
    assert!(signs_in(
        &house,
        &post(&house, &browser, &sent, (CODE, &code))
    ));
}

#[test]
fn somebody_elses_address_is_refused_once_it_is_proven_and_another_taken() {
    let house = usual(&[Factor::EmailOtp]);
    house.add_user("alice");
    let alices = "alice@example.com";
    let browser = house.browser();
    let typing = begin(&house, &browser);
    let (field, _) = MAIL;
    let sent = post(&house, &browser, &typing, (field, alices));
    assert_eq!(sent_to(&sent), ("a***@e***", Medium::Email, true));
    let code = mailed(&house, alices);
    let taken = post(&house, &browser, &sent, (CODE, &code));
    assert_eq!(asks(&taken), ("email", alices, false));
    assert_eq!(taken.field_error(field), Some(Message::UserExists));
    assert!(bob(&house).get("UserMFASettingList").is_none());
    let sent = post(&house, &browser, &taken, MAIL);
    let code = mailed(&house, BOBS);
    assert!(signs_in(
        &house,
        &post(&house, &browser, &sent, (CODE, &code))
    ));
}

#[test]
fn a_code_can_be_sent_again_and_to_another_address() {
    let house = usual(&[Factor::EmailOtp]);
    let browser = house.browser();
    let typing = begin(&house, &browser);
    let (field, mistyped) = (MAIL.0, "bbo@example.org");
    let sent = post(&house, &browser, &typing, (field, mistyped));
    let first = mailed(&house, mistyped);
    let again = post(&house, &browser, &sent, ("resend", "1"));
    let to = Some("b***@e***".to_owned());
    assert_eq!(again.notice(), Some(Message::CodeSent(to)));
    assert_eq!(sent_to(&again), ("b***@e***", Medium::Email, true));
    let second = mailed(&house, mistyped);
    assert_ne!(first, second);
    let typing = post(&house, &browser, &again, ("change", "1"));
    assert_eq!(asks(&typing), ("email", mistyped, false));
    let sent = post(&house, &browser, &typing, MAIL);
    let code = mailed(&house, BOBS);
    assert_ne!(code, second);
    let old = post(&house, &browser, &sent, (CODE, &second));
    assert_eq!(old.field_error(CODE), Some(Message::CodeMismatch));
    let used = post(&house, &browser, &again, (CODE, &second));
    assert!(begins_anew(&used), "a later one took its place");
    assert!(signs_in(
        &house,
        &post(&house, &browser, &old, (CODE, &code))
    ));
}

#[test]
fn one_that_was_begun_can_be_left_for_another() {
    let house = usual(&Factor::ALL);
    let browser = house.browser();
    let asked = begin(&house, &browser);
    let app = post(&house, &browser, &asked, ("factor", "SOFTWARE_TOKEN_MFA"));
    assert!(matches!(app.page(), Page::SetUpApp(page) if page.has_others));
    let asked = post(&house, &browser, &app, ("another", "1"));
    let typing = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    let asked = post(&house, &browser, &typing, ("another", "1"));
    assert_eq!(choices(&asked).map(|kinds| kinds.len()), Some(3));
    let typing = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    let sent = post(&house, &browser, &typing, MAIL);
    let asked = post(&house, &browser, &sent, ("another", "1"));
    assert_eq!(choices(&asked).map(|kinds| kinds.len()), Some(3));
    let app = post(&house, &browser, &asked, ("factor", "SOFTWARE_TOKEN_MFA"));
    let Page::SetUpApp(page) = app.page() else {
        panic!("no app is to be set up")
    };
    let code = house.code_of(&Value::from(page.secret.clone()));
    assert!(signs_in(
        &house,
        &post(&house, &browser, &app, (CODE, &code))
    ));
    let set_up = &bob(&house)["UserMFASettingList"];
    assert_eq!(*set_up, json!(["SOFTWARE_TOKEN_MFA"]));
    let mailed = mailed(&house, BOBS);
    let late = post(&house, &browser, &sent, (CODE, &mailed));
    assert!(begins_anew(&late), "one is set up by now");
    assert_eq!(bob(&house)["UserMFASettingList"], *set_up);
}

#[test]
fn an_address_that_the_app_may_not_have_people_write_is_not_asked_for() {
    let client = || json!({"WriteAttributes": ["name"]});
    let both = [Factor::EmailOtp, Factor::SoftwareTokenMfa];
    let house = bare(&both, json!({}), client());
    let asked = begin(&house, &house.browser());
    assert!(matches!(asked.page(), Page::SetUpApp(page) if !page.has_others));
    let house = bare(&[Factor::EmailOtp], json!({}), client());
    let asked = begin(&house, &house.browser());
    assert_eq!(asked.notice(), Some(Message::FactorMissing));
    let once =
        json!({"Schema": [{"Name": "email", "AttributeDataType": "String", "Mutable": false}]});
    let house = bare(&both, once, json!({}));
    let asked = begin(&house, &house.browser());
    assert!(matches!(asked.page(), Page::SetUpApp(page) if !page.has_others));
}

#[test]
fn what_is_taken_back_while_an_address_is_typed_is_refused() {
    let house = usual(&Factor::ALL);
    let browser = house.browser();
    let asked = begin(&house, &browser);
    let typing = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    house.ok(
        "UpdateUserPoolClient",
        json!({
            "UserPoolId": house.pool, "ClientId": house.client, "WriteAttributes": ["name"],
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
            "CallbackURLs": [REDIRECT_URI], "SupportedIdentityProviders": ["COGNITO"],
        }),
    );
    let refused = post(&house, &browser, &typing, MAIL);
    assert_eq!(refused.field_error(MAIL.0), Some(Message::Invalid));

    let house = usual(&Factor::ALL);
    let browser = house.browser();
    let asked = begin(&house, &browser);
    let typing = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    house.offer(json!({
        "MfaConfiguration": "ON", "SmsMfaConfiguration": {}, "SoftwareTokenMfaConfiguration": {"Enabled": false},
    }));
    let refused = post(&house, &browser, &typing, MAIL);
    assert_eq!(refused.notice(), Some(Message::Invalid));
    let no_app = post(&house, &browser, &asked, ("factor", "SOFTWARE_TOKEN_MFA"));
    assert_eq!(no_app.notice(), Some(Message::Invalid));
    assert!(house.world.mailbox.messages.borrow().is_empty());
}

#[test]
fn what_is_not_asked_for_is_not_taken() {
    let house = usual(&[Factor::EmailOtp, Factor::SoftwareTokenMfa]);
    let browser = house.browser();
    let asked = begin(&house, &browser);
    let kinds = [FactorKind::App, FactorKind::Email];
    for chosen in [
        ("factor", "SMS_MFA"),
        ("factor", "nothing"),
        (CODE, "123456"),
        MAIL,
    ] {
        let refused = post(&house, &browser, &asked, chosen);
        assert_eq!(choices(&refused).as_deref(), Some(&kinds[..]), "{chosen:?}");
        assert_eq!(refused.notice(), Some(Message::Invalid), "{chosen:?}");
    }
    let app = post(&house, &browser, &asked, ("factor", "SOFTWARE_TOKEN_MFA"));
    for field in [MAIL, ("change", "1"), ("resend", "1")] {
        let same = post(&house, &browser, &app, field);
        assert!(matches!(same.page(), Page::SetUpApp(_)), "{field:?}");
        assert_eq!(same.field_error(CODE), Some(Message::Required));
    }
    let typing = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
    for field in [("change", "1"), ("resend", "1"), (CODE, "123456")] {
        let same = post(&house, &browser, &typing, field);
        assert_eq!(asks(&same), ("email", "", true), "{field:?}");
        assert_eq!(same.field_error(MAIL.0), Some(Message::Required));
    }
    let select = post(&house, &browser, &typing, ("factor", "EMAIL_OTP"));
    assert!(begins_anew(&select), "there is nothing to select");
    assert!(house.world.mailbox.messages.borrow().is_empty());
    let sent = post(&house, &browser, &typing, MAIL);
    let select = post(&house, &browser, &sent, ("factor", "EMAIL_OTP"));
    assert!(begins_anew(&select), "nor then");
    let other = post(
        &house,
        &browser,
        &sent,
        ("requiredAttributes[email]", "mallory@example.org"),
    );
    assert_eq!(other.field_error(CODE), Some(Message::Required));
    let (_, only) = MAIL;
    let messages = house.world.mailbox.messages.borrow();
    assert!(messages.iter().all(|message| message.to == only));
}

#[test]
fn who_has_a_second_factor_sets_up_no_other() {
    let house = house("ON");
    let browser = house.browser();
    let asked = sign_in(&house, &browser);
    assert_eq!(sent_to(&asked), ("j***@e***", Medium::Email, false));
    for field in [MAIL, ("change", "1")] {
        let same = post(&house, &browser, &asked, field);
        assert_eq!(same.field_error(CODE), Some(Message::Required));
        assert_eq!(sent_to(&same), ("j***@e***", Medium::Email, false));
    }
    assert_eq!(house.world.mailbox.code_for(BOBS), None);
}

#[test]
fn a_page_belongs_to_one_app_and_is_used_once() {
    let house = usual(&[Factor::EmailOtp]);
    let (other, _) = house.client(json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}));
    let browser = house.browser();
    let typing = begin(&house, &browser);
    let state = typing.hidden(STATE);
    let url = house.query().with("client_id", &other).after("/login");
    let elsewhere = browser.post(&url, &[(STATE, &state), MAIL]);
    assert_eq!(elsewhere.notice(), Some(Message::PageExpired));
    assert!(house.world.mailbox.messages.borrow().is_empty());
    post(&house, &browser, &typing, MAIL);
    let twice = post(&house, &browser, &typing, MAIL);
    assert!(begins_anew(&twice));
    assert_eq!(house.world.mailbox.messages.borrow().len(), 1);
    let late = begin(&house, &browser);
    house.world.advance(Span::minutes(16));
    let late = post(&house, &browser, &late, MAIL);
    assert!(begins_anew(&late));
}

#[test]
fn that_a_code_could_not_be_sent_is_not_told() {
    let house = usual(&[Factor::EmailOtp]);
    let browser = house.browser();
    let typing = begin(&house, &browser);
    house.world.mailbox.refusing.set(true);
    let sent = post(&house, &browser, &typing, MAIL);
    assert_eq!(sent_to(&sent), ("b***@e***", Medium::Email, true));
    assert_eq!(sent.notice(), None);
    house.world.mailbox.refusing.set(false);
    house.world.advance(Span::minutes(2));
    house.deliver_at_once();
    let code = mailed(&house, BOBS);
    assert!(signs_in(
        &house,
        &post(&house, &browser, &sent, (CODE, &code))
    ));
}

#[test]
fn the_browser_in_which_one_is_set_up_can_be_remembered() {
    let devices = json!({"DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true,
    }});
    let house = bare(&[Factor::EmailOtp], devices, json!({}));
    let browser = house.browser();
    let typing = begin(&house, &browser);
    let sent = post(&house, &browser, &typing, MAIL);
    assert!(matches!(sent.page(), Page::SecondFactor(page) if page.remember == Some(false)));
    let (state, code) = (sent.hidden(STATE), mailed(&house, BOBS));
    let fields = [(STATE, state.as_str()), (CODE, &code), (REMEMBER, "1")];
    assert!(signs_in(
        &house,
        &browser.post(&house.at("/login"), &fields)
    ));
    assert!(begin(&house, &browser).code().is_some(), "it is known");
    assert!(begin(&house, &house.browser()).code().is_none());
}

#[test]
fn it_follows_a_new_password_too() {
    let house = usual(&[Factor::EmailOtp]);
    house.ok(
        "AdminSetUserPassword",
        json!({"UserPoolId": house.pool, "Username": "bob", "Password": "Temp0rary-1", "Permanent": false}),
    );
    let browser = house.browser();
    let fields = [("username", "bob"), ("password", "Temp0rary-1")];
    let asked = browser.post(&house.at("/login"), &fields);
    let state = asked.hidden("state");
    let fields = [("state", state.as_str()), ("new_password", PASSWORD)];
    let typing = browser.post(&house.at("/login"), &fields);
    assert_eq!(asks(&typing), ("email", "", false));
    let sent = post(&house, &browser, &typing, MAIL);
    let code = mailed(&house, BOBS);
    assert!(signs_in(
        &house,
        &post(&house, &browser, &sent, (CODE, &code))
    ));
}

#[test]
fn what_is_taken_back_once_a_code_was_sent_is_not_set_up() {
    let house = usual(&[Factor::EmailOtp]);
    let browser = house.browser();
    let sent = post(&house, &browser, &begin(&house, &browser), MAIL);
    let code = mailed(&house, BOBS);
    house.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    for field in [("resend", "1"), (CODE, code.as_str())] {
        let refused = post(&house, &browser, &sent, field);
        assert!(begins_anew(&refused), "{field:?}");
    }
    assert_eq!(house.world.mailbox.messages.borrow().len(), 1);
    assert!(bob(&house).get("UserMFASettingList").is_none());
}

#[test]
fn an_address_that_is_taken_has_no_browser_remembered() {
    let devices = json!({"DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true,
    }});
    let house = bare(&[Factor::EmailOtp], devices, json!({}));
    house.add_user("alice");
    let alices = "alice@example.com";
    let browser = house.browser();
    let typing = begin(&house, &browser);
    let sent = post(&house, &browser, &typing, (MAIL.0, alices));
    let (state, code) = (sent.hidden(STATE), mailed(&house, alices));
    let fields = [(STATE, state.as_str()), (CODE, &code), (REMEMBER, "1")];
    for _ in 0..2 {
        let taken = browser.post(&house.at("/login"), &fields);
        assert_eq!(taken.field_error(MAIL.0), Some(Message::UserExists));
    }
    let devices = house.admin("AdminListDevices", "bob");
    assert_eq!(devices["Devices"], json!([]));
}
