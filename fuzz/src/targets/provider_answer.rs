//! What providers and hooks answer: nothing counts as taken that isn't said to be, and what is told of it names nobody.

use vestibule_mail::{fuzzing::outcomes, ports::Answer};

/// The status, with the error that a header names behind it if one does, and the body on all further lines.
pub fn run(input: &[u8]) {
    let (status, body) = match input.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&input[..at], &input[at + 1..]),
        None => (input, &b""[..]),
    };
    let status = std::str::from_utf8(status).unwrap_or_default();
    let (status, error) = match status.split_once(' ') {
        Some((status, error)) => (status, Some(error.to_owned())),
        None => (status, None),
    };
    let answer = Answer {
        status: status.trim().parse().unwrap_or(200),
        error,
        body: body.to_vec(),
    };
    let [ses, sns, twilio, hook] = outcomes(&answer);
    for (outcome, needs) in [(&ses, "MessageId"), (&sns, "<MessageId>"), (&twilio, "sid")] {
        if outcome.is_ok() {
            assert!(matches!(answer.status, 200 | 201));
            assert!(String::from_utf8_lossy(body).contains(needs) || body.contains(&b'\\'));
        }
    }
    assert_eq!(hook.is_ok(), (200..300).contains(&answer.status));
    for error in [ses, sns, twilio, hook].into_iter().filter_map(Result::err) {
        let told = error.to_string();
        assert!(told.len() < 120, "{told}");
        let is_plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b':' | b'.' | b'_' | b'-')
        };
        assert!(told.bytes().all(is_plain), "{told}");
    }
}
