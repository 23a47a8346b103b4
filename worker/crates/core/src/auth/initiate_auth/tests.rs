//! What begins a sign-in, for anyone and for administrators.

use crate::{
    service::fixtures::{Api, PASSWORD, SrpClient, not_authorized, refused, text},
    time::Span,
};
use serde_json::{Value, json};

fn invalid(message: &str) -> (String, String) {
    refused("InvalidParameterException", message)
}

fn flow(api: &Api, client: &str, flow: &str, parameters: Value) -> Result<Value, (String, String)> {
    api.call(
        "InitiateAuth",
        json!({"ClientId": client, "AuthFlow": flow, "AuthParameters": parameters}),
    )
}

fn admin_flow(
    api: &Api,
    client: &str,
    flow: &str,
    parameters: Value,
) -> Result<Value, (String, String)> {
    let input = json!({"UserPoolId": api.pool, "ClientId": client, "AuthFlow": flow, "AuthParameters": parameters});
    api.call("AdminInitiateAuth", input)
}

fn wrong() -> (String, String) {
    not_authorized("Incorrect username or password.")
}

#[test]
fn a_password_gives_three_tokens_and_no_challenge() {
    let api = Api::usual();
    api.add_user("alice");
    let credentials = json!({"USERNAME": "alice", "PASSWORD": PASSWORD});
    for answer in [
        flow(&api, &api.client, "USER_PASSWORD_AUTH", credentials.clone()).unwrap(),
        admin_flow(
            &api,
            &api.client,
            "ADMIN_USER_PASSWORD_AUTH",
            credentials.clone(),
        )
        .unwrap(),
        admin_flow(&api, &api.client, "ADMIN_NO_SRP_AUTH", credentials.clone()).unwrap(),
    ] {
        let members: Vec<_> = answer.as_object().unwrap().keys().collect();
        assert_eq!(members, ["AuthenticationResult", "ChallengeParameters"]);
        assert_eq!(answer["ChallengeParameters"], json!({}));
        let result = &answer["AuthenticationResult"];
        let members: Vec<_> = result.as_object().unwrap().keys().collect();
        assert_eq!(
            members,
            [
                "AccessToken",
                "ExpiresIn",
                "IdToken",
                "RefreshToken",
                "TokenType"
            ]
        );
        assert_eq!(
            (&result["ExpiresIn"], &result["TokenType"]),
            (&json!(3600), &json!("Bearer"))
        );
    }
}

#[test]
fn a_pool_and_a_client_that_are_not_there_are_not_found() {
    let api = Api::usual();
    let other = Api::usual();
    let nobody = "0123456789abcdefghijklmnop";
    let message = format!("User pool client {nobody} does not exist.");
    let answer = flow(&api, nobody, "USER_SRP_AUTH", json!({}));
    assert_eq!(answer, Err(refused("ResourceNotFoundException", &message)));

    let message = format!(
        "User pool client {} does not exist in user pool {}.",
        nobody, api.pool
    );
    let answer = admin_flow(&api, nobody, "USER_SRP_AUTH", json!({}));
    assert_eq!(answer, Err(refused("ResourceNotFoundException", &message)));

    let pool = "local_Nowhere00";
    let input = json!({"UserPoolId": pool, "ClientId": other.client, "AuthFlow": "USER_SRP_AUTH"});
    let message = format!("User pool {pool} does not exist.");
    assert_eq!(
        api.call("AdminInitiateAuth", input),
        Err(refused("ResourceNotFoundException", &message))
    );
}

#[test]
fn each_flow_has_its_api() {
    let api = Api::usual();
    for name in ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] {
        let answer = flow(&api, &api.client, name, json!({}));
        assert_eq!(
            answer,
            Err(invalid("Initiate Auth method not supported.")),
            "{name}"
        );
    }
    let answer = admin_flow(&api, &api.client, "USER_PASSWORD_AUTH", json!({}));
    assert_eq!(answer, Err(invalid("Initiate Auth method not supported.")));
    let message = "Custom auth lambda trigger is not configured for the user pool.";
    assert_eq!(
        flow(&api, &api.client, "CUSTOM_AUTH", json!({})),
        Err(invalid(message))
    );
}

