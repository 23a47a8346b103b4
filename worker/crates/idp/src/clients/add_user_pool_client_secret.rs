//! `AddUserPoolClientSecret` gives a confidential client a second secret, so that its secret can be changed while it runs.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html>

use super::{change_secrets, named};
use crate::error::{Error, Result};
use vestibule_crypto::SecretString;
use vestibule_engine::{client_secret, cx::Cx};
use vestibule_store::pool::clients::SecretChange;
use vestibule_wire::{
    Sensitive, Timestamp,
    idp::{
        AddUserPoolClientSecretRequest, AddUserPoolClientSecretResponse, ClientSecretDescriptorType,
    },
};

pub async fn handle(
    cx: &Cx<'_>,
    input: AddUserPoolClientSecretRequest,
) -> Result<AddUserPoolClientSecretResponse> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let client = &config.client;
    let (secret, minted) = match input.client_secret {
        Some(given) => (SecretString::new(given.into_inner()), false),
        None => (client_secret::mint(cx), true),
    };
    // With the same secret twice, taking one away would leave it valid.
    if client_secret::is_right(cx, client, secret.expose())? {
        return Err(Error::invalid_parameter(
            "The client has this client secret already.",
        ));
    }
    let sealed = client_secret::seal(cx, &client.id, &secret)?;
    let made = change_secrets(cx, &config, SecretChange::Add(sealed)).await?;
    let descriptor = ClientSecretDescriptorType {
        client_secret_id: Some(client.secret_id_of(made)),
        // Who has given it, has it.
        client_secret_value: minted.then(|| Sensitive::from(secret.expose().as_str())),
        client_secret_create_date: Some(Timestamp(made.millis())),
    };
    Ok(AddUserPoolClientSecretResponse {
        client_secret_descriptor: Some(descriptor),
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, not_authorized, refused, text};
    use serde_json::{Value, json};
    use vestibule_engine::config::cache::Cache;
    use vestibule_model::time::Span;

    const OWN: &str = "abcdefghijklmnopqrstuvwx_0123";

    /// A client of a pool where alice signs in, its id and its first secret.
    fn confidential() -> (Api, String, String) {
        let api = Api::usual();
        api.add_user("alice");
        let (client, secret) = api.add_client(json!({
            "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }));
        (api, client, secret)
    }

    fn names(api: &Api, client: &str) -> Value {
        json!({"UserPoolId": api.pool, "ClientId": client})
    }

    fn add(api: &Api, client: &str) -> Value {
        let added = api.ok("AddUserPoolClientSecret", names(api, client));
        added["ClientSecretDescriptor"].clone()
    }

    /// Whether alice signs in where the app hashes with this secret.
    fn signs_in(api: &Api, client: &str, secret: &str) -> bool {
        let hash = Api::secret_hash("alice", client, secret);
        let parameters = json!({"USERNAME": "alice", "PASSWORD": crate::fixtures::PASSWORD, "SECRET_HASH": hash});
        let input = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        match api.call("InitiateAuth", input) {
            Ok(_) => true,
            Err(refusal) => {
                let wrong = format!("Unable to verify secret hash for client {client}");
                assert_eq!(refusal, not_authorized(&wrong));
                false
            }
        }
    }

    #[test]
    fn the_second_secret_works_beside_the_first_wherever_one_is_asked_for() {
        let (api, client, first) = confidential();
        api.world.advance(Span::seconds(5));
        let added = add(&api, &client);
        let second = text(&added["ClientSecretValue"]);
        assert_eq!(second.len(), 52);
        assert_eq!(
            added["ClientSecretCreateDate"],
            json!(api.world.now().seconds())
        );
        let id = format!("{client}--{}", api.world.now().millis());
        assert_eq!(added["ClientSecretId"], json!(id));

        let hash = Api::secret_hash("alice", &client, &first);
        let parameters = json!({"USERNAME": "alice", "PASSWORD": crate::fixtures::PASSWORD, "SECRET_HASH": hash});
        let input = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let tokens = api.ok("InitiateAuth", input)["AuthenticationResult"].clone();
        for secret in [&first, &second] {
            assert!(signs_in(&api, &client, secret));
            let refresh = json!({"ClientId": client, "ClientSecret": secret, "RefreshToken": tokens["RefreshToken"]});
            api.ok("GetTokensFromRefreshToken", refresh);
        }
        assert!(!signs_in(&api, &client, OWN));
        let revoke = |secret: &str| json!({"ClientId": client, "ClientSecret": secret, "Token": tokens["RefreshToken"]});
        let refusal = refused("UnauthorizedException", "Invalid client or secret");
        assert_eq!(api.call("RevokeToken", revoke(OWN)), Err(refusal));
        api.ok("RevokeToken", revoke(&second));
    }

    #[test]
    fn a_secret_that_was_given_is_not_told_again() {
        let (api, client, first) = confidential();
        let with = |secret: &str| {
            let mut input = names(&api, &client);
            input["ClientSecret"] = json!(secret);
            api.call("AddUserPoolClientSecret", input)
        };
        let twice = refused(
            "InvalidParameterException",
            "The client has this client secret already.",
        );
        assert_eq!(with(&first), Err(twice));
        let added = with(OWN).unwrap();
        assert!(added["ClientSecretDescriptor"]["ClientSecretValue"].is_null());
        assert!(signs_in(&api, &client, OWN));
    }

    #[test]
    fn there_are_two_at_most_and_none_for_public_clients() {
        let (api, client, _) = confidential();
        add(&api, &client);
        let third = refused(
            "LimitExceededException",
            "Client secrets cannot exceed limit of 2 secrets.",
        );
        let answer = api.call("AddUserPoolClientSecret", names(&api, &client));
        assert_eq!(answer, Err(third));
        let message = format!("User pool client {} has no client secret.", api.client);
        let answer = api.call("AddUserPoolClientSecret", names(&api, &api.client));
        assert_eq!(answer, Err(refused("InvalidParameterException", &message)));
    }

    #[test]
    fn the_client_is_described_with_the_secret_that_it_was_made_with_or_none() {
        let (api, client, first) = confidential();
        let second = add(&api, &client);
        let described = |operation: &str| {
            api.ok(operation, names(&api, &client))["UserPoolClient"]["ClientSecret"].clone()
        };
        assert_eq!(described("DescribeUserPoolClient"), json!(first));
        let listed = api.ok("ListUserPoolClientSecrets", names(&api, &client));
        let mut input = names(&api, &client);
        input["ClientSecretId"] = listed["ClientSecrets"][0]["ClientSecretId"].clone();
        api.ok("DeleteUserPoolClientSecret", input);
        assert_eq!(described("DescribeUserPoolClient"), Value::Null);
        assert_eq!(described("UpdateUserPoolClient"), Value::Null);
        let listed = api.ok("ListUserPoolClientSecrets", names(&api, &client));
        let only = &listed["ClientSecrets"];
        assert_eq!(only[0]["ClientSecretId"], second["ClientSecretId"]);
        assert_eq!(only.as_array().unwrap().len(), 1);
    }

    /// Its own isolate, which may hold what was read before, isn't believed.
    #[test]
    fn a_deleted_secret_works_no_more_on_any_isolate() {
        let (api, client, first) = confidential();
        let second = text(&add(&api, &client)["ClientSecretValue"]);
        let isolate = Cache::default();
        let sign_in = |secret: &str| {
            let hash = Api::secret_hash("alice", &client, secret);
            let parameters = json!({"USERNAME": "alice", "PASSWORD": crate::fixtures::PASSWORD, "SECRET_HASH": hash});
            let input = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
            api.call_on(&isolate, "InitiateAuth", input).is_ok()
        };
        assert!(sign_in(&first) && sign_in(&second));
        let listed = api.ok("ListUserPoolClientSecrets", names(&api, &client));
        let mut input = names(&api, &client);
        input["ClientSecretId"] = listed["ClientSecrets"][0]["ClientSecretId"].clone();
        api.ok("DeleteUserPoolClientSecret", input);
        assert!(!sign_in(&first));
        assert!(sign_in(&second));
    }
}
