//! Bodies before they are read: how large they may be, and what is told when they aren't read.

use super::{super::unread, with_header};
use crate::service::{
    body_limit,
    fixtures::{self, Door as _},
};
use serde_json::json;
use vestibule_engine::{
    http::{Request, Response, Unread},
    log::Outcome,
    testing::World,
};
use vestibule_idp::{
    fixtures::api::{Api, read, refused},
    table,
};
use vestibule_model::time::Span;
use vestibule_wire::{
    Auth,
    idp::operations,
    schema::{Kind, Shape, Structure},
};

const KB: usize = 1024;

fn limit(world: &World, request: &Request) -> usize {
    body_limit(request, &world.deployment, world.now())
}

/// A POST to `/`, as far as its headers.
fn post(target: Option<&str>) -> Request {
    Request {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: target
            .map(|target| ("X-Amz-Target".to_owned(), target.to_owned()))
            .into_iter()
            .collect(),
        body: Vec::new(),
    }
}

fn of_pools(operation: &str) -> Request {
    post(Some(&format!(
        "AWSCognitoIdentityProviderService.{operation}"
    )))
}

#[test]
fn a_body_may_be_as_large_as_its_operation_needs() {
    let world = World::new();
    for (operation, kilobytes) in [
        ("GetUser", 32),
        ("RevokeToken", 16),
        ("ChangePassword", 32),
        ("DeleteUserAttributes", 32),
        ("InitiateAuth", 32),
        ("RespondToAuthChallenge", 32),
        ("ConfirmForgotPassword", 32),
        ("SignUp", 64),
        ("UpdateUserAttributes", 64),
        ("NoSuchOperation", 8),
        // Not signed.
        ("CreateUserPool", 8),
        ("CreateManagedLoginBranding", 8),
    ] {
        assert_eq!(
            limit(&world, &of_pools(operation)),
            kilobytes * KB,
            "{operation}"
        );
    }
    for target in [None, Some(""), Some("VestibuleService.PutPoolExtensions")] {
        assert_eq!(limit(&world, &post(target)), 8 * KB, "{target:?}");
    }
    // Not built.
    let get_id = post(Some("AWSCognitoIdentityService.GetId"));
    assert_eq!(limit(&world, &get_id), 16 * KB);
}

#[test]
fn what_a_person_may_send_is_as_large_as_what_a_client_sends_at_most() {
    let world = World::new();
    // Each standard attribute, and the fifty that a pool may add.
    let attributes: Vec<_> = (0..67)
        .map(|number| json!({"Name": format!("custom:a_name_as_long_{number}"), "Value": "x".repeat(800)}))
        .collect();
    let context = json!({"EncodedData": "x".repeat(6 * KB)});
    let sign_up = json!({
        "ClientId": "c".repeat(26), "Username": "ü".repeat(128), "Password": "ü".repeat(256),
        "UserAttributes": attributes, "UserContextData": context,
    });
    assert!(sign_up.to_string().len() < limit(&world, &of_pools("SignUp")));
    let answer = json!({
        "ClientId": "c".repeat(26), "ChallengeName": "PASSWORD_VERIFIER", "Session": "x".repeat(4096),
        "ChallengeResponses": {
            "USERNAME": "x".repeat(128), "PASSWORD_CLAIM_SIGNATURE": "x".repeat(44), "TIMESTAMP": "x".repeat(28),
            "PASSWORD_CLAIM_SECRET_BLOCK": "x".repeat(4096), "DEVICE_KEY": "x".repeat(55),
        },
        "ClientMetadata": {"app": "x".repeat(8 * KB)}, "UserContextData": context,
    });
    assert!(answer.to_string().len() < limit(&world, &of_pools("RespondToAuthChallenge")));
    let verify = json!({"AccessToken": "x".repeat(8 * KB), "AttributeName": "x".repeat(32), "Code": "x".repeat(800)});
    assert!(verify.to_string().len() < limit(&world, &of_pools("VerifyUserAttribute")));
}

/// The texts, tokens aside, that the model lets be no longer than this are what is summed up.
#[test]
fn texts_fit_into_what_is_allowed_for_texts() {
    fn longest(structure: &Structure) -> i64 {
        let of_shape = |shape: &Shape| match shape.kind {
            Kind::Structure(structure) => longest(structure),
            Kind::Enum(_) => 64,
            Kind::String => shape.max.filter(|max| *max < 100_000).unwrap_or(2_048),
            _ => 16,
        };
        let members = structure.members.iter();
        members.map(|member| of_shape(member.shape)).sum()
    }
    let world = World::new();
    for spec in operations::ALL
        .iter()
        .filter(|spec| spec.auth == Auth::None)
    {
        let Some(input) = table::input(spec.name) else {
            continue;
        };
        let limit = limit(&world, &of_pools(spec.name));
        let longest = usize::try_from(longest(input)).unwrap();
        assert!(longest < limit, "{}: {longest}", spec.name);
    }
}

