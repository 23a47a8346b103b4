//! Who signs a call: SigV4 under the deployment's access keys.

use vestibule_crypto::sigv4::{self, SigV4Error, SignedRequest};
use vestibule_engine::{cx::Cx, http::Request};
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
    let view = view(request, &headers);
    let signed = SignedRequest::parse(view, service.signing_name(), cx.now.millis())?;
    let key = cx
        .deployment
        .access_keys
        .iter()
        // The id is public; only the secret is compared in constant time.
        .find(|key| key.id == signed.access_key_id())
        // Tokens are those of temporary keys, and none of these is.
        .filter(|_| signed.security_token().is_none())
        .ok_or(SigV4Error::UnrecognizedClient)?;
    signed.verify(&key.secret)?;
    Ok(signed.region().to_owned())
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
