//! Writes every page in every theme and language that we ship as HTML files, to be looked at and measured:
//! `cargo run -p vestibule-app --example gallery -- FOLDER`.

use std::{env, error::Error, fs, path::Path, sync::Arc};

use vestibule_app::{
    MailboxEntry, Start, StartPool,
    i18n::{Language, Texts},
    model::{
        AddPasskey, App, Assets, Attribute, AwaitingAdministrator, ChooseFactor, ChooseFirstFactor,
        Confirm, ConfirmForgotPassword, ConfirmUser, ConfirmedBy, ContinueAs, Delivery,
        EnterPassword, ErrorPage, Factor, FactorKind, FirstFactorCode, FirstFactorKind,
        ForgotPassword, Frame, Identifier, Links, Login, Medium, Message, NewPassword, Notice,
        Page, Passkey, PasswordPolicy, PasswordProblem, RedirectMismatch, SecondFactor,
        SetUpAddress, SetUpApp, SignUp, Surroundings,
    },
    render, render_mailbox, render_start,
    theme::{Branding, ColorScheme, Colours, Theme},
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: gallery FOLDER")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    for (theme_name, theme) in themes()? {
        let theme = Arc::new(theme);
        for language in Language::ALL {
            for (page_name, page, adjust) in pages() {
                let mut frame = frame(&theme, *language);
                adjust(&mut frame);
                let file = format!("{page_name}.{theme_name}.{}.html", language.tag());
                fs::write(folder.join(file), render(&page, &frame))?;
            }
        }
    }
    fs::write(
        folder.join("mailbox.default.en.html"),
        render_mailbox(&messages(), "gallery"),
    )?;
    fs::write(
        folder.join("mailbox-empty.default.en.html"),
        render_mailbox(&[], "gallery"),
    )?;
    fs::write(
        folder.join("start.default.en.html"),
        render_start(&start(), "gallery"),
    )?;
    Ok(())
}

fn themes() -> Result<Vec<(&'static str, Theme)>, Box<dyn Error>> {
    let dark = Branding {
        color_scheme: ColorScheme::Dark,
        ..Branding::default()
    };
    // A brand that is hard to read, to see that it becomes readable.
    let brand = Branding {
        name: Some("Sunny Side Bakery".to_owned()),
        light: Colours {
            primary: Some("#f5b800".to_owned()),
            on_primary: Some("#ffffff".to_owned()),
            background: Some("#fff8e6".to_owned()),
            ..Colours::default()
        },
        dark: Colours {
            primary: Some("#f5b800".to_owned()),
            ..Colours::default()
        },
        radius: Some(22),
        ..Branding::default()
    };
    Ok(vec![
        ("default", Theme::default()),
        ("dark", Theme::new(&dark)?),
        ("brand", Theme::new(&brand)?),
    ])
}

type Adjust = fn(&mut Frame);