#[test]
fn a_flow_is_to_be_enabled_on_the_client() {
    let api = Api::new(
        json!({}),
        json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}),
    );
    // What stands in the way is told before what is missing.
    let answer = flow(&api, &api.client, "USER_PASSWORD_AUTH", json!({}));
    assert_eq!(
        answer,
        Err(invalid(
            "USER_PASSWORD_AUTH flow not enabled for this client"
        ))
    );
    let answer = flow(&api, &api.client, "USER_SRP_AUTH", json!({}));
    assert_eq!(
        answer,
        Err(invalid("USER_SRP_AUTH is not enabled for the client."))
    );
    for name in ["ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH"] {
        let answer = admin_flow(&api, &api.client, name, json!({}));
        assert_eq!(
            answer,
            Err(invalid("Auth flow not enabled for this client")),
            "{name}"
        );
    }
}

#[test]
fn without_explicit_flows_a_client_has_srp_and_refreshing() {
    let api = Api::usual();
    let made = api.ok(
        "CreateUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientName": "plain"}),
    );
    let client = text(&made["UserPoolClient"]["ClientId"]);
    let missing = |name: &str| Err(invalid(&format!("Missing required parameter {name}")));
    assert_eq!(
        flow(&api, &client, "USER_SRP_AUTH", json!({"USERNAME": "a"})),
        missing("SRP_A")
    );
    assert_eq!(
        flow(&api, &client, "REFRESH_TOKEN_AUTH", json!({})),
        missing("REFRESH_TOKEN")
    );
    let answer = flow(&api, &client, "USER_PASSWORD_AUTH", json!({}));
    assert_eq!(
        answer,
        Err(invalid(
            "USER_PASSWORD_AUTH flow not enabled for this client"
        ))
    );
}

#[test]
fn parameters_are_required() {
    let api = Api::usual();
    for (name, given, missing) in [
        ("USER_PASSWORD_AUTH", json!({}), "USERNAME"),
        ("USER_PASSWORD_AUTH", json!({"USERNAME": "a"}), "PASSWORD"),
        ("USER_SRP_AUTH", json!({"SRP_A": "2"}), "USERNAME"),
        ("USER_SRP_AUTH", json!({"USERNAME": "a"}), "SRP_A"),
        ("REFRESH_TOKEN_AUTH", json!({}), "REFRESH_TOKEN"),
        ("REFRESH_TOKEN", json!({}), "REFRESH_TOKEN"),
    ] {
        let expected = Err(invalid(&format!("Missing required parameter {missing}")));
        assert_eq!(flow(&api, &api.client, name, given), expected, "{name}");
    }
}

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
fn in_a_pool_of_addresses_a_refresh_is_hashed_over_the_sub() {
    let api = Api::new(json!({"UsernameAttributes": ["email"]}), json!({}));
    api.add_user("jane@example.com");
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let hash = Api::secret_hash("jane@example.com", &client, &secret);
    let parameters =
        json!({"USERNAME": "jane@example.com", "PASSWORD": PASSWORD, "SECRET_HASH": hash});
    let result =
        flow(&api, &client, "USER_PASSWORD_AUTH", parameters).unwrap()["AuthenticationResult"]
            .clone();
    let sub = text(&crate::service::fixtures::claims(&result["IdToken"])["sub"]);
    let refresh = |hash: String| {
        let parameters = json!({"REFRESH_TOKEN": result["RefreshToken"], "SECRET_HASH": hash});
        flow(&api, &client, "REFRESH_TOKEN_AUTH", parameters)
    };
    assert!(refresh(Api::secret_hash(&sub, &client, &secret)).is_ok());
    let message = format!("Unable to verify secret hash for client {client}");
    assert_eq!(refresh(hash), Err(not_authorized(&message)));
}

#[test]
fn a_password_that_is_wrong_or_was_right_before_is_refused() {
    let api = Api::usual();
    api.invite("alice", "Temp0rary-1");
    let challenge = api.sign_in("alice", "Temp0rary-1").unwrap();
    api.new_password("alice", &challenge, PASSWORD).unwrap();
    for password in ["Temp0rary-1", "passw0rd!", ""] {
        let answer = api.sign_in("alice", password);
        assert!(answer.is_err(), "{password}");
        if !password.is_empty() {
            assert_eq!(answer, Err(wrong()), "{password}");
        }
    }
}

