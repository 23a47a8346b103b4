//! What one isolate still has in its snapshot, another has changed.

use super::Cache;
use crate::{
    hosted::fixtures::{EMAIL, House, PASSWORD as HOSTED_PASSWORD, REDIRECT_URI},
    service::fixtures::{Api, PASSWORD, SrpClient, not_authorized, refused},
};
use serde_json::json;

fn gone(api: &Api) -> (String, String) {
    refused(
        "ResourceNotFoundException",
        &format!("User pool client {} does not exist.", api.client),
    )
}

fn delete_client(api: &Api, isolate: &Cache) {
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client});
    api.call_on(isolate, "DeleteUserPoolClient", input).unwrap();
}

#[test]
fn a_client_that_was_removed_works_no_more_at_once() {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    delete_client(&api, &Cache::default());
    // Without the clock moving: the snapshot is as fresh as can be.
    assert_eq!(api.sign_in("alice", PASSWORD), Err(gone(&api)));
    assert_eq!(
        api.refresh(&api.client, &tokens["RefreshToken"]),
        Err(gone(&api))
    );
    assert_eq!(
        api.call("GetUser", json!({"AccessToken": tokens["AccessToken"]})),
        Err(gone(&api))
    );
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn a_client_that_is_removed_between_two_steps_gives_nothing_and_the_attempt_is_released() {
    for begin_with_srp in [false, true] {
        let api = Api::usual();
        api.add_user("alice");
        let client = SrpClient::new();
        let (operation, input) = if begin_with_srp {
            let challenge = api.srp_start("alice", &client.public()).unwrap();
            let proof = client.prove(
                &api.pool,
                &challenge["ChallengeParameters"],
                PASSWORD,
                api.world.now().millis(),
            );
            let input = json!({"ClientId": api.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof});
            ("RespondToAuthChallenge", input)
        } else {
            ("InitiateAuth", api.password_auth("alice", PASSWORD))
        };
        let isolate = Cache::default();
        let answer = api.call_while(
            "record_sign_in",
            || delete_client(&api, &isolate),
            operation,
            input,
        );
        assert_eq!(answer, Err(gone(&api)));
        assert_eq!(
            (
                api.rows("reservations"),
                api.rows("attempts"),
                api.rows("sessions")
            ),
            (0, 0, 0)
        );
    }
}

#[test]
fn a_change_that_leaves_the_client_lets_the_operation_start_again() {
    let api = Api::usual();
    api.add_user("alice");
    let isolate = Cache::default();
    let change = || {
        drop(
            api.call_on(&isolate, "UpdateUserPool", json!({"UserPoolId": api.pool}))
                .unwrap(),
        )
    };
    let answer = api.call_while(
        "record_sign_in",
        change,
        "InitiateAuth",
        api.password_auth("alice", PASSWORD),
    );
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!((api.rows("reservations"), api.rows("sessions")), (0, 1));
    let reserved = api
        .world
        .objects
        .sent
        .borrow()
        .iter()
        .filter(|name| *name == "reserve_attempt")
        .count();
    assert_eq!(reserved, 2);
}

#[test]
fn a_flow_and_hiding_that_were_switched_hold_at_once() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    let update = |flows: serde_json::Value, prevent: &str| {
        let input = json!({
            "UserPoolId": api.pool, "ClientId": api.client, "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": prevent,
        });
        api.call_on(&Cache::default(), "UpdateUserPoolClient", input)
            .unwrap();
    };
    update(json!(["ALLOW_USER_PASSWORD_AUTH"]), "ENABLED");
    let wrong = Err(not_authorized("Incorrect username or password."));
    assert_eq!(api.sign_in("nobody", PASSWORD), wrong);
    update(json!(["ALLOW_REFRESH_TOKEN_AUTH"]), "ENABLED");
    let message = "USER_PASSWORD_AUTH flow not enabled for this client";
    assert_eq!(
        api.sign_in("alice", PASSWORD),
        Err(refused("InvalidParameterException", message))
    );
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn a_secret_ends_with_its_client() {
    let api = Api::usual();
    api.add_user("alice");
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let hash = Api::secret_hash("alice", &client, &secret);
    let input = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hash},
    });
    assert!(api.call("InitiateAuth", input.clone()).is_ok());
    let delete = json!({"UserPoolId": api.pool, "ClientId": client});
    api.call_on(&Cache::default(), "DeleteUserPoolClient", delete)
        .unwrap();
    let message = format!("User pool client {client} does not exist.");
    assert_eq!(
        api.call("InitiateAuth", input),
        Err(refused("ResourceNotFoundException", &message))
    );
}

#[test]
fn a_redirect_uri_that_was_removed_gets_no_code() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let api = Api {
        world: house.world,
        pool: house.pool,
        client: house.client,
    };
    let input = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
        "CallbackURLs": ["https://elsewhere.example/cb"], "SupportedIdentityProviders": ["COGNITO"],
    });
    api.call_on(&Cache::default(), "UpdateUserPoolClient", input)
        .unwrap();
    let house = House {
        world: api.world,
        pool: api.pool,
        client: api.client,
    };
    let page = house.at("/login");
    let browser = house.browser();
    let seen = browser.post(&page, &[("username", EMAIL), ("password", HOSTED_PASSWORD)]);
    assert_eq!(seen.code(), None);
    assert_ne!(seen.destination(), Some(REDIRECT_URI));
}

#[test]
fn a_snapshot_is_asked_for_again_after_five_seconds_and_not_before() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    let loads = || {
        api.world
            .objects
            .sent
            .borrow()
            .iter()
            .filter(|name| *name == "load_config")
            .count()
    };
    let before = loads();
    api.world.advance(crate::time::Span::millis(4_999));
    api.tokens("alice");
    assert_eq!(loads(), before);
    api.world.advance(crate::time::Span::millis(1));
    api.tokens("alice");
    assert_eq!(loads(), before + 1);
}

#[test]
fn a_change_that_was_never_pushed_is_pushed_by_who_loads_it() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    // The isolate that makes the change dies after its commit.
    for _ in 0..4 {
        api.world.objects.lose_reply_of("delete_client");
    }
    let input = json!({"UserPoolId": api.pool, "ClientId": api.client});
    assert!(
        api.call_on(&Cache::default(), "DeleteUserPoolClient", input)
            .is_err()
    );
    let loaded = api.call_on(
        &Cache::default(),
        "DescribeUserPool",
        json!({"UserPoolId": api.pool}),
    );
    assert!(loaded.is_ok());
    assert_eq!(api.sign_in("alice", PASSWORD), Err(gone(&api)));
}
