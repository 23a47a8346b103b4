//! The envelope: what a client sees of every call, whatever the operation.

mod all_operations;
mod attributes;
mod bodies;
mod codes;
mod declared_errors;
mod model;

use super::preflight;
use crate::service::fixtures::{Door, sign_with_token};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use vestibule_engine::{http::Request, log::Entry, testing::World};
use vestibule_idp::fixtures::api::{Api, PASSWORD, at_once, claims, not_authorized, read, refused};
use vestibule_model::time::Span;

fn describe(api: &Api) -> Request {
    api.request(
        "DescribeUserPool",
        &json!({"UserPoolId": api.pool}).to_string(),
    )
}

fn with_header(mut request: Request, name: &str, value: Option<&str>) -> Request {
    request
        .headers
        .retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    request
        .headers
        .extend(value.map(|value| (name.to_owned(), value.to_owned())));
    request
}

#[test]
fn a_success_has_the_request_id_that_its_tokens_carry_as_event_id() {
    let api = Api::usual();
    api.add_user("alice");
    let mut cx = api.world.cx();
    let body = api.password_auth("alice", PASSWORD).to_string();
    let response = at_once(super::call(&mut cx, &api.request("InitiateAuth", &body)));
    assert_eq!(response.status, 200);
    assert_eq!(
        response.header("content-type"),
        Some("application/x-amz-json-1.1")
    );
    let answer = read(&response).unwrap();
    let access = claims(&answer["AuthenticationResult"]["AccessToken"]);
    assert_eq!(
        access["event_id"].as_str(),
        response.header("x-amzn-requestid")
    );
}

#[test]
fn a_signature_by_a_key_of_ours_stands_for_the_secret_of_who_exchanges_a_token() {
    let api = Api::usual();
    api.add_user("alice");
    let (client, _) = api.add_client(json!({
        "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"],
    }));
    let token = api.tokens("alice")["AccessToken"].clone();
    let input = json!({
        "ClientId": client, "SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN",
    });
    let signed = api.request("GetDerivedToken", &input.to_string());
    assert_eq!(api.send(&signed).status, 200);
    let message = format!("Client {client} is configured for secret but secret was not received");
    for authorization in [None, Some("garbage")] {
        let request = with_header(signed.clone(), "authorization", authorization);
        let answer = read(&api.send(&request));
        assert_eq!(answer, Err(not_authorized(&message)), "{authorization:?}");
    }
}

#[test]
fn nobody_may_keep_an_answer() {
    let api = Api::usual();
    api.add_user("alice");
    let body = api.password_auth("alice", PASSWORD).to_string();
    for request in [api.request("InitiateAuth", &body), describe(&api)] {
        let response = api.send(&request);
        assert_eq!(response.status, 200);
        assert_eq!(response.header("cache-control"), Some("no-store"));
    }
    let refused = api.send(&api.request("InitiateAuth", "{}"));
    assert_eq!(refused.header("cache-control"), Some("no-store"));
}

#[test]
fn the_deployments_keys_are_not_temporary_ones() {
    let api = Api::usual();
    let mut request = describe(&api);
    let added = ["authorization", "x-amz-date"];
    request
        .headers
        .retain(|(name, _)| !added.contains(&name.to_ascii_lowercase().as_str()));
    sign_with_token(&api.world, "cognito-idp", &mut request, Some("made-up"));
    assert_eq!(
        read(&api.send(&request)),
        Err(refused(
            "UnrecognizedClientException",
            "The security token included in the request is invalid."
        ))
    );
}

#[test]
fn an_output_without_members_is_two_bytes_and_no_output_is_none() {
    let api = Api::usual();
    api.add_user("alice");
    let user = json!({"UserPoolId": api.pool, "Username": "alice"}).to_string();
    let disabled = api.send(&api.request("AdminDisableUser", &user));
    assert_eq!(
        (disabled.status, disabled.body.as_slice()),
        (200, b"{}".as_slice())
    );
    let deleted = api.send(&api.request("AdminDeleteUser", &user));
    assert_eq!(
        (deleted.status, deleted.body.as_slice()),
        (200, b"".as_slice())
    );
}

