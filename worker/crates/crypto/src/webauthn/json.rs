//! Members of the browser's JSON, each within bounds.

use super::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The longest credential id, in bytes (section 4, "credential ID").
pub(super) const LONGEST_ID: usize = 1023;
/// No browser writes client data that is longer, in bytes.
pub(super) const LONGEST_CLIENT_DATA: usize = 8 * 1024;
/// An attestation object, with a chain of certificates and the longest id.
pub(super) const LONGEST_OBJECT: usize = 16 * 1024;

/// The bytes that a member holds in base64url without padding.
pub(super) fn bytes(of: &Value, member: &str, longest: usize) -> Result<Vec<u8>, Refusal> {
    text(of, member)
        .filter(|text| text.len() <= longest * 4 / 3 + 3)
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .filter(|bytes| bytes.len() <= longest)
        .ok_or(Refusal::Malformed)
}

pub(super) fn text<'a>(of: &'a Value, member: &str) -> Option<&'a str> {
    of.get(member)?.as_str()
}

/// The id of a credential, which it has twice, and its response.
pub(super) fn credential(json: &Value) -> Result<(Vec<u8>, &Value), Refusal> {
    let id = bytes(json, "rawId", LONGEST_ID)?;
    let response = json.get("response").filter(|response| response.is_object());
    let is_one = text(json, "id") == text(json, "rawId")
        && text(json, "type") == Some("public-key")
        && !id.is_empty();
    response
        .filter(|_| is_one)
        .map(|response| (id, response))
        .ok_or(Refusal::Malformed)
}
