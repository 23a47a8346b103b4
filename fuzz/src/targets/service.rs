//! The API: whatever a call asks for, the answer is in the service's form, and nothing fails on our side.

use crate::{
    deployment,
    http::{self, is_header_value},
};
use serde_json::Value;
use vestibule_engine::{
    http::Request,
    testing::{World, at_once},
};
use vestibule_front::service::{self, fixtures};
use vestibule_wire::identity;

/// A request; without an `Authorization` of its own it is signed as an administrator's.
pub fn run(input: &[u8]) {
    let request = deployment::with(|deployment| {
        let mut request = http::request(&deployment.read(input));
        if request.header("authorization").is_none() {
            sign(deployment.world(), &mut request);
        }
        request
    });
    let response = deployment::run(|mut cx| {
        let limit = service::body_limit(&request, cx.deployment, cx.now);
        assert!((8 * 1024..=2_000_000).contains(&limit));
        at_once(service::call(&mut cx, &request))
    });
    for (name, value) in &response.headers {
        assert!(is_header_value(value), "{name}: {value:?}");
    }
    let body = serde_json::from_slice::<Value>(&response.body);
    match response.status {
        200 => assert!(response.body.is_empty() || body.is_ok()),
        400 => {
            assert!(body.expect("an error is JSON")["__type"].is_string());
            assert!(response.header("x-amzn-errortype").is_some());
        }
        status => panic!("{status}"),
    }
}

fn sign(world: &World, request: &mut Request) {
    if request.header("host").is_none() {
        let host = ("Host".to_owned(), "id.example.com".to_owned());
        request.headers.push(host);
    }
    let target = request.header("x-amz-target").unwrap_or_default();
    let service = if target.starts_with(identity::TARGET_PREFIX) {
        "cognito-identity"
    } else {
        "cognito-idp"
    };
    fixtures::sign(world, service, request);
}