#[test]
fn a_timestamp_is_seconds_with_up_to_three_decimals_and_no_padding() {
    for (millis, shown) in [
        (0, "1767225600"),
        (80, "1767225600.08"),
        (960, "1767225600.96"),
        (972, "1767225600.972"),
    ] {
        let world = World::new();
        world.advance(Span::millis(millis));
        let api = Api::within(world, json!({}), json!({}));
        let body = String::from_utf8(api.send(&describe(&api)).body).unwrap();
        assert!(
            body.contains(&format!(r#""CreationDate":{shown},"#)),
            "{body}"
        );
    }
}

#[test]
fn an_error_is_compact_json_with_its_name_first_and_two_headers() {
    let api = Api::usual();
    api.add_user("alice");
    let response = api.send(&api.request(
        "InitiateAuth",
        &api.password_auth("alice", "Wr0ng-one").to_string(),
    ));
    assert_eq!(response.status, 400);
    assert_eq!(
        String::from_utf8(response.body.clone()).unwrap(),
        r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#
    );
    assert_eq!(
        response.header("x-amzn-errortype"),
        Some("NotAuthorizedException:")
    );
    assert_eq!(
        response.header("x-amzn-errormessage"),
        Some("Incorrect username or password.")
    );
    assert_eq!(
        response.header("content-type"),
        Some("application/x-amz-json-1.1")
    );
}

#[test]
fn an_error_without_a_message_has_no_member_for_it() {
    let api = Api::new(
        json!({}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}}),
    );
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": token}),
    );
    let body = json!({"ClientId": api.client, "RefreshToken": token}).to_string();
    let response = api.send(&api.request("GetTokensFromRefreshToken", &body));
    assert_eq!(response.body, br#"{"__type":"NotAuthorizedException"}"#);
    assert_eq!(response.header("x-amzn-errormessage"), None);
}

#[test]
fn without_a_signature_an_administrator_is_nobody() {
    let api = Api::usual();
    let response = api.send(&with_header(describe(&api), "authorization", None));
    assert_eq!(
        String::from_utf8(response.body).unwrap(),
        r#"{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}"#
    );
    assert_eq!(response.status, 400);
}

#[test]
fn an_unknown_access_key_is_not_recognised() {
    let api = Api::usual();
    let request = describe(&api);
    let signed = request
        .header("authorization")
        .unwrap()
        .replace("AKIDEXAMPLE", "AKIDNOBODY");
    let answer = read(&api.send(&with_header(request, "authorization", Some(&signed))));
    let message = "The security token included in the request is invalid.";
    assert_eq!(answer, Err(refused("UnrecognizedClientException", message)));
}

#[test]
fn a_header_that_is_no_signature_is_told_what_it_lacks() {
    let api = Api::usual();
    let answer = read(&api.send(&with_header(
        describe(&api),
        "authorization",
        Some("garbage"),
    )));
    let hashed = STANDARD.encode(Sha256::digest("garbage"));
    let message = format!(
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. \
         Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a \
         'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization={hashed}"
    );
    let request = with_header(
        with_header(describe(&api), "authorization", Some("garbage")),
        "x-amz-date",
        None,
    );
    assert_eq!(answer.unwrap_err().0, "IncompleteSignatureException");
    assert_eq!(
        read(&api.send(&request)),
        Err(refused("IncompleteSignatureException", &message))
    );
}

#[test]
fn a_signature_covers_the_body_and_the_time() {
    let api = Api::usual();
    let mut changed = describe(&api);
    changed.body.push(b' ');
    let answer = read(&api.send(&changed)).unwrap_err();
    assert_eq!(answer.0, "InvalidSignatureException");
    assert!(
        answer
            .1
            .starts_with("The request signature we calculated does not match"),
        "{}",
        answer.1
    );

    let late = describe(&api);
    api.world.advance(Span::minutes(5) + Span::seconds(1));
    let answer = read(&api.send(&late)).unwrap_err();
    assert_eq!(answer.0, "InvalidSignatureException");
    assert!(answer.1.starts_with("Signature expired: "), "{}", answer.1);
}

