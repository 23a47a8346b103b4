//! Passkeys, in a password's place and in both factors'.

use super::*;

#[test]
fn a_passkey_signs_in_once_for_each_challenge() {
    let api = house(json!({}));
    let mut key = passkey(&api);
    let asked = prefer(&api, "alice", "WEB_AUTHN");
    assert_eq!(asked["ChallengeName"], "WEB_AUTHN");
    let answer = shown(&api, &mut key, &asked);
    let other = prefer(&api, "alice", "WEB_AUTHN");
    assert_eq!(
        api.respond(&other, "alice", answer.clone()),
        Err(wrong()),
        "for another challenge"
    );
    assert!(has_tokens(
        &api.respond(&asked, "alice", answer.clone()).unwrap()
    ));
    assert_eq!(
        api.respond(&asked, "alice", answer),
        Err(not_authorized(
            "Invalid session for the user, session can only be used once."
        ))
    );
    let mut stranger = Authenticator::new("https://example.com", b"others");
    let asked = prefer(&api, "alice", "WEB_AUTHN");
    assert_eq!(
        api.respond(&asked, "alice", shown(&api, &mut stranger, &asked)),
        Err(wrong())
    );
}

#[test]
fn a_passkey_of_another_relying_party_is_not_offered() {
    let api = house(json!({}));
    passkey(&api);
    let offers = || {
        let asked = begin(&api, "alice", json!({})).unwrap();
        let factors = api.admin("AdminGetUserAuthFactors", "alice");
        [
            &asked["AvailableChallenges"],
            &factors["ConfiguredUserAuthFactors"],
        ]
        .map(|listed| listed.as_array().unwrap().contains(&json!("WEB_AUTHN")))
    };
    assert_eq!(offers(), [true, true]);
    api.take_passkeys(&json!({"RelyingPartyId": "other.example"}));
    assert_eq!(offers(), [false, false]);
    let asked = prefer(&api, "alice", "WEB_AUTHN");
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    assert_eq!(offers(), [true, true]);
}

#[test]
fn a_passkey_is_one_factor_unless_pool_and_person_take_it_for_two() {
    for (factor, turned_on, is_both) in [
        ("SINGLE_FACTOR", false, false),
        ("MULTI_FACTOR_WITH_USER_VERIFICATION", false, false),
        ("MULTI_FACTOR_WITH_USER_VERIFICATION", true, true),
    ] {
        let api = house(json!({}));
        let mut key = passkey(&api);
        api.offer(json!({
            "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "FactorConfiguration": factor},
        }));
        api.add_software_token("alice");
        if turned_on {
            let settings = json!({"Enabled": true});
            api.ok(
                "AdminSetUserMFAPreference",
                json!({"UserPoolId": api.pool, "Username": "alice", "WebAuthnMfaSettings": settings}),
            );
        }
        let asked = prefer(&api, "alice", "WEB_AUTHN");
        let answer = api
            .respond(&asked, "alice", shown(&api, &mut key, &asked))
            .unwrap();
        assert_eq!(has_tokens(&answer), is_both, "{factor} {turned_on}");
        if !is_both {
            assert_eq!(answer["ChallengeName"], "SOFTWARE_TOKEN_MFA");
        }
    }
}

#[test]
fn a_passkey_is_one_factor_again_once_the_last_other_has_gone() {
    let whose = |api: &Api| json!({"UserPoolId": api.pool, "Username": "alice"});
    let preferring = |api: &Api, settings: Value| {
        api.ok("AdminSetUserMFAPreference", merged(whose(api), settings));
    };
    let app = |enabled: bool| json!({"SoftwareTokenMfaSettings": {"Enabled": enabled}});
    let sms = |enabled: bool| json!({"SMSMfaSettings": {"Enabled": enabled}});
    type Way<'a> = (&'a str, Value, &'a dyn Fn(&Api, &Value));
    let options = |api: &Api, operation: &str, whose: Value| {
        api.ok(operation, merged(whose, json!({"MFAOptions": []})));
    };
    let ways: [Way<'_>; 4] = [
        ("preferences", app(true), &|api, _| {
            preferring(api, app(false))
        }),
        ("AdminDeleteSoftwareToken", app(true), &|api, _| {
            api.admin("AdminDeleteSoftwareToken", "alice");
            api.add_software_token("alice");
        }),
        ("AdminSetUserSettings", sms(true), &|api, _| {
            options(api, "AdminSetUserSettings", whose(api));
        }),
        ("SetUserSettings", sms(true), &|api, token| {
            options(api, "SetUserSettings", json!({"AccessToken": token}));
        }),
    ];
    for (what, other, goes) in ways {
        let api = house(json!({}));
        let mut key = passkey(&api);
        let phone = json!([
            {"Name": "phone_number", "Value": "+14325550100"}, {"Name": "phone_number_verified", "Value": "true"},
        ]);
        api.ok(
            "AdminUpdateUserAttributes",
            merged(whose(&api), json!({"UserAttributes": phone})),
        );
        let token = api.tokens("alice")["AccessToken"].clone();
        api.offer(json!({
            "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}},
            "WebAuthnConfiguration": {
                "RelyingPartyId": "example.com", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
            },
        }));
        if other == app(true) {
            api.add_software_token("alice");
        }
        preferring(&api, other.clone());
        preferring(&api, json!({"WebAuthnMfaSettings": {"Enabled": true}}));
        goes(&api, &token);
        preferring(&api, other);
        let asked = prefer(&api, "alice", "WEB_AUTHN");
        let answer = shown(&api, &mut key, &asked);
        let answer = api.respond(&asked, "alice", answer).unwrap();
        assert!(!has_tokens(&answer), "{what}");
    }
}

