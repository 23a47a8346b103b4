//! Signature Version 4: what we didn't sign never verifies, and what we sign does, exactly as it is.

use crate::http;
use vestibule_crypto::{
    SecretString,
    sigv4::{Credentials, Request, SigV4Error, SignedRequest, sign},
};

/// 2015-08-30T12:36:00Z, in milliseconds: when the service's published examples were signed.
const NOW: i64 = 1_440_938_160_000;
const SERVICE: &str = "cognito-idp";

pub fn run(input: &[u8]) {
    let http = http::request(input);
    let headers: Vec<(&str, &str)> = http
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let request = Request {
        method: &http.method,
        path: &http.path,
        query: &http.query,
        headers: &headers,
        body: &http.body,
    };
    let secret = SecretString::from("a secret that signed nothing in the corpus");
    match SignedRequest::parse(request, SERVICE, NOW) {
        Ok(signed) => {
            assert!(!signed.region().contains('/') && !signed.access_key_id().contains('/'));
            assert_eq!(signed.verify(&secret), Err(SigV4Error::SignatureMismatch));
        }
        Err(error) => assert!(error.code().ends_with("Exception") && !error.to_string().is_empty()),
    }

    let mut headers: Vec<(&str, &str)> = headers
        .iter()
        .copied()
        .filter(|(name, _)| !ADDED.iter().any(|added| added.eq_ignore_ascii_case(name)))
        .collect();
    headers.push(("Host", "id.example.com"));
    let unsigned = Request {
        headers: &headers,
        ..request
    };
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: secret.clone(),
        session_token: Some(SecretString::from("token")),
    };
    let added = sign(&unsigned, &credentials, "local", SERVICE, NOW);
    let mut headers = headers.clone();
    headers.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
    let signed = Request {
        headers: &headers,
        ..request
    };
    assert_eq!(verdict(signed, &secret), Ok(()));
    let mismatch = Err(SigV4Error::SignatureMismatch);
    let body = [request.body, b"."].concat();
    let other_body = Request {
        body: &body,
        ..signed
    };
    assert_eq!(verdict(other_body, &secret), mismatch);
    let method = format!("{}X", request.method);
    let other_method = Request {
        method: &method,
        ..signed
    };
    assert_eq!(verdict(other_method, &secret), mismatch);
    assert_eq!(verdict(signed, &SecretString::from("another")), mismatch);
}

/// Headers that signing adds, or that announce what it covers.
const ADDED: [&str; 4] = [
    "authorization",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
];

fn verdict(request: Request<'_>, secret: &SecretString) -> Result<(), SigV4Error> {
    SignedRequest::parse(request, SERVICE, NOW)?.verify(secret)
}
