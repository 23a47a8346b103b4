//! `CreateResourceServer` adds a resource server to a pool.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html>

use super::{scopes, shown};
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::{object_key::ObjectKey, pool::ResourceServer};
use vestibule_store::pool::resource_servers::{AddResourceServer, AddedResourceServer};
use vestibule_wire::idp::{CreateResourceServerRequest, CreateResourceServerResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: CreateResourceServerRequest,
) -> Result<CreateResourceServerResponse> {
    let CreateResourceServerRequest {
        user_pool_id,
        identifier,
        name,
        scopes: given,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    let pool = &config.pool.id;
    let server = ResourceServer {
        identifier,
        name,
        scopes: scopes(given)?,
    };
    match cx
        .call(
            &ObjectKey::of_pool(pool),
            AddResourceServer {
                server: server.clone(),
            },
        )
        .await?
    {
        AddedResourceServer::Added(revision) => cx.publish(pool, &revision).await?,
        AddedResourceServer::Exists => {
            return Err(Error::invalid_parameter(format!(
                "{} already exists in user pool {pool}.",
                server.identifier
            )));
        }
        AddedResourceServer::NoPool => return Err(Error::no_such_pool(pool.as_str())),
    }
    Ok(CreateResourceServerResponse {
        resource_server: shown(pool, server),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{api::Api, create_pool, input, refusal};
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn an_identifier_is_there_once() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = json!({
            "UserPoolId": pool, "Identifier": "https://api.example.com", "Name": "API",
            "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read it"}],
        });
        let output = world
            .run(handle(&world.cx(), input(request.clone())))
            .unwrap();
        assert_eq!(
            serde_json::to_value(output).unwrap(),
            json!({"ResourceServer": request})
        );
        assert_eq!(
            refusal(world.run(handle(&world.cx(), input(request)))),
            (
                ErrorCode::InvalidParameterException,
                format!("https://api.example.com already exists in user pool {pool}.")
            )
        );
    }

    #[test]
    fn identifiers_and_scopes_are_held_to_the_model() {
        let api = Api::usual();
        let refusal = |identifier: &str, names: &[&str]| {
            let scopes: Vec<_> = names
                .iter()
                .map(|name| json!({"ScopeName": name, "ScopeDescription": "x"}))
                .collect();
            let input = json!({
                "UserPoolId": api.pool, "Identifier": identifier, "Name": "API", "Scopes": scopes,
            });
            let (error, message) = api.call("CreateResourceServer", input).unwrap_err();
            assert_eq!(error, "InvalidParameterException");
            message
        };
        assert_eq!(
            refusal("a b", &[]),
            "1 validation error detected: Value 'a b' at 'identifier' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [\\x21\\x23-\\x5B\\x5D-\\x7E]+"
        );
        assert_eq!(
            refusal("api", &["a/b"]),
            "1 validation error detected: Value 'a/b' at 'scopes.1.member.scopeName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+"
        );
        let message = refusal("api", &["a"; 101]);
        assert!(
            message.ends_with("Member must have length less than or equal to 100"),
            "{message}"
        );
    }

    #[test]
    fn a_scope_is_given_once() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let read = json!({"ScopeName": "read", "ScopeDescription": "Read it"});
        let request =
            json!({"UserPoolId": pool, "Identifier": "api", "Name": "API", "Scopes": [read, read]});
        let refused = refusal(world.run(handle(&world.cx(), input(request))));
        assert_eq!(refused.0, ErrorCode::InvalidParameterException);
    }
}