fn pages() -> Vec<(&'static str, Page, Adjust)> {
    let email = Identifier::Email;
    let username = "jane@example.com".to_owned();
    let delivery = Some(Delivery {
        destination: "j***@e***".to_owned(),
        medium: Medium::Email,
    });
    let policy = PasswordPolicy {
        min_length: 8,
        lowercase: true,
        uppercase: true,
        numbers: true,
        symbols: true,
    };
    let attribute = |name: &str| Attribute {
        name: name.to_owned(),
        value: String::new(),
    };
    let login = Login {
        identifier: email,
        ..Login::default()
    };
    let refused = Login {
        username: username.clone(),
        ..login.clone()
    };
    let name_alone = Login {
        name_alone: true,
        ..login.clone()
    };
    let password = EnterPassword {
        identifier: email,
        username: username.clone(),
        has_others: true,
    };
    let first_code = FirstFactorCode {
        username: username.clone(),
        delivery: Delivery {
            destination: "j***@e***".to_owned(),
            medium: Medium::Email,
        },
        digits: 8,
        has_others: true,
    };
    let sign_up = SignUp {
        identifier: email,
        username: String::new(),
        attributes: vec![
            attribute("name"),
            attribute("phone_number"),
            attribute("custom:team"),
        ],
        policy: policy.clone(),
        ..SignUp::default()
    };
    let sign_up_plain = SignUp {
        identifier: email,
        username: username.clone(),
        attributes: Vec::new(),
        policy: policy.clone(),
        confirmed_by: ConfirmedBy::Administrator,
        ..SignUp::default()
    };
    let sign_up_without_password = SignUp {
        identifier: email,
        policy: policy.clone(),
        password_is_optional: true,
        ..SignUp::default()
    };
    let confirm = Confirm {
        username: Some(username.clone()),
        typed: Some(username.clone()),
        identifier: email,
        sub: None,
        delivery,
        by_link: false,
        resend_after_seconds: 30,
    };
    let confirm_unknown = Confirm {
        identifier: email,
        ..Confirm::default()
    };
    let by_link = |page: &Confirm| Confirm {
        by_link: true,
        ..page.clone()
    };
    let reset = ConfirmForgotPassword {
        username: Some(username.clone()),
        typed: Some(username.clone()),
        code: String::new(),
        identifier: email,
        delivery: None,
        policy: policy.clone(),
        resend_after_seconds: 30,
    };
    let change = NewPassword {
        username: username.clone(),
        attributes: vec![attribute("given_name")],
        policy,
    };
    let choose_factor = ChooseFactor {
        username: username.clone(),
        sets_up: false,
        factors: vec![
            ("SMS_MFA".to_owned(), FactorKind::Sms),
            ("SOFTWARE_TOKEN_MFA".to_owned(), FactorKind::App),
            ("EMAIL_OTP".to_owned(), FactorKind::Email),
        ],
    };
    let set_up_address = |name: &str| SetUpAddress {
        username: "jane@example.com".to_owned(),
        attribute: attribute(name),
        has_others: true,
    };
    let nothing: Adjust = |_| {};
    vec![
        ("login", Page::Login(login.clone()), nothing),
        ("login-refused", Page::Login(refused), |frame| {
            frame.around.notice = Some(Notice::danger(Message::Incorrect))
        }),
        ("login-confirmed", Page::Login(login.clone()), |frame| {
            frame.around.notice = Some(Notice::success(Message::Confirmed))
        }),
        ("login-held-up", Page::Login(login.clone()), |frame| {
            frame.around.notice = Some(Notice::danger(Message::TooManyAttempts(Some(840))))
        }),
        ("login-without-cookies", Page::Login(login), |frame| {
            frame.around.notice = Some(Notice::danger(Message::CookiesRefused))
        }),
        ("login-name", Page::Login(name_alone), nothing),
        (
            "choose-first-factor",
            Page::ChooseFirstFactor(ChooseFirstFactor {
                username: username.clone(),
                factors: vec![
                    ("PASSWORD".to_owned(), FirstFactorKind::Password),
                    ("EMAIL_OTP".to_owned(), FirstFactorKind::Email),
                    ("SMS_OTP".to_owned(), FirstFactorKind::Sms),
                ],
                passkey: Some(Passkey::default()),
            }),
            nothing,
        ),
        (
            "enter-password",
            Page::EnterPassword(password.clone()),
            nothing,
        ),
        (
            "enter-password-refused",
            Page::EnterPassword(password),
            |frame| frame.around.notice = Some(Notice::danger(Message::Incorrect)),
        ),
        (
            "first-factor-code",
            Page::FirstFactorCode(first_code.clone()),
            nothing,
        ),
        (
            "first-factor-code-refused",
            Page::FirstFactorCode(first_code),
            |frame| refuse(frame, "code", Message::CodeMismatch),
        ),
        (
            "sign-up-without-password",
            Page::SignUp(sign_up_without_password),
            nothing,
        ),
        (
            "continue-as",
            Page::ContinueAs(ContinueAs {
                user: username.clone(),
            }),
            nothing,
        ),
        ("sign-up", Page::SignUp(sign_up), nothing),
        (
            "sign-up-refused",
            Page::SignUp(sign_up_plain.clone()),
            |frame| {
                let problems = vec![PasswordProblem::TooShort(8), PasswordProblem::SpaceAtAnEnd];
                refuse(frame, "password", Message::Password(problems));
            },
        ),
        (
            "sign-up-exists",
            Page::SignUp(sign_up_plain.clone()),
            |frame| refuse(frame, "username", Message::UserExists),
        ),
        ("sign-up-several", Page::SignUp(sign_up_plain), |frame| {
            refuse(frame, "username", Message::UserExists);
            refuse(frame, "password", PasswordProblem::NoNumber);
        }),
        (
            "awaiting-administrator",
            Page::AwaitingAdministrator(AwaitingAdministrator {
                username: Some(username.clone()),
            }),
            nothing,
        ),
        (
            "confirm-link",
            Page::Confirm(by_link(&confirm)),
            |frame| frame.around.notice = Some(Notice::success(Message::LinkSent(None))),
        ),
        (
            "confirm-link-unknown",
            Page::Confirm(by_link(&confirm_unknown)),
            nothing,
        ),
        ("confirm", Page::Confirm(confirm.clone()), nothing),
        ("confirm-refused", Page::Confirm(confirm), |frame| {
            refuse(frame, "code", Message::CodeMismatch);
        }),
        ("confirm-unknown", Page::Confirm(confirm_unknown), nothing),
        (
            "forgot",
            Page::ForgotPassword(ForgotPassword {
                identifier: Identifier::Any,
                username: username.clone(),
            }),
            nothing,
        ),
        ("reset", Page::ConfirmForgotPassword(reset.clone()), nothing),
        (
            "reset-refused",
            Page::ConfirmForgotPassword(ConfirmForgotPassword {
                code: "482913".to_owned(),
                ..reset
            }),
            |frame| refuse(frame, "password", PasswordProblem::UsedBefore),
        ),
        ("new-password", Page::NewPassword(change), nothing),
        (
            "second-factor-sms",
            Page::SecondFactor(SecondFactor {
                username: username.clone(),
                factor: Factor::Code(Delivery {
                    destination: "+*******4567".to_owned(),
                    medium: Medium::Sms,
                }),
                is_new: false,
                has_others: true,
remember: Some(false),
            }),
            nothing,
        ),
        (
            "second-factor-app",
            Page::SecondFactor(SecondFactor {
                username: username.clone(),
                factor: Factor::App(Some("my phone".to_owned())),
                is_new: false,
                has_others: false,
remember: None,
            }),
            |frame| refuse(frame, "code", Message::CodeUsed),
        ),
        (
            "second-factor-new",
            Page::SecondFactor(SecondFactor {
                username: username.clone(),
                factor: Factor::Code(Delivery {
                    destination: "j***@e***".to_owned(),
                    medium: Medium::Email,
                }),
                is_new: true,
                has_others: true,
                remember: None,
            }),
            nothing,
        ),
        (
            "choose-factor",
            Page::ChooseFactor(choose_factor.clone()),
            nothing,
        ),
        (
            "choose-factor-set-up",
            Page::ChooseFactor(ChooseFactor {
                sets_up: true,
                ..choose_factor
            }),
            nothing,
        ),
        (
            "set-up-email",
            Page::SetUpAddress(set_up_address("email")),
            nothing,
        ),
        (
            "set-up-email-exists",
            Page::SetUpAddress(set_up_address("email")),
            |frame| refuse(frame, "requiredAttributes[email]", Message::UserExists),
        ),
        (
            "set-up-phone",
            Page::SetUpAddress(set_up_address("phone_number")),
            nothing,
        ),
        (
            "set-up-app",
            Page::SetUpApp(SetUpApp {
                username,
                secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
                uri: "otpauth://totp/people:jane%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=people"
                    .to_owned(),
                has_others: true,
remember: None,
            }),
            nothing,
        ),
        (
            "login-passkey",
            Page::Login(Login {
                identifier: email,
                passkey: Some(Passkey::default()),
                ..Login::default()
            }),
            nothing,
        ),
        (
            "add-passkey",
            Page::AddPasskey(AddPasskey {
                options: Some("{}".to_owned()),
            }),
            nothing,
        ),
        (
            "add-passkey-full",
            Page::AddPasskey(AddPasskey::default()),
            |frame| frame.around.notice = Some(Notice::danger(Message::TooManyPasskeys)),
        ),
        ("sign-out", Page::SignOut, nothing),
        ("signed-out", Page::SignedOut, nothing),
        ("confirm-user", Page::ConfirmUser(ConfirmUser::Ask), nothing),
        (
            "confirm-user-done",
            Page::ConfirmUser(ConfirmUser::Done),
            nothing,
        ),
        (
            "confirm-user-refused",
            Page::ConfirmUser(ConfirmUser::Refused),
            nothing,
        ),
        (
            "error",
            Page::Error(ErrorPage {
                code: "invalid_request".to_owned(),
                nothing_here: false,
                redirect: None,
            }),
            nothing,
        ),
        (
            "error-nothing",
            Page::Error(ErrorPage {
                code: "not_found".to_owned(),
                nothing_here: true,
                redirect: None,
            }),
            nothing,
        ),
        (
            "error-redirect",
            Page::Error(ErrorPage {
                code: "redirect_mismatch".to_owned(),
                nothing_here: false,
                redirect: Some(RedirectMismatch {
                    asked_for: "http://localhost:3000/callback/".to_owned(),
                    registered: vec![
                        "http://localhost:3000/callback".to_owned(),
                        "https://bakery.example/callback".to_owned(),
                    ],
                }),
            }),
            nothing,
        ),
    ]
}

