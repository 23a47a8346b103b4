//! The challenge that begins a proof of the password.

use super::{flow, wrong};
use crate::fixtures::api::{Api, PASSWORD, SrpClient, claims, text};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use vestibule_model::ids::Sub;

/// Lower-case hexadecimal without padding.
fn is_hex(text: &str) -> bool {
    !text.starts_with('0')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[test]
fn an_srp_challenge_has_five_parameters_and_no_session() {
    let api = Api::usual();
    api.add_user("alice");
    for a in ["0", "2", &SrpClient::new().public()] {
        let challenge = api.srp_start("alice", a).unwrap();
        assert_eq!(challenge["ChallengeName"], "PASSWORD_VERIFIER", "{a}");
        assert!(challenge.get("Session").is_none());
        let parameters = challenge["ChallengeParameters"].as_object().unwrap();
        let members: Vec<_> = parameters.keys().collect();
        assert_eq!(
            members,
            [
                "SALT",
                "SECRET_BLOCK",
                "SRP_B",
                "USERNAME",
                "USER_ID_FOR_SRP"
            ]
        );
        for name in ["SALT", "SRP_B"] {
            let hex = parameters[name].as_str().unwrap();
            assert!(is_hex(hex), "{name}: {hex}");
        }
        for name in ["USERNAME", "USER_ID_FOR_SRP"] {
            assert_eq!(parameters[name], "alice");
        }
    }
}

#[test]
fn a_secret_block_is_base64_and_grows_with_the_clients_number() {
    let api = Api::usual();
    api.add_user("alice");
    let length = |a: &str| {
        let challenge = api.srp_start("alice", a).unwrap();
        let block = text(&challenge["ChallengeParameters"]["SECRET_BLOCK"]);
        STANDARD.decode(block).unwrap().len()
    };
    // It holds the number: nothing is kept here.
    assert!(length(&"f".repeat(768)) >= length("2") + 383);
}

#[test]
fn whatever_a_person_signs_in_with_the_proof_is_over_the_real_username() {
    let aliases = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
    aliases.add_user("alice");
    let addresses = Api::new(json!({"UsernameAttributes": ["email"]}), json!({}));
    addresses.add_user("alice@example.com");
    let sub = claims(&addresses.tokens("alice@example.com")["IdToken"])["sub"].clone();
    for (api, username) in [(&aliases, json!("alice")), (&addresses, sub)] {
        let challenge = api.srp_start("alice@example.com", "2").unwrap();
        assert_eq!(
            challenge["ChallengeParameters"]["USER_ID_FOR_SRP"],
            username
        );
        assert!(api.srp("alice@example.com", PASSWORD).is_ok());
    }
}

#[test]
fn a_salt_is_a_users_until_the_password_changes() {
    let api = Api::usual();
    api.add_user("alice");
    let salt = || api.srp_start("alice", "2").unwrap()["ChallengeParameters"]["SALT"].clone();
    let first = salt();
    assert_eq!(salt(), first);
    api.add_user("bob");
    api.ok(
        "AdminSetUserPassword",
        json!({"UserPoolId": api.pool, "Username": "alice", "Password": PASSWORD, "Permanent": true}),
    );
    assert_ne!(salt(), first);
}

fn hidden() -> Value {
    json!({"PreventUserExistenceErrors": "ENABLED"})
}

fn challenge(api: &Api, username: &str) -> Value {
    let answer = api.srp_start(username, &SrpClient::new().public());
    answer.unwrap()["ChallengeParameters"].clone()
}

#[test]
fn nobodys_challenge_is_as_long_as_a_users() {
    for (pool, user, nobody) in [
        (json!({}), "alice", "celia"),
        (
            json!({"UsernameAttributes": ["email"]}),
            "alice@example.com",
            "celia@example.com",
        ),
    ] {
        let api = Api::new(pool, hidden());
        api.add_user(user);
        let lengths = |username: &str| {
            let challenge = challenge(&api, username);
            ["SALT", "SECRET_BLOCK", "USERNAME", "USER_ID_FOR_SRP"]
                .map(|name| text(&challenge[name]).len())
        };
        for _ in 0..8 {
            assert_eq!(lengths(user), lengths(nobody), "{nobody}");
        }
    }
}

#[test]
fn where_a_name_can_only_be_an_attribute_nobody_has_a_username_of_their_own() {
    for pool in [
        json!({"UsernameAttributes": ["email"]}),
        json!({"AliasAttributes": ["email"]}),
    ] {
        let api = Api::new(pool, hidden());
        let (other, _) = api.add_client(hidden());
        let username = |username: &str| {
            let challenge = challenge(&api, username);
            assert_eq!(challenge["USERNAME"], challenge["USER_ID_FOR_SRP"]);
            text(&challenge["USERNAME"])
        };
        let first = username("nobody@example.com");
        assert!(Sub::is_form_of(&first), "{first}");
        assert_eq!(username("nobody@example.com"), first);
        assert_ne!(username("no.one@example.com"), first);
        let parameters = json!({"USERNAME": "nobody@example.com", "SRP_A": "2"});
        let elsewhere = flow(&api, &other, "USER_SRP_AUTH", parameters).unwrap();
        assert_eq!(elsewhere["ChallengeParameters"]["USERNAME"], first);
        // A sub is a username, whoever has it.
        assert_eq!(username(&first), first);
        assert_eq!(api.srp("nobody@example.com", PASSWORD), Err(wrong()));
    }
    let aliases = Api::new(json!({"AliasAttributes": ["email"]}), hidden());
    assert_eq!(challenge(&aliases, "nobody")["USERNAME"], "nobody");
}

#[test]
fn a_name_in_another_case_is_the_same_to_users_and_to_nobody() {
    let api = Api::new(json!({}), hidden());
    api.add_user("Alice");
    for (typed, other) in [("alice", "ALICE"), ("nobody", "NOBODY")] {
        let (one, two) = (challenge(&api, typed), challenge(&api, other));
        for name in ["SALT", "USERNAME", "USER_ID_FOR_SRP"] {
            assert_eq!(one[name], two[name], "{name} of {typed}");
        }
        assert_eq!(one["USERNAME"], typed);
    }
    assert!(api.srp("ALICE", PASSWORD).is_ok());
    let client = SrpClient::new();
    let challenged = challenge(&api, "Alice");
    let mut proof = client.prove(&api.pool, &challenged, PASSWORD, api.world.now().millis());
    proof["USERNAME"] = json!("Alice");
    assert!(api.srp_prove(&proof).is_ok());

    let telling = json!({"UsernameConfiguration": {"CaseSensitive": true}});
    let telling = Api::new(telling, hidden());
    let (one, two) = (challenge(&telling, "nobody"), challenge(&telling, "Nobody"));
    assert_eq!(
        (&one["USERNAME"], &two["USERNAME"]),
        (&json!("nobody"), &json!("Nobody"))
    );
    assert_ne!(one["SALT"], two["SALT"]);
}

#[test]
fn nobody_has_a_salt_too_where_users_are_hidden() {
    let api = Api::new(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"}));
    let (other, _) = api.add_client(json!({"PreventUserExistenceErrors": "ENABLED"}));
    let start = |client: &str, name: &str| {
        let parameters = json!({"USERNAME": name, "SRP_A": SrpClient::new().public()});
        flow(&api, client, "USER_SRP_AUTH", parameters).unwrap()["ChallengeParameters"].clone()
    };
    let (first, again, elsewhere) = (
        start(&api.client, "nobody"),
        start(&api.client, "nobody"),
        start(&other, "nobody"),
    );
    assert_eq!(first["SALT"], again["SALT"]);
    assert_eq!(first["SALT"], elsewhere["SALT"]);
    assert_ne!(first["SALT"], start(&api.client, "noone")["SALT"]);
    assert_ne!(first["SRP_B"], again["SRP_B"]);
    let salt = text(&first["SALT"]);
    assert!(salt.len() == 32 && is_hex(&salt), "{salt}");
    assert_eq!(
        (&first["USERNAME"], &first["USER_ID_FOR_SRP"]),
        (&json!("nobody"), &json!("nobody"))
    );

    api.add_user("alice");
    assert_eq!(api.srp("nobody", PASSWORD), api.srp("alice", "Wr0ng-one"));
    assert_eq!(api.srp("nobody", PASSWORD), Err(wrong()));
}
