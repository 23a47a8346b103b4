//! Requests of sync, whose members come from path, query, headers and body.

use crate::{
    http,
    shape::{assert_refusal, assert_within, is_same},
};
use vestibule_wire::{
    Service, fuzzing,
    sync::{self, Request},
};

pub fn run(input: &[u8]) {
    let http = http::request(input);
    let Some(route) = sync::route(&http.method, &http.path) else {
        return;
    };
    let header = |name: &str| http.header(name).map(str::to_owned);
    let request = Request {
        route: &route,
        query: &http.query,
        header: &header,
        body: &http.body,
    };
    let operation = fuzzing::rest_inputs()
        .iter()
        .find(|input| input.name == route.operation.name)
        .expect("every route is an operation's");
    let value = match (operation.parse_rest)(request) {
        Ok(value) => value,
        Err(error) => return assert_refusal(error, Service::CognitoSync),
    };
    let members = value.as_object().expect("an input is a structure");
    assert_within(operation.structure, members);
    // A body that has all of it: what doesn't come from there is not taken from there.
    let body = value.to_string();
    let again = (operation.parse_rest)(Request {
        body: body.as_bytes(),
        ..request
    });
    let again = again.expect("what was read can be read");
    assert!(is_same(&value, &again), "{value} became {again}");
}
