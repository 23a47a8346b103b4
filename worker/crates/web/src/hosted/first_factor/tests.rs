use super::*;
use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD, Seen},
    hosted::second_factor,
    parameters::encode,
};
use serde_json::{Value, json};
use vestibule_idp::fixtures::merged;
use vestibule_model::time::Span;

/// People who have confirmed their address, and may begin with a code that is sent there.
fn house(pool: Value) -> House {
    let pool = merged(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}),
        pool,
    );
    let house = House::with(
        pool,
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
            "PreventUserExistenceErrors": "ENABLED",
        }),
    );
    house.user(EMAIL);
    house
}

fn named(house: &House, browser: &Browser<'_>, name: &str) -> Seen {
    browser.post(&house.at("/login"), &[("username", name)])
}

fn post(house: &House, browser: &Browser<'_>, before: &Seen, field: (&str, &str)) -> Seen {
    let state = before.hidden(STATE);
    browser.post(&house.at("/login"), &[(STATE, &state), field])
}

/// The values of the buttons; `None` on another page.
fn offered(seen: &Seen) -> Option<Vec<String>> {
    match seen.page() {
        Page::ChooseFirstFactor(page) => Some(
            page.factors
                .iter()
                .map(|(value, _)| value.clone())
                .collect(),
        ),
        _ => None,
    }
}

fn asks_for_a_password(seen: &Seen) -> bool {
    matches!(seen.page(), Page::EnterPassword(_))
}

fn destination(seen: &Seen) -> Option<String> {
    match seen.page() {
        Page::FirstFactorCode(page) => Some(page.delivery.destination.clone()),
        _ => None,
    }
}

/// The code that was sent last.
fn sent(house: &House) -> String {
    house.deliver_due();
    house.world.mailbox.code_for(EMAIL).unwrap()
}

fn signs_in(house: &House, seen: &Seen) -> bool {
    seen.code()
        .is_some_and(|code| house.redeem(&code).status == 200)
}

fn other_than(code: &str) -> &'static str {
    match code {
        "00000000" => "00000001",
        _ => "00000000",
    }
}

fn login(seen: &Seen) -> &crate::view::Login {
    match seen.page() {
        Page::Login(page) => page,
        page => panic!("{page:?}"),
    }
}

#[test]
fn the_name_alone_is_asked_for_only_where_pool_and_client_leave_a_choice() {
    let user_auth = json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]});
    let without = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let allowed = |factors: Value| json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": factors}}});
    let both = allowed(json!(["PASSWORD", "EMAIL_OTP"]));
    for (pool, client, name_alone) in [
        (both.clone(), user_auth.clone(), true),
        (both, without, false),
        (allowed(json!(["PASSWORD"])), user_auth.clone(), false),
        (json!({}), user_auth, false),
    ] {
        let house = House::with(pool.clone(), client.clone());
        let seen = house.browser().get(&house.at("/login"));
        assert_eq!(login(&seen).name_alone, name_alone, "{pool} {client}");
    }
}

#[test]
fn who_chooses_the_password_is_asked_for_it_and_may_mistype_it() {
    let house = house(json!({}));
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    assert_eq!(offered(&chosen).unwrap(), ["PASSWORD", "EMAIL_OTP"]);
    let asked = post(&house, &browser, &chosen, ("factor", "PASSWORD"));
    assert!(
        matches!(asked.page(), Page::EnterPassword(page) if page.username == EMAIL && page.has_others)
    );
    assert!(asked.view().around.links.forgot_password.is_some());
    let empty = post(&house, &browser, &asked, ("password", ""));
    assert_eq!(empty.field_error("password"), Some(Message::Required));
    let wrong = post(&house, &browser, &empty, ("password", "Wrong0ne!"));
    assert!(asks_for_a_password(&wrong));
    assert_eq!(wrong.notice(), Some(Message::Incorrect));
    let back = post(&house, &browser, &wrong, ("another", "1"));
    assert_eq!(offered(&back), offered(&chosen));
    let done = post(&house, &browser, &wrong, ("password", PASSWORD));
    assert!(signs_in(&house, &done));
}

