//! What goes on with a sign-in: a new password, or a proof of the old one.

use crate::fixtures::api::{Api, PASSWORD, SrpClient, claims, not_authorized, refused};
use serde_json::{Value, json};
use vestibule_model::time::Span;

const TEMPORARY: &str = "Temp0rary-1";

fn invited(pool: Value) -> (Api, Value) {
    let api = Api::new(pool, json!({}));
    api.invite("alice", TEMPORARY);
    let challenge = api.sign_in("alice", TEMPORARY).unwrap();
    (api, challenge)
}

fn requires_name() -> Value {
    json!({"Schema": [{"Name": "name", "AttributeDataType": "String", "Required": true, "Mutable": true}]})
}

fn wrong() -> Result<Value, (String, String)> {
    Err(not_authorized("Incorrect username or password."))
}

#[test]
fn a_new_password_signs_in_and_is_the_password() {
    let (api, challenge) = invited(json!({}));
    let answer = api.new_password("alice", &challenge, PASSWORD).unwrap();
    assert!(answer["AuthenticationResult"]["RefreshToken"].is_string());
    assert_eq!(answer["ChallengeParameters"], json!({}));
    assert!(
        api.sign_in("alice", PASSWORD)
            .unwrap()
            .get("AuthenticationResult")
            .is_some()
    );
    assert_eq!(api.sign_in("alice", TEMPORARY), wrong());
}

#[test]
fn a_session_is_used_once_and_within_its_time() {
    let (api, challenge) = invited(json!({}));
    let late = api.sign_in("alice", TEMPORARY).unwrap();
    api.new_password("alice", &challenge, PASSWORD).unwrap();
    let message = "Invalid session for the user, session can only be used once.";
    assert_eq!(
        api.new_password("alice", &challenge, "0ther-Passw0rd"),
        Err(not_authorized(message))
    );
    // Another session of the same temporary password is of no use once that is gone.
    assert_eq!(
        api.new_password("alice", &late, PASSWORD),
        Err(not_authorized("Invalid session for the user."))
    );
    api.world.advance(Span::minutes(3));
    let message = "Invalid session for the user, session is expired.";
    assert_eq!(
        api.new_password("alice", &late, PASSWORD),
        Err(not_authorized(message))
    );
}

#[test]
fn a_session_lasts_as_long_as_its_client_says() {
    let api = Api::new(json!({}), json!({"AuthSessionValidity": 15}));
    api.invite("alice", TEMPORARY);
    let challenge = api.sign_in("alice", TEMPORARY).unwrap();
    let late = api.sign_in("alice", TEMPORARY).unwrap();
    api.world.advance(Span::minutes(15) - Span::seconds(1));
    assert!(api.new_password("alice", &challenge, PASSWORD).is_ok());
    api.world.advance(Span::seconds(1));
    let message = "Invalid session for the user, session is expired.";
    assert_eq!(
        api.new_password("alice", &late, PASSWORD),
        Err(not_authorized(message))
    );
}

#[test]
fn a_session_is_one_users_and_one_clients() {
    let (api, challenge) = invited(json!({}));
    api.add_user("bob");
    let invalid = Err(not_authorized("Invalid session for the user."));
    assert_eq!(api.new_password("bob", &challenge, PASSWORD), invalid);
    assert_eq!(
        api.new_password("alice", &json!({"Session": "x".repeat(40)}), PASSWORD),
        invalid
    );
    let (other, _) = api.add_client(json!({}));
    let input = json!({
        "ClientId": other, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "alice", "NEW_PASSWORD": PASSWORD},
    });
    assert_eq!(api.call("RespondToAuthChallenge", input), invalid);
    assert!(api.new_password("alice", &challenge, PASSWORD).is_ok());
}

