//! What begins a sign-in, for anyone and for administrators.

mod choice;
mod passwords;
mod refresh;
mod secrets;
mod srp;
mod step_up;

use crate::fixtures::api::{Api, PASSWORD, not_authorized, refused, text};
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

/// [`flow`] or [`admin_flow`].
type Start = fn(&Api, &str, &str, Value) -> Result<Value, (String, String)>;

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
    let nobody = "0123456789abcdefghijklmnop";
    let message = format!("User pool client {nobody} does not exist.");
    let answer = flow(&api, nobody, "USER_SRP_AUTH", json!({}));
    assert_eq!(answer, Err(refused("ResourceNotFoundException", &message)));

    let made = api.ok("CreateUserPool", json!({"PoolName": "others"}));
    let theirs = api
        .add_client(json!({"UserPoolId": made["UserPool"]["Id"]}))
        .0;
    for client in [nobody, &theirs] {
        let message = format!(
            "User pool client {client} does not exist in user pool {}.",
            api.pool
        );
        let answer = admin_flow(&api, client, "USER_SRP_AUTH", json!({}));
        assert_eq!(answer, Err(refused("ResourceNotFoundException", &message)));
    }

    let pool = "local_Nowhere00";
    let input = json!({"UserPoolId": pool, "ClientId": theirs, "AuthFlow": "USER_SRP_AUTH"});
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
    for start in [flow, admin_flow] {
        let answer = start(&api, &api.client, "CUSTOM_AUTH", json!({}));
        assert_eq!(answer, Err(invalid(message)));
    }
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

/// Legacy names add to what every client had before there were others: SRP and refreshing.
#[test]
fn a_legacy_name_enables_its_flow_and_leaves_srp_and_refreshing() {
    let api = Api::usual();
    let invalid = "InvalidParameterException";
    let enabled = |flows: Value| {
        let (client, _) = api.add_client(json!({"ExplicitAuthFlows": flows}));
        let described = api.ok(
            "DescribeUserPoolClient",
            json!({"UserPoolId": api.pool, "ClientId": client}),
        );
        assert_eq!(described["UserPoolClient"]["ExplicitAuthFlows"], flows);
        let mut enabled = Vec::new();
        for (start, name) in [
            (flow as Start, "USER_PASSWORD_AUTH"),
            (admin_flow, "ADMIN_USER_PASSWORD_AUTH"),
            (flow, "USER_SRP_AUTH"),
            (admin_flow, "USER_SRP_AUTH"),
            (flow, "REFRESH_TOKEN_AUTH"),
            (admin_flow, "REFRESH_TOKEN_AUTH"),
        ] {
            // What is enabled asks for the parameter that is missing.
            let (error, message) = start(&api, &client, name, json!({})).unwrap_err();
            assert_eq!(error, invalid);
            if message.starts_with("Missing required parameter") {
                enabled.push(name);
            } else {
                assert!(message.contains("not enabled for th"), "{message}");
            }
        }
        enabled.dedup();
        enabled
    };
    let (password, admin) = ("USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH");
    let (srp, refresh) = ("USER_SRP_AUTH", "REFRESH_TOKEN_AUTH");
    assert_eq!(
        enabled(json!(["USER_PASSWORD_AUTH"])),
        [password, srp, refresh]
    );
    assert_eq!(enabled(json!(["ADMIN_NO_SRP_AUTH"])), [admin, srp, refresh]);
    assert_eq!(
        enabled(json!(["USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])),
        [password, admin, srp, refresh]
    );
    assert_eq!(enabled(json!(["CUSTOM_AUTH_FLOW_ONLY"])), [refresh]);
    assert_eq!(
        enabled(json!(["CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"])),
        [password, refresh]
    );
    // The names that came after them enable what they say.
    assert_eq!(enabled(json!(["ALLOW_USER_PASSWORD_AUTH"])), [password]);
    assert_eq!(enabled(json!(["ALLOW_ADMIN_USER_PASSWORD_AUTH"])), [admin]);
    assert_eq!(enabled(json!(["ALLOW_USER_SRP_AUTH"])), [srp]);
    assert_eq!(enabled(json!(["ALLOW_CUSTOM_AUTH"])), [""; 0]);
}

#[test]
fn a_client_with_a_legacy_name_signs_in_by_srp_and_refreshes() {
    let api = Api::new(
        json!({}),
        json!({"ExplicitAuthFlows": ["USER_PASSWORD_AUTH"]}),
    );
    api.add_user("alice");
    let tokens = api.srp("alice", PASSWORD).unwrap()["AuthenticationResult"].clone();
    let parameters = json!({"REFRESH_TOKEN": tokens["RefreshToken"]});
    assert!(flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters).is_ok());
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
        let by_admin = name.replace("USER_PASSWORD", "ADMIN_USER_PASSWORD");
        assert_eq!(
            admin_flow(&api, &api.client, &by_admin, given.clone()),
            expected,
            "{by_admin}"
        );
        assert_eq!(flow(&api, &api.client, name, given), expected, "{name}");
    }
}

#[test]
fn a_name_that_nobody_can_have_costs_no_hop_and_leaves_no_row() {
    let api = Api::usual();
    api.add_user("alice");
    api.tokens("alice");
    let (longest, too_long) = ("x".repeat(2048), "x".repeat(2049));
    let sent = || api.world.objects.sent.borrow().len();
    let unknown = Err(refused("UserNotFoundException", "User does not exist."));
    let before = sent();
    assert_eq!(api.sign_in(&too_long, PASSWORD), unknown);
    assert_eq!(api.srp_start(&too_long, "2"), unknown);
    assert_eq!(sent(), before);
    assert_eq!(api.rows("attempts") + api.rows("reservations"), 0);
    assert_eq!(api.sign_in(&longest, PASSWORD), unknown);
    assert!(sent() > before && api.rows("attempts") == 1);
}
