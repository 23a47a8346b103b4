//! Signature Version 4 against AWS's published test suite, signing and verifying.

use vestibule_crypto::SecretString;
use vestibule_crypto::sigv4::{Credentials, Request, SignedRequest, sign};

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// 2015-08-30T12:36:00Z, the suite's time.
const AT: i64 = 1_440_938_160_000;
const DATE: &str = "20150830T123600Z";
const HOST: (&str, &str) = ("Host", "example.amazonaws.com");
const FORM_HASH: &str = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";

struct Vector {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    query: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static [u8],
    token: Option<&'static str>,
    signature: &'static str,
}

const VANILLA: Vector = Vector {
    name: "get-vanilla",
    method: "GET",
    path: "/",
    query: "",
    headers: &[HOST],
    body: b"",
    token: None,
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
};

/// The test suite that AWS publishes with its signers (`aws-signing-test-suite/v4`, normalized paths).
const SUITE: &[Vector] = &[
    VANILLA,
    Vector {
        name: "get-header-key-duplicate",
        headers: &[
            HOST,
            ("My-Header1", "value2"),
            ("My-Header1", "value2"),
            ("My-Header1", "value1"),
        ],
        signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ..VANILLA
    },
    Vector {
        name: "get-header-value-multiline",
        headers: &[HOST, ("My-Header1", "value1\n  value2\n     value3")],
        signature: "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd",
        ..VANILLA
    },
    Vector {
        name: "get-header-value-order",
        headers: &[
            HOST,
            ("My-Header1", "value4"),
            ("My-Header1", "value1"),
            ("My-Header1", "value3"),
            ("My-Header1", "value2"),
        ],
        signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
        ..VANILLA
    },
    Vector {
        name: "get-header-value-trim",
        headers: &[
            HOST,
            ("My-Header1", " value1"),
            ("My-Header2", " \"a   b   c\""),
        ],
        signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ..VANILLA
    },
    Vector {
        name: "get-relative",
        path: "/example/..",
        ..VANILLA
    },
    Vector {
        name: "get-relative-relative",
        path: "/example1/example2/../..",
        ..VANILLA
    },
    Vector {
        name: "get-slash-dot-slash",
        path: "/./",
        ..VANILLA
    },
    Vector {
        name: "get-slash",
        path: "//",
        ..VANILLA
    },
    Vector {
        name: "get-slash-pointless-dot",
        path: "/./example",
        signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
        ..VANILLA
    },
    Vector {
        name: "get-slashes",
        path: "//example//",
        signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        ..VANILLA
    },
    Vector {
        name: "get-space",
        path: "/example space/",
        signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
        ..VANILLA
    },
    Vector {
        name: "get-unreserved",
        path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        ..VANILLA
    },
    Vector {
        name: "get-utf8",
        path: "/\u{1234}",
        signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        ..VANILLA
    },
    Vector {
        name: "get-vanilla-empty-query-key",
        query: "Param1=value1",
        signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        ..VANILLA
    },
    Vector {
        name: "get-vanilla-query-order-encoded",
        query: "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
        signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        ..VANILLA
    },
    Vector {
        name: "get-vanilla-query-order-key-case",
        query: "Param2=value2&Param1=value1",
        signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ..VANILLA
    },
    Vector {
        name: "get-vanilla-query-unreserved",
        query: "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        ..VANILLA
    },
    Vector {
        name: "get-vanilla-utf8-query",
        query: "\u{1234}=bar",
        signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        ..VANILLA
    },
    Vector {
        name: "get-vanilla-with-session-token",
        token: Some("6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"),
        signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        ..VANILLA
    },
    Vector {
        name: "post-header-key-sort",
        method: "POST",
        headers: &[HOST, ("My-Header1", "value1")],
        signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        ..VANILLA
    },
    Vector {
        name: "post-header-value-case",
        method: "POST",
        headers: &[HOST, ("My-Header1", "VALUE1")],
        signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
        ..VANILLA
    },
    Vector {
        name: "post-vanilla",
        method: "POST",
        signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ..VANILLA
    },
    Vector {
        name: "post-vanilla-query",
        method: "POST",
        query: "Param1=value1",
        signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
        ..VANILLA
    },
    Vector {
        name: "post-x-www-form-urlencoded",
        method: "POST",
        headers: &[
            ("Content-Type", "application/x-www-form-urlencoded"),
            HOST,
            ("Content-Length", "13"),
            ("X-Amz-Content-Sha256", FORM_HASH),
        ],
        body: b"Param1=value1",
        signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
        ..VANILLA
    },
    Vector {
        name: "post-x-www-form-urlencoded-parameters",
        method: "POST",
        headers: &[
            (
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
            HOST,
            ("Content-Length", "13"),
            ("X-Amz-Content-Sha256", FORM_HASH),
        ],
        body: b"Param1=value1",
        signature: "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
        ..VANILLA
    },
];

impl Vector {
    fn request(&self) -> Request<'static> {
        Request {
            method: self.method,
            path: self.path,
            query: self.query,
            headers: self.headers,
            body: self.body,
        }
    }
}

#[test]
fn the_suites_signatures_are_made() {
    for vector in SUITE {
        let credentials = Credentials {
            session_token: vector.token.map(SecretString::from),
            ..credentials()
        };
        let added = sign(&vector.request(), &credentials, "us-east-1", "service", AT);
        assert!(added.contains(&("X-Amz-Date", DATE.to_owned())));
        let (_, authorization) = added.last().unwrap();
        assert_eq!(
            authorization.rsplit_once("Signature=").unwrap().1,
            vector.signature,
            "{}",
            vector.name
        );
        assert!(
            authorization.starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
            ),
            "{authorization}"
        );
    }
}

#[test]
fn the_suites_requests_are_verified() {
    for vector in SUITE {
        let mut headers = vector.headers.to_vec();
        headers.push(("X-Amz-Date", DATE));
        headers.extend(vector.token.map(|token| ("X-Amz-Security-Token", token)));
        let authorization = authorization(&headers, vector.signature);
        headers.push(("Authorization", &authorization));
        let request = Request {
            headers: &headers,
            ..vector.request()
        };
        let signed = SignedRequest::parse(request, "service", AT).unwrap();
        assert_eq!(signed.access_key_id(), KEY_ID);
        assert_eq!(signed.region(), "us-east-1");
        assert_eq!(signed.security_token(), vector.token);
        assert_eq!(
            signed.verify(&SecretString::from(SECRET)),
            Ok(()),
            "{}",
            vector.name
        );
    }
}

fn credentials() -> Credentials {
    Credentials {
        access_key_id: KEY_ID.to_owned(),
        secret_access_key: SecretString::from(SECRET),
        session_token: None,
    }
}

fn authorization(headers: &[(&str, &str)], signature: &str) -> String {
    let mut names: Vec<String> = headers.iter().map(|(n, _)| n.to_lowercase()).collect();
    names.sort();
    names.dedup();
    format!(
        "AWS4-HMAC-SHA256 Credential={KEY_ID}/20150830/us-east-1/service/aws4_request, SignedHeaders={}, Signature={signature}",
        names.join(";")
    )
}