#[test]
fn a_mailed_code_takes_the_passwords_place_and_can_be_mistyped_and_sent_again() {
    let house = house(json!({}));
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    let asked = post(&house, &browser, &chosen, ("factor", "EMAIL_OTP"));
    assert!(
        matches!(asked.page(), Page::FirstFactorCode(page) if page.digits == 8 && page.has_others)
    );
    assert_eq!(destination(&asked).as_deref(), Some("j***@e***"));
    let first = sent(&house);
    assert_eq!(first.len(), 8);
    let empty = post(&house, &browser, &asked, ("code", ""));
    assert_eq!(
        empty.field_error(second_factor::CODE),
        Some(Message::CodeMissing)
    );
    let wrong = post(&house, &browser, &empty, ("code", other_than(&first)));
    assert_eq!(
        wrong.field_error(second_factor::CODE),
        Some(Message::CodeMismatch)
    );
    let resent = post(&house, &browser, &wrong, ("resend", "1"));
    assert!(matches!(resent.notice(), Some(Message::CodeSent(_))));
    let second = sent(&house);
    assert_ne!(first, second);
    let old = post(&house, &browser, &asked, ("code", &first));
    assert!(old.code().is_none(), "the first code is good for nothing");
    let done = post(&house, &browser, &resent, ("code", &second));
    assert!(signs_in(&house, &done));
    let twice = post(&house, &browser, &resent, ("code", &second));
    assert!(twice.location().unwrap().contains("/oauth2/authorize"));
}

#[test]
fn a_code_that_has_ended_is_said_to_have_and_another_can_be_had() {
    let house = house(json!({}));
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    let asked = post(&house, &browser, &chosen, ("factor", "EMAIL_OTP"));
    let first = sent(&house);
    house.world.advance(Span::minutes(4));
    let late = post(&house, &browser, &asked, ("code", &first));
    assert_eq!(
        late.field_error(second_factor::CODE),
        Some(Message::CodeExpired)
    );
    let resent = post(&house, &browser, &late, ("resend", "1"));
    let done = post(&house, &browser, &resent, ("code", &sent(&house)));
    assert!(signs_in(&house, &done));
    // A choice and a password may wait.
    house.world.advance(Span::minutes(10));
    let other = house.browser();
    let chosen = named(&house, &other, EMAIL);
    house.world.advance(Span::minutes(10));
    let asked = post(&house, &other, &chosen, ("factor", "PASSWORD"));
    house.world.advance(Span::minutes(10));
    assert!(signs_in(
        &house,
        &post(&house, &other, &asked, ("password", PASSWORD))
    ));
}

#[test]
fn what_no_button_offers_is_not_chosen() {
    let house = house(json!({}));
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    for other in ["", "WEB_AUTHN", "PASSWORD_SRP", "SMS_MFA"] {
        let seen = post(&house, &browser, &chosen, ("factor", other));
        assert_eq!(offered(&seen), offered(&chosen), "{other}");
    }
    // The pool allows no such code: the choice is asked for again.
    let seen = post(&house, &browser, &chosen, ("factor", "SMS_OTP"));
    assert_eq!(offered(&seen), offered(&chosen));
}

#[test]
fn what_is_the_only_way_is_gone_to_at_once() {
    let house = house(json!({}));
    house.invite("new@example.com", "Temp0rary!");
    let browser = house.browser();
    let asked = named(&house, &browser, "new@example.com");
    assert!(matches!(asked.page(), Page::EnterPassword(page) if !page.has_others));
    let temporary = post(&house, &browser, &asked, ("password", "Temp0rary!"));
    assert!(matches!(temporary.page(), Page::NewPassword(_)));
}

#[test]
fn a_name_and_a_password_sent_together_sign_in() {
    let house = house(json!({}));
    house.browser().sign_in(EMAIL);
    let empty = house
        .browser()
        .post(&house.at("/login"), &[("username", "")]);
    assert!(login(&empty).name_alone);
    assert_eq!(empty.field_error("username"), Some(Message::Required));
}

