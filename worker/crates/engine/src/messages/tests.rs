use super::{languages::LANGUAGES, words::Language, *};
use crate::{
    deployment::{CodeHost, Deployment},
    testing::World,
};
use proptest::prelude::*;
use serde_json::json;
use vestibule_model::{
    ids::PoolId,
    pool::{Names, PoolExtensions, PoolIdentity, PoolSettings, Templates},
    time::Timestamp,
};

const OCCASIONS: [Occasion; 6] = [
    Occasion::SignUp,
    Occasion::Attribute,
    Occasion::ForgottenPassword,
    Occasion::Invitation,
    Occasion::SecondFactor,
    Occasion::SignIn,
];

fn contact(channel: Channel, locale: Option<&str>) -> Contact {
    let to = match channel {
        Channel::Email => "jane@example.com",
        Channel::Sms => "+15555551234",
    };
    Contact {
        channel,
        to: to.to_owned(),
        locale: locale.map(str::to_owned),
    }
}

fn masked(channel: Channel, to: &str) -> String {
    let contact = Contact {
        to: to.to_owned(),
        ..contact(channel, None)
    };
    contact.masked()
}

fn pool() -> Pool {
    Pool {
        identity: PoolIdentity {
            id: PoolId::parse("local_AbCdEf123").unwrap(),
            created: Timestamp::default(),
            modified: Timestamp::default(),
            names: Names::Attributes(vec![ContactAttribute::Email]),
            case_sensitive: false,
            case_sensitivity_given: false,
            schema: Vec::new(),
            domain: None,
            managed_login_version: None,
            sessions: Default::default(),
        },
        settings: PoolSettings::new("acme".to_owned()),
        extensions: PoolExtensions::default(),
    }
}

fn rendered(pool: &Pool, contact: &Contact, occasion: Occasion, username: &str) -> Text {
    rendered_with(
        &World::new().deployment,
        pool,
        contact,
        occasion,
        username,
        None,
    )
}

fn rendered_with(
    deployment: &Deployment,
    pool: &Pool,
    contact: &Contact,
    occasion: Occasion,
    username: &str,
    link: Option<&str>,
) -> Text {
    let content = Content {
        occasion,
        username,
        code: &SecretString::from("123456"),
        lasts: Span::hours(24),
        link,
    };
    render(deployment, pool, contact, &content)
}

fn html(text: &Text) -> &str {
    text.html.as_ref().unwrap().expose()
}

#[test]
fn destinations_are_masked_as_the_service_does() {
    assert_eq!(masked(Channel::Email, "jane@gmail.com"), "j***@g***");
    assert_eq!(masked(Channel::Email, "Jane@GMAIL.com"), "j***@g***");
    assert_eq!(masked(Channel::Sms, "+15555551234"), "+*******1234");
}

#[test]
fn a_mail_says_what_it_is_for_how_long_it_lasts_and_what_if_it_was_not_you() {
    let mut subjects = Vec::new();
    for occasion in OCCASIONS {
        let text = rendered(&pool(), &contact(Channel::Email, None), occasion, "jane");
        assert!(text.subject.contains("acme"), "{}", text.subject);
        subjects.push(text.subject.clone());
        for written in [text.body.expose().as_str(), html(&text)] {
            for part in ["123456", "24 hours", "acme", "If "] {
                assert!(written.contains(part), "{occasion:?}: {part} in {written}");
            }
            assert!(
                !written.contains('{') || written.starts_with("<!doctype html>"),
                "{written}"
            );
        }
    }
    subjects.sort();
    subjects.dedup();
    assert_eq!(
        subjects.len(),
        OCCASIONS.len(),
        "each subject is one message's"
    );
}

