//! An operation: what goes in, what comes out, what can go wrong.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::error::{ErrorBody, ErrorName, FrontEndError};
use crate::schema::Structure;
use crate::value::Structured;
use crate::{conform, validate};

/// The three services whose wire this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// User pools.
    CognitoIdp,
    /// Identity pools.
    CognitoIdentity,
    /// Datasets of identities.
    CognitoSync,
}

/// An operation as a type, for code that is generic over operations.
pub trait Operation {
    type Error: ErrorName + fmt::Debug + PartialEq + 'static;
    type Input: Structured;
    type Output: Output;

    const SPEC: &'static OpSpec<Self::Error>;

    /// Reads an awsJson1.1 request body and checks it against the model.
    fn parse(body: &[u8]) -> Result<Self::Input, ParseError> {
        parse(body)
    }
}

/// An operation as data.
#[derive(Debug)]
pub struct OpSpec<E: 'static> {
    pub name: &'static str,
    pub service: Service,
    pub auth: Auth,
    pub output: OutputKind,
    /// The exceptions that the model allows it.
    pub errors: &'static [E],
    pub method: &'static str,
    /// The path; in sync with `{Member}` for what the path carries.
    pub uri: &'static str,
}

/// Whether a call must be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    None,
    SigV4,
}

/// What the body of a success is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// No output shape: zero bytes.
    None,
    /// A shape without members: `{}`.
    Empty,
    Structure,
}

/// The output of an operation: `()` where the model has none.
pub trait Output: Sized {
    const KIND: OutputKind;

    /// The body of the response.
    fn to_body(&self) -> Result<Vec<u8>, serde_json::Error>;
}

/// Why a request isn't an operation's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// Not JSON, or of the wrong types. The front end doesn't always say more.
    Serialization { message: Option<String> },
    /// It breaks constraints of the model.
    Validation { message: String },
}

/// Reads an awsJson1.1 request body and checks it against the model of `T`.
pub fn parse<T: Structured>(body: &[u8]) -> Result<T, ParseError> {
    let members = conform::read(T::STRUCTURE, body)?;
    finish(members)
}

/// The checks after the types: constraints, then the conversion.
pub(crate) fn finish<T: Structured>(
    members: serde_json::Map<String, Value>,
) -> Result<T, ParseError> {
    let mut members = valid(T::STRUCTURE, members)?;
    // What is left is a blob that isn't base64.
    T::from_members(&mut members).map_err(|_| ParseError::serialization(None))
}

/// Apart, so that it isn't compiled into each operation.
#[inline(never)]
fn valid(
    structure: &Structure,
    members: serde_json::Map<String, Value>,
) -> Result<serde_json::Map<String, Value>, ParseError> {
    match validate::validate(structure, &members) {
        Some(message) => Err(ParseError::Validation { message }),
        None => Ok(members),
    }
}

impl<E: PartialEq> OpSpec<E> {
    /// Whether the model allows the operation to answer with `error`.
    pub fn declares(&self, error: E) -> bool {
        self.errors.contains(&error)
    }
}

impl Service {
    /// The name in a signature's credential scope.
    pub const fn signing_name(self) -> &'static str {
        match self {
            Self::CognitoIdp => "cognito-idp",
            Self::CognitoIdentity => "cognito-identity",
            Self::CognitoSync => "cognito-sync",
        }
    }
}

impl ParseError {
    pub(crate) fn serialization(message: Option<&str>) -> Self {
        Self::Serialization {
            message: message.map(str::to_owned),
        }
    }

    /// User pools report broken constraints as `InvalidParameterException`; identity pools, older, as
    /// `ValidationException`, and sync, of their age, we take to do the same.
    pub fn into_error_body(self, service: Service) -> ErrorBody {
        match self {
            Self::Serialization { message } => {
                ErrorBody::new(FrontEndError::SerializationException, message)
            }
            Self::Validation { message } if service == Service::CognitoIdp => ErrorBody::new(
                crate::idp::ErrorCode::InvalidParameterException,
                Some(message),
            ),
            Self::Validation { message } => {
                ErrorBody::new(FrontEndError::ValidationException, Some(message))
            }
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serialization { message: None } => f.write_str("malformed request"),
            Self::Serialization {
                message: Some(message),
            }
            | Self::Validation { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for ParseError {}

impl Output for () {
    const KIND: OutputKind = OutputKind::None;

    fn to_body(&self) -> Result<Vec<u8>, serde_json::Error> {
        Ok(Vec::new())
    }
}

impl<T: Structured + Serialize> Output for T {
    const KIND: OutputKind = if T::STRUCTURE.members.is_empty() {
        OutputKind::Empty
    } else {
        OutputKind::Structure
    };

    fn to_body(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }
}