#[test]
fn an_unknown_user_is_shown_or_hidden_as_the_client_has_it() {
    let shown = Api::usual();
    let missing = Err(refused("UserNotFoundException", "User does not exist."));
    assert_eq!(shown.sign_in("nobody", PASSWORD), missing);
    assert_eq!(shown.srp_start("nobody", "2"), missing);
    let hidden = Api::new(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"}));
    assert_eq!(hidden.sign_in("nobody", PASSWORD), Err(wrong()));
    let credentials = json!({"USERNAME": "nobody", "PASSWORD": PASSWORD});
    assert_eq!(
        admin_flow(
            &hidden,
            &hidden.client,
            "ADMIN_USER_PASSWORD_AUTH",
            credentials
        ),
        Err(wrong())
    );
}

#[test]
fn a_users_state_stands_in_the_way_of_the_right_password() {
    let expected = [
        ("disabled", not_authorized("User is disabled."), wrong()),
        (
            "unconfirmed",
            refused("UserNotConfirmedException", "User is not confirmed."),
            refused("UserNotConfirmedException", "User is not confirmed."),
        ),
        (
            "reset",
            refused(
                "PasswordResetRequiredException",
                "Password reset required for the user",
            ),
            wrong(),
        ),
    ];
    for (prevent, at) in [("LEGACY", 0), ("ENABLED", 1)] {
        let api = Api::new(json!({}), json!({"PreventUserExistenceErrors": prevent}));
        api.add_user("disabled");
        api.admin("AdminDisableUser", "disabled");
        api.sign_up("unconfirmed");
        api.add_user("reset");
        api.admin("AdminResetUserPassword", "reset");
        for (username, shown, hidden) in &expected {
            let refusal = if at == 0 { shown } else { hidden };
            assert_eq!(
                api.sign_in(username, PASSWORD).as_ref(),
                Err(refusal),
                "{username} {prevent}"
            );
            assert_eq!(
                api.srp(username, PASSWORD).as_ref(),
                Err(refusal),
                "SRP: {username} {prevent}"
            );
        }
    }
}

#[test]
fn an_unconfirmed_user_hears_of_it_before_the_password_is_looked_at() {
    let api = Api::usual();
    api.sign_up("alice");
    let expected = Err(refused(
        "UserNotConfirmedException",
        "User is not confirmed.",
    ));
    for _ in 0..7 {
        assert_eq!(
            api.sign_in("alice", "Wr0ng-one"),
            expected,
            "nothing was tried: nothing locks"
        );
    }
}

#[test]
fn a_temporary_password_asks_for_a_lasting_one_until_it_expires() {
    let api = Api::new(
        json!({"Schema": [{"Name": "name", "AttributeDataType": "String", "Required": true, "Mutable": true}]}),
        json!({}),
    );
    api.invite("alice", "Temp0rary-1");
    for challenge in [
        api.sign_in("alice", "Temp0rary-1").unwrap(),
        api.srp("alice", "Temp0rary-1").unwrap(),
    ] {
        assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
        assert!(challenge["Session"].as_str().unwrap().len() >= 20);
        assert!(challenge.get("AuthenticationResult").is_none());
        let parameters = &challenge["ChallengeParameters"];
        let members: Vec<_> = parameters.as_object().unwrap().keys().collect();
        assert_eq!(
            members,
            ["USER_ID_FOR_SRP", "requiredAttributes", "userAttributes"]
        );
        assert_eq!(parameters["USER_ID_FOR_SRP"], "alice");
        assert_eq!(
            parameters["requiredAttributes"],
            r#"["userAttributes.name"]"#
        );
        let attributes: Value =
            serde_json::from_str(parameters["userAttributes"].as_str().unwrap()).unwrap();
        assert_eq!(
            attributes,
            json!({"email": "alice@example.com", "email_verified": "true"})
        );
    }
    api.world.advance(Span::days(7));
    let message = "Temporary password has expired and must be reset by an administrator.";
    assert_eq!(
        api.sign_in("alice", "Temp0rary-1"),
        Err(not_authorized(message))
    );
    assert_eq!(
        api.srp("alice", "Temp0rary-1"),
        Err(not_authorized(message))
    );
}

#[test]
fn a_refresh_token_that_does_not_do_is_told_why() {
    let api = Api::usual();
    let refresh = |token: &Value| {
        flow(
            &api,
            &api.client,
            "REFRESH_TOKEN_AUTH",
            json!({"REFRESH_TOKEN": token}),
        )
    };
    assert_eq!(
        refresh(&json!("garbage")),
        Err(not_authorized("Invalid Refresh Token"))
    );

    api.add_user("revoked");
    let token = api.tokens("revoked")["RefreshToken"].clone();
    let (other, _) = api.add_client(json!({}));
    let answer = flow(
        &api,
        &other,
        "REFRESH_TOKEN_AUTH",
        json!({"REFRESH_TOKEN": token}),
    );
    assert_eq!(
        answer,
        Err(not_authorized("Refresh Token has different Client"))
    );
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": token}),
    );
    assert_eq!(
        refresh(&token),
        Err(not_authorized("Refresh Token has been revoked"))
    );

    api.add_user("out");
    let token = api.tokens("out")["RefreshToken"].clone();
    api.admin("AdminUserGlobalSignOut", "out");
    assert_eq!(
        refresh(&token),
        Err(not_authorized("Refresh Token has been revoked"))
    );

    api.add_user("disabled");
    let token = api.tokens("disabled")["RefreshToken"].clone();
    api.admin("AdminDisableUser", "disabled");
    assert_eq!(refresh(&token), Err(not_authorized("User is disabled.")));
    api.admin("AdminEnableUser", "disabled");
    assert_eq!(
        refresh(&token),
        Err(not_authorized("Refresh Token has been revoked"))
    );

    api.add_user("deleted");
    let token = api.tokens("deleted")["RefreshToken"].clone();
    api.admin("AdminDeleteUser", "deleted");
    let deleted = Err(not_authorized(
        "The user has been deleted for the associated refresh token",
    ));
    assert_eq!(refresh(&token), deleted);
    api.add_user("deleted");
    assert_eq!(refresh(&token), deleted);
}