#[test]
fn it_is_written_in_the_language_of_the_persons_locale() {
    for (locale, subject) in [
        (None, "Reset your acme password"),
        (Some("en-GB"), "Reset your acme password"),
        (Some("fr"), "Reset your acme password"),
        (Some(""), "Reset your acme password"),
        (Some("de"), "Neues Passwort für acme"),
        (Some("de_AT"), "Neues Passwort für acme"),
        (Some("DE-ch"), "Neues Passwort für acme"),
    ] {
        let contact = contact(Channel::Email, locale);
        let text = rendered(&pool(), &contact, Occasion::ForgottenPassword, "jane");
        assert_eq!(text.subject, subject, "{locale:?}");
    }
    let mut german_pool = pool();
    german_pool.extensions.message_language = Some("de".to_owned());
    for (locale, subject) in [
        (None, "Neues Passwort für acme"),
        (Some("fr"), "Neues Passwort für acme"),
        (Some("en-US"), "Reset your acme password"),
    ] {
        let contact = contact(Channel::Email, locale);
        let text = rendered(&german_pool, &contact, Occasion::ForgottenPassword, "jane");
        assert_eq!(text.subject, subject, "{locale:?}");
    }
    assert!(has_language("de") && !has_language("fr") && !has_language(""));
    let german = contact(Channel::Email, Some("de"));
    let text = rendered(&pool(), &german, Occasion::SignUp, "jane");
    assert!(html(&text).contains("<html lang=\"de\">"));
    assert!(text.body.expose().contains("Der Code gilt 24 Stunden."));
}

#[test]
fn a_pools_own_texts_are_in_the_persons_language_where_it_has_them() {
    let own = |text: &str| Templates {
        verification_email: Some(text.to_owned()),
        verification_sms: Some(text.to_owned()),
        ..Templates::default()
    };
    let mut pool = pool();
    pool.settings.templates = Templates {
        verification_subject: Some("Your code".to_owned()),
        ..own("Type {####}.")
    };
    let languages = [("de", "Tippe {####}."), ("pt-br", "Digite {####}.")];
    let in_language = |text: &str| {
        let names = ["CodeEmail", "CodeSms"];
        names.map(|name| (name.to_owned(), text.to_owned())).into()
    };
    let languages = languages.map(|(tag, text)| (tag.to_owned(), in_language(text)));
    pool.extensions.texts_in = languages.into();
    let sent = |pool: &Pool, channel: Channel, locale: Option<&str>| {
        rendered(
            pool,
            &contact(channel, locale),
            Occasion::ForgottenPassword,
            "jane",
        )
    };
    for (locale, body) in [
        (None, "Type 123456."),
        (Some("de"), "Tippe 123456."),
        (Some("DE_at"), "Tippe 123456."),
        (Some("pt-BR"), "Digite 123456."),
        (Some("pt"), "Type 123456."),
        (Some("fr"), "Type 123456."),
    ] {
        for channel in [Channel::Email, Channel::Sms] {
            let text = sent(&pool, channel, locale);
            assert_eq!(text.body.expose(), body, "{locale:?}");
        }
    }
    assert_eq!(sent(&pool, Channel::Email, None).subject, "Your code");
    let german = sent(&pool, Channel::Email, Some("de"));
    assert_eq!(
        german.subject, "Neues Passwort für acme",
        "both in one language"
    );
    pool.extensions.message_language = Some("de".to_owned());
    let unsaid = sent(&pool, Channel::Sms, None);
    assert_eq!(unsaid.body.expose(), "Tippe 123456.");
    let english = sent(&pool, Channel::Sms, Some("en"));
    assert_eq!(english.body.expose(), "Type 123456.");
    let french = sent(&pool, Channel::Sms, Some("fr"));
    assert_eq!(french.body.expose(), "Tippe 123456.", "as who says none");
}

#[test]
fn each_message_has_texts_of_its_own_in_a_language() {
    let mut pool = pool();
    let texts = |kind: &str| {
        let names = ["Subject", "Email", "Sms"].map(|part| format!("{kind}{part}"));
        names.map(|name| (name.clone(), name))
    };
    let all = ["Code", "Link", "Invitation", "SignIn"].map(texts);
    let german = all.into_iter().flatten().collect();
    pool.extensions.texts_in = [("de".to_owned(), german)].into();
    for (occasion, kind) in [
        (Occasion::SignUp, "Code"),
        (Occasion::Attribute, "Code"),
        (Occasion::ForgottenPassword, "Code"),
        (Occasion::Invitation, "Invitation"),
        (Occasion::SecondFactor, "SignIn"),
        (Occasion::SignIn, "SignIn"),
    ] {
        let mail = rendered(
            &pool,
            &contact(Channel::Email, Some("de")),
            occasion,
            "jane",
        );
        assert_eq!(mail.subject, format!("{kind}Subject"));
        assert_eq!(*mail.body.expose(), format!("{kind}Email"));
        let sms = rendered(&pool, &contact(Channel::Sms, Some("de")), occasion, "jane");
        assert_eq!(*sms.body.expose(), format!("{kind}Sms"));
    }
}

