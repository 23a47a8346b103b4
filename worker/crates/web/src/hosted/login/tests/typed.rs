//! Names and passwords as people type and paste them.

use super::*;

#[test]
fn a_number_signs_in_as_people_type_and_paste_it() {
    let house = House::with(
        json!({
            "UsernameAttributes": ["phone_number"], "AutoVerifiedAttributes": ["phone_number"],
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"},
        }),
        json!({}),
    );
    let browser = house.browser();
    let number = "+491701234567";
    let fields = [("username", "+49 (170) 123-4567"), ("password", PASSWORD)];
    browser.post(&house.at("/signup"), &fields);
    let code = house.world.mailbox.code_for(number).unwrap();
    let wide: String = code
        .chars()
        .filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0))
        .collect();
    let fields = [
        ("username", "\u{202a}+49\u{a0}170 1234567\u{202c}"),
        ("code", &wide),
    ];
    let confirmed = browser.post(&house.at("/confirm"), &fields);
    assert_eq!(confirmed.destination(), Some(REDIRECT_URI));
    for typed in [
        number,
        " +49 (0)170 / 1234567",
        "\u{2068}+49\u{a0}170\u{202f}123\u{2011}4567\u{2069}\u{200f}",
        "＋４９１７０１２３４５６７",
    ] {
        let fields = [("username", typed), ("password", PASSWORD)];
        let seen = house.browser().post(&house.at("/login"), &fields);
        assert_eq!(seen.destination(), Some(REDIRECT_URI), "{typed}");
    }
}

#[test]
fn an_address_signs_in_without_what_nobody_sees() {
    let house = House::new();
    house.user(EMAIL);
    let typed = "\u{feff}ja\u{ad}ne\u{a0}@exam\u{200b}ple.com\u{200d}";
    let fields = [("username", typed), ("password", PASSWORD)];
    let seen = house.browser().post(&house.at("/login"), &fields);
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    let url = house.query().with("login_hint", typed).after("/login");
    let hinted = house.browser().get(&url);
    assert!(matches!(hinted.page(), Page::Login(page) if page.username == EMAIL));
}

#[test]
fn an_international_address_is_one_account_in_any_spelling_and_another_scripts_is_none() {
    let house = House::new();
    house.user("info@bücher.example");
    house.user("jörg@x.example");
    let signs_in = |typed: &str| {
        let fields = [("username", typed), ("password", PASSWORD)];
        let seen = house.browser().post(&house.at("/login"), &fields);
        seen.destination() == Some(REDIRECT_URI)
    };
    for typed in [
        "info@bücher.example",
        "info@bu\u{308}cher.example",
        "info@BÜCHER.example",
        "info@xn--bcher-kva.example",
        "info@bücher。example",
        "jörg@x.example",
        "jo\u{308}rg@x.example",
    ] {
        assert!(signs_in(typed), "{typed}");
    }
    for typed in [
        "info@b\u{461}cher.example",
        "j\u{3cc}rg@x.example",
        "Jörg@x.example",
    ] {
        assert!(!signs_in(typed), "{typed}");
    }
}

#[test]
fn a_temporary_password_may_have_space_around_it_and_a_lasting_one_may_not() {
    let house = House::new();
    house.user(EMAIL);
    house.invite("new@example.com", "Temp0rary!");
    let attempt = |name: &str, password: &str| {
        let fields = [("username", name), ("password", password)];
        house.browser().post(&house.at("/login"), &fields)
    };
    for pasted in ["Temp0rary! ", "\u{a0}Temp0rary!\n", "\u{200b}Temp0rary!"] {
        let seen = attempt("new@example.com", pasted);
        assert!(matches!(seen.page(), Page::NewPassword(_)), "{pasted:?}");
    }
    let spaced = format!("{PASSWORD} ");
    assert_eq!(attempt(EMAIL, &spaced).notice(), Some(Message::Incorrect));
    // Each was one attempt.
    for _ in 0..4 {
        assert_eq!(attempt(EMAIL, &spaced).notice(), Some(Message::Incorrect));
    }
    assert_eq!(
        attempt(EMAIL, PASSWORD).notice(),
        Some(Message::TooManyAttempts(Some(1)))
    );
}

#[test]
fn space_around_a_password_takes_the_same_hops_whoever_it_is() {
    let house = House::new();
    house.user(EMAIL);
    house.invite("new@example.com", "Temp0rary!");
    let hops = |name: &str| {
        let fields = [("username", name), ("password", " Wrong0ne! ")];
        let browser = house.browser();
        browser.get(&house.at("/login"));
        house.world.objects.sent.borrow_mut().clear();
        browser.post(&house.at("/login"), &fields);
        house.world.objects.sent.borrow().clone()
    };
    let nobody = hops("nobody@example.com");
    assert_eq!(hops(EMAIL), nobody);
    assert_eq!(hops("new@example.com"), nobody);
}

#[test]
fn a_name_that_was_folded_by_case_alone_is_still_found_and_still_taken() {
    let house = House::new();
    let name = "info@bücher.example";
    house.user(name);
    let cx = house.world.cx();
    let config = house.world.run(cx.pool_now(&house.pool)).unwrap();
    let (now, formerly) = ("email:info@xn--bcher-kva.example", format!("email:{name}"));
    let former_home = house
        .world
        .objects
        .store(&config.object_of_identifier(name));
    for key in house.world.objects.keys() {
        if key.class != Class::Users {
            continue;
        }
        let store = house.world.objects.store(&key);
        let rename = "UPDATE users SET aliases = REPLACE(aliases, ?1, ?2)";
        store.exec(rename, params![now, formerly.as_str()]).unwrap();
        let taken = "DELETE FROM aliases WHERE alias = ?1 RETURNING sub, epoch";
        for row in store.exec(taken, params![now]).unwrap() {
            let (sub, epoch) = (row.text(0).unwrap(), row.text(1).unwrap());
            let put =
                "INSERT INTO aliases (alias, sub, epoch, reserved_until) VALUES (?1, ?2, ?3, NULL)";
            former_home
                .exec(put, params![formerly.as_str(), sub, epoch])
                .unwrap();
        }
    }
    let browser = house.browser();
    let fields = [("username", name), ("password", PASSWORD)];
    let seen = browser.post(&house.at("/login"), &fields);
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    let fields = [("username", name), ("password", "0therPassw0rd!")];
    let again = house.browser().post(&house.at("/signup"), &fields);
    assert_eq!(again.field_error("username"), Some(Message::UserExists));
}
