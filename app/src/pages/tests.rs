//! What every page promises to browsers, password managers, screen readers and existing scripts.

use std::sync::Arc;

use super::render;
use crate::{
    i18n::{Key, Language, Overrides, Texts},
    model::{
        App, Assets, Attribute, AwaitingAdministrator, Confirm, ConfirmForgotPassword, ConfirmedBy,
        ContinueAs, Delivery, ErrorPage, ForgotPassword, Frame, Identifier, Links, Login, Medium,
        Message, NewPassword, Notice, Page, PasswordPolicy, PasswordProblem, RedirectMismatch,
        SignUp, Surroundings,
    },
    theme::{Branding, Theme},
};

const HOSTILE: &str = "\"><script>alert(1)</script><p title='";

#[test]
fn fields_and_buttons_have_the_services_names() {
    let cases: [(Page, &[&str]); 6] = [
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
                "username",
                "destination",
                "deliveryMedium",
                "code",
                "confirm",
            ],
        ),
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

#[test]
fn an_address_is_typed_where_the_browser_takes_every_letter() {
    for page in pages() {
        let html = render(&page, &frame());
        assert!(!html.contains("type=\"email\""), "{page:?}");
    }
    let html = render(&login(), &frame());
    assert!(html.contains("type=\"text\" inputmode=\"email\""), "{html}");
}

#[test]
fn every_visible_field_has_a_label() {
    for page in pages() {
        let html = render(&page, &frame());
        for id in html
            .split("<input id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert!(
                html.contains(&format!("<label for=\"{id}\">")),
                "{id} in {page:?}"
            );
        }
    }
}

#[test]
fn ids_are_unique() {
    let mut frame = frame();
    frame.around.notice = Some(Notice::danger(Message::Unexpected));
    for page in pages() {
        let html = render(&page, &frame);
        let mut ids: Vec<_> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{page:?}");
    }
}

#[test]
fn a_refused_field_says_so_and_takes_the_focus() {
    let mut frame = frame();
    frame
        .around
        .field_errors
        .insert("password".into(), Message::Password(Vec::new()));
    let html = render(&sign_up(), &frame);
    let field = html
        .split("<input id=\"new_password\"")
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    let field = field.expect("the page has a password field");
    assert!(
        field.contains("autofocus") && field.contains("aria-invalid=\"true\""),
        "{field}"
    );
    assert!(
        field.contains("aria-describedby=\"new_password-error new_password-rules\""),
        "{field}"
    );
    assert_eq!(html.matches(" autofocus").count(), 1);
    assert!(html.contains(
        "<p id=\"new_password-error\" class=\"error\">The password does not meet the rules below."
    ));
    assert!(html.contains("<title>Error: Create an account · Vestibule</title>"));
}

#[test]
fn an_error_about_the_whole_form_is_an_alert() {
    let mut frame = frame();
    frame.around.notice = Some(Notice::danger(Message::Incorrect));
    let html = render(&login(), &frame);
    let alert = html
        .split("role=\"alert\"")
        .nth(1)
        .expect("the page has an alert");
    assert!(alert.contains("Incorrect email or password."));
}

#[test]
fn the_first_empty_field_has_the_focus() {
    let known = Page::Login(Login {
        identifier: Identifier::Email,
        username: "jane@example.com".into(),
    });
    let html = render(&known, &frame());
    let password = html
        .split("<input id=\"signInFormPassword\"")
        .nth(1)
        .expect("the page has a password field");
    assert!(
        password
            .split('>')
            .next()
            .is_some_and(|field| field.contains("autofocus"))
    );
    assert_eq!(html.matches(" autofocus").count(), 1);
}

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
        Page::ContinueAs(ContinueAs { user: hostile() }),
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
fn an_element_that_holds_text_alone_holds_no_marker() {
    for language in Language::ALL {
        let frame = Frame {
            texts: Texts::new(*language, &Overrides::new()),
            around: Surroundings {
                notice: Some(Notice::danger(Message::Incorrect)),
                ..frame().around
            },
            ..frame()
        };
        let mut documents: Vec<_> = pages().iter().map(|page| render(page, &frame)).collect();
        documents.push(crate::render_mailbox(&[], "abc"));
        documents.push(crate::render_start(&crate::Start::default(), "abc"));
        for html in documents {
            let mut titles = 0;
            for element in TEXT_ALONE {
                for start in html.split(&format!("<{element}")).skip(1) {
                    let (_, content) = start.split_once('>').expect("the tag ends");
                    let (text, _) = content
                        .split_once(&format!("</{element}>"))
                        .expect("the element ends");
                    assert!(!text.contains("<!"), "{element}: {text}");
                    titles += usize::from(element == "title" && !text.is_empty());
                }
            }
            assert_eq!(titles, 1, "one title, and it says something");
        }
    }
}