fn frame(theme: &Arc<Theme>, language: Language) -> Frame {
    let here = "/login?client_id=1example23456789&response_type=code&scope=openid+email&state=abc\
                &redirect_uri=https%3A%2F%2Fapp.example%2Fcallback";
    let link = |path: &str| Some(here.replace("/login", path));
    let around = Surroundings {
        csrf: "3f8c0c5e-6f1b-4e0e-9a57-0d6f6f1f6a11".to_owned(),
        action: here.to_owned(),
        links: Links {
            login: Some(here.to_owned()),
            sign_up: link("/signup"),
            forgot_password: link("/forgotPassword"),
            resend: link("/resendcode"),
            different_user: link("/login"),
            change_address: link("/forgotPassword"),
            confirm: link("/confirm"),
            mailbox: Some("/_dev/mailbox".to_owned()),
        },
        app: Some(App {
            name: "Bakery shop".to_owned(),
            address: Some("https://bakery.example/".to_owned()),
        }),
        support: Some("help@bakery.example".to_owned()),
        reference: Some("0f8fad5b-d9cb-469f-a165-70867728950e".to_owned()),
        ..Surroundings::default()
    };
    Frame {
        around,
        theme: Arc::clone(theme),
        texts: Texts::new(language, theme.texts()),
        languages: Language::ALL
            .iter()
            .map(|language| (*language, format!("{here}&lang={}", language.tag())))
            .collect(),
        nonce: "gallery".to_owned(),
        assets: Some(Assets {
            js: "/pkg/app.js".to_owned(),
            wasm: "/pkg/app_bg.wasm".to_owned(),
        }),
    }
}

