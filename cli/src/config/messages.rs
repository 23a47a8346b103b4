//! A pool's `[pool.email]` and `[pool.messages]`.

use std::{collections::BTreeMap, ops::RangeInclusive};

use super::keys::messages as keys;
use super::keys::{Key, Text};
use super::reader::{Table, one_of};
use crate::settings::{EmailSettings, MessageSettings, Messages};

const SUBJECT: RangeInclusive<usize> = 1..=140;
const MAIL: RangeInclusive<usize> = 6..=20_000;
const SMS: RangeInclusive<usize> = 6..=140;

const CODE: &[&str] = &["{####}"];
/// Whatever stands between the two becomes the link's text.
const LINK: &[&str] = &["{##text##}"];
const INVITATION: &[&str] = &["{username}", "{####}"];

/// A text: its key, the service's name for it in another language, its length and what is filled in.
type Rule = (
    &'static Key<Text>,
    &'static str,
    &'static RangeInclusive<usize>,
    &'static [&'static str],
);

const TEXTS: [Rule; 9] = [
    (&keys::CODE_SUBJECT, "CodeSubject", &SUBJECT, &[]),
    (&keys::CODE_EMAIL, "CodeEmail", &MAIL, CODE),
    (&keys::CODE_SMS, "CodeSms", &SMS, CODE),
    (&keys::LINK_SUBJECT, "LinkSubject", &SUBJECT, &[]),
    (&keys::LINK_EMAIL, "LinkEmail", &MAIL, LINK),
    (
        &keys::INVITATION_SUBJECT,
        "InvitationSubject",
        &SUBJECT,
        &[],
    ),
    (
        &keys::INVITATION_EMAIL,
        "InvitationEmail",
        &MAIL,
        INVITATION,
    ),
    (&keys::INVITATION_SMS, "InvitationSms", &SMS, INVITATION),
    (&keys::SIGN_IN_SMS, "SignInSms", &SMS, CODE),
];

pub(super) fn read_email(table: Table<'_>) -> EmailSettings {
    let settings = EmailSettings {
        from: table.parsed(&keys::FROM, sender).map(|from| from.value),
        reply_to: table
            .parsed(&keys::REPLY_TO, address)
            .map(|address| address.value),
        configuration_set: table
            .parsed(&keys::CONFIGURATION_SET, configuration_set)
            .map(|set| set.value),
    };
    table.finish();
    settings
}

/// And the texts in other languages.
pub(super) fn read_messages(table: Table<'_>) -> (MessageSettings, Messages) {
    let by_link = table.parsed(&keys::CONFIRM_BY, |word| {
        one_of("way to confirm", word, keys::CONFIRM_BY.form.of).map(|word| word == "link")
    });
    let mut settings = MessageSettings {
        by_link: by_link.map(|by_link| by_link.value),
        ..MessageSettings::default()
    };
    for (key, _, length, placeholders) in TEXTS {
        if let Some(text) = read_text(&table, key, length, placeholders) {
            settings.texts.insert(key.name, text);
        }
    }
    let languages = table.named(&keys::IN).unwrap_or_default();
    let messages = languages.into_iter().map(|(language, texts)| {
        if !is_language(&language.value) {
            let found = &language.value;
            let problem =
                format!("expected a language such as \"de\" or \"pt-br\", found {found:?}");
            table.mistake(&language.span, problem);
        }
        (language.value, read_language(texts))
    });
    let messages = messages.collect();
    table.finish();
    (settings, messages)
}

/// By the service's names; an empty one is the same as none.
fn read_language(table: Table<'_>) -> BTreeMap<String, String> {
    let mails: [Rule; 2] = [
        (&keys::SIGN_IN_SUBJECT, "SignInSubject", &SUBJECT, &[]),
        (&keys::SIGN_IN_EMAIL, "SignInEmail", &MAIL, CODE),
    ];
    let texts = TEXTS
        .into_iter()
        .chain(mails)
        .filter_map(|(key, name, length, placeholders)| {
            let text = read_text(&table, key, length, placeholders)?;
            (!text.is_empty()).then(|| (name.to_owned(), text))
        });
    let texts = texts.collect();
    table.finish();
    texts
}

/// Two or three letters, then subtags, in lower case.
fn is_language(tag: &str) -> bool {
    let is_part = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        (2..=8).contains(&part.len()) && part.bytes().all(allowed)
    };
    let mut parts = tag.split('-');
    parts
        .next()
        .is_some_and(|first| is_part(first) && first.len() <= 3)
        && parts.all(is_part)
}

/// The subject and the text of mails with a code that signs somebody in.
pub(super) fn read_sign_in(
    table: &Table<'_>,
    subject: &Key<Text>,
    text: &Key<Text>,
) -> (Option<String>, Option<String>) {
    (
        read_text(table, subject, &SUBJECT, &[]),
        read_text(table, text, &MAIL, CODE),
    )
}

/// A text with what the service fills in; an empty one stands for the service's own.
fn read_text(
    table: &Table<'_>,
    key: &Key<Text>,
    length: &RangeInclusive<usize>,
    placeholders: &[&str],
) -> Option<String> {
    let read = table.parsed(key, |text| {
        let (least, most) = (length.start(), length.end());
        let found = text.chars().count();
        if !text.is_empty() && !length.contains(&found) {
            return Err(format!(
                "expected {least} to {most} characters, or none for the service's own text, found {found}"
            ));
        }
        match placeholders.iter().find(|it| !has(text, it)) {
            Some(missing) if !text.is_empty() => {
                Err(format!("expected {missing:?} in it, which is filled in"))
            }
            _ => Ok(text.to_owned()),
        }
    });
    read.map(|read| read.value)
}

fn has(text: &str, placeholder: &str) -> bool {
    if !LINK.contains(&placeholder) {
        return text.contains(placeholder);
    }
    let inside = text.split("{##").skip(1);
    inside
        .filter_map(|rest| rest.find("##}"))
        .any(|length| length > 0)
}

fn sender(text: &str) -> Result<String, String> {
    let (name, address) = match text.strip_suffix('>').and_then(|it| it.split_once('<')) {
        Some((name, address)) => (name, address),
        None => ("", text),
    };
    match !name.chars().any(char::is_control) && is_address(address) {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "expected \"no-reply@example.com\" or \"Acme <no-reply@example.com>\", found {text:?}"
        )),
    }
}

fn address(text: &str) -> Result<String, String> {
    match is_address(text) {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "expected an address such as \"help@example.com\", found {text:?}"
        )),
    }
}

fn is_address(text: &str) -> bool {
    let wrong = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\,;()".contains(c);
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !text.chars().any(wrong)
}

fn configuration_set(text: &str) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    match (1..=64).contains(&text.len()) && text.chars().all(allowed) {
        true => Ok(text.to_owned()),
        false => Err(format!(
            "expected 1 to 64 letters, digits, \"_\" and \"-\", found {text:?}"
        )),
    }
}
