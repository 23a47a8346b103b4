//! A group, as CreateGroup, UpdateGroup and GetGroup know it.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html>

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Members, NONE, without_nulls};

/// What the file leaves unsaid stays as it is: an update can't take anything away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GroupSettings {
    #[serde(rename = "GroupName")]
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) precedence: Option<i64>,
    #[serde(rename = "RoleArn")]
    pub(crate) role: Option<String>,
}

impl GroupSettings {
    /// The body of CreateGroup and UpdateGroup, less the pool's id.
    pub(crate) fn to_request(&self) -> Value {
        without_nulls(json!({
            "GroupName": self.name,
            "Description": self.description,
            "Precedence": self.precedence,
            "RoleArn": self.role,
        }))
    }

    pub(crate) fn members(&self) -> Members {
        let precedence = self.precedence.map(|precedence| precedence.to_string());
        [
            ("description", self.description.clone()),
            ("precedence", precedence),
            ("role", self.role.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value.unwrap_or_else(|| NONE.to_owned())))
        .into()
    }

    /// The same, with what the file leaves unsaid as it is.
    pub(crate) fn over(&self, current: &Self) -> Self {
        let or = |said: &Option<String>, current: &Option<String>| {
            said.clone().or_else(|| current.clone())
        };
        Self {
            name: self.name.clone(),
            description: or(&self.description, &current.description),
            precedence: self.precedence.or(current.precedence),
            role: or(&self.role, &current.role),
        }
    }
}
