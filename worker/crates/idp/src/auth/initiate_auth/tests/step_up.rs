//! `TARGET_ACR_VALUES`, `ACCESS_TOKEN`, `MAX_AGE`, and the claims `acr` and `amr`.

use super::{
    choice::{passkey, shown},
    *,
};
use crate::fixtures::{
    api::{claims, merged},
    srp::SrpClient,
};
use vestibule_model::time::Span;

const LEVEL: [&str; 5] = [
    "",
    "urn:cognito:loa:1",
    "urn:cognito:loa:2",
    "urn:cognito:loa:3",
    "urn:cognito:loa:4",
];
const REACHED: &str = "The access token already satisfies TARGET_ACR_VALUES.";
const UNREACHABLE: &str = "The user has no factors that satisfy TARGET_ACR_VALUES.";

/// A pool in which second factors are optional, and nobody has turned one on.
fn house(client: Value) -> Api {
    let allowed = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    let source = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
    let api = Api::new(
        json!({
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}},
            "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": source},
        }),
        merged(
            json!({"ExplicitAuthFlows": [
                "ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
            ]}),
            client,
        ),
    );
    api.take_passkeys(&json!({"RelyingPartyId": "example.com"}));
    api.offer(json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {},
    }));
    api.add_user("alice");
    api
}

fn begin(api: &Api, members: Value) -> Result<Value, (String, String)> {
    let parameters = merged(json!({"USERNAME": "alice"}), members);
    flow(api, &api.client, "USER_AUTH", parameters)
}

/// With the password, towards these.
fn with_password(api: &Api, levels: &str) -> Result<Value, (String, String)> {
    let chosen = json!({
        "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD, "TARGET_ACR_VALUES": levels,
    });
    begin(api, chosen)
}

/// What both tokens say was reached, and by what.
fn told(answer: &Value) -> (Value, Value) {
    let of = |token: &str| {
        let claims = claims(&answer["AuthenticationResult"][token]);
        (claims["acr"].clone(), claims["amr"].clone())
    };
    assert_eq!(of("AccessToken"), of("IdToken"));
    of("IdToken")
}

fn by_token(api: &Api, asked: &Value, secret: &Value) -> Value {
    assert_eq!(asked["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    api.world.advance(Span::seconds(30));
    let code = json!({"SOFTWARE_TOKEN_MFA_CODE": api.code_of(secret)});
    api.respond(asked, "alice", code).unwrap()
}

/// Alice's token, which isn't asked for unless a level asks.
fn token(api: &Api) -> Value {
    let secret = api.add_software_token("alice");
    api.ok(
        "AdminSetUserMFAPreference",
        json!({
            "UserPoolId": api.pool, "Username": "alice", "SoftwareTokenMfaSettings": {"Enabled": false},
        }),
    );
    secret
}

#[test]
fn the_claims_are_told_where_a_level_is_sought_and_kept_by_a_refresh() {
    let api = house(json!({}));
    let chosen = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD});
    let (acr, amr) = told(&begin(&api, chosen).unwrap());
    assert!(acr.is_null() && amr.is_null());
    let signed_in = with_password(&api, LEVEL[1]).unwrap();
    let reached = (json!(LEVEL[1]), json!(["pwd"]));
    assert_eq!(told(&signed_in), reached);
    let token = &signed_in["AuthenticationResult"]["RefreshToken"];
    let parameters = json!({"REFRESH_TOKEN": token});
    let refreshed = flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters).unwrap();
    assert_eq!(told(&refreshed), reached);
}

#[test]
fn a_level_asks_for_a_second_factor_that_nobody_turned_on() {
    let api = house(json!({}));
    let secret = token(&api);
    let asked = with_password(&api, LEVEL[4]).unwrap();
    let reached = (json!(LEVEL[4]), json!(["pwd", "otp", "mfa"]));
    assert_eq!(told(&by_token(&api, &asked, &secret)), reached);
    let client = SrpClient::new();
    let proof = json!({
        "PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": client.public(), "TARGET_ACR_VALUES": LEVEL[4],
    });
    let challenge = begin(&api, proof).unwrap();
    let now = api.world.now().millis();
    let proof = client.prove(&api.pool, &challenge["ChallengeParameters"], PASSWORD, now);
    let asked = api.srp_prove(&proof).unwrap();
    assert_eq!(told(&by_token(&api, &asked, &secret)), reached);
}