/// All placeholders of a text, in order of their names.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<_> = ["{name}", "{username}", "{####}", "{span}"]
        .into_iter()
        .filter(|name| text.contains(name))
        .collect();
    assert_eq!(found.len(), text.matches('{').count(), "{text}");
    found.sort_unstable();
    found
}

#[test]
fn every_language_says_the_same() {
    let [english, others @ ..] = LANGUAGES;
    let all = |language: &'static Language| {
        let words = [
            &language.sign_up,
            &language.attribute,
            &language.forgotten_password,
            &language.invitation,
            &language.second_factor,
            &language.sign_in,
            &language.lock_notice,
        ];
        let link = &language.link;
        let texts = words.iter().flat_map(|it| {
            [
                it.subject, it.heading, it.lead, it.lasts, it.not_you, it.sms,
            ]
        });
        texts
            .chain([link.lead, link.label, link.lasts, link.not_you])
            .collect::<Vec<_>>()
    };
    for other in others {
        for (ours, theirs) in all(english).into_iter().zip(all(other)) {
            assert_eq!(ours.is_empty(), theirs.is_empty(), "{ours}");
            // A heading is free in whether it names the pool.
            let named = |text| placeholders(text).into_iter().filter(|it| *it != "{name}");
            assert!(named(ours).eq(named(theirs)), "{ours} {theirs}");
        }
    }
}

#[test]
fn spans_are_said_in_whole_units() {
    let english = &en::ENGLISH;
    for (span, said) in [
        (Span::minutes(3), "3 minutes"),
        (Span::minutes(1), "1 minute"),
        (Span::seconds(61), "2 minutes"),
        (Span::hours(1), "1 hour"),
        (Span::minutes(90), "90 minutes"),
        (Span::hours(24), "24 hours"),
        (Span::days(7), "7 days"),
    ] {
        assert_eq!(english.span(span), said);
    }
}

#[test]
fn a_mail_has_the_pools_name_and_colours_in_light_and_dark_and_asks_for_nothing() {
    let mut branded = pool();
    branded.extensions.branding = Some(json!({
        "Name": "Müller & <Söhne>",
        "Light": {"Primary": "#3a5ccc", "Text": "#123", "Background": "red} body{display:none"},
        "Dark": {"Primary": "#9db2ff"},
        "Logo": {"Light": "https://cdn.example/logo.png"},
    }));
    let text = rendered(
        &branded,
        &contact(Channel::Email, None),
        Occasion::SignUp,
        "jane",
    );
    let html = html(&text);
    assert_eq!(text.subject, "Confirm your Müller & <Söhne> account");
    assert!(text.body.expose().contains("Müller & <Söhne>"));
    assert!(html.contains("Müller &amp; &lt;Söhne&gt;") && !html.contains("<Söhne>"));
    assert!(html.contains("color:#123;"));
    let (light, dark) = (html.find("color:#3a5ccc"), html.find("#9db2ff"));
    assert!(light.is_some() && dark.is_some());
    assert!(html.contains("@media (prefers-color-scheme: dark)"));
    assert!(!html.contains("display:none"), "no colour ends its rule");
    for request in ["<img", "url(", "@import", "<link", "src=", "http"] {
        assert!(!html.contains(request), "{request}");
    }
}

#[test]
fn a_persons_name_is_text() {
    let text = rendered(
        &pool(),
        &contact(Channel::Email, None),
        Occasion::Invitation,
        "<b>\"j\"</b>",
    );
    assert!(html(&text).contains("Your username is &lt;b&gt;&quot;j&quot;&lt;/b&gt;,"));
    assert!(
        text.body
            .expose()
            .contains("Your username is <b>\"j\"</b>,")
    );
}

