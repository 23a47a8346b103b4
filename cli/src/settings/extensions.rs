//! What Vestibule knows of a pool and Cognito's API has no member for. It travels in two signed operations of
//! Vestibule's own, `VestibuleService.PutPoolExtensions` and `VestibuleService.GetPoolExtensions`; the first
//! replaces the whole, the second answers null for what was never set.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Branding, Members, NONE, on_off};

/// The language of messages where a pool says none.
pub(crate) const MESSAGE_LANGUAGE: &str = "en";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Extensions {
    /// Whether the API keeps OWASP's floor where Cognito's is lower.
    pub(crate) hardening: bool,
    pub(crate) branding: Branding,
    /// Of messages to people whose `locale` says none.
    pub(crate) message_language: String,
    /// Texts in languages of their own: by language, then by the service's name.
    pub(crate) messages: Messages,
    /// The name of the client that the demo app at `/demo` signs in with.
    pub(crate) demo_client: Option<String>,
}

pub(crate) type Messages = BTreeMap<String, BTreeMap<String, String>>;

impl Default for Extensions {
    fn default() -> Self {
        Self {
            hardening: false,
            branding: Branding::default(),
            message_language: MESSAGE_LANGUAGE.to_owned(),
            messages: Messages::new(),
            demo_client: None,
        }
    }
}

impl Extensions {
    /// What they are now. `client_name` finds the name of a client id; a client without one in the pool is
    /// shown by its id.
    pub(crate) fn from_answer(
        answer: &Value,
        client_name: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, serde_json::Error> {
        let answer = Answer::deserialize(answer)?;
        let demo_client = answer.demo_client_id.filter(|_| answer.demo == Some(true));
        Ok(Self {
            hardening: answer.hardening.unwrap_or(false),
            branding: answer.branding.unwrap_or_default(),
            message_language: answer
                .message_language
                .unwrap_or_else(|| MESSAGE_LANGUAGE.to_owned()),
            messages: answer.messages,
            demo_client: demo_client.map(|id| client_name(&id).unwrap_or(id)),
        })
    }

    /// The body of PutPoolExtensions, less the pool's id and the demo client's.
    pub(crate) fn to_request(&self) -> Value {
        json!({
            "Hardening": self.hardening,
            "Branding": self.branding,
            "MessageLanguage": self.message_language,
            "Messages": self.messages,
            "Demo": self.demo_client.is_some(),
        })
    }

    /// The settings as the plan shows them.
    pub(crate) fn members(&self) -> Members {
        let mut members = vec![
            ("hardening".to_owned(), on_off(self.hardening)),
            ("message_language".to_owned(), self.message_language.clone()),
            (
                "demo_client".to_owned(),
                self.demo_client.clone().unwrap_or_else(|| NONE.to_owned()),
            ),
        ];
        for (language, texts) in &self.messages {
            let texts = texts.iter();
            members.extend(
                texts.map(|(name, text)| (format!("messages.in.{language}.{name}"), text.clone())),
            );
        }
        members.extend(self.branding.members());
        members
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    hardening: Option<bool>,
    branding: Option<Branding>,
    message_language: Option<String>,
    #[serde(default)]
    messages: Messages,
    demo: Option<bool>,
    demo_client_id: Option<String>,
}
