//! A pool's second factors and passkeys, as SetUserPoolMfaConfig and GetUserPoolMfaConfig know them.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html>

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Members, NONE, on_off, shown_list, text_in};

/// Second factors, by their names in the file, and the members of SetUserPoolMfaConfig.
const FACTORS: [(&str, &str); 3] = [
    ("app", "SoftwareTokenMfaConfiguration"),
    ("email", "EmailMfaConfiguration"),
    ("sms", SMS),
];
const SMS: &str = "SmsMfaConfiguration";
/// Of the pool, and of this configuration: whoever sets it without sets the service's own text.
const SMS_TEXT: &str = "SmsAuthenticationMessage";

/// The file's names.
pub(crate) const SECOND_FACTORS: [&str; 3] = {
    let [app, email, sms] = FACTORS;
    [app.0, email.0, sms.0]
};

const WITH_VERIFICATION: &str = "MULTI_FACTOR_WITH_USER_VERIFICATION";

/// What the file says of both; `None`: nothing, and it stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MfaSettings {
    pub(crate) second: Option<SecondFactors>,
    pub(crate) passkeys: Option<Passkeys>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecondFactors {
    /// `off`, `optional` or `on`.
    pub(crate) mode: String,
    /// Of [`SECOND_FACTORS`].
    pub(crate) factors: BTreeSet<String>,
    /// Of mails with a code; empty for the service's own. Where the file doesn't say, it stays as it is.
    pub(crate) email_subject: Option<String>,
    pub(crate) email_text: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passkeys {
    /// A domain; `None`: that of the pool's pages.
    pub(crate) relying_party: Option<String>,
    /// `preferred` or `required`.
    pub(crate) user_verification: String,
    /// Whether one with user verification stands for the second factor.
    pub(crate) second_factor: bool,
}

impl MfaSettings {
    /// Whether the file speaks of any of it.
    pub(crate) fn is_said(&self) -> bool {
        *self != Self::default()
    }

    pub(crate) fn has(&self, factor: &str) -> bool {
        let second = self.second.as_ref();
        second.is_some_and(|second| second.factors.contains(factor))
    }

    /// What they are now, from GetUserPoolMfaConfig's answer.
    pub(crate) fn from_answer(answer: &Value) -> Self {
        let text = |path| text_in(answer, path);
        let mode = text("/MfaConfiguration").unwrap_or_else(|| "OFF".to_owned());
        // Apps can be told as turned off.
        let offered = FACTORS.iter().filter(|(_, member)| {
            let told = answer.get(member);
            told.is_some_and(|told| told.get("Enabled") != Some(&json!(false)))
        });
        let verification = text("/WebAuthnConfiguration/UserVerification");
        let factor = text("/WebAuthnConfiguration/FactorConfiguration");
        Self {
            second: Some(SecondFactors {
                mode: mode.to_lowercase(),
                factors: offered.map(|(name, _)| (*name).to_owned()).collect(),
                email_subject: text("/EmailMfaConfiguration/Subject"),
                email_text: text("/EmailMfaConfiguration/Message"),
            }),
            passkeys: Some(Passkeys {
                relying_party: text("/WebAuthnConfiguration/RelyingPartyId"),
                user_verification: verification.unwrap_or_else(|| "preferred".to_owned()),
                second_factor: factor.as_deref() == Some(WITH_VERIFICATION),
            }),
        }
    }

    /// The body of SetUserPoolMfaConfig, less the pool's id. `current`: GetUserPoolMfaConfig's answer, if the pool is there
    /// already; what the file says nothing of is sent back as it was. `sms_text`: what the pool's text messages say by then, where
    /// that is known; the service's own where it is empty.
    pub(crate) fn to_request(&self, current: Option<&Value>, sms_text: Option<&str>) -> Value {
        let mut request = match current.and_then(Value::as_object) {
            Some(current) => current.clone(),
            None => Map::new(),
        };
        if let Some(second) = &self.second {
            let mode = second.mode.to_uppercase();
            request.insert("MfaConfiguration".to_owned(), json!(mode));
            for (name, member) in FACTORS {
                if !second.factors.contains(name) {
                    request.remove(member);
                    continue;
                }
                let kept = request.entry(member).or_insert_with(|| json!({}));
                if let Value::Object(kept) = kept {
                    match name {
                        "app" => drop(kept.insert("Enabled".to_owned(), json!(true))),
                        "email" => second.put_texts(kept),
                        _ => {}
                    }
                }
            }
        }
        if let Some(passkeys) = &self.passkeys {
            request.insert("WebAuthnConfiguration".to_owned(), passkeys.to_wire());
        }
        if let (Some(text), Some(Value::Object(sms))) = (sms_text, request.get_mut(SMS)) {
            match text {
                "" => drop(sms.remove(SMS_TEXT)),
                text => drop(sms.insert(SMS_TEXT.to_owned(), json!(text))),
            }
        }
        Value::Object(request)
    }

    /// The settings that the file speaks of, as the plan shows them.
    pub(crate) fn members(&self) -> Members {
        let shown = |text: &Option<String>| match text.as_deref() {
            None | Some("") => NONE.to_owned(),
            Some(text) => text.to_owned(),
        };
        let mut members = Members::new();
        if let Some(second) = &self.second {
            members.extend([
                ("mfa.mode".to_owned(), second.mode.clone()),
                ("mfa.factors".to_owned(), shown_list(&second.factors)),
                ("mfa.email_subject".to_owned(), shown(&second.email_subject)),
                ("mfa.email_text".to_owned(), shown(&second.email_text)),
            ]);
        }
        if let Some(passkeys) = &self.passkeys {
            members.extend([
                (
                    "passkeys.relying_party".to_owned(),
                    shown(&passkeys.relying_party),
                ),
                (
                    "passkeys.user_verification".to_owned(),
                    passkeys.user_verification.clone(),
                ),
                (
                    "passkeys.second_factor".to_owned(),
                    on_off(passkeys.second_factor),
                ),
            ]);
        }
        members
    }

    /// The same, with what the file leaves unsaid as it is.
    pub(crate) fn over(&self, current: &Self) -> Self {
        let second = match (&self.second, &current.second) {
            (Some(said), Some(current)) => Some(said.over(current)),
            (Some(second), None) | (None, Some(second)) => Some(second.clone()),
            (None, None) => None,
        };
        Self {
            second,
            passkeys: self.passkeys.clone().or_else(|| current.passkeys.clone()),
        }
    }
}

impl SecondFactors {
    fn over(&self, current: &Self) -> Self {
        // Texts of mails go with the factor.
        let kept = |said: &Option<String>, current: &Option<String>| {
            let text = said.as_ref().or(current.as_ref());
            text.filter(|_| self.factors.contains("email")).cloned()
        };
        Self {
            email_subject: kept(&self.email_subject, &current.email_subject),
            email_text: kept(&self.email_text, &current.email_text),
            ..self.clone()
        }
    }

    fn put_texts(&self, email: &mut Map<String, Value>) {
        for (member, text) in [
            ("Subject", &self.email_subject),
            ("Message", &self.email_text),
        ] {
            match text.as_deref() {
                None => {}
                Some("") => drop(email.remove(member)),
                Some(text) => drop(email.insert(member.to_owned(), json!(text))),
            }
        }
    }
}

impl Passkeys {
    fn to_wire(&self) -> Value {
        let factor = match self.second_factor {
            true => WITH_VERIFICATION,
            false => "SINGLE_FACTOR",
        };
        let mut wire = json!({
            "UserVerification": self.user_verification,
            "FactorConfiguration": factor,
        });
        if let Some(domain) = &self.relying_party {
            wire["RelyingPartyId"] = json!(domain);
        }
        wire
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_wire::{Structured as _, idp::SetUserPoolMfaConfigRequest};

    #[test]
    fn what_the_file_says_nothing_of_is_sent_back() {
        let said_nothing = MfaSettings::default();
        for member in SetUserPoolMfaConfigRequest::STRUCTURE.members {
            let described = json!({member.name: {"As": "it was"}});
            let sent = said_nothing.to_request(Some(&described), None);
            assert_eq!(sent, described, "{} would be reset", member.name);
        }
    }

    #[test]
    fn a_factor_that_goes_takes_its_texts_along() {
        let answer = json!({
            "MfaConfiguration": "ON",
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "EmailMfaConfiguration": {"Subject": "Code", "Message": "It is {####}"},
        });
        let current = MfaSettings::from_answer(&answer);
        assert!(current.has("email") && current.has("app") && !current.has("sms"));
        let said = |factors: &[&str], subject: Option<&str>| MfaSettings {
            second: Some(SecondFactors {
                mode: "optional".to_owned(),
                factors: factors.iter().map(|it| (*it).to_owned()).collect(),
                email_subject: subject.map(str::to_owned),
                email_text: None,
            }),
            passkeys: None,
        };
        assert_eq!(
            said(&["app"], None).to_request(Some(&answer), Some("by SMS")),
            json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}})
        );
        let request =
            |sms_text| said(&["email", "sms"], Some("")).to_request(Some(&answer), sms_text);
        let kept = request(None);
        assert_eq!(kept, request(Some("")));
        let told = json!({"SmsAuthenticationMessage": "Sign in by {####}"});
        assert_eq!(
            request(Some("Sign in by {####}"))["SmsMfaConfiguration"],
            told
        );
        assert_eq!(
            kept,
            json!({
                "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {},
                "EmailMfaConfiguration": {"Message": "It is {####}"},
            })
        );
        let off = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": false}, "SmsMfaConfiguration": {}});
        let off = MfaSettings::from_answer(&off);
        assert!(off.has("sms") && !off.has("app"));
        let over = said(&["app"], None).over(&current).second.unwrap();
        assert_eq!((over.email_subject, over.email_text), (None, None));
    }
}