#[test]
fn a_pools_own_texts_are_html_with_the_name_as_text() {
    let mut own = pool();
    own.settings.templates.verification_subject = Some("Hi {username}: {####}".to_owned());
    own.settings.templates.verification_email =
        Some("<p>Hello {username} &amp; co,</p><p>type <b>{####}</b> {name} {span}</p>".to_owned());
    for occasion in [
        Occasion::SignUp,
        Occasion::Attribute,
        Occasion::ForgottenPassword,
    ] {
        let text = rendered(
            &own,
            &contact(Channel::Email, Some("de")),
            occasion,
            "<i>j</i>",
        );
        assert_eq!(text.subject, "Hi <i>j</i>: 123456");
        assert_eq!(
            html(&text),
            "<p>Hello &lt;i&gt;j&lt;/i&gt; &amp; co,</p><p>type <b>123456</b> {name} {span}</p>"
        );
        assert_eq!(
            text.body.expose(),
            "Hello <i>j</i> & co,\ntype 123456 {name} {span}"
        );
    }
    // The rest is as it is without them.
    let text = rendered(
        &own,
        &contact(Channel::Email, None),
        Occasion::SignIn,
        "jane",
    );
    assert_eq!(text.subject, "Sign in to acme");
}

#[test]
fn second_factors_have_texts_of_their_own() {
    let mut own = pool();
    own.settings.templates.mfa_sms = Some("Use {####}".to_owned());
    own.settings.templates.mfa_subject = Some("Code".to_owned());
    own.settings.templates.mfa_email = Some("Type {####}".to_owned());
    let text = rendered(
        &own,
        &contact(Channel::Sms, None),
        Occasion::SecondFactor,
        "jane",
    );
    assert_eq!(text.body.expose(), "Use 123456");
    let text = rendered(
        &own,
        &contact(Channel::Email, None),
        Occasion::SecondFactor,
        "jane",
    );
    assert_eq!(
        (text.subject.as_str(), text.body.expose().as_str()),
        ("Code", "Type 123456")
    );
    let text = rendered(&own, &contact(Channel::Sms, None), Occasion::SignUp, "jane");
    assert_eq!(text.body.expose(), "Your acme confirmation code is 123456");
}

#[test]
fn a_link_takes_the_codes_place() {
    let link = "https://id.example/confirmUser?client_id=a&user_name=b";
    let deployment = World::new().deployment;
    let email = contact(Channel::Email, None);
    let sent = |pool: &Pool| {
        rendered_with(
            &deployment,
            pool,
            &email,
            Occasion::SignUp,
            "jane",
            Some(link),
        )
    };
    let text = sent(&pool());
    assert!(
        text.body
            .expose()
            .contains("\nhttps://id.example/confirmUser?client_id=a&user_name=b\n")
    );
    assert!(!text.body.expose().contains("123456"));
    assert!(
        html(&text).contains("href=\"https://id.example/confirmUser?client_id=a&amp;user_name=b\"")
    );
    assert_eq!(text.link.unwrap().expose().as_str(), link);
    let mut own = pool();
    own.settings.templates.link_subject = Some("Verify".to_owned());
    own.settings.templates.link_email = Some("Please {##verify <b>now</b>##}.".to_owned());
    let text = sent(&own);
    assert_eq!(text.subject, "Verify");
    assert_eq!(
        html(&text),
        "Please <a href=\"https://id.example/confirmUser?client_id=a&amp;user_name=b\">verify <b>now</b></a>."
    );
    assert_eq!(
        text.body.expose(),
        "Please verify now (https://id.example/confirmUser?client_id=a&user_name=b)."
    );
}

