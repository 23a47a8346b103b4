//! A message's text: the pool's own, or the service's in the person's language.

use super::{
    Contact, Content, Occasion, Text, en,
    layout::{self, Parts},
    name_of, plain,
    template::{escape, fill, fill_with_links},
    words::{Language, Words},
};
use crate::deployment::Deployment;
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_model::{channel::Channel, pool::Pool};

/// Renders the pool's text, or the service's own where the pool has none.
pub fn render(
    deployment: &Deployment,
    pool: &Pool,
    contact: &Contact,
    content: &Content<'_>,
) -> Text {
    match contact.channel {
        Channel::Email => email(pool, contact, content),
        Channel::Sms => sms(deployment, pool, contact, content),
    }
}

/// Tells a person that strangers have locked the account. Cognito sends no such message, so pools have no text for it.
pub fn lock_notice(pool: &Pool, contact: &Contact) -> Text {
    let language = language_of(pool, contact);
    let words = &language.lock_notice;
    let values = [("{name}", name_of(pool))];
    if contact.channel == Channel::Sms {
        return Text {
            subject: String::new(),
            body: SecretString::new(fill(words.sms, &values)),
            html: None,
            code: None,
            link: None,
            lasts: None,
        };
    }
    let parts = Parts {
        language: language.tag,
        name: name_of(pool),
        heading: fill(words.heading, &values),
        lead: fill(words.lead, &values),
        code: None,
        link: None,
        notes: vec![words.not_you.to_owned()],
    };
    own_email(pool, fill(words.subject, &values), &parts)
}

fn email(pool: &Pool, contact: &Contact, content: &Content<'_>) -> Text {
    let language = language_of(pool, contact);
    let words = words(language, content.occasion);
    let (subject, body) = own_email_texts(pool, contact, content);
    let name = name_of(pool);
    let span = language.span(content.lasts);
    let values = [
        ("{####}", content.code.expose().as_str()),
        ("{username}", content.username),
        ("{name}", name),
        ("{span}", &span),
    ];
    // Of those a pool's own text knows the first two. A subject is one line of plain text.
    let own = values.get(..2).unwrap_or_default();
    let subject = match subject {
        Some(subject) => fill(subject, own),
        None => fill(words.subject, &values),
    };
    let mut text = match body {
        Some(template) => {
            let html = filled_html(template, own, content.link);
            Text {
                subject,
                body: SecretString::new(plain::text_of(&html)),
                html: Some(SecretString::new(html)),
                code: None,
                link: None,
                lasts: None,
            }
        }
        None => {
            let of_link = &language.link;
            let (lead, notes) = match content.link {
                Some(_) => (of_link.lead, [of_link.lasts, of_link.not_you]),
                None => (words.lead, [words.lasts, words.not_you]),
            };
            let parts = Parts {
                language: language.tag,
                name,
                heading: fill(words.heading, &values),
                lead: fill(lead, &values),
                code: match content.link {
                    Some(_) => None,
                    None => Some(content.code.expose()),
                },
                link: content.link.map(|link| (link, of_link.label)),
                notes: notes.map(|note| fill(note, &values)).to_vec(),
            };
            own_email(pool, subject, &parts)
        }
    };
    text.code = Some(content.code.clone());
    text.link = content.link.map(SecretString::from);
    text.lasts = Some(content.lasts);
    text
}

/// A pool's text is HTML, in which a name, a code or a link is text.
fn filled_html(template: &str, values: &[(&str, &str)], link: Option<&str>) -> String {
    let escaped: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (*name, escape(value)))
        .collect();
    let escaped: Vec<(&str, &str)> = escaped
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    match link {
        None => fill(template, &escaped),
        Some(link) => {
            let link = escape(link);
            // The link's text is the template's own, and so is HTML.
            fill_with_links(template, &escaped, |text| {
                format!("<a href=\"{link}\">{text}</a>")
            })
        }
    }
}

fn own_email(pool: &Pool, subject: String, parts: &Parts<'_>) -> Text {
    let html = layout::html(parts, &subject, pool.extensions.branding.as_ref());
    Text {
        body: SecretString::new(layout::text(parts)),
        html: Some(SecretString::new(html)),
        subject,
        code: None,
        link: None,
        lasts: None,
    }
}