#[test]
fn a_session_goes_on_under_either_api() {
    for by_admin in [true, false] {
        let api = Api::usual();
        api.invite("alice", TEMPORARY);
        let begin = |flow: &str, parameters: Value| {
            let input = json!({
                "UserPoolId": api.pool, "ClientId": api.client, "AuthFlow": flow, "AuthParameters": parameters,
            });
            let operation = if by_admin {
                "InitiateAuth"
            } else {
                "AdminInitiateAuth"
            };
            api.ok(operation, input)
        };
        let go_on = |challenge: &str, session: &Value, responses: &Value| {
            let input = json!({
                "UserPoolId": api.pool, "ClientId": api.client, "ChallengeName": challenge, "Session": session,
                "ChallengeResponses": responses,
            });
            let operation = if by_admin {
                "AdminRespondToAuthChallenge"
            } else {
                "RespondToAuthChallenge"
            };
            api.ok(operation, input)
        };
        let client = SrpClient::new();
        let prove = |password: &str| {
            let challenge = begin(
                "USER_SRP_AUTH",
                json!({"USERNAME": "alice", "SRP_A": client.public()}),
            );
            let now = api.world.now().millis();
            let proof = client.prove(&api.pool, &challenge["ChallengeParameters"], password, now);
            go_on("PASSWORD_VERIFIER", &Value::Null, &proof)
        };
        let challenge = prove(TEMPORARY);
        let flow = if by_admin {
            "USER_PASSWORD_AUTH"
        } else {
            "ADMIN_USER_PASSWORD_AUTH"
        };
        let other = begin(flow, json!({"USERNAME": "alice", "PASSWORD": TEMPORARY}));
        assert_eq!(
            challenge["ChallengeParameters"],
            other["ChallengeParameters"]
        );
        let responses = json!({"USERNAME": "alice", "NEW_PASSWORD": PASSWORD});
        let answer = go_on("NEW_PASSWORD_REQUIRED", &other["Session"], &responses);
        assert!(answer.get("AuthenticationResult").is_some());
        assert!(prove(PASSWORD).get("AuthenticationResult").is_some());
    }
}

#[test]
fn a_weak_password_leaves_the_session_usable() {
    let (api, challenge) = invited(json!({}));
    let message = "Password does not conform to policy: Password not long enough";
    assert_eq!(
        api.new_password("alice", &challenge, "Sh0rt!"),
        Err(refused("InvalidPasswordException", message))
    );
    assert!(api.new_password("alice", &challenge, PASSWORD).is_ok());
}

#[test]
fn required_attributes_that_are_missing_are_asked_for() {
    let (api, challenge) = invited(requires_name());
    let message = "Invalid attributes given, name is missing";
    assert_eq!(
        api.new_password("alice", &challenge, PASSWORD),
        Err(refused("InvalidParameterException", message))
    );
    let answer = api
        .new_password_with(
            "alice",
            &challenge,
            PASSWORD,
            &json!({"userAttributes.name": "Alice"}),
        )
        .unwrap();
    assert_eq!(
        claims(&answer["AuthenticationResult"]["IdToken"])["name"],
        "Alice"
    );
}

#[test]
fn responses_are_required() {
    let (api, challenge) = invited(json!({}));
    let respond = |name: &str, responses: Value| {
        let input = json!({
            "ClientId": api.client, "ChallengeName": name, "Session": challenge["Session"],
            "ChallengeResponses": responses,
        });
        api.call("RespondToAuthChallenge", input)
    };
    let missing = |name: &str| {
        Err(refused(
            "InvalidParameterException",
            &format!("Missing required parameter {name}"),
        ))
    };
    assert_eq!(
        respond("NEW_PASSWORD_REQUIRED", json!({})),
        missing("USERNAME")
    );
    assert_eq!(
        respond("NEW_PASSWORD_REQUIRED", json!({"USERNAME": "alice"})),
        missing("NEW_PASSWORD")
    );
    let mut given = json!({"USERNAME": "alice"});
    for name in [
        "PASSWORD_CLAIM_SECRET_BLOCK",
        "TIMESTAMP",
        "PASSWORD_CLAIM_SIGNATURE",
    ] {
        assert_eq!(respond("PASSWORD_VERIFIER", given.clone()), missing(name));
        given[name] = json!("x");
    }
}

