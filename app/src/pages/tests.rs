//! What every page promises to browsers, password managers, screen readers and existing scripts.

mod fields;
mod markup;
mod names;
mod passkeys;
mod text_alone;
mod told;

use std::sync::Arc;

use super::render;
use crate::{
    i18n::{Key, Language, Overrides, Texts},
    model::{
        AddPasskey, App, Assets, Attribute, AwaitingAdministrator, ChooseFactor, ChooseFirstFactor,
        Confirm, ConfirmForgotPassword, ConfirmUser, ConfirmedBy, ContinueAs, Delivery,
        EnterPassword, ErrorPage, Factor, FactorKind, FirstFactorCode, FirstFactorKind,
        ForgotPassword, Frame, Identifier, Links, Login, Medium, Message, NewPassword, Notice,
        Page, Passkey, PasswordPolicy, PasswordProblem, RedirectMismatch, SecondFactor,
        SetUpAddress, SetUpApp, SignUp, Surroundings,
    },
    theme::{Branding, Theme},
};

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
                confirm: link("/confirm"),
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
        name_alone(),
        choose_first_factor(),
        enter_password(),
        first_factor_code(),
        Page::ContinueAs(ContinueAs {
            user: "jane".into(),
        }),
        sign_up(),
        sign_up_without_password(),
        confirm(),
        Page::Confirm(Confirm::default()),
        confirm_by_link(),
        Page::Confirm(Confirm {
            by_link: true,
            ..Confirm::default()
        }),
        forgot_password(),
        reset(),
        new_password(),
        second_factor(),
        choose_factor(),
        choose_set_up(),
        set_up_app(),
        set_up_address("email"),
        set_up_address("phone_number"),
        with_passkeys(),
        add_passkey(),
        Page::AddPasskey(AddPasskey::default()),
        Page::SignOut,
        Page::SignedOut,
        Page::ConfirmUser(ConfirmUser::Ask),
        Page::ConfirmUser(ConfirmUser::Done),
        Page::ConfirmUser(ConfirmUser::Refused),
        Page::AwaitingAdministrator(AwaitingAdministrator::default()),
        error(),
    ]
}

fn error() -> Page {
    Page::Error(ErrorPage {
        code: "redirect_mismatch".into(),
        nothing_here: false,
        redirect: Some(RedirectMismatch {
            asked_for: "http://localhost:3000/".into(),
            registered: vec!["http://localhost:3000".into()],
        }),
    })
}

fn login() -> Page {
    Page::Login(Login {
        identifier: Identifier::Email,
        ..Login::default()
    })
}

fn name_alone() -> Page {
    Page::Login(Login {
        identifier: Identifier::Email,
        name_alone: true,
        ..Login::default()
    })
}

fn choose_first_factor() -> Page {
    Page::ChooseFirstFactor(ChooseFirstFactor {
        username: "jane@example.com".into(),
        factors: vec![
            ("PASSWORD".into(), FirstFactorKind::Password),
            ("EMAIL_OTP".into(), FirstFactorKind::Email),
            ("SMS_OTP".into(), FirstFactorKind::Sms),
        ],
        passkey: None,
    })
}

fn enter_password() -> Page {
    Page::EnterPassword(EnterPassword {
        identifier: Identifier::Email,
        username: "jane@example.com".into(),
        has_others: true,
    })
}

fn first_factor_code() -> Page {
    Page::FirstFactorCode(FirstFactorCode {
        username: "jane@example.com".into(),
        delivery: Delivery {
            destination: "j***@e***".into(),
            medium: Medium::Email,
        },
        digits: 8,
        has_others: true,
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
        ..SignUp::default()
    })
}

fn sign_up_without_password() -> Page {
    Page::SignUp(SignUp {
        policy: policy(),
        password_is_optional: true,
        ..SignUp::default()
    })
}

fn confirm() -> Page {
    Page::Confirm(Confirm {
        username: Some("jane@example.com".into()),
        sub: Some("5d0c3a52-6f0e-4c3b-9f57-1d7d0c9e8a11".into()),
        delivery: Some(Delivery {
            destination: "j***@e***".into(),
            medium: Medium::Email,
        }),
        resend_after_seconds: 30,
        ..Confirm::default()
    })
}

fn confirm_by_link() -> Page {
    let Page::Confirm(page) = confirm() else {
        unreachable!("it is that page")
    };
    Page::Confirm(Confirm {
        by_link: true,
        ..page
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

fn second_factor() -> Page {
    Page::SecondFactor(SecondFactor {
        username: "jane".into(),
        factor: Factor::Code(Delivery {
            destination: "j***@e***".into(),
            medium: Medium::Email,
        }),
        is_new: false,
        has_others: true,
        remember: Some(false),
    })
}

fn choose_factor() -> Page {
    Page::ChooseFactor(ChooseFactor {
        username: "jane".into(),
        sets_up: false,
        factors: vec![
            ("EMAIL_OTP".into(), FactorKind::Email),
            ("SOFTWARE_TOKEN_MFA".into(), FactorKind::App),
        ],
    })
}

fn choose_set_up() -> Page {
    let Page::ChooseFactor(page) = choose_factor() else {
        unreachable!("it is that page")
    };
    Page::ChooseFactor(ChooseFactor {
        sets_up: true,
        ..page
    })
}

fn set_up_address(name: &str) -> Page {
    Page::SetUpAddress(SetUpAddress {
        username: "jane".into(),
        attribute: Attribute {
            name: name.into(),
            value: String::new(),
        },
        has_others: true,
    })
}

fn set_up_app() -> Page {
    Page::SetUpApp(SetUpApp {
        username: "jane".into(),
        secret: "JBSWY3DPEHPK3PXP".into(),
        uri: "otpauth://totp/people:jane?secret=JBSWY3DPEHPK3PXP&issuer=people".into(),
        has_others: true,
        remember: Some(false),
    })
}

fn with_passkeys() -> Page {
    Page::Login(Login {
        passkey: Some(Passkey {
            options: r#"{"challenge":"AA"}"#.into(),
            session: "sealed".into(),
        }),
        ..Login::default()
    })
}

fn add_passkey() -> Page {
    Page::AddPasskey(AddPasskey {
        options: Some(r#"{"challenge":"AA"}"#.into()),
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
