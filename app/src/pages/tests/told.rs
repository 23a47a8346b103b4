//! What a person is told, and where they can go from there.

use super::*;

#[test]
fn one_refused_field_speaks_for_itself() {
    let mut frame = frame();
    frame
        .around
        .field_errors
        .insert("code".into(), Message::CodeMismatch);
    let html = render(&confirm(), &frame);
    assert_eq!(html.matches("That code is not right.").count(), 1);
    assert!(!html.contains("marked fields") && !html.contains("id=\"notice\""));
    assert!(html.contains("<title>Error: "));
    let password = PasswordProblem::NoNumber.into();
    frame
        .around
        .field_errors
        .insert("password".into(), password);
    let html = render(&reset(), &frame);
    assert!(html.contains("Please check the marked fields."));
}

#[test]
fn what_is_about_a_field_that_is_not_shown_stands_above() {
    let mut frame = frame();
    frame
        .around
        .field_errors
        .insert("username".into(), Message::Invalid);
    let html = render(&confirm(), &frame);
    let (_, alert) = html
        .split_once("role=\"alert\"")
        .expect("the page has an alert");
    assert!(alert.contains("Please check this value."));
}

#[test]
fn what_is_incorrect_has_the_words_of_its_field() {
    for language in Language::ALL {
        let texts = Texts::new(*language, &Overrides::new());
        for (identifier, label, own) in [
            (
                Identifier::Username,
                Key::IdentifierUsername,
                Key::ErrorIncorrect,
            ),
            (
                Identifier::Email,
                Key::IdentifierEmail,
                Key::ErrorIncorrectEmail,
            ),
            (
                Identifier::PhoneNumber,
                Key::IdentifierPhoneNumber,
                Key::ErrorIncorrectPhoneNumber,
            ),
        ] {
            let frame = Frame {
                texts: texts.clone(),
                around: Surroundings {
                    notice: Some(Notice::danger(Message::Incorrect)),
                    ..frame().around
                },
                ..frame()
            };
            let page = Page::Login(Login {
                identifier,
                ..Login::default()
            });
            let html = render(&page, &frame);
            assert!(html.contains(texts.get(own)), "{identifier:?}");
            let label = texts.get(label).to_lowercase();
            assert!(texts.get(own).to_lowercase().contains(&label), "{label}");
        }
    }
}

#[test]
fn an_account_that_exists_can_be_signed_in_to_or_reset() {
    let mut at_field = frame();
    at_field
        .around
        .field_errors
        .insert("username".into(), Message::UserExists);
    let mut above = frame();
    above.around.notice = Some(Notice::danger(Message::UserExists));
    for frame in [at_field, above] {
        let html = render(&sign_up(), &frame);
        let (_, ways) = html
            .split_once("class=\"line ways\"")
            .expect("the page leads on");
        let ways = ways.split("</p>").next().unwrap_or_default();
        for way in ["/login", "/forgotPassword", "/confirm"] {
            assert!(ways.contains(&format!("href=\"{way}\"")), "{way}");
        }
    }
    assert!(!render(&sign_up(), &frame()).contains("ways\""));
}

#[test]
fn the_reset_asks_for_one_password_and_keeps_the_code() {
    let mut frame = frame();
    let used = PasswordProblem::UsedBefore.into();
    frame.around.field_errors.insert("password".into(), used);
    let page = Page::ConfirmForgotPassword(ConfirmForgotPassword {
        username: Some("jane".into()),
        code: "482913".into(),
        policy: policy(),
        ..ConfirmForgotPassword::default()
    });
    let html = render(&page, &frame);
    assert_eq!(html.matches(" type=\"password\"").count(), 1);
    assert!(html.contains("class=\"reveal\""));
    assert!(html.contains("value=\"482913\""));
    let (_, password) = html
        .split_once("<input id=\"new_password\"")
        .expect("the page has a password field");
    assert!(
        password
            .split('>')
            .next()
            .is_some_and(|field| field.contains("autofocus"))
    );
}

#[test]
fn the_code_page_shows_the_address_that_was_typed_and_a_way_to_another() {
    let confirm = Confirm {
        username: Some("jane".into()),
        typed: Some("jane@example.com".into()),
        delivery: Some(Delivery {
            destination: "j***@e***".into(),
            medium: Medium::Email,
        }),
        ..Confirm::default()
    };
    let html = render(&Page::Confirm(confirm), &frame());
    let (_, lead) = html
        .split_once("class=\"lead\"")
        .expect("the page has a lead");
    let lead = lead.split("</p>").next().unwrap_or_default();
    assert!(
        lead.contains("We sent a code to jane@example.com."),
        "{lead}"
    );
    assert!(lead.contains("<a href=\"/signup\">Change</a>"), "{lead}");
    assert!(!lead.contains("j***"));
}

#[test]
fn only_an_address_that_is_set_up_can_be_another() {
    let delivery = || Delivery {
        destination: "j***@e***".into(),
        medium: Medium::Email,
    };
    for is_new in [false, true] {
        let page = Page::SecondFactor(SecondFactor {
            username: "jane".into(),
            factor: Factor::Code(delivery()),
            is_new,
            has_others: false,
            remember: None,
        });
        let html = render(&page, &frame());
        assert!(html.contains("We sent a code to j***@e***."));
        assert_eq!(html.contains("name=\"change\""), is_new, "{html}");
        assert!(!html.contains("name=\"another\""));
    }
}

#[test]
fn what_is_chosen_is_said_to_be_set_up_or_proven() {
    let html = render(&choose_factor(), &frame());
    assert!(html.contains("<h1>Confirm it is you</h1>"), "{html}");
    let html = render(&choose_set_up(), &frame());
    assert!(html.contains("<h1>Set up a second step</h1>"), "{html}");
    assert!(html.contains("Vestibule asks for a second step when you sign in."));
    assert!(html.contains("value=\"EMAIL_OTP\"") && html.contains("Code by email"));
}

