//! Message templates: placeholders are filled once, and an e-mail shows names and codes as text.

use crate::deployment;
use vestibule_crypto::SecretString;
use vestibule_engine::{
    messages::{Contact, Content, Occasion, render},
    testing::World,
};
use vestibule_model::{channel::Channel, pool::Templates, time::Span};

/// Characters for private use that stand for the placeholders.
const CODE: char = '\u{e000}';
const USERNAME: char = '\u{e001}';

/// The username, the code, and the template on all further lines.
pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if text.contains([CODE, USERNAME]) {
        return;
    }
    let mut parts = text.splitn(3, '\n');
    let mut next = || parts.next().unwrap_or_default();
    let (username, code, template) = (next(), next(), next());
    let some = || Some(template.to_owned());
    let mut pool = deployment::with(|deployment| deployment.pool().clone());
    pool.settings.templates = Templates {
        verification_subject: some(),
        verification_email: some(),
        verification_sms: some(),
        invitation_subject: some(),
        invitation_email: some(),
        invitation_sms: some(),
        mfa_subject: some(),
        mfa_email: some(),
        mfa_sms: some(),
        by_link: true,
        link_subject: some(),
        link_email: some(),
    };
    let world = World::new();
    let secret = SecretString::from(code);
    let plain = filled(template, username, code);
    let escaped = filled(template, &html(username), &html(code));
    for occasion in [
        Occasion::SignUp,
        Occasion::Attribute,
        Occasion::ForgottenPassword,
        Occasion::Invitation,
        Occasion::SecondFactor,
        Occasion::SignIn,
    ] {
        let rendered = |channel, link| {
            let contact = Contact {
                channel,
                to: "jane@example.com".to_owned(),
                locale: None,
            };
            let content = Content {
                occasion,
                username,
                code: &secret,
                lasts: Span::hours(1),
                link,
            };
            render(&world.deployment, &pool, &contact, &content)
        };
        let mail = rendered(Channel::Email, None);
        assert_eq!(mail.subject, plain);
        assert_eq!(mail.html.as_ref().map(|html| html.expose()), Some(&escaped));
        assert_eq!(mail.code.as_ref(), Some(&secret));
        let message = rendered(Channel::Sms, None);
        assert_eq!(message.body.expose(), &plain);
        assert!(message.html.is_none());
        let linked = rendered(Channel::Email, Some("https://id.example/?a&b"));
        let linked = linked.html.map(|html| html.expose().clone());
        assert!(linked.is_some_and(|html| html.len() >= escaped.len().saturating_sub(6)));
    }
}

fn filled(template: &str, username: &str, code: &str) -> String {
    template
        .replace("{####}", &String::from(CODE))
        .replace("{username}", &String::from(USERNAME))
        .replace(CODE, code)
        .replace(USERNAME, username)
}

fn html(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
