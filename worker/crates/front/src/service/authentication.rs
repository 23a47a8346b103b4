//! Who signs a call: SigV4 under the deployment's access keys.

use vestibule_crypto::sigv4::{self, SigV4Error, SignedRequest};
use vestibule_engine::{
    cx::Cx,
    deployment::{AccessKey, Deployment},
    http::Request,
};
use vestibule_model::time::Timestamp;
use vestibule_wire::{ErrorBody, FrontEndError, Service};

/// Verifies the signature; gives the region label of its scope.
pub(super) fn verify(
    cx: &Cx<'_>,
    request: &Request,
    service: Service,
) -> Result<String, ErrorBody> {
    signed(cx, request, service)
        .map_err(|error| ErrorBody::new(name(&error), Some(error.to_string())))
}

fn signed(cx: &Cx<'_>, request: &Request, service: Service) -> Result<String, SigV4Error> {
    let headers = headers(request);
    let (signed, key) = claimed(cx.deployment, cx.now, view(request, &headers), service)?;
    signed.verify(&key.secret)?;
    Ok(signed.region().to_owned())
}

/// Whether a request says that it is signed under one of the deployment's keys; its body isn't looked at.
pub(super) fn names_a_key(
    deployment: &Deployment,
    now: Timestamp,
    request: &Request,
    service: Service,
) -> bool {
    let headers = headers(request);
    claimed(deployment, now, view(request, &headers), service).is_ok()
}

/// The key that a request says it is signed under.
fn claimed<'a, 'd>(
    deployment: &'d Deployment,
    now: Timestamp,
    request: sigv4::Request<'a>,
    service: Service,
) -> Result<(SignedRequest<'a>, &'d AccessKey), SigV4Error> {
    let signed = SignedRequest::parse(request, service.signing_name(), now.millis())?;
    let key = deployment
        .access_keys
        .iter()
        // The id is public; only the secret is compared in constant time.
        .find(|key| key.id == signed.access_key_id())
        // Tokens are those of temporary keys, and none of these is.
        .filter(|_| signed.security_token().is_none())
        .ok_or(SigV4Error::UnrecognizedClient)?;
    Ok((signed, key))
}

/// A request's headers, as [`view`] shows them.
pub(super) fn headers(request: &Request) -> Vec<(&str, &str)> {
    let pairs = request.headers.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// What of a request is signed.
pub(super) fn view<'a>(
    request: &'a Request,
    headers: &'a [(&'a str, &'a str)],
) -> sigv4::Request<'a> {
    sigv4::Request {
        method: &request.method,
        path: &request.path,
        query: &request.query,
        headers,
        body: &request.body,
    }
}

fn name(error: &SigV4Error) -> FrontEndError {
    match error.code() {
        "MissingAuthenticationTokenException" => FrontEndError::MissingAuthenticationTokenException,
        "IncompleteSignatureException" => FrontEndError::IncompleteSignatureException,
        "UnrecognizedClientException" => FrontEndError::UnrecognizedClientException,
        _ => FrontEndError::InvalidSignatureException,
    }
}