#[test]
fn the_first_level_that_can_be_reached_is_enforced() {
    let api = house(json!({}));
    for unknown in ["urn:mine", "", "urn:cognito:loa:5"] {
        assert_eq!(
            with_password(&api, unknown),
            Err(invalid("TARGET_ACR_VALUES has no valid value."))
        );
    }
    assert_eq!(with_password(&api, LEVEL[4]), Err(invalid(UNREACHABLE)));
    let sought = json!({"TARGET_ACR_VALUES": LEVEL[4]});
    assert_eq!(begin(&api, sought), Err(invalid(UNREACHABLE)));
    // Nothing has counted as a wrong password.
    for _ in 0..8 {
        with_password(&api, LEVEL[4]).unwrap_err();
    }
    // The address may recover the password, as long as nobody has turned it into a factor.
    assert_eq!(with_password(&api, LEVEL[3]), Err(invalid(UNREACHABLE)));
    api.ok(
        "AdminSetUserMFAPreference",
        json!({"UserPoolId": api.pool, "Username": "alice", "EmailMfaSettings": {"Enabled": true}}),
    );
    assert_eq!(with_password(&api, LEVEL[4]), Err(invalid(UNREACHABLE)));
    let levels = format!("urn:mine {} {}", LEVEL[4], LEVEL[3]);
    let asked = with_password(&api, &levels).unwrap();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    let code = api.world.mailbox.code_for("alice@example.com").unwrap();
    let answer = json!({"EMAIL_OTP_CODE": code});
    let signed_in = api.respond(&asked, "alice", answer).unwrap();
    let reached = (json!(LEVEL[3]), json!(["pwd", "email_otp", "mfa"]));
    assert_eq!(told(&signed_in), reached);
}

