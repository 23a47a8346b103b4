//! A pool's own texts of messages in languages of their own: whoever's `locale` says one of these is sent its texts, everybody
//! else those of CreateUserPool and its like, which are one for all.

use super::branding::is_language;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::RangeInclusive};
use vestibule_model::pool::Templates;

/// By language tag, in lower case.
pub type Messages = BTreeMap<String, Texts>;

const MOST_LANGUAGES: usize = 20;
/// Characters, as Cognito has them for its own members.
const SUBJECT: RangeInclusive<usize> = 1..=140;
const EMAIL: RangeInclusive<usize> = 6..=20_000;
const SMS: RangeInclusive<usize> = 6..=140;

const CODE: &[&str] = &["{####}"];
const INVITATION: &[&str] = &["{username}", "{####}"];
/// Whatever stands between the two becomes the link's text.
const LINK: &[&str] = &["{##text##}"];

/// An absent one is the pool's own for all languages, or else the service's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Texts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_sms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation_sms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_sms: Option<String>,
}

/// Checks lengths and placeholders; the texts as the pool keeps them.
///
/// # Errors
/// InvalidParameterException, which names the text.
pub fn checked(messages: Messages) -> Result<BTreeMap<String, Templates>> {
    if messages.len() > MOST_LANGUAGES {
        return Err(Error::invalid_parameter(format!(
            "Messages must be in at most {MOST_LANGUAGES} languages."
        )));
    }
    let mut checked = BTreeMap::new();
    for (language, texts) in messages {
        if !is_language(&language) {
            return Err(Error::invalid_parameter(format!(
                "Messages has no language {language:?}."
            )));
        }
        texts.check(&language)?;
        checked.insert(language, texts.into());
    }
    Ok(checked)
}

/// What was put.
pub fn shown(kept: &BTreeMap<String, Templates>) -> Messages {
    let kept = kept.iter();
    kept.map(|(language, templates)| (language.clone(), templates.clone().into()))
        .collect()
}

impl Texts {
    fn check(&self, language: &str) -> Result<()> {
        type Rule<'a> = (
            &'a str,
            &'a Option<String>,
            &'a RangeInclusive<usize>,
            &'a [&'a str],
        );
        let rules: [Rule<'_>; 11] = [
            ("CodeSubject", &self.code_subject, &SUBJECT, &[]),
            ("CodeEmail", &self.code_email, &EMAIL, CODE),
            ("CodeSms", &self.code_sms, &SMS, CODE),
            ("LinkSubject", &self.link_subject, &SUBJECT, &[]),
            ("LinkEmail", &self.link_email, &EMAIL, LINK),
            ("InvitationSubject", &self.invitation_subject, &SUBJECT, &[]),
            (
                "InvitationEmail",
                &self.invitation_email,
                &EMAIL,
                INVITATION,
            ),
            ("InvitationSms", &self.invitation_sms, &SMS, INVITATION),
            ("SignInSubject", &self.sign_in_subject, &SUBJECT, &[]),
            ("SignInEmail", &self.sign_in_email, &EMAIL, CODE),
            ("SignInSms", &self.sign_in_sms, &SMS, CODE),
        ];
        for (name, text, length, placeholders) in rules {
            let Some(text) = text else { continue };
            let (least, most) = (length.start(), length.end());
            let problem = if !length.contains(&text.chars().count()) {
                format!("must have {least} to {most} characters")
            } else if let Some(missing) = placeholders.iter().find(|it| !has(text, it)) {
                format!("must have {missing} in it")
            } else {
                continue;
            };
            return Err(Error::invalid_parameter(format!(
                "Messages.{language}.{name} {problem}."
            )));
        }
        Ok(())
    }
}

fn has(text: &str, placeholder: &str) -> bool {
    if !LINK.contains(&placeholder) {
        return text.contains(placeholder);
    }
    let mut inside = text.split("{##").skip(1);
    inside.any(|rest| rest.find("##}").is_some_and(|length| length > 0))
}

impl From<Texts> for Templates {
    fn from(texts: Texts) -> Self {
        Self {
            verification_subject: texts.code_subject,
            verification_email: texts.code_email,
            verification_sms: texts.code_sms,
            invitation_subject: texts.invitation_subject,
            invitation_email: texts.invitation_email,
            invitation_sms: texts.invitation_sms,
            mfa_subject: texts.sign_in_subject,
            mfa_email: texts.sign_in_email,
            mfa_sms: texts.sign_in_sms,
            // The pool's settings say by what a sign-up is confirmed.
            by_link: false,
            link_subject: texts.link_subject,
            link_email: texts.link_email,
        }
    }
}

impl From<Templates> for Texts {
    fn from(templates: Templates) -> Self {
        Self {
            code_subject: templates.verification_subject,
            code_email: templates.verification_email,
            code_sms: templates.verification_sms,
            link_subject: templates.link_subject,
            link_email: templates.link_email,
            invitation_subject: templates.invitation_subject,
            invitation_email: templates.invitation_email,
            invitation_sms: templates.invitation_sms,
            sign_in_subject: templates.mfa_subject,
            sign_in_email: templates.mfa_email,
            sign_in_sms: templates.mfa_sms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn check(messages: Value) -> std::result::Result<Messages, String> {
        let messages: Messages =
            serde_json::from_value(messages).map_err(|error| error.to_string())?;
        let checked = checked(messages).map_err(|error| error.to_string())?;
        Ok(shown(&checked))
    }

    #[test]
    fn what_is_in_form_is_kept_as_it_came() {
        let texts = json!({
            "CodeSubject": "Code", "CodeEmail": "Der Code: {####}", "CodeSms": "{####} bitte",
            "LinkSubject": "Link", "LinkEmail": "Hier {##klicken##}.",
            "InvitationSubject": "Hallo", "InvitationEmail": "{username}: {####}", "InvitationSms": "{username} {####}",
            "SignInSubject": "Anmelden", "SignInEmail": "Code: {####}", "SignInSms": "Code: {####}",
        });
        let messages = json!({"de": texts, "pt-br": {}});
        let kept = check(messages.clone()).unwrap();
        assert_eq!(serde_json::to_value(kept).unwrap(), messages);
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
            let told = check(json!({"de": texts})).unwrap_err();
            assert!(told.contains(problem), "{told}");
        }
        assert!(check(json!({"German": {}})).is_err());
        assert!(check(json!({"de": {"Code": "{####}"}})).is_err());
        let many: BTreeMap<_, _> = (0..21)
            .map(|number| (format!("de-x{number:02}"), json!({})))
            .collect();
        assert!(check(json!(many)).is_err());
    }
}
