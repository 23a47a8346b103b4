//! Clients with a secret, in every flow.

use super::{admin_flow, flow};
use crate::fixtures::api::{Api, PASSWORD, claims, not_authorized};
use serde_json::json;

#[test]
fn a_client_with_a_secret_proves_it_in_every_flow() {
    let api = Api::usual();
    api.add_user("alice");
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let none = not_authorized(&format!(
        "Client {client} is configured with secret but SECRET_HASH was not received"
    ));
    let bad = not_authorized(&format!("Unable to verify secret hash for client {client}"));
    let password = |hash: Option<&str>| {
        let mut parameters = json!({"USERNAME": "alice", "PASSWORD": PASSWORD});
        if let Some(hash) = hash {
            parameters["SECRET_HASH"] = json!(hash);
        }
        flow(&api, &client, "USER_PASSWORD_AUTH", parameters)
    };
    let hash = Api::secret_hash("alice", &client, &secret);
    assert_eq!(password(None), Err(none.clone()));
    assert_eq!(password(Some("x")), Err(bad.clone()));
    assert_eq!(
        password(Some(&Api::secret_hash("bob", &client, &secret))),
        Err(bad.clone())
    );
    let token = password(Some(&hash)).unwrap()["AuthenticationResult"]["RefreshToken"].clone();

    let credentials = json!({"USERNAME": "alice", "PASSWORD": PASSWORD});
    assert_eq!(
        admin_flow(&api, &client, "ADMIN_USER_PASSWORD_AUTH", credentials),
        Err(none.clone())
    );

    let srp = json!({"USERNAME": "alice", "SRP_A": "2"});
    assert_eq!(flow(&api, &client, "USER_SRP_AUTH", srp), Err(none.clone()));

    let refresh = json!({"REFRESH_TOKEN": token});
    assert_eq!(
        flow(&api, &client, "REFRESH_TOKEN_AUTH", refresh),
        Err(none)
    );
    let refresh = json!({"REFRESH_TOKEN": token, "SECRET_HASH": "x"});
    assert_eq!(flow(&api, &client, "REFRESH_TOKEN_AUTH", refresh), Err(bad));
    let refresh = json!({"REFRESH_TOKEN": token, "SECRET_HASH": hash});
    assert!(flow(&api, &client, "REFRESH_TOKEN_AUTH", refresh).is_ok());
}

#[test]
fn a_hash_for_a_client_without_a_secret_is_wrong() {
    let api = Api::usual();
    api.add_user("alice");
    let parameters = json!({"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": "x"});
    let message = format!("Unable to verify secret hash for client {}", api.client);
    assert_eq!(
        flow(&api, &api.client, "USER_PASSWORD_AUTH", parameters),
        Err(not_authorized(&message))
    );
}

#[test]
fn whatever_a_person_signs_in_with_a_refresh_is_hashed_over_the_real_username() {
    for (pool, name) in [
        (json!({"UsernameAttributes": ["email"]}), "jane@example.com"),
        (json!({"AliasAttributes": ["email"]}), "jane"),
    ] {
        let api = Api::new(pool, json!({}));
        api.add_user(name);
        let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
        let hash = Api::secret_hash("jane@example.com", &client, &secret);
        let parameters =
            json!({"USERNAME": "jane@example.com", "PASSWORD": PASSWORD, "SECRET_HASH": hash});
        let answer = flow(&api, &client, "USER_PASSWORD_AUTH", parameters).unwrap();
        let result = &answer["AuthenticationResult"];
        let id = claims(&result["IdToken"]);
        assert_eq!(id["cognito:username"] == id["sub"], name != "jane");
        let username = id["cognito:username"].as_str().unwrap();
        let refresh = |hash: String| {
            let parameters = json!({"REFRESH_TOKEN": result["RefreshToken"], "SECRET_HASH": hash});
            flow(&api, &client, "REFRESH_TOKEN_AUTH", parameters)
        };
        assert!(refresh(Api::secret_hash(username, &client, &secret)).is_ok());
        let message = format!("Unable to verify secret hash for client {client}");
        assert_eq!(refresh(hash), Err(not_authorized(&message)));
    }
}