#[test]
fn public_operations_never_look_at_a_signature() {
    let api = Api::usual();
    api.add_user("alice");
    let request = api.request(
        "InitiateAuth",
        &api.password_auth("alice", PASSWORD).to_string(),
    );
    for authorization in [
        None,
        Some("garbage"),
        Some("AWS4-HMAC-SHA256 Credential=x/y, SignedHeaders=, Signature="),
    ] {
        let response = api.send(&with_header(
            request.clone(),
            "authorization",
            authorization,
        ));
        assert_eq!(response.status, 200, "{authorization:?}");
    }
}

#[test]
fn the_region_of_a_pool_is_that_of_the_callers_scope() {
    let api = Api::usual();
    assert!(api.pool.starts_with("local_"), "{}", api.pool);
}

#[test]
fn a_body_that_is_no_map_is_a_serialization_error_with_a_capital_message() {
    let api = Api::usual();
    for body in [
        "",
        "[]",
        "\"x\"",
        "{\"ClientId\": []}",
        "{\"AuthFlow\": 1}",
        "{",
    ] {
        let response = api.send(&api.request("InitiateAuth", body));
        let error: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(response.status, 400, "{body}");
        assert!(error.get("message").is_none(), "{body}: {error}");
        if body.is_empty() {
            // No body is an empty map: what is missing are its members.
            continue;
        }
        assert_eq!(error["__type"], "SerializationException", "{body}: {error}");
    }
}

#[test]
fn null_is_absent_and_unknown_members_are_ignored() {
    let api = Api::usual();
    api.add_user("alice");
    let mut input = api.password_auth("alice", PASSWORD);
    input["ClientMetadata"] = json!(null);
    input["Unheard"] = json!({"of": 1});
    assert!(api.call("InitiateAuth", input).is_ok());
}

#[test]
fn a_target_that_is_no_operation_is_unknown() {
    let api = Api::usual();
    for target in [
        None,
        Some("AWSCognitoIdentityProviderService.NoSuchThing"),
        Some("InitiateAuth"),
        Some(""),
    ] {
        let request = with_header(api.request("InitiateAuth", "{}"), "x-amz-target", target);
        let response = api.send(&request);
        assert_eq!(response.status, 400, "{target:?}");
        assert_eq!(
            read(&response).unwrap_err().0,
            "UnknownOperationException",
            "{target:?}"
        );
    }
}

#[test]
fn an_operation_that_is_not_built_says_so() {
    let api = Api::usual();
    let answer = api
        .call("GetCSVHeader", json!({"UserPoolId": api.pool}))
        .unwrap_err();
    assert_eq!(answer.0, "UnknownOperationException");
    assert!(answer.1.contains("GetCSVHeader"), "{}", answer.1);
}

#[test]
fn validation_comes_before_every_look_up() {
    let api = Api::usual();
    let message = "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must not be null";
    let answer = api.call("InitiateAuth", json!({"AuthFlow": "USER_SRP_AUTH"}));
    assert_eq!(answer, Err(refused("InvalidParameterException", message)));
    let nobody =
        json!({"UserPoolId": "local_Nowhere00", "Username": "nobody", "Password": "two words "});
    let message = "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy \
                   regular expression pattern: ^[\\S]+.*[\\S]+$";
    let answer = api.call("AdminSetUserPassword", nobody);
    assert_eq!(answer, Err(refused("InvalidParameterException", message)));
}

#[test]
fn browsers_may_read_every_answer() {
    let api = Api::usual();
    let known = with_header(describe(&api), "origin", Some("https://app.example"));
    let unsigned = with_header(known.clone(), "authorization", None);
    let unknown = with_header(known.clone(), "x-amz-target", None);
    for (request, status) in [(known, 200), (unsigned, 400), (unknown, 400)] {
        let response = api.send(&request);
        assert_eq!(response.status, status);
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        assert_eq!(
            response.header("access-control-expose-headers"),
            Some("x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date")
        );
    }
    assert_eq!(
        api.send(&describe(&api))
            .header("access-control-allow-origin"),
        None
    );
}