#[test]
fn a_client_with_a_secret_proves_it_with_the_name_that_the_challenge_gave() {
    let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    let (id, secret) = api.add_client(json!({"GenerateSecret": true}));
    let client = SrpClient::new();
    let begin = |name: &str| {
        let input = json!({
            "ClientId": id, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {
                "USERNAME": name, "SRP_A": client.public(), "SECRET_HASH": Api::secret_hash(name, &id, &secret),
            },
        });
        api.ok("InitiateAuth", input)["ChallengeParameters"].clone()
    };
    let respond = |hash: Value| {
        let challenge = begin("alice@example.com");
        let now = api.world.now().millis();
        let mut responses = client.prove(&api.pool, &challenge, PASSWORD, now);
        assert_eq!(responses["USERNAME"], challenge["USERNAME"]);
        responses["SECRET_HASH"] = hash;
        let input = json!({
            "ClientId": id, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses,
        });
        api.call("RespondToAuthChallenge", input)
    };
    let given = begin("alice@example.com")["USERNAME"].clone();
    let hash = Api::secret_hash(given.as_str().unwrap(), &id, &secret);
    assert!(respond(json!(hash)).is_ok());
    let typed = Api::secret_hash("alice@example.com", &id, &secret);
    let message = format!("Unable to verify secret hash for client {id}");
    assert_eq!(respond(json!(typed)), Err(not_authorized(&message)));
    let message = format!("Client {id} is configured with secret but SECRET_HASH was not received");
    assert_eq!(respond(Value::Null), Err(not_authorized(&message)));
}

#[test]
fn a_new_address_is_not_verified_by_the_old_one() {
    let (api, challenge) = invited(json!({}));
    let more = json!({"userAttributes.email": "victim@example.com"});
    let answer = api
        .new_password_with("alice", &challenge, PASSWORD, &more)
        .unwrap();
    let id = claims(&answer["AuthenticationResult"]["IdToken"]);
    assert_eq!(
        (&id["email"], &id["email_verified"]),
        (&json!("victim@example.com"), &json!(false))
    );
}

#[test]
fn nobody_takes_an_alias_with_a_new_password() {
    let (api, challenge) = invited(json!({"AliasAttributes": ["preferred_username"]}));
    api.add_user("bob");
    let taken = api.new_password_with(
        "alice",
        &challenge,
        PASSWORD,
        &json!({"userAttributes.preferred_username": "bob"}),
    );
    let message = "User account already exists for the alias.";
    assert_eq!(taken, Err(refused("AliasExistsException", message)));
    api.new_password_with(
        "alice",
        &challenge,
        PASSWORD,
        &json!({"userAttributes.preferred_username": "ally"}),
    )
    .unwrap();
    assert!(
        api.sign_in("ally", PASSWORD).is_ok(),
        "an alias that was given is one to sign in with"
    );
}

#[test]
fn a_required_address_that_is_there_is_not_changed() {
    let (api, challenge) =
        invited(json!({"Schema": [{"Name": "email", "Required": true, "Mutable": true}]}));
    let with = |email: &str| {
        api.new_password_with(
            "alice",
            &challenge,
            PASSWORD,
            &json!({"userAttributes.email": email}),
        )
    };
    assert_eq!(
        with("other@example.com"),
        Err(not_authorized("Cannot modify an already provided email"))
    );
    assert!(with("alice@example.com").is_ok());
}

#[test]
fn who_signed_in_with_an_address_may_go_on_under_it() {
    let api = Api::new(json!({"UsernameAttributes": ["email"]}), json!({}));
    api.invite("jane@example.com", TEMPORARY);
    let challenge = api.sign_in("jane@example.com", TEMPORARY).unwrap();
    assert!(
        api.new_password("jane@example.com", &challenge, PASSWORD)
            .is_ok()
    );
}

#[test]
fn a_proof_of_the_password_signs_in() {
    let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    let answer = api.srp("alice", PASSWORD).unwrap();
    assert!(answer["AuthenticationResult"]["RefreshToken"].is_string());
    // By an alias the challenge says under which name to go on.
    let client = SrpClient::new();
    let challenge = api
        .srp_start("alice@example.com", &client.public())
        .unwrap();
    assert_eq!(challenge["ChallengeParameters"]["USER_ID_FOR_SRP"], "alice");
    assert!(api.srp("alice@example.com", PASSWORD).is_ok());
    assert_eq!(api.srp("alice", "Wr0ng-one"), wrong());
}

