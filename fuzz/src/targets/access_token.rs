//! Access tokens: taken apart, and believed only under our own keys.

use crate::world::{World, run as run_world};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use vestibule_engine::access_token;
use vestibule_front::fuzzing::AccessToken;

pub fn run(input: &[u8]) {
    let token = String::from_utf8_lossy(input);
    if let Some(read) = AccessToken::read(&token) {
        let (header, payload) = read.signed.split_once('.').expect("two parts are signed");
        assert_eq!(format!("{header}.{payload}.{}", read.signature), token);
        assert!(![payload, read.signature].concat().contains('.'));
        let header = URL_SAFE_NO_PAD.decode(header).expect("it was read");
        let header: Value = serde_json::from_slice(&header).expect("it was read");
        assert_eq!(header["alg"], "RS256");
        assert_eq!(header["kid"], *read.kid);
    }
    let world = World::new();
    let caller = run_world(access_token::resolve(&world.cx(), &token));
    assert!(caller.is_err(), "there is nobody who could call");
    assert!(
        !world.has_failed(),
        "a user was looked for by a token that we didn't sign"
    );
}