#[test]
fn a_browser_that_asks_first_may_send_what_it_names() {
    let api = Api::usual();
    let asked = "content-type,x-amz-target,x-amz-user-agent";
    let request = Request {
        method: "OPTIONS".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: vec![
            ("Origin".to_owned(), "https://app.example".to_owned()),
            (
                "Access-Control-Request-Headers".to_owned(),
                asked.to_owned(),
            ),
        ],
        body: Vec::new(),
    };
    let response = preflight(&api.world.cx(), &request);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("access-control-allow-headers"), Some(asked));
    assert_eq!(
        response.header("access-control-allow-methods"),
        Some("POST")
    );
    assert_eq!(response.header("access-control-max-age"), Some("172800"));
}

#[test]
fn a_message_that_echoes_its_caller_splits_no_header() {
    let api = Api::usual();
    let client = "x\r\nset-cookie: a=b";
    let response = api.send(&api.request(
        "InitiateAuth",
        &json!({"ClientId": client, "AuthFlow": "USER_SRP_AUTH"}).to_string(),
    ));
    assert_eq!(response.status, 400);
    assert!(
        response
            .headers
            .iter()
            .all(|(_, value)| value.bytes().all(|byte| (b' '..=b'~').contains(&byte)))
    );
}

#[test]
fn a_failure_of_ours_is_a_server_error_that_tells_nothing() {
    let api = Api::usual();
    api.add_user("alice");
    for _ in 0..4 {
        api.world.objects.lose_reply_of("reserve_attempt");
    }
    let response = api.send(&api.request(
        "InitiateAuth",
        &api.password_auth("alice", PASSWORD).to_string(),
    ));
    assert_eq!(response.status, 500);
    assert_eq!(
        read(&response),
        Err(refused("InternalErrorException", "Internal error"))
    );
    // It was no failure of the user's: the next sign-in goes on.
    assert_ne!(
        api.sign_in("alice", PASSWORD),
        Err(not_authorized("Password attempts exceeded"))
    );
}

#[test]
fn every_call_is_named_in_the_log() {
    let api = Api::usual();
    api.add_user("alice");
    let logged = |operation: &str, body: String| {
        let request = api.request(operation, &body);
        let mut cx = api.world.cx();
        let response = at_once(super::call(&mut cx, &request));
        let line = Entry::of(&cx, &request, response.status, 0).to_json();
        let line: serde_json::Value = serde_json::from_str(&line).unwrap();
        let member = |name: &str| line[name].as_str().map(str::to_owned);
        assert_eq!(member("path").as_deref(), Some("/"));
        (member("outcome").unwrap(), member("error"), member("level"))
    };
    let named = |outcome: &str, error: Option<&str>, level: &str| {
        let (error, level) = (error.map(str::to_owned), Some(level.to_owned()));
        (outcome.to_owned(), error, level)
    };
    let sign_in = |name: &str, password: &str| {
        logged(
            "InitiateAuth",
            api.password_auth(name, password).to_string(),
        )
    };
    assert_eq!(sign_in("alice", PASSWORD), named("signed_in", None, "info"));
    let refused = Some("NotAuthorizedException");
    assert_eq!(
        sign_in("alice", "Wrong0ne!"),
        named("wrong_password", refused, "info")
    );
    for _ in 0..5 {
        sign_in("alice", "Wrong0ne!");
    }
    assert_eq!(sign_in("alice", PASSWORD), named("locked", refused, "warn"));
    let list = json!({"MaxResults": 10}).to_string();
    assert_eq!(logged("ListUserPools", list), named("done", None, "info"));
    assert_eq!(
        logged(
            "DescribeUserPool",
            json!({"UserPoolId": "local_none"}).to_string()
        ),
        named("refused", Some("ResourceNotFoundException"), "info")
    );
    for _ in 0..4 {
        api.world.objects.lose_reply_of("reserve_attempt");
    }
    assert_eq!(
        sign_in("bob", PASSWORD),
        named("failed", Some("InternalErrorException"), "error")
    );
}