#[test]
fn a_reload_or_a_refused_form_keeps_to_its_page() {
    let house = house(json!({}));
    let browser = house.browser();
    let fields = [("username", EMAIL)];
    let token = browser.get(&house.at("/login")).view().around.csrf.clone();
    let body = crate::parameters::encode([("_csrf", token.as_str())].into_iter().chain(fields));
    let headers = [
        ("origin", "http://localhost:8787"),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = browser.send("POST", &house.at("/login"), &headers, &body);
    assert_eq!(answer.status(), 303, "going back sends nothing again");
    assert!(offered(&browser.get(&house.at("/login"))).is_some());
    let reloaded = browser.get(&house.at("/login"));
    assert_eq!(login(&reloaded).username, EMAIL, "nobody types it again");
    for made_up in ["", "made-up"] {
        let seen = browser.post(
            &house.at("/login"),
            &[(STATE, made_up), ("factor", "EMAIL_OTP")],
        );
        assert_eq!(seen.notice(), Some(Message::PageExpired));
    }
}

#[test]
fn nobody_is_offered_and_sent_what_the_api_would_offer_and_send() {
    let house = house(json!({}));
    let messages = || house.world.mailbox.messages.borrow().len();
    let mut seen_both = [false; 2];
    for number in 0..12 {
        let name = format!("nobody{number}@example.com");
        let parameters = json!({"USERNAME": name});
        let input = json!({"ClientId": house.client, "AuthFlow": "USER_AUTH", "AuthParameters": parameters});
        let api = house.ok("InitiateAuth", input)["AvailableChallenges"].clone();
        let browser = house.browser();
        let asked = named(&house, &browser, &name);
        let buttons = offered(&asked);
        let by_code = api.as_array().unwrap().contains(&json!("EMAIL_OTP"));
        assert_eq!(buttons.is_some(), by_code, "{name} {api}");
        assert_eq!(
            offered(&named(&house, &browser, &name)),
            buttons,
            "each time"
        );
        seen_both[usize::from(by_code)] = true;
        if !by_code {
            assert!(asks_for_a_password(&asked));
            let wrong = post(&house, &browser, &asked, ("password", PASSWORD));
            assert_eq!(wrong.notice(), Some(Message::Incorrect));
            continue;
        }
        let before = messages();
        let code = post(&house, &browser, &asked, ("factor", "EMAIL_OTP"));
        assert_eq!(destination(&code).as_deref(), Some("n***@e***"));
        house.deliver_due();
        assert_eq!(messages(), before, "nobody is sent anything");
        let wrong = post(&house, &browser, &code, ("code", "12345678"));
        assert_eq!(
            wrong.field_error(second_factor::CODE),
            Some(Message::CodeMismatch)
        );
        let resent = post(&house, &browser, &wrong, ("resend", "1"));
        assert!(matches!(resent.notice(), Some(Message::CodeSent(_))));
    }
    assert_eq!(seen_both, [true; 2]);
}

#[test]
fn the_pages_hide_people_whatever_the_client_is_set_to() {
    let house = House::with(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"], "PreventUserExistenceErrors": "LEGACY"}),
    );
    house.user(EMAIL);
    house.disable(EMAIL);
    let browser = house.browser();
    for name in [EMAIL, "nobody@example.com"] {
        let seen = named(&house, &browser, name);
        assert!(
            offered(&seen).is_some() || asks_for_a_password(&seen),
            "{name}"
        );
        assert_eq!(seen.notice(), None);
    }
}

/// Names that nobody has, and whoever had them could be sent a code.
fn nobodies(house: &House) -> impl Iterator<Item = String> {
    let names = (0..).map(|number| format!("nobody{number}@example.com"));
    names.filter(|name| offered(&named(house, &house.browser(), name)).is_some())
}

#[test]
fn each_step_takes_about_nobody_what_it_takes_about_somebody() {
    let house = house(json!({}));
    let took = |name: &str| {
        let browser = house.browser();
        let mut page = browser.get(&house.at("/login"));
        let mut steps = Vec::new();
        for field in [
            ("username", name),
            ("factor", "EMAIL_OTP"),
            ("code", "wrong"),
            ("resend", "1"),
        ] {
            let (traced, draws) = house.world.traced(|| {
                page = match field.0 {
                    "username" => named(&house, &browser, name),
                    _ => post(&house, &browser, &page, field),
                };
            });
            let work = traced.iter().map(|step| format!("{:?}", step.work()));
            steps.push((work.collect::<Vec<_>>(), draws));
        }
        assert!(matches!(page.notice(), Some(Message::CodeSent(_))));
        steps
    };
    let nobodies: Vec<_> = nobodies(&house).take(2).collect();
    // From the second on, the configuration is known.
    took(&nobodies[0]);
    assert_eq!(took(EMAIL), took(&nobodies[1]));
}

#[test]
fn wrong_codes_are_counted_and_then_none_counts() {
    let house = house(json!({}));
    let browser = house.browser();
    let nobody = nobodies(&house).next().unwrap();
    for name in [EMAIL, &nobody] {
        let chosen = named(&house, &browser, name);
        let asked = post(&house, &browser, &chosen, ("factor", "EMAIL_OTP"));
        let answers = (0..8).map(|_| {
            post(&house, &browser, &asked, ("code", "1234567"));
            post(&house, &browser, &asked, ("code", "1234567")).notice()
        });
        let last = answers.last().unwrap();
        assert!(
            matches!(last, Some(Message::TooManyAttempts(_))),
            "{last:?}"
        );
    }
}

#[test]
fn too_many_codes_are_told_on_the_page_that_asked_for_them() {
    let house = house(json!({}));
    let browser = house.browser();
    let mut asked = post(
        &house,
        &browser,
        &named(&house, &browser, EMAIL),
        ("factor", "EMAIL_OTP"),
    );
    for _ in 0..20 {
        asked = post(&house, &browser, &asked, ("resend", "1"));
    }
    assert!(
        matches!(asked.notice(), Some(Message::TooManyCodes(_))),
        "{:?}",
        asked.notice()
    );
    assert!(destination(&asked).is_some());
}

#[test]
fn a_code_does_not_skip_a_second_factor() {
    let house = house(json!({}));
    house.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    let asked = post(&house, &browser, &chosen, ("factor", "EMAIL_OTP"));
    let code = sent(&house);
    // It has one from here on.
    house.add_software_token(EMAIL);
    let seen = post(&house, &browser, &asked, ("code", &code));
    assert!(seen.code().is_none());
    let messages = house.world.mailbox.messages.borrow().len();
    let again = post(&house, &browser, &chosen, ("factor", "EMAIL_OTP"));
    assert!(destination(&again).is_some(), "as for anybody");
    house.deliver_due();
    assert_eq!(house.world.mailbox.messages.borrow().len(), messages);
    let asked = post(&house, &browser, &chosen, ("factor", "PASSWORD"));
    let second = post(&house, &browser, &asked, ("password", PASSWORD));
    assert!(matches!(second.page(), Page::SecondFactor(_)));
    assert!(!second.hidden(second_factor::STATE).is_empty());
}

#[test]
fn a_client_that_no_longer_leaves_a_choice_takes_no_code() {
    let house = house(json!({}));
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    let asked = post(&house, &browser, &chosen, ("factor", "EMAIL_OTP"));
    let code = sent(&house);
    house.ok(
        "UpdateUserPool",
        json!({"UserPoolId": house.pool, "AutoVerifiedAttributes": ["email"],
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}}),
    );
    let seen = post(&house, &browser, &asked, ("code", &code));
    assert_eq!(seen.notice(), Some(Message::PageExpired));
    assert!(!login(&seen).name_alone);
}