fn sms(deployment: &Deployment, pool: &Pool, contact: &Contact, content: &Content<'_>) -> Text {
    let language = language_of(pool, contact);
    let templates = &pool.settings.templates;
    let (name, for_all) = match content.occasion {
        Occasion::SignUp | Occasion::Attribute | Occasion::ForgottenPassword => {
            ("CodeSms", &templates.verification_sms)
        }
        Occasion::Invitation => ("InvitationSms", &templates.invitation_sms),
        Occasion::SecondFactor | Occasion::SignIn => ("SignInSms", &templates.mfa_sms),
    };
    let in_language = texts_in_language(pool, contact).and_then(|texts| texts.get(name));
    let own = in_language.or(for_all.as_ref());
    let code = content.code.expose();
    let values = [
        ("{####}", code.as_str()),
        ("{username}", content.username),
        ("{name}", name_of(pool)),
    ];
    let mut body = match own {
        Some(template) => fill(template, values.get(..2).unwrap_or_default()),
        None => fill(words(language, content.occasion).sms, &values),
    };
    // A temporary password is typed beside a username, not where a code is.
    if content.occasion != Occasion::Invitation
        && let Some(host) = deployment.code_host(pool.domain.as_deref())
    {
        body.push_str(&format!("\n\n@{host} #{code}"));
    }
    Text {
        subject: String::new(),
        body: SecretString::new(body),
        html: None,
        code: Some(content.code.clone()),
        link: None,
        lasts: Some(content.lasts),
    }
}

/// A pool's own subject and text of an e-mail, both in one language.
fn own_email_texts<'a>(
    pool: &'a Pool,
    contact: &Contact,
    content: &Content<'_>,
) -> (Option<&'a String>, Option<&'a String>) {
    let templates = &pool.settings.templates;
    let (names, (subject, body)) = match content.occasion {
        _ if content.link.is_some() => (
            ("LinkSubject", "LinkEmail"),
            (&templates.link_subject, &templates.link_email),
        ),
        Occasion::SignUp | Occasion::Attribute | Occasion::ForgottenPassword => (
            ("CodeSubject", "CodeEmail"),
            (
                &templates.verification_subject,
                &templates.verification_email,
            ),
        ),
        Occasion::Invitation => (
            ("InvitationSubject", "InvitationEmail"),
            (&templates.invitation_subject, &templates.invitation_email),
        ),
        Occasion::SecondFactor | Occasion::SignIn => (
            ("SignInSubject", "SignInEmail"),
            (&templates.mfa_subject, &templates.mfa_email),
        ),
    };
    let in_language = texts_in_language(pool, contact);
    let of = |name| in_language.and_then(|texts| texts.get(name));
    match (of(names.0), of(names.1)) {
        (None, None) => (subject.as_ref(), body.as_ref()),
        both => both,
    }
}

/// A pool's own texts in the person's language, where it has any.
fn texts_in_language<'a>(
    pool: &'a Pool,
    contact: &Contact,
) -> Option<&'a BTreeMap<String, String>> {
    let extensions = &pool.extensions;
    let of = |tag: &str| {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let mut tags =
            std::iter::successors(Some(tag.as_str()), |tag| Some(tag.rsplit_once('-')?.0));
        tags.find_map(|tag| extensions.texts_in.get(tag))
    };
    let locale = contact.locale.as_deref();
    // Whose language nobody writes here is written to as who says none.
    let is_ours = |locale| Language::of_locale(locale).is_some();
    locale.and_then(of).or_else(|| match locale {
        Some(locale) if is_ours(locale) => None,
        _ => of(extensions.message_language.as_deref()?),
    })
}

const fn words(language: &Language, occasion: Occasion) -> &Words {
    match occasion {
        Occasion::SignUp => &language.sign_up,
        Occasion::Attribute => &language.attribute,
        Occasion::ForgottenPassword => &language.forgotten_password,
        Occasion::Invitation => &language.invitation,
        Occasion::SecondFactor => &language.second_factor,
        Occasion::SignIn => &language.sign_in,
    }
}

/// Whether there are messages in the language of this tag.
pub fn has_language(tag: &str) -> bool {
    Language::named(tag).is_some()
}

/// The person's, or else the pool's, or else English.
fn language_of(pool: &Pool, contact: &Contact) -> &'static Language {
    let locale = contact.locale.as_deref().and_then(Language::of_locale);
    let of_pool = || Language::named(pool.extensions.message_language.as_deref()?);
    locale.or_else(of_pool).unwrap_or(&en::ENGLISH)
}