#[test]
fn an_administrators_body_may_be_large_where_it_says_that_a_key_of_ours_signs_it() {
    let world = World::new();
    for (target, megabytes) in [
        ("AWSCognitoIdentityProviderService.AdminCreateUser", 1),
        ("AWSCognitoIdentityProviderService.SetUICustomization", 2),
        (
            "AWSCognitoIdentityProviderService.CreateManagedLoginBranding",
            2,
        ),
        ("VestibuleService.PutPoolExtensions", 2),
    ] {
        let request = fixtures::request(&world, target, "");
        assert_eq!(limit(&world, &request), megabytes * 1_000_000, "{target}");
        let signed = request.header("authorization").unwrap();
        for other in [
            signed.replace("AKIDEXAMPLE", "AKIDNOBODY"),
            signed.replace("Credential=", "Credentials="),
            "garbage".to_owned(),
        ] {
            let other = with_header(request.clone(), "authorization", Some(&other));
            assert_eq!(limit(&world, &other), 8 * KB);
        }
    }
    // Whoever signs it.
    let request = fixtures::request(&world, "AWSCognitoIdentityProviderService.GetUser", "");
    assert_eq!(limit(&world, &request), 32 * KB);
    let late = fixtures::request(
        &world,
        "AWSCognitoIdentityProviderService.AdminCreateUser",
        "",
    );
    world.advance(Span::minutes(6));
    assert_eq!(limit(&world, &late), 8 * KB);
}

#[test]
fn a_body_that_is_too_large_is_refused_in_the_services_form() {
    let world = World::new();
    for (request, operation) in [
        (of_pools("InitiateAuth"), Some("InitiateAuth")),
        (post(None), None),
    ] {
        let cx = world.cx();
        let origin = Some("https://app.example");
        let request = with_header(request, "origin", origin);
        let response = unread(&cx, &request, Unread::TooLarge);
        assert_eq!(response.status, 413);
        assert_eq!(
            response.body,
            br#"{"__type":"RequestEntityTooLargeException"}"#
        );
        for (name, value) in [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amzn-errortype", "RequestEntityTooLargeException:"),
            ("x-amzn-requestid", cx.request_id.as_str()),
            ("access-control-allow-origin", "*"),
        ] {
            assert_eq!(response.header(name), Some(value));
        }
        let line = cx.line.borrow();
        assert_eq!(
            (line.operation, line.error, line.outcome),
            (
                operation,
                Some("RequestEntityTooLargeException"),
                Some(Outcome::TooLarge)
            )
        );
    }
}

#[test]
fn an_administrator_whose_body_is_too_large_for_want_of_a_signature_is_told_of_that() {
    let api = Api::usual();
    let told = |request: &Request| {
        read(&unread(&api.world.cx(), request, Unread::TooLarge))
            .unwrap_err()
            .0
    };
    let request = api.request("AdminCreateUser", "");
    assert_eq!(told(&request), "RequestEntityTooLargeException");
    for (authorization, name) in [
        (None, "MissingAuthenticationTokenException"),
        (Some("garbage"), "IncompleteSignatureException"),
    ] {
        let request = with_header(request.clone(), "authorization", authorization);
        assert_eq!(told(&request), name);
    }
}

#[test]
fn what_came_too_late_or_too_often_is_told_in_words_upon_which_clients_try_again() {
    let world = World::new();
    let answer = |why| {
        let response = unread(&world.cx(), &of_pools("SignUp"), why);
        let Response { status, body, .. } = response;
        (status, String::from_utf8(body).unwrap())
    };
    assert_eq!(
        answer(Unread::Late),
        (408, r#"{"__type":"RequestTimeoutException"}"#.to_owned())
    );
    let response = unread(&world.cx(), &of_pools("SignUp"), Unread::Throttled);
    let expected = refused("TooManyRequestsException", "Rate exceeded");
    assert_eq!(read(&response), Err(expected));
    assert_eq!(
        answer(Unread::BrokenOff),
        (400, r#"{"__type":"SerializationException"}"#.to_owned())
    );
}
