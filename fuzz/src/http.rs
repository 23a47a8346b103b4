//! A request, written down as it would be on the wire.

use vestibule_engine::http::Request;

/// Reads `METHOD PATH?QUERY`, headers, an empty line and the body. What comes out is what a platform lets through: names
/// of headers are tokens, values have no control characters, path and query are printable ASCII.
pub(crate) fn request(input: &[u8]) -> Request {
    let end = input.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = end.map_or((input, b"".as_slice()), |end| {
        (&input[..end], &input[end + 2..])
    });
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let (method, target) = first.split_once(' ').unwrap_or(("GET", first));
    let target: String = target.chars().filter(char::is_ascii_graphic).collect();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Request {
        method: method.to_owned(),
        path: format!("/{}", path.strip_prefix('/').unwrap_or(path)),
        query: query.to_owned(),
        headers: lines.filter_map(header).collect(),
        body: body.to_vec(),
    }
}

/// A POST of a form to a page.
pub(crate) fn form(headers: Vec<(String, String)>, body: String) -> Request {
    Request {
        method: "POST".to_owned(),
        path: "/login".to_owned(),
        query: String::new(),
        headers,
        body: body.into_bytes(),
    }
}

/// Whether a value can stand in a header and neither end it nor be mistaken for anything else.
pub(crate) fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let value = value.trim().chars().filter(|letter| !letter.is_control());
    (!name.is_empty() && name.bytes().all(is_token)).then(|| (name.to_owned(), value.collect()))
}
