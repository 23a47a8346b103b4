//! Which requests Signature Version 4 lets through, and with what error it refuses the others.

use vestibule_crypto::SecretString;
use vestibule_crypto::sigv4::{Credentials, Request, SigV4Error, SignedRequest, sign};

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2015-08-30T12:36:00Z
const AT: i64 = 1_440_938_160_000;

/// A call as an SDK makes it, signed by [`sign`], in parts that a test can change.
#[derive(Clone)]
struct Call {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Call {
    fn signed() -> Self {
        let headers = [
            ("Host", "localhost:8787"),
            ("Content-Type", "application/x-amz-json-1.1"),
            (
                "X-Amz-Target",
                "AWSCognitoIdentityProviderService.ListUserPools",
            ),
        ];
        let request = Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: b"{\"MaxResults\":1}",
        };
        let added = sign(&request, &credentials(), "eu-west-1", "cognito-idp", AT);
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut headers: Vec<_> = headers.iter().map(owned).collect();
        headers.extend(
            added
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        Self {
            method: request.method.to_owned(),
            path: request.path.to_owned(),
            query: String::new(),
            headers,
            body: request.body.to_vec(),
        }
    }

    fn header(&mut self, name: &str) -> &mut String {
        let found = self.headers.iter_mut().find(|(given, _)| given == name);
        &mut found.unwrap().1
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(given, _)| given != name);
        self
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Replaces a part of the `Authorization` header.
    fn altered(mut self, from: &str, to: &str) -> Self {
        let authorization = self.header("Authorization");
        assert!(authorization.contains(from));
        *authorization = authorization.replace(from, to);
        self
    }

    fn check_at(&self, now_ms: i64) -> Result<(), SigV4Error> {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let request = Request {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        };
        SignedRequest::parse(request, "cognito-idp", now_ms)?.verify(&SecretString::from(SECRET))
    }

    fn refusal(&self) -> (&'static str, String) {
        refusal(self.check_at(AT))
    }
}

fn credentials() -> Credentials {
    Credentials {
        access_key_id: KEY_ID.to_owned(),
        secret_access_key: SecretString::from(SECRET),
        session_token: None,
    }
}

fn refusal(result: Result<(), SigV4Error>) -> (&'static str, String) {
    let error = result.unwrap_err();
    (error.code(), error.to_string())
}

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

#[test]
fn a_signed_call_passes_in_any_region() {
    assert_eq!(Call::signed().check_at(AT), Ok(()));
}

#[test]
fn headers_that_a_proxy_adds_do_not_matter() {
    let call = Call::signed().with("X-Forwarded-For", "192.0.2.1");
    assert_eq!(call.check_at(AT), Ok(()));
}

#[test]
fn parameters_may_follow_one_another_without_a_space() {
    let call = Call::signed().altered(", ", ",");
    assert_eq!(call.check_at(AT), Ok(()));
}

#[test]
fn whatever_is_altered_the_signature_no_longer_matches() {
    let call = Call::signed;
    let mut body = call();
    body.body.push(b' ');
    let mut method = call();
    method.method = "PUT".to_owned();
    let mut path = call();
    path.path = "/x".to_owned();
    let mut query = call();
    query.query = "x".to_owned();
    let mut target = call();
    *target.header("X-Amz-Target") = "AWSCognitoIdentityProviderService.DeleteUserPool".to_owned();
    let mut date = call();
    *date.header("X-Amz-Date") = "20150830T123601Z".to_owned();
    let second_host = call().with("Host", "evil.example");
    let missing_header = call().without("Content-Type");
    let region = call().altered("eu-west-1", "eu-west-2");
    let order = call().altered("content-type;host", "host;content-type");
    let upper_case = call().altered("content-type;host", "Content-Type;host");
    let cut = {
        let mut call = call();
        call.header("Authorization").pop();
        call
    };
    for (what, call) in [
        ("body", body),
        ("method", method),
        ("path", path),
        ("query", query),
        ("target", target),
        ("date", date),
        ("second host", second_host),
        ("missing header", missing_header),
        ("region", region),
        ("order of signed headers", order),
        ("case of signed headers", upper_case),
        ("cut signature", cut),
    ] {
        assert_eq!(
            call.refusal(),
            ("InvalidSignatureException", MISMATCH.to_owned()),
            "{what}"
        );
    }
}

#[test]
fn another_secret_does_not_match() {
    let call = Call::signed();
    let headers: Vec<(&str, &str)> = call
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let request = Request {
        method: &call.method,
        path: &call.path,
        query: &call.query,
        headers: &headers,
        body: &call.body,
    };
    let signed = SignedRequest::parse(request, "cognito-idp", AT).unwrap();
    assert_eq!(
        signed.verify(&SecretString::from("another")),
        Err(SigV4Error::SignatureMismatch)
    );
}

#[test]
fn an_unsigned_payload_is_refused_even_where_its_header_is_signed() {
    for value in ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"] {
        let headers = [("Host", "localhost"), ("X-Amz-Content-Sha256", value)];
        let request = Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: b"{}",
        };
        let added = sign(&request, &credentials(), "eu-west-1", "cognito-idp", AT);
        let mut headers = headers.to_vec();
        headers.extend(added.iter().map(|(name, value)| (*name, value.as_str())));
        let request = Request {
            headers: &headers,
            ..request
        };
        let signed = SignedRequest::parse(request, "cognito-idp", AT).unwrap();
        assert_eq!(
            signed.verify(&SecretString::from(SECRET)),
            Err(SigV4Error::SignatureMismatch)
        );
    }
}

