//! Whom a pool's messages are from and what they say: members of CreateUserPool and UpdateUserPool.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Members, NONE, text_in};

/// What the service asks for, and has no use for: whose leave AWS would send by.
const SOURCE_ARN: &str = "arn:aws:ses:us-east-1:000000000000:identity/vestibule";
const SNS_CALLER_ARN: &str = "arn:aws:iam::000000000000:role/vestibule";

/// By the file's names: where a text is in a pool's description, and the older member that stands for it too.
const TEXTS: [(&str, &str, Option<&str>); 9] = [
    (
        "code_subject",
        "/VerificationMessageTemplate/EmailSubject",
        Some("EmailVerificationSubject"),
    ),
    (
        "code_email",
        "/VerificationMessageTemplate/EmailMessage",
        Some("EmailVerificationMessage"),
    ),
    (
        "code_sms",
        "/VerificationMessageTemplate/SmsMessage",
        Some("SmsVerificationMessage"),
    ),
    (
        "link_subject",
        "/VerificationMessageTemplate/EmailSubjectByLink",
        None,
    ),
    (
        "link_email",
        "/VerificationMessageTemplate/EmailMessageByLink",
        None,
    ),
    (
        "invitation_subject",
        "/AdminCreateUserConfig/InviteMessageTemplate/EmailSubject",
        None,
    ),
    (
        "invitation_email",
        "/AdminCreateUserConfig/InviteMessageTemplate/EmailMessage",
        None,
    ),
    (
        "invitation_sms",
        "/AdminCreateUserConfig/InviteMessageTemplate/SMSMessage",
        None,
    ),
    ("sign_in_sms", "/SmsAuthenticationMessage", None),
];

const CONFIRM_BY: &str = "/VerificationMessageTemplate/DefaultEmailOption";
const BY_LINK: &str = "CONFIRM_WITH_LINK";

/// `EmailConfiguration`, as far as the file speaks of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EmailSettings {
    /// An address, or a name and an address.
    pub(crate) from: Option<String>,
    pub(crate) reply_to: Option<String>,
    /// Amazon SES's.
    pub(crate) configuration_set: Option<String>,
}

/// What messages say; each where the file doesn't say stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MessageSettings {
    /// Whether a link confirms new accounts, in place of a code.
    pub(crate) by_link: Option<bool>,
    /// By the file's names. An empty one is the service's own.
    pub(crate) texts: BTreeMap<&'static str, String>,
}

/// What a pool has to have before it can send by a sender of its own and by text message. Both are the deployment's, here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Senders {
    /// For codes by e-mail as a second factor, and for a `From` of its own.
    pub(crate) email: bool,
    pub(crate) sms: bool,
}

impl EmailSettings {
    const MEMBERS: [&str; 3] = ["From", "ReplyToEmailAddress", "ConfigurationSet"];

    pub(crate) fn from_description(pool: &Value) -> Self {
        let [from, reply_to, configuration_set] =
            Self::MEMBERS.map(|member| text_in(pool, &format!("/EmailConfiguration/{member}")));
        Self {
            from,
            reply_to,
            configuration_set,
        }
    }

    pub(crate) fn members(&self) -> Members {
        [
            ("email.from", &self.from),
            ("email.reply_to", &self.reply_to),
            ("email.configuration_set", &self.configuration_set),
        ]
        .map(|(name, value)| {
            let value = value.clone().unwrap_or_else(|| NONE.to_owned());
            (name.to_owned(), value)
        })
        .into()
    }

    pub(super) fn put(&self, email: &mut Map<String, Value>) {
        let values = [&self.from, &self.reply_to, &self.configuration_set];
        for (member, value) in Self::MEMBERS.into_iter().zip(values) {
            match value {
                None => drop(email.remove(member)),
                Some(value) => drop(email.insert(member.to_owned(), json!(value))),
            }
        }
    }
}

impl MessageSettings {
    pub(crate) fn from_description(pool: &Value) -> Self {
        let texts = TEXTS
            .iter()
            .filter_map(|(name, path, _)| Some((*name, text_in(pool, path)?)));
        Self {
            by_link: Some(text_in(pool, CONFIRM_BY).as_deref() == Some(BY_LINK)),
            texts: texts.collect(),
        }
    }

    pub(crate) fn members(&self) -> Members {
        let by_link = self.by_link.map(|by_link| {
            let by = if by_link { "link" } else { "code" };
            ("messages.confirm_by".to_owned(), by.to_owned())
        });
        let texts = self.texts.iter().filter(|(_, text)| !text.is_empty());
        let texts = texts.map(|(name, text)| (format!("messages.{name}"), text.clone()));
        by_link.into_iter().chain(texts).collect()
    }

    /// The same, with what the file leaves unsaid as it is.
    pub(crate) fn over(&self, current: &Self) -> Self {
        let mut texts = current.texts.clone();
        texts.extend(self.texts.clone());
        Self {
            by_link: self.by_link.or(current.by_link),
            texts,
        }
    }

    pub(super) fn put(&self, request: &mut Map<String, Value>) {
        if let Some(by_link) = self.by_link {
            let by = if by_link {
                BY_LINK
            } else {
                "CONFIRM_WITH_CODE"
            };
            put_at(request, CONFIRM_BY, Some(by));
        }
        for (name, path, older) in TEXTS {
            if let Some(text) = self.texts.get(name) {
                put_at(
                    request,
                    path,
                    Some(text.as_str()).filter(|it| !it.is_empty()),
                );
                if let Some(older) = older {
                    request.remove(older);
                }
            }
        }
    }
}

impl Senders {
    pub(crate) fn from_description(pool: &Value) -> Self {
        let account = text_in(pool, "/EmailConfiguration/EmailSendingAccount");
        Self {
            email: account.as_deref() == Some("DEVELOPER"),
            sms: pool.get("SmsConfiguration").is_some(),
        }
    }

    pub(crate) fn members(self) -> Members {
        let shown = |is_set: bool| if is_set { "the deployment's" } else { NONE }.to_owned();
        vec![
            ("email sender".to_owned(), shown(self.email)),
            ("sms sender".to_owned(), shown(self.sms)),
        ]
    }

    /// The same, with what is there already.
    pub(crate) fn over(self, current: Self) -> Self {
        Self {
            email: self.email || current.email,
            sms: self.sms || current.sms,
        }
    }

    pub(super) fn put(self, request: &mut Map<String, Value>) {
        if self.email {
            put_at(
                request,
                "/EmailConfiguration/EmailSendingAccount",
                Some("DEVELOPER"),
            );
            let email = request.get("EmailConfiguration");
            if email.is_some_and(|email| email.get("SourceArn").is_none()) {
                put_at(request, "/EmailConfiguration/SourceArn", Some(SOURCE_ARN));
            }
        }
        if self.sms && !request.contains_key("SmsConfiguration") {
            put_at(
                request,
                "/SmsConfiguration/SnsCallerArn",
                Some(SNS_CALLER_ARN),
            );
        }
    }
}

/// Puts a text at a path, making the objects that lead there; `None` takes it away.
fn put_at(request: &mut Map<String, Value>, path: &str, text: Option<&str>) {
    let path = path.trim_start_matches('/');
    let Some((first, rest)) = path.split_once('/') else {
        match text {
            None => drop(request.remove(path)),
            Some(text) => drop(request.insert(path.to_owned(), json!(text))),
        }
        return;
    };
    if text.is_none() && !request.contains_key(first) {
        return;
    }
    let inner = request.entry(first).or_insert_with(|| json!({}));
    if let Value::Object(inner) = inner {
        put_at(inner, rest, text);
    }
}
