//! The canonical form of a request, which both sides sign.

use super::Request;

pub(super) fn canonical_request(
    request: &Request<'_>,
    canonical_headers: &str,
    signed_headers: &str,
    body_hash: &str,
) -> String {
    format!(
        "{}\n{}\n{}\n{canonical_headers}\n{signed_headers}\n{body_hash}",
        request.method,
        canonical_path(request.path),
        canonical_query(request.query),
    )
}

/// One line a header, in the order of `names`; `None` if the request lacks one.
pub(super) fn canonical_headers(request: &Request<'_>, names: &[&str]) -> Option<String> {
    let mut out = String::new();
    for name in names {
        let values = values(request, name);
        if values.is_empty() || name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let values: Vec<String> = values
            .iter()
            .map(|value| value.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        out.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    Some(out)
}

/// Every service but S3 drops dot segments and empty segments, and encodes the path a second time.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(percent_encode(segment.as_bytes())),
        }
    }
    let last = if path.ends_with('/') && !segments.is_empty() {
        "/"
    } else {
        ""
    };
    format!("/{}{last}", segments.join("/"))
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                percent_encode(&percent_decode(name)),
                percent_encode(&percent_decode(value)),
            )
        })
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// Encodes all but RFC 3986's unreserved characters, with upper-case digits.
pub(crate) fn percent_encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Decodes `%XX`; what isn't of that form stays as it is.
fn percent_decode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let escaped = tail.split_first_chunk::<2>().filter(|_| *first == b'%');
        let mut decoded = [0];
        match escaped {
            Some((digits, after)) if hex::decode_to_slice(digits, &mut decoded).is_ok() => {
                out.extend(decoded);
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    out
}

/// All values of a header, whose name may be in any case.
pub(super) fn values<'a>(request: &Request<'a>, name: &str) -> Vec<&'a str> {
    request
        .headers
        .iter()
        .filter(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| *value)
        .collect()
}
