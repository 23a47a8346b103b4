//! What one request leaves in the log: no secret, and nothing that names a person.

use serde::Serialize;

/// One line, written when the request ends.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// The operation, or the path of a page or an endpoint.
    pub operation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The error's name; empty for a success.
    pub outcome: &'static str,
    /// What failed inside, where the client was told only that something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}
