//! The API on the wire: one POST to `/`, from the `X-Amz-Target` to the operation and back.

mod authentication;
#[cfg(test)]
pub(crate) mod fixtures;
mod outcome;
mod table;

pub use table::{Built, Caller, OPERATIONS, coverage};

use crate::{
    config::STALE_TRIES,
    cx::Cx,
    extensions,
    http::{Request, Response},
    idp_error::{Error, ServiceError},
};
use std::borrow::Cow;
use vestibule_wire::{
    Auth, ErrorBody, FrontEndError, Operation, Output as _, OutputKind, Service,
    idp::{self, ErrorCode},
};

/// Where the API is.
pub const PATH: &str = "/";
/// Bodies are 1 MB at most, in bytes.
const BODY_LIMIT: usize = 1_000_000;
/// Of operations that carry pictures, and of our own.
const BRANDING_BODY_LIMIT: usize = 2_000_000;

/// Answers a POST to `/`, whose body is within [`body_limit`].
pub async fn call(cx: &mut Cx<'_>, request: &Request) -> Response {
    let response = match answer(cx, request).await {
        Ok(success) => success,
        Err((error, service)) => refuse(cx, &error, service),
    };
    finish(cx, request, response)
}

/// The largest body that a POST to `/` may have, in bytes, by its headers.
pub fn body_limit(request: &Request) -> usize {
    Target::read(request).map_or(BODY_LIMIT, Target::body_limit)
}

/// Answers a POST to `/` whose body is larger than that.
pub fn too_large(cx: &Cx<'_>, request: &Request) -> Response {
    let target = Target::read(request);
    cx.note(|line| {
        line.path = PATH;
        line.operation = target.map(Target::name);
    });
    let service = target.map_or(Service::CognitoIdp, Target::service);
    let error = ErrorBody::new(FrontEndError::RequestEntityTooLargeException, None);
    finish(cx, request, refuse(cx, &error, service))
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
    let response = response.with("x-amzn-requestid", &cx.request_id);
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
    }
    let body = run(cx, target, &request.body)
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

    fn body_limit(self) -> usize {
        let name = self.name();
        let is_own = matches!(self, Self::Extension(_));
        if is_own || name.contains("Branding") || name.contains("UICustomization") {
            BRANDING_BODY_LIMIT
        } else {
            BODY_LIMIT
        }
    }

    fn auth(self) -> Auth {
        match self {
            Self::Idp(spec) => spec.auth,
            Self::Identity(spec) => spec.auth,
            Self::Extension(_) => Auth::SigV4,
        }
    }
}

async fn run(cx: &Cx<'_>, target: Target, body: &[u8]) -> Result<Vec<u8>, ErrorBody> {
    let mut tries = 1;
    loop {
        let result = match target {
            Target::Idp(spec) => table::dispatch(cx, spec.name, body).await,
            Target::Identity(spec) => Err(Failure::NotBuilt(spec.name)),
            Target::Extension(name) => match extensions::call(cx, name, body).await {
                Ok(Some(answer)) => Ok(answer),
                Ok(None) => Err(Failure::NotBuilt(name)),
                Err(error) => Err(error.into()),
            },
        };
        match result {
            Err(Failure::StaleConfig) if tries < STALE_TRIES => {
                cx.cache.clear();
                cx.note(|line| line.outcome = None);
                tries += 1;
            }
            Ok(body) => return Ok(body),
            Err(failure) => return Err(failure.into_body(cx, target)),
        }
    }
}

/// One operation, from its body to its answer.
pub(crate) async fn operation<'a, O, F>(
    cx: &'a Cx<'a>,
    body: &[u8],
    handle: impl FnOnce(&'a Cx<'a>, O::Input) -> F,
) -> Result<Vec<u8>, Failure>
where
    O: Operation<Error = ErrorCode>,
    F: Future<Output = Result<O::Output, Error>>,
{
    let input =
        O::parse(body).map_err(|error| Failure::Refused(error.into_error_body(O::SPEC.service)))?;
    let output = handle(cx, input).await.map_err(|error| {
        debug_assert!(
            !matches!(&error, Error::Service(error) if !declared(O::SPEC, error.code)),
            "{} may not answer {error}",
            O::SPEC.name
        );
        Failure::from(error)
    })?;
    match O::SPEC.output {
        OutputKind::None => Ok(Vec::new()),
        _ => output
            .to_body()
            .map_err(|error| Failure::Internal(error.to_string())),
    }
}

/// Why there is no success.
pub(crate) enum Failure {
    /// By the service model, or by the operation.
    Refused(ErrorBody),
    /// The operation is to start again.
    StaleConfig,
    Internal(String),
    NotBuilt(&'static str),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Service(ServiceError { code, message }) => {
                Self::Refused(ErrorBody::new(code, message.map(Cow::into_owned)))
            }
            Error::StaleConfig => Self::StaleConfig,
            Error::Internal(cause) => Self::Internal(cause),
        }
    }
}

impl Failure {
    fn into_body(self, cx: &Cx<'_>, target: Target) -> ErrorBody {
        match self {
            Self::Refused(body) => body,
            Self::NotBuilt(name) => ErrorBody::new(
                FrontEndError::UnknownOperationException,
                Some(format!("{name} is not built in this version of Vestibule.")),
            ),
            Self::StaleConfig => failed(cx, target, "stale configuration"),
            Self::Internal(cause) => failed(cx, target, &format!("internal: {cause}")),
        }
    }
}

/// The answer to a failure that is not the caller's, with its cause in the log.
fn failed(cx: &Cx<'_>, target: Target, cause: &str) -> ErrorBody {
    cx.note(|line| line.cause = Some(format!("{}: {cause}", target.name())));
    ErrorBody::new(
        ErrorCode::InternalErrorException,
        Some("Internal error".to_owned()),
    )
}

/// Live answers go beyond the model in a few codes that any operation can meet.
fn declared(spec: &idp::OpSpec, code: ErrorCode) -> bool {
    spec.declares(code)
        || matches!(
            code,
            ErrorCode::CodeDeliveryFailureException
                | ErrorCode::NotAuthorizedException
                | ErrorCode::InvalidParameterException
                | ErrorCode::ResourceNotFoundException
                | ErrorCode::TooManyRequestsException
                | ErrorCode::LimitExceededException
                | ErrorCode::InternalErrorException
                // Of GlobalSignOut, too, by the token of a user who was deleted.
                | ErrorCode::UserNotFoundException
        )
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
