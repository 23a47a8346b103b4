//! The API on the wire: one POST to `/`, from the `X-Amz-Target` to the operation and back.

mod authentication;
#[cfg(any(test, feature = "testing"))]
pub mod fixtures;
mod limit;
mod outcome;

use vestibule_engine::{
    cx::{Caller, Cx},
    deployment::Deployment,
    error::Refusal,
    http::{Request, Response, Unread},
};
use vestibule_idp::{
    error::Error,
    extensions,
    operation::{self, Failure},
    table,
};
use vestibule_model::time::Timestamp;
use vestibule_wire::{Auth, ErrorBody, FrontEndError, Service, idp, schema::Structure};

/// Where the API is.
pub const PATH: &str = "/";

/// Answers a POST to `/`, whose body is within [`body_limit`].
pub async fn call(cx: &mut Cx<'_>, request: &Request) -> Response {
    let response = match answer(cx, request).await {
        Ok(success) => success,
        Err((error, service)) => refuse(cx, &error, service),
    };
    finish(cx, request, response)
}

/// The largest body that a POST to `/` may have, in bytes, by its headers.
pub fn body_limit(request: &Request, deployment: &Deployment, now: Timestamp) -> usize {
    limit::of(request, deployment, now)
}

/// Answers a POST to `/` whose body wasn't read.
pub fn unread(cx: &Cx<'_>, request: &Request, why: Unread) -> Response {
    let target = Target::read(request);
    cx.note(|line| {
        line.path = PATH;
        line.operation = target.map(Target::name);
    });
    let service = target.map_or(Service::CognitoIdp, Target::service);
    let error = match why {
        // Whose body is too large for want of a signature is told of that.
        Unread::TooLarge => unsigned(cx, request, target)
            .unwrap_or_else(|| ErrorBody::new(FrontEndError::RequestEntityTooLargeException, None)),
        Unread::Late => ErrorBody::new(FrontEndError::RequestTimeoutException, None),
        Unread::Throttled => Failure::from(Error::from(Refusal::RateExceeded))
            .into_body(cx, target.map_or("", Target::name)),
        Unread::BrokenOff => ErrorBody::new(FrontEndError::SerializationException, None),
    };
    finish(cx, request, refuse(cx, &error, service))
}

/// Why a call that has to be signed isn't, as far as its headers tell.
fn unsigned(cx: &Cx<'_>, request: &Request, target: Option<Target>) -> Option<ErrorBody> {
    let target = target.filter(|target| target.auth() == Auth::SigV4)?;
    let service = target.service();
    if authentication::names_a_key(cx.deployment, cx.now, request, service) {
        return None;
    }
    authentication::verify(cx, request, service).err()
}

/// Answers `OPTIONS /`, a browser's question before its call.
pub fn preflight(cx: &Cx<'_>, request: &Request) -> Response {
    cx.note(|line| line.path = PATH);
    let asked = request
        .header("access-control-request-headers")
        .unwrap_or("content-type,x-amz-target");
    let response = Response::empty(200)
        .with("access-control-allow-methods", "POST")
        .with("access-control-allow-headers", printable(asked))
        .with("access-control-max-age", "172800");
    finish(cx, request, response)
}

fn refuse(cx: &Cx<'_>, error: &ErrorBody, service: Service) -> Response {
    let name = error.name();
    cx.note(|line| {
        line.error = Some(name);
        line.unless_noted(outcome::of_error(name));
    });
    let mut response = Response::new(
        error.status(),
        content_type(service),
        error.to_json(service),
    );
    response.headers.extend(error.headers());
    response
}

/// What every response has.
fn finish(cx: &Cx<'_>, request: &Request, response: Response) -> Response {
    let response = response
        .with("x-amzn-requestid", &cx.request_id)
        .with("cache-control", "no-store");
    if request.header("origin").is_none() {
        return response;
    }
    response.with("access-control-allow-origin", "*").with(
        "access-control-expose-headers",
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
    )
}

async fn answer(cx: &mut Cx<'_>, request: &Request) -> Result<Response, (ErrorBody, Service)> {
    cx.note(|line| line.path = PATH);
    let target = Target::read(request).ok_or_else(|| unknown_operation(Service::CognitoIdp))?;
    cx.note(|line| line.operation = Some(target.name()));
    let service = target.service();
    if target.auth() == Auth::SigV4 {
        let region =
            authentication::verify(cx, request, service).map_err(|error| (error, service))?;
        cx.region = region;
        cx.caller = Caller::Administrator;
    } else if target.takes_a_signature() && authentication::verify(cx, request, service).is_ok() {
        cx.caller = Caller::Administrator;
    }
    let body = target
        .call(cx, &request.body)
        .await
        .map_err(|error| (error, service))?;
    cx.note(|line| line.unless_noted(outcome::of_success(target.name())));
    Ok(Response::new(200, content_type(service), body))
}

/// What a call asks for.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Idp(&'static idp::OpSpec),
    Identity(&'static vestibule_wire::identity::OpSpec),
    /// An operation of our own.
    Extension(&'static str),
}

impl Target {
    fn read(request: &Request) -> Option<Self> {
        let target = request.header("x-amz-target")?;
        idp::operation(target)
            .map(Self::Idp)
            .or_else(|| vestibule_wire::identity::operation(target).map(Self::Identity))
            .or_else(|| extension(target).map(Self::Extension))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Idp(spec) => spec.name,
            Self::Identity(spec) => spec.name,
            Self::Extension(name) => name,
        }
    }

    fn service(self) -> Service {
        match self {
            Self::Idp(_) | Self::Extension(_) => Service::CognitoIdp,
            Self::Identity(_) => Service::CognitoIdentity,
        }
    }

    /// What the model says of its input; `None` of what is not built, and of our own.
    fn input(self) -> Option<&'static Structure> {
        match self {
            Self::Idp(spec) => table::input(spec.name),
            Self::Identity(_) | Self::Extension(_) => None,
        }
    }

    async fn call(self, cx: &Cx<'_>, body: &[u8]) -> Result<Vec<u8>, ErrorBody> {
        match self {
            Self::Idp(spec) => table::call(cx, spec.name, body).await,
            Self::Identity(spec) => Err(operation::not_built(spec.name)),
            Self::Extension(name) => table::call(cx, name, body).await,
        }
    }

    /// Whether a call that need not be signed says more when it is: a signature by a key of ours stands for a client's secret.
    fn takes_a_signature(self) -> bool {
        self.name() == "GetDerivedToken"
    }

    fn auth(self) -> Auth {
        match self {
            Self::Idp(spec) => spec.auth,
            Self::Identity(spec) => spec.auth,
            Self::Extension(_) => Auth::SigV4,
        }
    }
}

/// The operation of ours that a header `X-Amz-Target` names.
fn extension(target: &str) -> Option<&'static str> {
    let name = target
        .strip_prefix(extensions::TARGET_PREFIX)?
        .strip_prefix('.')?;
    extensions::NAMES
        .iter()
        .copied()
        .find(|known| *known == name)
}

fn unknown_operation(service: Service) -> (ErrorBody, Service) {
    (
        ErrorBody::new(FrontEndError::UnknownOperationException, None),
        service,
    )
}

fn content_type(service: Service) -> &'static str {
    match service {
        Service::CognitoSync => "application/json",
        _ => "application/x-amz-json-1.1",
    }
}

/// A header's value, as far as it may be echoed.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|character| (' '..='~').contains(character))
        .take(1024)
        .collect()
}

#[cfg(test)]
mod tests;