/// Where a deployed page is rendered through one type of view, a text in `view!` is followed by a marker. This build
/// has other types, so that their source is looked at: such an element gets its text as `inner_html`.
#[test]
fn an_element_that_holds_text_alone_has_no_child_in_its_source() {
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("tests.rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a source is text");
            // The renderer escapes nothing in `script` and `style`, and marks nothing there.
            for element in TEXT_ALONE.iter().filter(|name| !UNMARKED.contains(*name)) {
                for tag in source.split(&format!("<{element}")).skip(1) {
                    let is_it = tag.starts_with([' ', '>', '\n']);
                    assert!(
                        !is_it || tag.contains(&format!("></{element}>")),
                        "<{element}> in {}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// Elements whose content is text and never markup (HTML, section 13.1.2), and those where markup is dropped.
const TEXT_ALONE: [&str; 8] = [
    "title", "textarea", "script", "style", "option", "noscript", "iframe", "xmp",
];
const UNMARKED: [&str; 2] = ["script", "style"];

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
        assert!(ways.contains("href=\"/login\"") && ways.contains("href=\"/forgotPassword\""));
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
    for page in [confirm(), reset()] {
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
    assert!(render(&Page::SignedOut, &super::tests::frame()).contains("You have left Vestibule."));
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

#[test]
fn a_page_speaks_its_language() {
    let frame = Frame {
        texts: Texts::new(Language::De, &Overrides::new()),
        ..frame()
    };
    let html = render(&login(), &frame);
    assert!(html.contains("<html lang=\"de\" dir=\"ltr\">"));
    assert!(html.contains("<h1>Anmelden</h1>"));
}

#[test]
fn a_deployments_logo_stands_in_for_the_mark() {
    let json =
        serde_json::json!({"Name": "Acme", "Logo": {"Light": "/light.svg", "Dark": "/dark.svg"}});
    let branding: Branding = serde_json::from_value(json).expect("the branding is well-formed");
    let theme = Arc::new(Theme::new(&branding).expect("the branding is valid"));
    let html = render(&login(), &Frame { theme, ..frame() });
    assert!(
        html.contains("<img src=\"/light.svg\" alt=\"Acme\">"),
        "{html}"
    );
    assert!(html.contains("<source srcset=\"/dark.svg\" media=\"(prefers-color-scheme: dark)\">"));
    assert!(html.contains("<title>Sign in · Acme</title>"));
}

#[test]
fn the_demo_app_wears_the_default_theme() {
    let demo = include_str!("../../../public/demo/demo.css");
    let theme = Theme::default();
    let (light, dark) = theme
        .css()
        .split_once("@media")
        .expect("the default theme has two palettes");
    let (demo_light, demo_dark) = demo
        .split_once("@media")
        .expect("the demo has two palettes");
    for (ours, demos) in [(light, demo_light), (dark, demo_dark)] {
        for name in [
            "primary",
            "on-primary",
            "background",
            "surface",
            "text",
            "muted",
            "border",
            "danger",
            "success",
        ] {
            let property = format!("--{name}:");
            let value = |css: &str| {
                css.split_once(&property)
                    .map(|(_, rest)| rest.trim_start().to_owned())
            };
            let ours = value(ours).and_then(|rest| rest.get(..7).map(str::to_owned));
            let demos = value(demos).and_then(|rest| rest.get(..7).map(str::to_owned));
            assert_eq!(ours, demos, "{name}");
        }
    }
}

fn frame() -> Frame {
    let link = |path: &str| Some(path.to_owned());
    Frame {
        around: Surroundings {
            csrf: "the-token".into(),
            action: "/login?client_id=1".into(),
            links: Links {
                login: link("/login"),
                sign_up: link("/signup"),
                forgot_password: link("/forgotPassword"),
                resend: link("/resendcode"),
                different_user: link("/login"),
                change_address: link("/signup"),
                mailbox: link("/_dev/mailbox"),
            },
            ..Surroundings::default()
        },
        languages: Language::ALL
            .iter()
            .map(|language| (*language, "/login".to_owned()))
            .collect(),
        nonce: "abc".into(),
        assets: Some(Assets {
            js: "/pkg/app.js".into(),
            wasm: "/pkg/app.wasm".into(),
        }),
        ..Frame::default()
    }
}

fn pages() -> Vec<Page> {
    vec![
        login(),
        Page::ContinueAs(ContinueAs {
            user: "jane".into(),
        }),
        sign_up(),
        confirm(),
        Page::Confirm(Confirm::default()),
        forgot_password(),
        reset(),
        new_password(),
        Page::SignOut,
        Page::SignedOut,
        Page::AwaitingAdministrator(AwaitingAdministrator::default()),
        error(),
    ]
}

fn error() -> Page {
    Page::Error(ErrorPage {
        code: "redirect_mismatch".into(),
        redirect: Some(RedirectMismatch {
            asked_for: "http://localhost:3000/".into(),
            registered: vec!["http://localhost:3000".into()],
        }),
    })
}

fn login() -> Page {
    Page::Login(Login {
        identifier: Identifier::Email,
        username: String::new(),
    })
}

fn sign_up() -> Page {
    let attributes = vec![Attribute {
        name: "given_name".into(),
        value: String::new(),
    }];
    Page::SignUp(SignUp {
        identifier: Identifier::Email,
        username: String::new(),
        attributes,
        policy: policy(),
        confirmed_by: ConfirmedBy::Code,
    })
}

fn confirm() -> Page {
    Page::Confirm(Confirm {
        username: Some("jane@example.com".into()),
        delivery: Some(Delivery {
            destination: "j***@e***".into(),
            medium: Medium::Email,
        }),
        resend_after_seconds: 30,
        ..Confirm::default()
    })
}

fn forgot_password() -> Page {
    Page::ForgotPassword(ForgotPassword::default())
}

fn reset() -> Page {
    let username = Some("jane@example.com".into());
    Page::ConfirmForgotPassword(ConfirmForgotPassword {
        username,
        policy: policy(),
        ..ConfirmForgotPassword::default()
    })
}

fn new_password() -> Page {
    let attributes = vec![Attribute {
        name: "email".into(),
        value: String::new(),
    }];
    Page::NewPassword(NewPassword {
        username: "jane".into(),
        attributes,
        policy: policy(),
    })
}

fn policy() -> PasswordPolicy {
    PasswordPolicy {
        min_length: 8,
        lowercase: true,
        uppercase: true,
        numbers: true,
        symbols: true,
    }
}
