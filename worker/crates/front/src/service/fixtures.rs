//! The way in through the door: signed POSTs to `/`.

use super::{authentication, call};
use vestibule_crypto::{SecretString, sigv4};
use vestibule_engine::{
    http::{Request, Response},
    testing::{World, at_once},
};
use vestibule_idp::fixtures::api::Api;

pub trait Door {
    fn world(&self) -> &World;

    /// A request to the API, signed. Operations that anyone may call don't look at that.
    fn request(&self, operation: &str, body: &str) -> Request {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        request(self.world(), &target, body)
    }

    fn send(&self, request: &Request) -> Response {
        at_once(call(&mut self.world().cx(), request))
    }
}

impl Door for Api {
    fn world(&self) -> &World {
        &self.world
    }
}

impl Door for World {
    fn world(&self) -> &World {
        self
    }
}

/// A request for `X-Amz-Target`, signed.
pub fn request(world: &World, target: &str, body: &str) -> Request {
    let headers = [
        ("host", "localhost:8787"),
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", target),
    ];
    let mut request = Request {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        body: body.as_bytes().to_vec(),
    };
    sign(world, "cognito-idp", &mut request);
    request
}

/// Signs a request with the deployment's first access key.
pub fn sign(world: &World, service: &str, request: &mut Request) {
    sign_with_token(world, service, request, None);
}

/// The same, as one whose keys are temporary does.
pub fn sign_with_token(world: &World, service: &str, request: &mut Request, token: Option<&str>) {
    let headers = authentication::headers(request);
    let view = authentication::view(request, &headers);
    let key = &world.deployment.access_keys[0];
    let credentials = sigv4::Credentials {
        access_key_id: key.id.clone(),
        secret_access_key: key.secret.clone(),
        session_token: token.map(SecretString::from),
    };
    let now = world.now().millis();
    let added = sigv4::sign(&view, &credentials, "local", service, now);
    let added = added
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    request.headers.extend(added);
}