#[test]
fn the_event_of_the_tokens_is_the_call_that_began() {
    let api = Api::usual();
    api.add_user("alice");
    api.invite("bob", TEMPORARY);
    let begin = |id: &str, body| api.call_as(id, "InitiateAuth", body).unwrap();
    let client = SrpClient::new();
    let start = json!({
        "ClientId": api.client, "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": "alice", "SRP_A": client.public()},
    });
    let challenge = begin("first", start);
    let now = api.world.now().millis();
    let proof = client.prove(&api.pool, &challenge["ChallengeParameters"], PASSWORD, now);
    let proven = api.srp_prove(&proof).unwrap();
    let challenge = begin("second", api.password_auth("bob", TEMPORARY));
    let chosen = api.new_password("bob", &challenge, PASSWORD).unwrap();
    for (answer, began) in [(proven, "first"), (chosen, "second")] {
        for token in ["IdToken", "AccessToken"] {
            let claims = claims(&answer["AuthenticationResult"][token]);
            assert_eq!(claims["event_id"], began, "{token}");
        }
    }
}

#[test]
fn a_proof_that_is_not_right_in_any_part_is_a_wrong_password() {
    let api = Api::usual();
    api.add_user("alice");
    let client = SrpClient::new();
    // 1 January 2026 is a Thursday.
    for timestamp in [
        "Thu Jan 01 00:00:00 UTC 2026",
        "Fri Jan 1 00:00:00 UTC 2026",
        "Thu Jan 1 00:05:01 UTC 2026",
        "Wed Dec 31 23:54:59 UTC 2025",
        "now",
    ] {
        let challenge = api.srp_start("alice", &client.public()).unwrap();
        let proof = client.prove_at(
            &api.pool,
            &challenge["ChallengeParameters"],
            PASSWORD,
            timestamp,
        );
        assert_eq!(api.srp_prove(&proof), wrong(), "{timestamp}");
        api.srp("alice", PASSWORD).unwrap();
    }
    let challenge = api.srp_start("alice", &client.public()).unwrap();
    let proof = client.prove_at(
        &api.pool,
        &challenge["ChallengeParameters"],
        PASSWORD,
        "Thu Jan 1 00:04:59 UTC 2026",
    );
    for name in ["PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE"] {
        let mut broken = proof.clone();
        broken[name] = json!("AAAA");
        assert_eq!(api.srp_prove(&broken), wrong(), "{name}");
    }
    assert!(api.srp_prove(&proof).is_ok());
}

#[test]
fn a_public_number_that_would_give_the_key_away_is_a_wrong_password() {
    let api = Api::usual();
    api.add_user("alice");
    let challenge = api.srp_start("alice", "0").unwrap();
    let proof = SrpClient::new().prove(
        &api.pool,
        &challenge["ChallengeParameters"],
        PASSWORD,
        api.world.now().millis(),
    );
    assert_eq!(api.srp_prove(&proof), wrong());
}

#[test]
fn a_proof_is_used_once_and_within_its_time() {
    let api = Api::usual();
    api.add_user("alice");
    let client = SrpClient::new();
    let prove = || {
        let challenge = api.srp_start("alice", &client.public()).unwrap();
        client.prove(
            &api.pool,
            &challenge["ChallengeParameters"],
            PASSWORD,
            api.world.now().millis(),
        )
    };
    let (proof, late) = (prove(), prove());
    api.srp_prove(&proof).unwrap();
    for _ in 0..7 {
        assert_eq!(api.srp_prove(&proof), wrong());
    }
    assert_eq!(api.rows("reservations"), 0);
    api.world.advance(Span::minutes(3));
    let message = "Invalid session for the user, session is expired.";
    assert_eq!(api.srp_prove(&late), Err(not_authorized(message)));
}

#[test]
fn a_challenge_belongs_to_the_client_that_asked() {
    let api = Api::usual();
    api.add_user("alice");
    let client = SrpClient::new();
    let challenge = api.srp_start("alice", &client.public()).unwrap();
    let proof = client.prove(
        &api.pool,
        &challenge["ChallengeParameters"],
        PASSWORD,
        api.world.now().millis(),
    );
    let (other, _) = api.add_client(json!({}));
    let input = json!({"ClientId": other, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": proof});
    assert_eq!(api.call("RespondToAuthChallenge", input), wrong());
}