#[test]
fn only_what_reaches_the_level_is_there_to_choose() {
    let api = house(json!({}));
    let mut key = passkey(&api);
    let available = |level: &str| {
        let asked = begin(&api, json!({"TARGET_ACR_VALUES": level})).unwrap();
        asked["AvailableChallenges"].clone()
    };
    let all = json!(["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    assert_eq!(available(LEVEL[1]), all);
    assert_eq!(available(LEVEL[2]), json!(["EMAIL_OTP", "WEB_AUTHN"]));
    assert_eq!(available(LEVEL[3]), json!(["WEB_AUTHN"]));
    let chosen = json!({"PREFERRED_CHALLENGE": "WEB_AUTHN", "TARGET_ACR_VALUES": LEVEL[3]});
    let asked = begin(&api, chosen).unwrap();
    let signed_in = api
        .respond(&asked, "alice", shown(&api, &mut key, &asked))
        .unwrap();
    assert_eq!(told(&signed_in), (json!(LEVEL[3]), json!(["swk"])));
    let chosen = json!({"PREFERRED_CHALLENGE": "EMAIL_OTP", "TARGET_ACR_VALUES": LEVEL[2]});
    let asked = begin(&api, chosen).unwrap();
    api.deliver_due();
    let code = api.world.mailbox.code_for("alice@example.com").unwrap();
    let answer = json!({"EMAIL_OTP_CODE": code});
    let signed_in = api.respond(&asked, "alice", answer).unwrap();
    assert_eq!(told(&signed_in), (json!(LEVEL[2]), json!(["email_otp"])));
    token(&api);
    assert_eq!(available(LEVEL[4]), json!(["PASSWORD_SRP", "PASSWORD"]));
}

#[test]
fn what_is_asked_for_anyway_is_asked_for_whatever_the_level() {
    let api = house(json!({}));
    let secret = api.add_software_token("alice");
    let asked = with_password(&api, LEVEL[1]).unwrap();
    let reached = (json!(LEVEL[4]), json!(["pwd", "otp", "mfa"]));
    assert_eq!(told(&by_token(&api, &asked, &secret)), reached);
    // Of several that are turned on, one is asked for that reaches it.
    api.ok(
        "AdminSetUserMFAPreference",
        json!({
            "UserPoolId": api.pool, "Username": "alice",
            "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true},
        }),
    );
    let asked = with_password(&api, LEVEL[3]).unwrap();
    assert_eq!(asked["ChallengeName"], "EMAIL_OTP");
    let asked = with_password(&api, LEVEL[4]).unwrap();
    assert_eq!(told(&by_token(&api, &asked, &secret)), reached);
}

#[test]
fn who_is_signed_in_proves_what_is_missing_alone() {
    let api = house(json!({}));
    let secret = token(&api);
    let signed_in = with_password(&api, LEVEL[1]).unwrap();
    let access_token = &signed_in["AuthenticationResult"]["AccessToken"];
    let step_up = |levels: &str| {
        begin(
            &api,
            json!({"ACCESS_TOKEN": access_token, "TARGET_ACR_VALUES": levels}),
        )
    };
    assert_eq!(step_up(LEVEL[1]), Err(invalid(REACHED)));
    let asked = step_up(LEVEL[4]).unwrap();
    let stronger = by_token(&api, &asked, &secret);
    let reached = (json!(LEVEL[4]), json!(["pwd", "otp", "mfa"]));
    assert_eq!(told(&stronger), reached);
    assert!(stronger["AuthenticationResult"]["RefreshToken"].is_string());
    let access_token = &stronger["AuthenticationResult"]["AccessToken"];
    let again = json!({"ACCESS_TOKEN": access_token, "TARGET_ACR_VALUES": LEVEL[4]});
    assert_eq!(begin(&api, again), Err(invalid(REACHED)));
}

#[test]
fn administrators_seek_levels_too() {
    let api = house(json!({}));
    let secret = token(&api);
    let parameters = json!({
        "USERNAME": "alice", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD,
        "TARGET_ACR_VALUES": LEVEL[4],
    });
    let asked = admin_flow(&api, &api.client, "USER_AUTH", parameters).unwrap();
    let reached = (json!(LEVEL[4]), json!(["pwd", "otp", "mfa"]));
    assert_eq!(told(&by_token(&api, &asked, &secret)), reached);
}

#[test]
fn what_was_proven_too_long_ago_counts_for_nothing() {
    let api = house(json!({}));
    token(&api);
    let signed_in = with_password(&api, LEVEL[1]).unwrap();
    let access_token = &signed_in["AuthenticationResult"]["AccessToken"];
    api.world.advance(Span::minutes(2));
    let within = |seconds: &str| {
        begin(
            &api,
            json!({
                "ACCESS_TOKEN": access_token, "TARGET_ACR_VALUES": LEVEL[4], "MAX_AGE": seconds,
            }),
        )
    };
    assert_eq!(
        within("120").unwrap()["ChallengeName"],
        "SOFTWARE_TOKEN_MFA"
    );
    assert_eq!(within("119").unwrap()["ChallengeName"], "SELECT_CHALLENGE");
    for wrong in ["-1", "soon", "1.5"] {
        assert_eq!(
            within(wrong),
            Err(invalid("MAX_AGE is no number of seconds."))
        );
    }
    let temporary = json!({
        "UserPoolId": api.pool, "Username": "alice", "Password": "Temp0rary-1", "Permanent": false,
    });
    api.ok("AdminSetUserPassword", temporary);
    assert_eq!(
        within("120").unwrap()["ChallengeName"],
        "SELECT_CHALLENGE",
        "the password is another"
    );
    let lasting = json!({
        "UserPoolId": api.pool, "Username": "alice", "Password": PASSWORD, "Permanent": true,
    });
    api.ok("AdminSetUserPassword", lasting);
    // Without a token everybody begins anew.
    let chosen = json!({
        "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD, "MAX_AGE": "0",
    });
    assert!(begin(&api, chosen).unwrap()["AuthenticationResult"].is_object());
}

#[test]
fn a_token_that_tells_no_methods_counts_for_nothing_and_anothers_is_refused() {
    let api = house(json!({}));
    token(&api);
    let plain = api.tokens("alice")["AccessToken"].clone();
    let with = |token: &Value| {
        begin(
            &api,
            json!({"ACCESS_TOKEN": token, "TARGET_ACR_VALUES": LEVEL[4]}),
        )
    };
    let asked = with(&plain).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    assert_eq!(
        asked["AvailableChallenges"],
        json!(["PASSWORD_SRP", "PASSWORD"])
    );
    assert_eq!(
        begin(&api, json!({"ACCESS_TOKEN": plain})),
        Err(invalid("ACCESS_TOKEN requires TARGET_ACR_VALUES."))
    );
    api.add_user("bob");
    let bobs = api.tokens("bob")["AccessToken"].clone();
    for wrong in [&bobs, &json!("no.to.ken")] {
        assert_eq!(with(wrong), Err(not_authorized("Invalid Access Token")));
    }
    api.ok(
        "AdminUserGlobalSignOut",
        json!({"UserPoolId": api.pool, "Username": "alice"}),
    );
    assert_eq!(
        with(&plain),
        Err(not_authorized("Access Token has been revoked"))
    );
}

#[test]
fn what_one_has_proven_is_no_other_users() {
    let api = Api::new(
        json!({
            "AliasAttributes": ["preferred_username"],
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
        }),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    );
    let name = |username: &str, alias: &str| {
        let attributes = json!([{"Name": "preferred_username", "Value": alias}]);
        api.ok(
            "AdminUpdateUserAttributes",
            json!({"UserPoolId": api.pool, "Username": username, "UserAttributes": attributes}),
        );
    };
    for username in ["alice", "bob"] {
        api.add_user(username);
    }
    name("alice", "boss");
    let asked = begin(
        &api,
        json!({"PREFERRED_CHALLENGE": "EMAIL_OTP", "TARGET_ACR_VALUES": LEVEL[1]}),
    );
    api.deliver_due();
    let code = api.world.mailbox.code_for("alice@example.com");
    let code = json!({"EMAIL_OTP_CODE": code});
    let signed_in = api.respond(&asked.unwrap(), "alice", code).unwrap();
    let towards = json!({
        "USERNAME": "boss", "TARGET_ACR_VALUES": LEVEL[3],
        "ACCESS_TOKEN": signed_in["AuthenticationResult"]["AccessToken"],
    });
    let asked = flow(&api, &api.client, "USER_AUTH", towards).unwrap();
    assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE");
    name("alice", "other");
    name("bob", "boss");
    let answer = json!({"ANSWER": "PASSWORD", "PASSWORD": PASSWORD});
    assert_eq!(
        api.respond(&asked, "boss", answer),
        Err(not_authorized("Invalid session for the user."))
    );
}

#[test]
fn where_users_are_hidden_a_level_tells_nothing_before_a_proof() {
    let api = house(json!({"PreventUserExistenceErrors": "ENABLED"}));
    let begin = |name: &str, members: Value| {
        let parameters = merged(
            json!({"USERNAME": name, "TARGET_ACR_VALUES": LEVEL[4]}),
            members,
        );
        flow(&api, &api.client, "USER_AUTH", parameters)
    };
    for name in ["alice", "nobody"] {
        let asked = begin(name, json!({})).unwrap();
        assert_eq!(asked["ChallengeName"], "SELECT_CHALLENGE", "{name}");
        let wrong = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "Wr0ng-one"});
        assert_eq!(begin(name, wrong), Err(super::wrong()));
    }
    let right = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD});
    assert_eq!(begin("alice", right), Err(invalid(UNREACHABLE)));
}