#[test]
fn a_call_without_authorization_lacks_its_token() {
    let expected = (
        "MissingAuthenticationTokenException",
        "Missing Authentication Token".to_owned(),
    );
    assert_eq!(Call::signed().without("Authorization").refusal(), expected);
    let mut empty = Call::signed();
    empty.header("Authorization").clear();
    assert_eq!(empty.refusal(), expected);
}

#[test]
fn a_header_that_is_no_signature_is_told_all_it_lacks() {
    let call = Call::signed()
        .without("X-Amz-Date")
        .without("Authorization")
        .with("Authorization", "garbage");
    // printf garbage | openssl sha256 -binary | base64
    assert_eq!(
        call.refusal(),
        (
            "IncompleteSignatureException",
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=eVtpBOVPgkEd9LDiejc6Ve6j+dZtrFqbzh3ZL3tAHaU=".to_owned()
        )
    );
}

#[test]
fn only_what_is_missing_is_named() {
    let call = Call::signed().altered("SignedHeaders=", "Headers=");
    let (code, message) = call.refusal();
    assert_eq!(code, "IncompleteSignatureException");
    assert!(message.starts_with(
        "Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization="
    ));
    let (code, message) = Call::signed().without("X-Amz-Date").refusal();
    assert_eq!(code, "IncompleteSignatureException");
    assert!(message.starts_with(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed"
    ));
    assert!(!message.contains(KEY_ID));
}

#[test]
fn another_algorithm_counts_as_no_signature() {
    for other in ["AWS4-HMAC-SHA1", "AWS4-HMAC-SHA256x", "Bearer"] {
        let call = Call::signed().altered("AWS4-HMAC-SHA256", other);
        assert_eq!(call.refusal().0, "IncompleteSignatureException", "{other}");
    }
}

#[test]
fn a_credential_has_five_elements() {
    let call = Call::signed().altered("/eu-west-1/", "/");
    assert_eq!(
        call.refusal(),
        (
            "IncompleteSignatureException",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/cognito-idp/aws4_request'".to_owned()
        )
    );
}

