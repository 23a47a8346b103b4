//! Markup: nothing that people type becomes any, and little of it is loaded.

use super::*;

const HOSTILE: &str = "\"><script>alert(1)</script><p title='";

#[test]
fn nothing_that_people_type_becomes_markup() {
    let hostile = || HOSTILE.to_owned();
    let delivery = Some(Delivery {
        destination: hostile(),
        medium: Medium::Sms,
    });
    let attribute = Attribute {
        name: hostile(),
        value: hostile(),
    };
    let pages = [
        Page::Login(Login {
            username: hostile(),
            ..Login::default()
        }),
        Page::Login(Login {
            passkey: Some(Passkey {
                options: hostile(),
                session: hostile(),
            }),
            ..Login::default()
        }),
        Page::AddPasskey(AddPasskey {
            options: Some(hostile()),
        }),
        Page::ChooseFirstFactor(ChooseFirstFactor {
            username: hostile(),
            factors: vec![(hostile(), FirstFactorKind::Email)],
            passkey: Some(Passkey {
                options: hostile(),
                session: hostile(),
            }),
        }),
        Page::EnterPassword(EnterPassword {
            username: hostile(),
            ..EnterPassword::default()
        }),
        Page::FirstFactorCode(FirstFactorCode {
            username: hostile(),
            delivery: Delivery {
                destination: hostile(),
                medium: Medium::Email,
            },
            digits: 8,
            has_others: false,
        }),
        Page::ContinueAs(ContinueAs { user: hostile() }),
        Page::SetUpAddress(SetUpAddress {
            username: hostile(),
            attribute: attribute.clone(),
            has_others: false,
        }),
        Page::SignUp(SignUp {
            username: hostile(),
            attributes: vec![attribute],
            ..SignUp::default()
        }),
        Page::Confirm(Confirm {
            username: Some(hostile()),
            sub: Some(hostile()),
            delivery,
            ..Confirm::default()
        }),
        Page::Confirm(Confirm {
            username: Some(hostile()),
            typed: Some(hostile()),
            by_link: true,
            ..Confirm::default()
        }),
        Page::AwaitingAdministrator(AwaitingAdministrator {
            username: Some(hostile()),
        }),
        Page::SignedOut,
        Page::ConfirmForgotPassword(ConfirmForgotPassword {
            typed: Some(hostile()),
            code: hostile(),
            ..ConfirmForgotPassword::default()
        }),
        Page::Error(ErrorPage {
            code: hostile(),
            nothing_here: false,
            redirect: Some(RedirectMismatch {
                asked_for: hostile(),
                registered: vec![hostile()],
            }),
        }),
    ];
    let texts: Overrides = [("en".into(), [("login.heading".into(), hostile())].into())].into();
    let branding = Branding {
        name: Some(hostile()),
        texts,
        ..Branding::default()
    };
    let theme = Arc::new(Theme::new(&branding).expect("any name is a name"));
    let around = Surroundings {
        csrf: hostile(),
        action: hostile(),
        hidden: vec![(hostile(), hostile())],
        links: Links {
            login: Some(hostile()),
            resend: Some(hostile()),
            change_address: Some(hostile()),
            mailbox: Some(hostile()),
            ..Links::default()
        },
        app: Some(App {
            name: hostile(),
            address: Some(format!("https://{HOSTILE}")),
        }),
        support: Some(format!("https://{HOSTILE}")),
        reference: Some(hostile()),
        notice: Some(Notice::danger(Message::Verbatim(hostile()))),
        ..Surroundings::default()
    };
    let frame = Frame {
        around,
        nonce: hostile(),
        texts: Texts::new(Language::En, theme.texts()),
        theme,
        ..Frame::default()
    };
    for page in pages {
        let html = render(&page, &frame);
        assert!(!html.contains("<script>"), "{page:?}");
        assert!(html.contains("&lt;script&gt;"), "{page:?}");
    }
}

#[test]
fn style_and_script_carry_the_nonce_and_nothing_else_runs() {
    for page in pages() {
        let html = render(&page, &frame());
        assert!(
            html.contains("<style nonce=\"abc\">")
                && html.contains("<script type=\"module\" nonce=\"abc\">")
        );
        assert_eq!(html.matches("<style").count(), 1);
        assert_eq!(html.matches("<script").count(), 1);
        assert!(
            !html.contains(" style=")
                && !html.contains(" onclick=")
                && !html.contains("javascript:")
        );
    }
}

#[test]
fn a_page_is_complete_without_another_request() {
    for page in pages() {
        let html = render(&page, &frame());
        assert!(
            !html.contains(" src=") && !html.contains("url(") && !html.contains("@import"),
            "{page:?}"
        );
        assert_eq!(html.matches("<link ").count(), 1);
        assert!(html.contains("<link rel=\"icon\" href=\"data:image/svg+xml,"));
    }
}

#[test]
fn the_login_page_is_under_14_kb_even_uncompressed() {
    for language in Language::ALL {
        let frame = Frame {
            texts: Texts::new(*language, &Overrides::new()),
            ..frame()
        };
        let html = render(&login(), &frame);
        assert!(html.len() < 14_000, "{} bytes", html.len());
    }
}

#[test]
fn only_addresses_of_the_web_and_of_mailboxes_are_led_to() {
    for hostile in [
        "javascript:alert(1)",
        "a@b?bcc=c",
        "javascript:a@b",
        "data:text/html,x",
    ] {
        let mut frame = frame();
        frame.around.app = Some(App {
            name: "Bakery".into(),
            address: Some(hostile.into()),
        });
        frame.around.support = Some(hostile.into());
        let html = render(&Page::SignedOut, &frame);
        assert!(!html.contains(hostile), "{hostile}");
    }
}

#[test]
fn without_the_islands_files_no_module_is_loaded() {
    let html = render(
        &login(),
        &Frame {
            assets: None,
            ..frame()
        },
    );
    assert!(!html.contains("import("));
}
