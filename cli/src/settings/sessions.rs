//! Whether a pool tracks sessions, as SetUserPoolSessionConfiguration and GetUserPoolSessionConfiguration know it.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html>

use serde_json::{Value, json};

use super::{Members, on_off};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SessionSettings {
    pub(crate) track: bool,
    /// 1 to 100.
    pub(crate) max_per_user: u8,
}

impl SessionSettings {
    pub(crate) const MAX_PER_USER: u8 = 20;

    /// What they are now, from GetUserPoolSessionConfiguration's answer.
    pub(crate) fn from_answer(answer: &Value) -> Self {
        let most = answer.pointer("/TokenSession/MaxPerUser");
        let most = most
            .and_then(Value::as_u64)
            .and_then(|most| most.try_into().ok());
        Self {
            track: answer.get("UserSessionTracking") == Some(&json!("ENABLED")),
            max_per_user: most.unwrap_or(Self::MAX_PER_USER),
        }
    }

    /// The body of SetUserPoolSessionConfiguration, less the pool's id.
    pub(crate) fn to_request(&self) -> Value {
        let tracking = if self.track { "ENABLED" } else { "DISABLED" };
        json!({
            "UserSessionTracking": tracking,
            "TokenSession": {"MaxPerUser": self.max_per_user},
        })
    }

    pub(crate) fn members(&self) -> Members {
        vec![
            ("sessions.track".to_owned(), on_off(self.track)),
            (
                "sessions.max_per_user".to_owned(),
                self.max_per_user.to_string(),
            ),
        ]
    }
}