#[test]
fn a_code_goes_by_text_message_where_the_pool_allows_that() {
    let house = House::with(
        json!({
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}},
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"},
        }),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
    );
    house.user(EMAIL);
    let phone = "+15555550100";
    let attribute = |name: &str, value: &str| json!({"Name": name, "Value": value});
    let attributes = [
        attribute("phone_number", phone),
        attribute("phone_number_verified", "true"),
    ];
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL, "UserAttributes": attributes});
    house.ok("AdminUpdateUserAttributes", input);
    let browser = house.browser();
    let chosen = named(&house, &browser, EMAIL);
    assert_eq!(
        offered(&chosen).unwrap(),
        ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    );
    let asked = post(&house, &browser, &chosen, ("factor", "SMS_OTP"));
    assert_eq!(destination(&asked).as_deref(), Some("+*******0100"));
    house.deliver_due();
    let code = house.world.mailbox.code_for(phone).unwrap();
    let done = post(&house, &browser, &asked, ("code", &code));
    assert!(signs_in(&house, &done));
}

#[test]
fn another_browsers_sign_in_is_not_gone_on_with() {
    let house = house(json!({}));
    let state = named(&house, &house.browser(), EMAIL).hidden(STATE);
    let (other, at) = (house.browser(), house.at("/login"));
    let fields = [(STATE, state.as_str()), ("factor", "EMAIL_OTP")];
    let seen = other.post(&at, &fields);
    assert_eq!(seen.notice(), Some(Message::PageExpired));
    let forged = [("origin", "https://evil.example")];
    let seen = other.send("POST", &at, &forged, &encode(fields));
    assert_eq!(seen.status(), 403);
    assert!(matches!(seen.page(), Page::Login(_)));
}
