//! One call of an operation: its input parsed, its output written, and why there is none.

use crate::error::{Error, ServiceError};
use std::borrow::Cow;
use vestibule_engine::{cx::Cx, error::Refusal, ports::LocalFuture};
use vestibule_wire::{
    ErrorBody, FrontEndError, Operation, Output as _, OutputKind, ParseError,
    idp::{self, ErrorCode},
};

/// One operation, from its body to its answer.
///
/// Boxed, and here: the futures of all operations would otherwise lie side by side on the stack of whoever chooses one.
pub fn operation<'a, O, F>(
    cx: &'a Cx<'a>,
    body: &'a [u8],
    handle: impl FnOnce(&'a Cx<'a>, O::Input) -> F + 'a,
) -> LocalFuture<'a, Result<Vec<u8>, Failure>>
where
    O: Operation<Error = ErrorCode> + 'a,
    F: Future<Output = Result<O::Output, Error>> + 'a,
{
    Box::pin(answer::<O, F>(cx, body, handle))
}

async fn answer<'a, O, F>(
    cx: &'a Cx<'a>,
    body: &[u8],
    handle: impl FnOnce(&'a Cx<'a>, O::Input) -> F,
) -> Result<Vec<u8>, Failure>
where
    O: Operation<Error = ErrorCode>,
    F: Future<Output = Result<O::Output, Error>>,
{
    let input = O::parse(body).map_err(|error| malformed(O::SPEC, error))?;
    let output = handle(cx, input)
        .await
        .map_err(|error| refused(O::SPEC, error))?;
    match O::SPEC.output {
        OutputKind::None => Ok(Vec::new()),
        _ => output.to_body().map_err(unwritten),
    }
}

// Apart, so that they aren't compiled into each operation.

#[cold]
#[inline(never)]
fn malformed(spec: &idp::OpSpec, error: ParseError) -> Failure {
    Failure::Refused(error.into_error_body(spec.service))
}

#[cold]
#[inline(never)]
fn refused(spec: &idp::OpSpec, error: Error) -> Failure {
    debug_assert!(
        !matches!(&error, Error::Service(error) if !declared(spec, error.code)),
        "{} may not answer {error}",
        spec.name
    );
    Failure::from(error)
}

#[cold]
#[inline(never)]
fn unwritten(error: serde_json::Error) -> Failure {
    Failure::Internal(error.to_string())
}

/// Why there is no success.
pub enum Failure {
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
    /// What the caller is told of the call `name`; the cause of what is not the caller's goes to the log.
    pub fn into_body(self, cx: &Cx<'_>, name: &str) -> ErrorBody {
        match self {
            Self::Refused(body) => body,
            Self::NotBuilt(name) => not_built(name),
            Self::StaleConfig => {
                note_cause(cx, name, "the configuration changes all the time");
                // Clients repeat that.
                Self::from(Error::from(Refusal::RateExceeded)).into_body(cx, name)
            }
            Self::Internal(cause) => failed(cx, name, &format!("internal: {cause}")),
        }
    }
}

/// The answer to a call that this release lacks.
pub fn not_built(name: &str) -> ErrorBody {
    ErrorBody::new(
        FrontEndError::UnknownOperationException,
        Some(format!("{name} is not built in this version of Vestibule.")),
    )
}

/// The answer to a failure that is not the caller's, with its cause in the log.
fn failed(cx: &Cx<'_>, name: &str, cause: &str) -> ErrorBody {
    note_cause(cx, name, cause);
    // A few operations know it by another name.
    let code = idp::operations::by_name(name)
        .filter(|spec| spec.declares(ErrorCode::InternalServerException))
        .map_or(ErrorCode::InternalErrorException, |_| {
            ErrorCode::InternalServerException
        });
    ErrorBody::new(code, Some("Internal error".to_owned()))
}

fn note_cause(cx: &Cx<'_>, name: &str, cause: &str) {
    cx.note(|line| line.cause = Some(format!("{name}: {cause}")));
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