#[test]
fn nor_is_a_passkey_two_once_the_address_of_the_last_other_has_gone() {
    let api = house(json!({}));
    let mut key = passkey(&api);
    let source = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
    api.ok(
        "UpdateUserPool",
        json!({
            "UserPoolId": api.pool,
            "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": source},
        }),
    );
    api.offer(json!({
        "MfaConfiguration": "ON", "EmailMfaConfiguration": {},
        "WebAuthnConfiguration": {
            "RelyingPartyId": "example.com", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
    }));
    let whose = json!({"UserPoolId": api.pool, "Username": "alice"});
    let both = json!({"WebAuthnMfaSettings": {"Enabled": true}});
    api.ok("AdminSetUserMFAPreference", merged(whose.clone(), both));
    let addresses = json!({"UserAttributeNames": ["email"]});
    api.ok("AdminDeleteUserAttributes", merged(whose, addresses));
    let asked = prefer(&api, "alice", "WEB_AUTHN");
    let answer = shown(&api, &mut key, &asked);
    let answer = api.respond(&asked, "alice", answer).unwrap();
    assert_eq!(answer["ChallengeName"], "MFA_SETUP");
}

#[test]
fn a_passkeys_answer_can_come_with_its_choice() {
    for admin in [false, true] {
        let api = house(json!({}));
        let mut key = passkey(&api);
        let asked = prefer(&api, "alice", "WEB_AUTHN");
        let answer = shown(&api, &mut key, &asked);
        let chosen = merged(answer, json!({"ANSWER": "WEB_AUTHN"}));
        let input = json!({
            "ClientId": api.client, "ChallengeName": "SELECT_CHALLENGE", "Session": asked["Session"],
            "ChallengeResponses": merged(json!({"USERNAME": "alice"}), chosen.clone()),
        });
        let respond = || match admin {
            true => {
                let pool = json!({"UserPoolId": api.pool});
                api.call("AdminRespondToAuthChallenge", merged(pool, input.clone()))
            }
            false => api.call("RespondToAuthChallenge", input.clone()),
        };
        assert!(has_tokens(&respond().unwrap()));
        assert!(respond().is_err(), "once");
        let open = begin(&api, "alice", json!({})).unwrap();
        let early = api.respond(&open, "alice", chosen.clone());
        let invalid = not_authorized("Invalid session for the user.");
        assert_eq!(early, Err(invalid), "no passkey was asked for");
    }
}

#[test]
fn where_users_are_hidden_no_passkey_is_named() {
    let api = hiding();
    let mut key = passkey(&api);
    let options = |asked: &Value| -> Value {
        let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str();
        serde_json::from_str(options.unwrap()).unwrap()
    };
    for name in ["alice", "nobdy"] {
        let asked = prefer(&api, name, "WEB_AUTHN");
        assert_eq!(options(&asked)["allowCredentials"], json!([]), "{name}");
    }
    let asked = prefer(&api, "alice", "WEB_AUTHN");
    let answer = shown(&api, &mut key, &asked);
    assert!(has_tokens(&api.respond(&asked, "alice", answer).unwrap()));
    let shown_users = house(json!({}));
    passkey(&shown_users);
    let asked = prefer(&shown_users, "alice", "WEB_AUTHN");
    let named = options(&asked)["allowCredentials"].clone();
    assert_eq!(named.as_array().map(Vec::len), Some(1));
}