#[test]
fn the_reset_does_not_tell_whether_there_is_an_account() {
    let page = ConfirmForgotPassword {
        typed: Some("jane@example.com".into()),
        ..ConfirmForgotPassword::default()
    };
    let html = render(&Page::ConfirmForgotPassword(page), &frame());
    assert!(html.contains("If there is an account for jane@example.com, we sent it a code."));
}

#[test]
fn pages_that_wait_for_a_message_lead_to_the_mailbox_where_there_is_one() {
    let mut frame = frame();
    for page in [confirm(), confirm_by_link(), reset()] {
        assert!(render(&page, &frame).contains("href=\"/_dev/mailbox\""));
    }
    assert!(!render(&login(), &frame).contains("_dev"));
    frame.around.links.mailbox = None;
    assert!(!render(&confirm(), &frame).contains("mailbox\""));
}

#[test]
fn a_pool_that_verifies_nothing_promises_no_code() {
    let sign_up = Page::SignUp(SignUp {
        confirmed_by: ConfirmedBy::Administrator,
        ..SignUp::default()
    });
    let waiting = Page::AwaitingAdministrator(AwaitingAdministrator {
        username: Some("jane".into()),
    });
    for page in [sign_up, waiting] {
        let html = render(&page, &frame());
        assert!(
            html.contains("administrator") && !html.contains(" code"),
            "{page:?}"
        );
    }
}

#[test]
fn pages_that_end_the_way_name_the_app_and_lead_back() {
    let mut frame = frame();
    frame.around.app = Some(App {
        name: "Bakery".into(),
        address: Some("https://bakery.example/".into()),
    });
    frame.around.support = Some("help@bakery.example".into());
    frame.around.reference = Some("request-1".into());
    for page in [Page::SignedOut, error()] {
        let html = render(&page, &frame);
        assert!(html.contains("<a href=\"https://bakery.example/\">Back to Bakery</a>"));
        assert!(html.contains("href=\"mailto:help@bakery.example\""));
    }
    let html = render(&error(), &frame);
    assert!(html.contains("<code>request-1</code>"));
    assert!(html.contains("requested page. Go back to Bakery and try again."));
    assert!(html.contains("<code>http://localhost:3000/</code>"));
    assert!(html.contains("<code>http://localhost:3000</code>"));
    assert!(render(&Page::SignedOut, &frame).contains("You have left Bakery."));
    assert!(render(&Page::SignedOut, &super::frame()).contains("You have left Vestibule."));
}

#[test]
fn a_code_in_place_of_a_password_does_not_tell_whether_there_is_an_account() {
    let html = render(&first_factor_code(), &frame());
    assert!(
        html.contains("If jane@example.com can sign in with a code, we sent one to j***@e***.")
    );
    assert!(html.contains("href=\"/_dev/mailbox\""));
}

#[test]
fn where_a_link_confirms_no_page_speaks_of_a_code() {
    let by_hand = Page::Confirm(Confirm {
        by_link: true,
        ..Confirm::default()
    });
    for language in Language::ALL {
        let mut frame = frame();
        frame.texts = Texts::new(*language, &Overrides::new());
        for notice in [
            None,
            Some(Notice::success(Message::LinkSent(None))),
            Some(Notice::danger(Message::TooManyLinks(None))),
        ] {
            frame.around.notice = notice;
            for page in [&sign_up(), &confirm_by_link(), &by_hand] {
                let html = render(page, &frame);
                let (_, main) = html.split_once("<main>").expect("the page has a main part");
                let said = main.replace("/resendcode", "").to_lowercase();
                assert!(!said.contains("code"), "{said}");
            }
        }
    }
}

#[test]
fn who_is_sent_a_link_reads_where_and_has_nothing_to_type() {
    let html = render(&confirm_by_link(), &frame());
    assert!(html.contains("We sent a link to j***@e***. Follow it to confirm your account."));
    assert!(html.contains("<h1>Check your email</h1>"), "{html}");
    assert!(!html.contains("class=\"cognito-asf\""), "{html}");
    assert!(html.contains("action=\"/resendcode\""));
    assert!(html.contains("data-waiting=\"Send a new link in {seconds} s\""));
    let frame = Frame {
        texts: Texts::new(Language::De, &Overrides::new()),
        ..frame()
    };
    let html = render(&confirm_by_link(), &frame);
    assert!(html.contains("Wir haben einen Link an j***@e*** gesendet."));
}

#[test]
fn who_has_lost_the_link_names_the_account_and_is_sent_another() {
    let mut frame = frame();
    frame.around.action = "/resendcode?client_id=1".into();
    let page = Page::Confirm(Confirm {
        by_link: true,
        ..Confirm::default()
    });
    let html = render(&page, &frame);
    let (_, form) = html
        .split_once("<form method=\"post\" action=\"/resendcode?client_id=1\"")
        .expect("the page has the form");
    assert!(form.contains(" name=\"username\"") && form.contains("Send a new link"));
    assert_eq!(html.matches("<form").count(), 1);
}

#[test]
fn who_has_lost_the_code_names_the_account_and_is_sent_another() {
    let html = render(&Page::Confirm(Confirm::default()), &frame());
    assert!(html.contains("<form method=\"post\" action=\"/login?client_id=1\" id=\"confirm\""));
    let button = html
        .split("<button")
        .find(|tag| tag.contains("formaction=\"/resendcode\""))
        .expect("the page has the button");
    assert!(
        button.contains("form=\"confirm\"") && button.contains("formnovalidate"),
        "{button}"
    );
}
