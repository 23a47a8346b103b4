use crate::fixtures::api::{Api, Refused, claims, not_authorized, refused, text};
use serde_json::{Value, json};
use vestibule_engine::budget::{Budgets, Rate};

/// A pool with a resource server, and a client that is a program: its id and secret.
fn program(scopes: &[&str]) -> (Api, String, String) {
    let api = Api::usual();
    let scope = |name: &str| json!({"ScopeName": name, "ScopeDescription": name});
    let server = json!({
        "UserPoolId": api.pool, "Identifier": "api", "Name": "api", "Scopes": [scope("read"), scope("write")],
    });
    api.ok("CreateResourceServer", server);
    let (client, secret) = api.create_client(json!({
        "ClientName": "program", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthScopes": scopes,
    }));
    (api, client, secret)
}

fn get(api: &Api, client: &str, secret: &str, scopes: Option<&[&str]>) -> Result<Value, Refused> {
    let mut input = json!({"ClientId": client, "Secret": secret});
    if let Some(scopes) = scopes {
        input["Scopes"] = json!(scopes);
    }
    let answer = api.call("GetClientToken", input)?;
    Ok(answer["ClientAuthenticationResult"].clone())
}

#[test]
fn a_program_gets_a_token_of_its_own_for_all_its_custom_scopes() {
    let (api, client, secret) = program(&["openid", "api/read", "api/write"]);
    let result = get(&api, &client, &secret, None).unwrap();
    assert_eq!(result["ExpiresIn"], 3600);
    assert_eq!(result["TokenType"], "Bearer");
    let told = claims(&result["AccessToken"]);
    let now = api.world.now().seconds();
    for (claim, value) in [
        ("sub", json!(client)),
        ("client_id", json!(client)),
        ("token_use", json!("access")),
        ("scope", json!("api/read api/write")),
        ("iat", json!(now)),
        ("exp", json!(now + 3600)),
    ] {
        assert_eq!(told[claim], value, "{claim}");
    }
    let some = get(&api, &client, &secret, Some(&["api/write"])).unwrap();
    assert_eq!(claims(&some["AccessToken"])["scope"], "api/write");
}

#[test]
fn scopes_that_the_client_has_not_are_refused() {
    let (api, client, secret) = program(&["openid", "api/read"]);
    let refusal = refused("InvalidParameterException", "Invalid scope requested");
    for asked in ["api/write", "openid", "other/read"] {
        let answer = get(&api, &client, &secret, Some(&[asked]));
        assert_eq!(answer, Err(refusal.clone()), "{asked}");
    }
    let (api, client, secret) = program(&["openid"]);
    assert_eq!(
        get(&api, &client, &secret, None),
        Err(refusal),
        "it has none"
    );
}

#[test]
fn only_the_clients_own_secrets_are_taken() {
    let (api, client, secret) = program(&["api/read"]);
    let wrong = not_authorized("Invalid client or secret");
    let other = "abcdefghijklmnopqrstuvwx";
    assert_eq!(get(&api, &client, other, None), Err(wrong.clone()));
    assert_eq!(
        get(&api, &api.client, &secret, None),
        Err(wrong.clone()),
        "public"
    );

    let names = json!({"UserPoolId": api.pool, "ClientId": client});
    let added = api.ok("AddUserPoolClientSecret", names.clone());
    let descriptor = &added["ClientSecretDescriptor"];
    let second = text(&descriptor["ClientSecretValue"]);
    get(&api, &client, &second, None).unwrap();
    get(&api, &client, &secret, None).unwrap();
    let mut delete = names;
    delete["ClientSecretId"] = descriptor["ClientSecretId"].clone();
    api.ok("DeleteUserPoolClientSecret", delete);
    assert_eq!(get(&api, &client, &second, None), Err(wrong));
}

#[test]
fn the_client_must_have_the_flow_and_no_other_beside_it() {
    let api = Api::usual();
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let refusal = refused(
        "InvalidParameterException",
        "CLIENT_TOKEN_AUTH flow not enabled for this client",
    );
    assert_eq!(get(&api, &client, &secret, None), Err(refusal));
    let input = json!({
        "UserPoolId": api.pool, "ClientName": "both",
        "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    });
    let refusal = refused(
        "InvalidParameterException",
        "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.",
    );
    assert_eq!(api.call("CreateUserPoolClient", input), Err(refusal));
}

/// A removed secret may still be in an isolate's snapshot.
#[test]
fn no_isolate_gives_a_token_for_a_secret_that_was_deleted() {
    let (api, client, secret) = program(&["api/read"]);
    let isolate = vestibule_engine::config::cache::Cache::default();
    let input = json!({"ClientId": client, "Secret": secret});
    api.call_on(&isolate, "GetClientToken", input.clone())
        .unwrap();
    let names = json!({"UserPoolId": api.pool, "ClientId": client});
    api.ok("AddUserPoolClientSecret", names.clone());
    let listed = api.ok("ListUserPoolClientSecrets", names.clone());
    let mut delete = names;
    delete["ClientSecretId"] = listed["ClientSecrets"][0]["ClientSecretId"].clone();
    api.ok("DeleteUserPoolClientSecret", delete);
    let refusal = not_authorized("Invalid client or secret");
    assert_eq!(api.call_on(&isolate, "GetClientToken", input), Err(refusal));
}

#[test]
fn guesses_at_a_secret_use_up_a_budget() {
    let (mut api, client, _) = program(&["api/read"]);
    let few = Rate {
        burst: 1,
        per_second: 1,
    };
    api.world.budgets = Budgets::new(few, few);
    let guess = || {
        get(&api, &client, "abcdefghijklmnopqrstuvwx", None)
            .unwrap_err()
            .0
    };
    let heard: Vec<_> = (0..30).map(|_| guess()).collect();
    assert_eq!(heard[0], "NotAuthorizedException");
    assert_eq!(heard[29], "TooManyRequestsException");
}
