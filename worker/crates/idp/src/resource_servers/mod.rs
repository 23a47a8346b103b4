//! Resource servers: the scopes that an API of the deployment's own asks for.

pub mod create_resource_server;
pub mod delete_resource_server;
pub mod describe_resource_server;
pub mod list_resource_servers;
pub mod update_resource_server;

use crate::error::{Error, Result};
use std::collections::BTreeSet;
use vestibule_model::{ids::PoolId, pool::ResourceServer};
use vestibule_wire::idp::{ResourceServerScopeType, ResourceServerType};

/// Scopes as a request gives them: name and description, each name once.
fn scopes(given: Option<Vec<ResourceServerScopeType>>) -> Result<Vec<(String, String)>> {
    let given = given.unwrap_or_default();
    let mut names = BTreeSet::new();
    match given
        .iter()
        .find(|scope| !names.insert(scope.scope_name.as_str()))
    {
        Some(twice) => Err(Error::invalid_parameter(format!(
            "Scope {} is given twice.",
            twice.scope_name
        ))),
        None => Ok(given
            .into_iter()
            .map(|scope| (scope.scope_name, scope.scope_description))
            .collect()),
    }
}

fn shown(pool: &PoolId, server: ResourceServer) -> ResourceServerType {
    let scopes = server.scopes.into_iter();
    let scopes = scopes
        .map(|(scope_name, scope_description)| ResourceServerScopeType {
            scope_name,
            scope_description,
        })
        .collect();
    ResourceServerType {
        user_pool_id: Some(pool.to_string()),
        identifier: Some(server.identifier),
        name: Some(server.name),
        scopes: Some(scopes),
        ..ResourceServerType::default()
    }
}

fn missing(identifier: &str) -> Error {
    Error::not_found(format!("Resource server {identifier} does not exist."))
}