#[test]
fn a_refresh_token_expires_with_its_session_and_says_so_after_the_sweep() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let refresh = || {
        flow(
            &api,
            &api.client,
            "REFRESH_TOKEN_AUTH",
            json!({"REFRESH_TOKEN": token}),
        )
    };
    api.world.advance(Span::days(30) - Span::seconds(1));
    let access = refresh().unwrap()["AuthenticationResult"]["AccessToken"].clone();
    api.world.advance(Span::seconds(1));
    api.wake_all();
    assert_eq!(refresh(), Err(not_authorized("Refresh Token has expired")));
    assert!(
        api.call("GetUser", json!({"AccessToken": access})).is_ok(),
        "the last access token has its own end"
    );
}

#[test]
fn a_refresh_answers_without_a_refresh_token() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let parameters = json!({"REFRESH_TOKEN": token});
    for answer in [
        flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters.clone()).unwrap(),
        flow(&api, &api.client, "REFRESH_TOKEN", parameters.clone()).unwrap(),
        admin_flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters.clone()).unwrap(),
    ] {
        let members: Vec<_> = answer["AuthenticationResult"]
            .as_object()
            .unwrap()
            .keys()
            .collect();
        assert_eq!(
            members,
            ["AccessToken", "ExpiresIn", "IdToken", "TokenType"]
        );
        assert_eq!(answer["ChallengeParameters"], json!({}));
    }
}

#[test]
fn a_client_that_rotates_refreshes_elsewhere() {
    let api = Api::new(
        json!({}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}}),
    );
    let answer = flow(
        &api,
        &api.client,
        "REFRESH_TOKEN_AUTH",
        json!({"REFRESH_TOKEN": "x"}),
    );
    let message = "This API does not support refresh token rotation";
    assert_eq!(
        answer,
        Err(refused("UnsupportedOperationException", message))
    );
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
            assert!(
                hex.bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)),
                "{name}: {hex}"
            );
        }
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
    assert!(first["SALT"].as_str().unwrap().len() <= 32);
    assert_eq!(
        (&first["USERNAME"], &first["USER_ID_FOR_SRP"]),
        (&json!("nobody"), &json!("nobody"))
    );

    api.add_user("alice");
    assert_eq!(api.srp("nobody", PASSWORD), api.srp("alice", "Wr0ng-one"));
    assert_eq!(api.srp("nobody", PASSWORD), Err(wrong()));
}
