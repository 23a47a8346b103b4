//! Errors as the services put them on the wire.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::Service;

/// The name of an error on the wire: an exception of a service's model or one of the front end.
pub trait ErrorName: Copy {
    fn as_str(self) -> &'static str;

    fn http_status(self) -> u16;

    /// How the body calls the message. Some of the front end's errors spell it with a capital.
    fn message_member(self) -> &'static str {
        "message"
    }
}

/// Errors that come before an operation, from what all services share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrontEndError {
    AccessDeniedException,
    ExpiredTokenException,
    IncompleteSignatureException,
    InternalFailure,
    InvalidSignatureException,
    MissingAuthenticationTokenException,
    RequestEntityTooLargeException,
    RequestTimeoutException,
    SerializationException,
    UnknownOperationException,
    UnrecognizedClientException,
    ValidationException,
}

impl ErrorName for FrontEndError {
    fn as_str(self) -> &'static str {
        match self {
            Self::AccessDeniedException => "AccessDeniedException",
            Self::ExpiredTokenException => "ExpiredTokenException",
            Self::IncompleteSignatureException => "IncompleteSignatureException",
            Self::InternalFailure => "InternalFailure",
            Self::InvalidSignatureException => "InvalidSignatureException",
            Self::MissingAuthenticationTokenException => "MissingAuthenticationTokenException",
            Self::RequestEntityTooLargeException => "RequestEntityTooLargeException",
            // As SDKs know it: they repeat the call.
            Self::RequestTimeoutException => "RequestTimeoutException",
            Self::SerializationException => "SerializationException",
            Self::UnknownOperationException => "UnknownOperationException",
            Self::UnrecognizedClientException => "UnrecognizedClientException",
            Self::ValidationException => "ValidationException",
        }
    }

    fn http_status(self) -> u16 {
        match self {
            Self::InternalFailure => 500,
            Self::RequestTimeoutException => 408,
            Self::RequestEntityTooLargeException => 413,
            _ => 400,
        }
    }

    fn message_member(self) -> &'static str {
        match self {
            Self::AccessDeniedException | Self::SerializationException => "Message",
            _ => "message",
        }
    }
}

/// An error response: its status, the two headers that repeat it, and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorBody {
    name: &'static str,
    status: u16,
    message_member: &'static str,
    message: Option<String>,
    reason_code: Option<String>,
}

impl ErrorBody {
    /// A message that repeats what the caller sent may be longer than is told: its end is cut off.
    pub fn new(name: impl ErrorName, message: Option<String>) -> Self {
        Self {
            name: name.as_str(),
            status: name.http_status(),
            message_member: name.message_member(),
            message: message.map(bounded),
            reason_code: None,
        }
    }

    /// The second member that `InvalidParameterException` of user pools can have.
    pub fn with_reason_code(self, reason_code: impl Into<String>) -> Self {
        Self {
            reason_code: Some(reason_code.into()),
            ..self
        }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers `x-amzn-errortype` and, where there is a message, `x-amzn-errormessage`. A message can
    /// echo what the caller sent, so what a header can't hold is replaced, and its length is bounded.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("x-amzn-errortype", format!("{}:", self.name))];
        if let Some(message) = &self.message {
            let printable = |letter: char| {
                if (' '..='~').contains(&letter) {
                    letter
                } else {
                    '?'
                }
            };
            let message = message.chars().take(HEADER_LIMIT).map(printable).collect();
            headers.push(("x-amzn-errormessage", message));
        }
        headers
    }

    /// The body's JSON. In restJson1 (sync) the name is in the header alone.
    pub fn to_json(&self, service: Service) -> String {
        let body = Body {
            error: self,
            named: service != Service::CognitoSync,
        };
        // A map of strings always has a JSON form.
        serde_json::to_string(&body).unwrap_or_default()
    }
}

/// The longest message, in bytes.
const LONGEST: usize = 10 * 1024;

fn bounded(mut message: String) -> String {
    if message.len() > LONGEST {
        message.truncate(message.floor_char_boundary(LONGEST));
        message.push('…');
    }
    message
}

/// Characters of the message that the header repeats.
const HEADER_LIMIT: usize = 1024;

struct Body<'a> {
    error: &'a ErrorBody,
    named: bool,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.named {
            map.serialize_entry("__type", self.error.name)?;
        }
        if let Some(message) = &self.error.message {
            map.serialize_entry(self.error.message_member, message)?;
        }
        if let Some(reason_code) = &self.error.reason_code {
            map.serialize_entry("reasonCode", reason_code)?;
        }
        map.end()
    }
}