#[test]
fn a_pool_can_name_its_levels() {
    let api = house(json!({}));
    let update = |levels: Value| {
        let source = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
        api.call(
            "UpdateUserPool",
            json!({
                "UserPoolId": api.pool, "AcrConfiguration": levels, "EmailConfiguration": {
                    "EmailSendingAccount": "DEVELOPER", "SourceArn": source,
                },
            }),
        )
    };
    let taken = "AcrValue must be unique across all levels.";
    for twice in [
        json!({"Level1": {"AcrValue": LEVEL[4]}}),
        json!({"Level1": {"AcrValue": "urn:one"}, "Level2": {"AcrValue": "urn:one"}}),
    ] {
        assert_eq!(update(twice), Err(invalid(taken)));
    }
    update(json!({"Level1": {"AcrValue": "urn:one"}})).unwrap();
    let described = api.ok("DescribeUserPool", json!({"UserPoolId": api.pool}));
    assert_eq!(
        described["UserPool"]["AcrConfiguration"],
        json!({
            "Level1": {"AcrValue": "urn:one"}, "Level2": {"AcrValue": LEVEL[2]},
            "Level3": {"AcrValue": LEVEL[3]}, "Level4": {"AcrValue": LEVEL[4]},
        })
    );
    assert_eq!(
        with_password(&api, LEVEL[1]),
        Err(invalid("TARGET_ACR_VALUES has no valid value."))
    );
    let signed_in = with_password(&api, "urn:one").unwrap();
    assert_eq!(told(&signed_in).0, "urn:one");
}

#[test]
fn levels_are_not_for_the_lite_tier() {
    let api = Api::new(
        json!({"UserPoolTier": "LITE"}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
    );
    api.add_user("alice");
    let (code, message) = with_password(&api, LEVEL[1]).unwrap_err();
    assert_eq!(code, "FeatureUnavailableInTierException", "{message}");
    let chosen = json!({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD});
    assert!(begin(&api, chosen).unwrap()["AuthenticationResult"].is_object());
    let named = json!({
        "UserPoolId": api.pool, "UserPoolTier": "LITE", "AcrConfiguration": {"Level1": {"AcrValue": "urn:one"}},
    });
    let (code, message) = api.call("UpdateUserPool", named).unwrap_err();
    assert_eq!(code, "FeatureUnavailableInTierException", "{message}");
}