fn refuse(frame: &mut Frame, field: &str, message: impl Into<Message>) {
    frame
        .around
        .field_errors
        .insert(field.to_owned(), message.into());
}

fn start() -> Start {
    let pool = |id: &str, name: &str, login: Option<&str>| StartPool {
        id: id.to_owned(),
        name: name.to_owned(),
        login: login.map(str::to_owned),
        discovery: format!("/{id}/.well-known/openid-configuration"),
    };
    Start {
        url: "http://localhost:8787".to_owned(),
        pools: vec![
            pool("local_a1B2c3D4e", "demo", Some("/login?client_id=1example")),
            pool("local_f5G6h7I8j", "staff", None),
        ],
        demo: Some("/demo/".to_owned()),
        mailbox: Some("/_dev/mailbox".to_owned()),
        docs: Some("https://example.com/docs".to_owned()),
    }
}

fn messages() -> Vec<MailboxEntry> {
    let entry =
        |subject: Option<&str>, body: &str, code: Option<&str>, link: Option<&str>| MailboxEntry {
            to: "jane@example.com".to_owned(),
            channel: if subject.is_some() { "email" } else { "sms" }.to_owned(),
            subject: subject.map(str::to_owned),
            body: body.to_owned(),
            code: code.map(str::to_owned),
            link: link.map(str::to_owned),
            pool_id: "local_a1B2c3D4e".to_owned(),
            at: "2026-11-23T09:41:07Z".to_owned(),
        };
    vec![
        entry(
            Some("Your verification code"),
            "Your confirmation code is 482913",
            Some("482913"),
            None,
        ),
        entry(
            None,
            "Your authentication code is 550147",
            Some("550147"),
            None,
        ),
        entry(
            Some("Please confirm"),
            "Open the link to confirm your account.",
            None,
            Some(
                "http://localhost:8787/confirmUser?client_id=1example&user_name=jane&confirmation_code=1",
            ),
        ),
    ]
}
