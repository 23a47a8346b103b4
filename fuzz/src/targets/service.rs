//! The API: whatever a call asks for, the answer is in the service's form, and nothing fails on our side.

use crate::{
    http::{self, is_header_value},
    world::{self, DEPLOYMENT, NOW, World},
};
use serde_json::Value;
use vestibule_crypto::sigv4::{self, Credentials};
use vestibule_engine::http::Request;
use vestibule_front::service;
use vestibule_wire::identity;

/// A request; without an `Authorization` of its own it is signed as an administrator's.
pub fn run(input: &[u8]) {
    let mut request = http::request(input);
    if request.header("authorization").is_none() {
        sign(&mut request);
    }
    assert!(service::body_limit(&request) >= 1_000_000);
    let world = World::new();
    let mut cx = world.cx();
    let response = world::run(service::call(&mut cx, &request));
    for (name, value) in &response.headers {
        assert!(is_header_value(value), "{name}: {value:?}");
    }
    let body = serde_json::from_slice::<Value>(&response.body);
    match response.status {
        200 => assert!(response.body.is_empty() || body.is_ok()),
        400 | 500 => {
            assert!(body.expect("an error is JSON")["__type"].is_string());
            assert!(response.header("x-amzn-errortype").is_some());
        }
        status => panic!("{status}"),
    }
    assert!(response.status != 500 || world.has_failed());
}

fn sign(request: &mut Request) {
    if request.header("host").is_none() {
        request
            .headers
            .push(("Host".to_owned(), "id.example.com".to_owned()));
    }
    let key = DEPLOYMENT.access_keys.first().expect("there is one");
    let credentials = Credentials {
        access_key_id: key.id.clone(),
        secret_access_key: key.secret.clone(),
        session_token: None,
    };
    let target = request.header("x-amz-target").unwrap_or_default();
    let service = if target.starts_with(identity::TARGET_PREFIX) {
        "cognito-identity"
    } else {
        "cognito-idp"
    };
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let unsigned = sigv4::Request {
        method: &request.method,
        path: &request.path,
        query: &request.query,
        headers: &headers,
        body: &request.body,
    };
    let added = sigv4::sign(&unsigned, &credentials, "local", service, NOW.millis());
    request.headers.extend(
        added
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
}
