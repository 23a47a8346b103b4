//! The way in through the door: signed POSTs to `/`.

use super::call;
use vestibule_crypto::sigv4;
use vestibule_engine::http::{Request, Response};
use vestibule_idp::fixtures::api::{Api, at_once};

pub(crate) trait Door {
    /// A request to the API, signed. Operations that anyone may call don't look at that.
    fn request(&self, operation: &str, body: &str) -> Request;

    fn send(&self, request: &Request) -> Response;
}

impl Door for Api {
    fn request(&self, operation: &str, body: &str) -> Request {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [
            ("host", "localhost:8787"),
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target.as_str()),
        ];
        let view = sigv4::Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: body.as_bytes(),
        };
        let key = &self.world.deployment.access_keys[0];
        let credentials = sigv4::Credentials {
            access_key_id: key.id.clone(),
            secret_access_key: key.secret.clone(),
            session_token: None,
        };
        let signed = sigv4::sign(
            &view,
            &credentials,
            "local",
            "cognito-idp",
            self.world.now().millis(),
        );
        Request {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .chain(
                    signed
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value)),
                )
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn send(&self, request: &Request) -> Response {
        at_once(call(&mut self.world.cx(), request))
    }
}
