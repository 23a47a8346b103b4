//! A resource server, as CreateResourceServer, UpdateResourceServer and ListResourceServers know it.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Members;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResourceServerSettings {
    pub(crate) identifier: String,
    pub(crate) name: String,
    /// Descriptions by the scope's name.
    pub(crate) scopes: BTreeMap<String, String>,
}

impl ResourceServerSettings {
    /// What the resource server is now, from an element of `ResourceServers`.
    pub(crate) fn from_description(resource_server: &Value) -> Result<Self, serde_json::Error> {
        let description = Description::deserialize(resource_server)?;
        Ok(Self {
            identifier: description.identifier,
            name: description.name,
            scopes: description
                .scopes
                .into_iter()
                .map(|it| (it.scope_name, it.scope_description))
                .collect(),
        })
    }

    /// The body of both CreateResourceServer and UpdateResourceServer, less the pool's id.
    pub(crate) fn to_request(&self) -> Value {
        let scopes: Vec<Value> = self
            .scopes
            .iter()
            .map(|(name, description)| json!({"ScopeName": name, "ScopeDescription": description}))
            .collect();
        json!({"Identifier": self.identifier, "Name": self.name, "Scopes": scopes})
    }

    /// The settings that can change, as the plan shows them.
    pub(crate) fn members(&self) -> Members {
        let scopes = self
            .scopes
            .iter()
            .map(|(name, description)| (format!("scopes.{name}"), description.clone()));
        std::iter::once(("name".to_owned(), self.name.clone()))
            .chain(scopes)
            .collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    identifier: String,
    name: String,
    #[serde(default)]
    scopes: Vec<Scope>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Scope {
    scope_name: String,
    #[serde(default)]
    scope_description: String,
}
