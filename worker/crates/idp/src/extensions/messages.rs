//! A pool's own texts of messages in languages of their own: whoever's `locale` says one of these is sent its texts, everybody
//! else those of CreateUserPool and its like, which are one for all.

use crate::error::{Error, Result};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// By language tag, in lower case, and then by the names of [`RULES`]. An absent text is the pool's own for all languages, or
/// else the service's.
pub type Messages = BTreeMap<String, BTreeMap<String, String>>;

const MOST_LANGUAGES: usize = 20;

/// A text's name, its length in characters, as Cognito has it for its own members, and what is filled in.
type Rule = (&'static str, RangeInclusive<usize>, &'static [&'static str]);

const RULES: [Rule; 11] = [
    ("CodeSubject", SUBJECT, &[]),
    ("CodeEmail", EMAIL, CODE),
    ("CodeSms", SMS, CODE),
    ("LinkSubject", SUBJECT, &[]),
    ("LinkEmail", EMAIL, LINK),
    ("InvitationSubject", SUBJECT, &[]),
    ("InvitationEmail", EMAIL, INVITATION),
    ("InvitationSms", SMS, INVITATION),
    ("SignInSubject", SUBJECT, &[]),
    ("SignInEmail", EMAIL, CODE),
    ("SignInSms", SMS, CODE),
];

const SUBJECT: RangeInclusive<usize> = 1..=140;
const EMAIL: RangeInclusive<usize> = 6..=20_000;
const SMS: RangeInclusive<usize> = 6..=140;

const CODE: &[&str] = &["{####}"];
const INVITATION: &[&str] = &["{username}", "{####}"];
/// Whatever stands between the two becomes the link's text.
const LINK: &[&str] = &["{##text##}"];

/// Checks names, lengths and placeholders.
///
/// # Errors
/// InvalidParameterException, which names the text.
pub fn check(messages: &Messages) -> Result<()> {
    if messages.len() > MOST_LANGUAGES {
        return Err(invalid(
            "",
            &format!("may be in {MOST_LANGUAGES} languages"),
        ));
    }
    for (language, texts) in messages {
        if !is_language(language) {
            return Err(invalid("", &format!("has no language {language:?}")));
        }
        for (name, text) in texts {
            if let Some(problem) = problem(name, text) {
                return Err(invalid(&format!(".{language}.{name}"), &problem));
            }
        }
    }
    Ok(())
}

fn problem(name: &str, text: &str) -> Option<String> {
    let Some((_, length, placeholders)) = RULES.into_iter().find(|(known, ..)| *known == name)
    else {
        return Some("is no text".to_owned());
    };
    let (least, most) = (length.start(), length.end());
    if !length.contains(&text.chars().count()) {
        return Some(format!("must have {least} to {most} characters"));
    }
    let missing = placeholders.iter().find(|it| !has(text, it))?;
    Some(format!("must have {missing} in it"))
}

fn has(text: &str, placeholder: &str) -> bool {
    if !LINK.contains(&placeholder) {
        return text.contains(placeholder);
    }
    let mut inside = text.split("{##").skip(1);
    inside.any(|rest| rest.find("##}").is_some_and(|length| length > 0))
}

/// A language tag in lower case: two or three letters, then subtags.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let letters = |part: &str, shortest: usize, longest: usize| {
        (shortest..=longest).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    parts.next().is_some_and(|primary| letters(primary, 2, 3))
        && parts.all(|part| letters(part, 2, 8))
}

fn invalid(place: &str, problem: &str) -> Error {
    Error::invalid_parameter(format!("Messages{place} {problem}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn judged(messages: Value) -> std::result::Result<(), String> {
        let messages: Messages = serde_json::from_value(messages).unwrap();
        check(&messages).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_in_form_is_taken() {
        let texts = json!({
            "CodeSubject": "Code", "CodeEmail": "Der Code: {####}", "CodeSms": "{####} bitte",
            "LinkSubject": "Link", "LinkEmail": "Hier {##klicken##}.",
            "InvitationSubject": "Hallo", "InvitationEmail": "{username}: {####}", "InvitationSms": "{username} {####}",
            "SignInSubject": "Anmelden", "SignInEmail": "Code: {####}", "SignInSms": "Code: {####}",
        });
        let messages = json!({"de": texts, "pt-br": {}});
        assert_eq!(judged(messages), Ok(()));
    }

    #[test]
    fn what_is_out_of_form_is_refused_by_name() {
        for (texts, problem) in [
            (
                json!({"CodeEmail": "no code"}),
                "Messages.de.CodeEmail must have {####} in it.",
            ),
            (
                json!({"CodeSms": "{####}".repeat(24)}),
                "Messages.de.CodeSms must have 6 to 140 characters.",
            ),
            (
                json!({"CodeSubject": ""}),
                "Messages.de.CodeSubject must have 1 to 140 characters.",
            ),
            (
                json!({"LinkEmail": "{####} is no link"}),
                "Messages.de.LinkEmail must have {##text##} in it.",
            ),
            (
                json!({"InvitationSms": "{####} alone"}),
                "Messages.de.InvitationSms must have {username} in it.",
            ),
        ] {
            let told = judged(json!({"de": texts})).unwrap_err();
            assert!(told.contains(problem), "{told}");
        }
        assert!(judged(json!({"German": {}})).is_err());
        assert!(judged(json!({"de": {"Code": "{####}"}})).is_err());
        let many: BTreeMap<_, _> = (0..21)
            .map(|number| (format!("de-x{number:02}"), json!({})))
            .collect();
        assert!(judged(json!(many)).is_err());
    }
}