#[test]
fn the_scope_must_be_ours() {
    let refused = |from, to| Call::signed().altered(from, to).refusal();
    assert_eq!(
        refused("/cognito-idp/", "/s3/"),
        (
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'cognito-idp'. ".to_owned()
        )
    );
    assert_eq!(
        refused("aws4_request", "aws5_request"),
        (
            "InvalidSignatureException",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.".to_owned()
        )
    );
    assert_eq!(
        refused("/20150830/", "/20150829/"),
        (
            "InvalidSignatureException",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T123600Z'.".to_owned()
        )
    );
}

#[test]
fn host_date_and_operation_must_be_signed() {
    let unsigned = |name: &str| Call::signed().altered(name, "").refusal();
    assert_eq!(
        unsigned(";host"),
        (
            "InvalidSignatureException",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned()
        )
    );
    for (name, shown) in [
        (";x-amz-date", "X-Amz-Date"),
        (";x-amz-target", "X-Amz-Target"),
    ] {
        assert_eq!(
            unsigned(name),
            (
                "InvalidSignatureException",
                format!("'{shown}' must be a 'SignedHeader' in the AWS Authorization.")
            )
        );
    }
    for name in ["X-Amz-Security-Token", "X-Amz-Content-Sha256"] {
        let added = Call::signed().with(name, "value").refusal();
        assert_eq!(
            added.1,
            format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.")
        );
    }
}

#[test]
fn clocks_may_differ_by_five_minutes() {
    let five_minutes = 300_000;
    let call = Call::signed();
    assert_eq!(call.check_at(AT + five_minutes), Ok(()));
    assert_eq!(call.check_at(AT + five_minutes + 999), Ok(()));
    assert_eq!(call.check_at(AT - five_minutes), Ok(()));
    assert_eq!(
        refusal(call.check_at(AT + five_minutes + 1000)),
        (
            "InvalidSignatureException",
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)".to_owned()
        )
    );
    assert_eq!(
        refusal(call.check_at(AT - five_minutes - 1000)),
        (
            "InvalidSignatureException",
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)".to_owned()
        )
    );
}

#[test]
fn a_date_is_iso_8601_basic() {
    for bad in [
        "20150830T1236Z",
        "2015-08-30T12:36:00Z",
        "20150830T123600",
        "20150832T123600Z",
        "20150830T12360+Z",
        "20150830T12360\u{e9}Z",
        "",
    ] {
        let mut call = Call::signed();
        *call.header("X-Amz-Date") = bad.to_owned();
        let day = bad.split('T').next().unwrap();
        let call = call.altered("/20150830/", &format!("/{day}/"));
        assert_eq!(
            call.refusal(),
            (
                "IncompleteSignatureException",
                format!(
                    "Date must be in ISO-8601 'basic format'. Got '{bad}'. See http://en.wikipedia.org/wiki/ISO_8601"
                )
            )
        );
    }
}

mod untrusted {
    use proptest::prelude::*;

    use super::{AT, KEY_ID, Request, SECRET, SecretString, SignedRequest};

    proptest! {
        #[test]
        fn no_request_panics_or_passes(
            method: String, path: String, query: String, authorization: String,
            date in prop_oneof![Just("20150830T123600Z".to_owned()), any::<String>()],
            credential in "([A-Z0-9]{0,4}/){3,6}[a-z0-9_]{0,4}",
            signed_headers in "[a-z;-]{0,30}",
            now: i64,
        ) {
            let built = format!(
                "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date;{signed_headers}, Signature=00"
            );
            let shaped = authorization_for("us-east-1");
            for authorization in [&authorization, &built, &shaped] {
                let headers = [
                    ("Host", "localhost"),
                    ("X-Amz-Date", date.as_str()),
                    ("Authorization", authorization.as_str()),
                ];
                let request = Request {
                    method: &method, path: &path, query: &query, headers: &headers, body: b"",
                };
                for now in [AT, now] {
                    let result = SignedRequest::parse(request, "service", now)
                        .and_then(|signed| signed.verify(&SecretString::from(SECRET)));
                    prop_assert!(result.is_err());
                }
            }
        }
    }

    fn authorization_for(region: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={KEY_ID}/20150830/{region}/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
        )
    }
}