#[test]
fn a_mail_with_a_link_speaks_of_no_code() {
    let deployment = World::new().deployment;
    let link = Some("https://id.example/confirmUser");
    for (locale, lasts) in [
        ("en", "The link is valid for 24 hours."),
        ("de", "Der Link gilt 24 Stunden."),
    ] {
        let email = contact(Channel::Email, Some(locale));
        let text = rendered_with(&deployment, &pool(), &email, Occasion::SignUp, "jane", link);
        // Its style knows codes.
        let (_, shown) = html(&text).split_once("<body").unwrap();
        for written in [text.subject.as_str(), text.body.expose().as_str(), shown] {
            assert!(!written.to_lowercase().contains("code"), "{written}");
        }
        for written in [text.body.expose().as_str(), shown] {
            assert!(written.contains(lasts), "{written}");
        }
    }
}

#[test]
fn a_persons_name_makes_no_link_and_breaks_none() {
    let deployment = World::new().deployment;
    let email = contact(Channel::Email, None);
    let link = "https://id.example/confirmUser?user_name=b";
    let mut own = pool();
    let template = "<p>{username}, please {##verify {username}##}.</p>";
    own.settings.templates.link_email = Some(template.to_owned());
    for name in ["{##x##}", "{##", "##}", "{####}"] {
        let text = rendered_with(
            &deployment,
            &own,
            &email,
            Occasion::SignUp,
            name,
            Some(link),
        );
        assert_eq!(
            html(&text),
            format!("<p>{name}, please <a href=\"{link}\">verify {name}</a>.</p>")
        );
        assert_eq!(
            text.body.expose().as_str(),
            format!("{name}, please verify {name} ({link}).")
        );
    }
}

#[test]
fn where_it_is_set_text_messages_name_the_host_that_their_code_is_for() {
    let mut deployment = World::new().deployment;
    let mut pool = pool();
    let sms = contact(Channel::Sms, None);
    let mut last_line = |host: Option<CodeHost>, url: &str, domain: Option<&str>, occasion| {
        deployment.code_host = host;
        deployment.public_url = url.to_owned();
        pool.identity.domain = domain.map(str::to_owned);
        let text = rendered_with(&deployment, &pool, &sms, occasion, "jane", None);
        let body = text.body.expose().clone();
        body.rsplit_once('\n').map(|(_, line)| line.to_owned())
    };
    let sign_in = Occasion::SecondFactor;
    let url = "https://id.example.com";
    assert_eq!(last_line(None, url, None, sign_in), None);
    let line = |host: &str| Some(format!("@{host} #123456"));
    let pages = Some(CodeHost::Pages);
    assert_eq!(
        last_line(pages.clone(), url, None, sign_in),
        line("id.example.com")
    );
    assert_eq!(
        last_line(pages.clone(), url, Some("acme"), sign_in),
        line("acme.id.example.com")
    );
    assert_eq!(
        last_line(pages.clone(), "http://localhost:8787", None, sign_in),
        line("localhost")
    );
    assert_eq!(
        last_line(CodeHost::parse("App.example"), url, None, sign_in),
        line("app.example")
    );
    // A temporary password is no code.
    assert_eq!(last_line(pages, url, None, Occasion::Invitation), None);
    for none in ["", "a b", "https://x", "x:1", "x/y", "@x"] {
        assert_eq!(CodeHost::parse(none), None, "{none}");
    }
}

#[test]
fn a_lock_is_told_in_the_persons_language() {
    let text = lock_notice(&pool(), &contact(Channel::Email, Some("de")));
    assert_eq!(text.subject, "Falsche Passwörter für Ihr Konto bei acme");
    assert!(text.code.is_none() && text.html.is_some());
    let text = lock_notice(&pool(), &contact(Channel::Sms, None));
    assert!(
        text.body
            .expose()
            .starts_with("Wrong passwords were tried for your acme account.")
    );
}

proptest! {
    #[test]
    fn a_mask_shows_two_letters_or_four_digits(local in "[a-z]{2,9}", domain in "[a-z]{2,9}", digits in "[0-9]{5,15}") {
        let shown = masked(Channel::Email, &format!("{local}@{domain}.com"));
        prop_assert_eq!(shown.len(), "x***@y***".len());
        prop_assert_eq!(masked(Channel::Sms, &format!("+{digits}")).len(), "+*******1234".len());
    }
}
