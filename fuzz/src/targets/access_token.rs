//! Access tokens: taken apart, and believed only under our own keys.

use crate::deployment;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use vestibule_engine::{access_token, testing::at_once};
use vestibule_front::fuzzing::AccessToken;
use vestibule_store::{transition::Transition as _, users::sessions::CheckAccess};

pub fn run(input: &[u8]) {
    deployment::with(|deployment| {
        let token = deployment.read(input);
        let token = String::from_utf8_lossy(&token);
        assert_parts(&token);
        let is_signed = token == deployment.meaning("{access_token}");
        deployment.run(|cx| {
            let caller = at_once(access_token::resolve(&cx, &token));
            assert_eq!(caller.is_ok(), is_signed);
            assert_eq!(
                deployment.asked(CheckAccess::NAME),
                is_signed,
                "a user was looked for by a token that we didn't sign"
            );
        });
    });
}

fn assert_parts(token: &str) {
    if let Some(read) = AccessToken::read(token) {
        let (header, payload) = read.signed.split_once('.').expect("two parts are signed");
        assert_eq!(format!("{header}.{payload}.{}", read.signature), token);
        assert!(![payload, read.signature].concat().contains('.'));
        let header = URL_SAFE_NO_PAD.decode(header).expect("it was read");
        let header: Value = serde_json::from_slice(&header).expect("it was read");
        assert_eq!(header["alg"], "RS256");
        assert_eq!(header["kid"], *read.kid);
    }
}
