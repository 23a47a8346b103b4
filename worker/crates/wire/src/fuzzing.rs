//! What the fuzz targets reach that is nobody's business outside: every operation's input without its type, and the
//! pattern engine.
//!
//! Only with the feature `fuzzing`, which no build has that is deployed.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;

use crate::operation::{Operation, ParseError, Service};
use crate::schema::Structure;
use crate::value::Structured as _;
use crate::{identity, idp, pattern, sync};

/// An operation's input without its type.
pub struct Input {
    pub name: &'static str,
    pub service: Service,
    pub structure: &'static Structure,
    /// Reads an awsJson1.1 body, and writes what was read.
    pub parse: fn(&[u8]) -> Result<Value, ParseError>,
    /// The same of a restJson1 request.
    pub parse_rest: fn(sync::Request<'_>) -> Result<Value, ParseError>,
}

impl Input {
    pub(crate) fn of<O: Operation>() -> Self {
        Self {
            name: O::SPEC.name,
            service: O::SPEC.service,
            structure: O::Input::STRUCTURE,
            parse: |body| O::parse(body).map(written),
            parse_rest: |request| sync::parse::<O>(request).map(written),
        }
    }
}

/// The inputs of the operations of user pools and of identity pools.
pub fn inputs() -> &'static [Input] {
    static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
        [idp::operations::inputs(), identity::operations::inputs()]
            .into_iter()
            .flatten()
            .collect()
    });
    &INPUTS
}

/// The inputs of the operations of sync.
pub fn rest_inputs() -> &'static [Input] {
    static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(sync::operations::inputs);
    &INPUTS
}

/// Whether `text` as a whole matches a pattern of the models.
pub fn matches(pattern: &'static str, text: &str) -> bool {
    pattern::matches(pattern, text)
}

/// Inputs always have a JSON form.
fn written<T: Serialize>(input: T) -> Value {
    serde_json::to_value(input).unwrap_or_default()
}
