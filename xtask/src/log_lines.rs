//! What the server writes, for whoever reads it: lines of JSON as they are, or on a terminal a shorter form.

use serde::Deserialize;
use std::io::IsTerminal as _;

/// How lines are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As they were written: for programs.
    Json,
    /// For people.
    Readable { colours: bool },
}

/// What is shown of a line; it has more.
#[derive(Deserialize)]
struct Line {
    time: String,
    level: String,
    request: Option<String>,
    #[serde(default)]
    method: String,
    #[serde(default)]
    path: String,
    operation: Option<String>,
    pool: Option<String>,
    client: Option<String>,
    outcome: String,
    error: Option<String>,
    cause: Option<String>,
    status: Option<u16>,
    ms: Option<i64>,
    hops: Option<u32>,
}

const DIM: &str = "2";
const RED: &str = "31";
const YELLOW: &str = "33";

impl Form {
    /// That for our own standard output. <https://no-color.org>
    pub(crate) fn of_stdout() -> Self {
        if std::io::stdout().is_terminal() {
            let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            Self::Readable { colours: wanted }
        } else {
            Self::Json
        }
    }

    /// The line in this form. One that isn't the Worker's own stays as it is.
    pub(crate) fn show(self, line: &str) -> String {
        match (self, serde_json::from_str(line)) {
            (Self::Readable { colours }, Ok(line)) => readable(&line, colours),
            (Self::Json, _) | (_, Err(_)) => line.to_owned(),
        }
    }
}

/// Whether a line is of no request, and tells why all of them will fail.
pub(crate) fn is_urgent(line: &str) -> bool {
    serde_json::from_str(line)
        .is_ok_and(|line: Line| line.level == "error" && line.request.is_none())
}

fn readable(line: &Line, colours: bool) -> String {
    let paint = |code: &str, text: &str| {
        if colours && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    };
    let outcome = match &line.error {
        Some(error) => format!("{} ({error})", line.outcome),
        None => line.outcome.clone(),
    };
    let outcome = match line.level.as_str() {
        "error" => paint(RED, &outcome),
        "warn" => paint(YELLOW, &outcome),
        _ => outcome,
    };
    let name = line.operation.as_ref().unwrap_or(&line.path);
    let asked = format!("{} {name}", line.method);
    let mut parts = vec![paint(DIM, clock(&line.time))];
    if !line.method.is_empty() {
        parts.push(format!("{asked:<34}"));
    }
    parts.extend(line.status.map(|status| status.to_string()));
    parts.push(outcome);
    if let Some(cause) = &line.cause {
        parts.push(printable(cause));
    }
    let measured = [
        line.ms.map(|ms| format!("{ms} ms")),
        line.hops.filter(|hops| *hops > 0).map(|hops| match hops {
            1 => "1 hop".to_owned(),
            hops => format!("{hops} hops"),
        }),
        line.pool.clone(),
        line.client
            .as_ref()
            .map(|client| format!("client {client}")),
        line.request
            .as_ref()
            .map(|request| format!("request {request}")),
    ];
    let measured: Vec<_> = measured.into_iter().flatten().collect();
    parts.push(paint(DIM, &measured.join(", ")));
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}

/// The time of day of an RFC 3339 time.
fn clock(time: &str) -> &str {
    let clock = time.split_once('T').map_or(time, |(_, clock)| clock);
    clock.trim_end_matches('Z')
}

/// A terminal takes orders from control characters.
fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Form = Form::Readable { colours: false };
    const SIGN_IN: &str = r#"{"time":"2026-11-30T00:53:20.007Z","level":"info","request":"6f0c","method":"POST","path":"/login","pool":"local_1","client":"abc","outcome":"wrong_password","status":200,"ms":45,"hops":2}"#;
    const CALL: &str = r#"{"time":"2026-11-30T00:53:20.007Z","level":"error","request":"6f0c","method":"POST","path":"/","operation":"ListUserPools","outcome":"failed","error":"InternalErrorException","cause":"Registry\u001b[2J is gone","status":500,"ms":1,"hops":1}"#;

    #[test]
    fn on_a_terminal_a_line_can_be_read() {
        assert_eq!(
            PLAIN.show(SIGN_IN),
            "00:53:20.007  POST /login                         200  wrong_password  \
             45 ms, 2 hops, local_1, client abc, request 6f0c"
        );
        assert_eq!(
            PLAIN.show(CALL),
            "00:53:20.007  POST ListUserPools                  500  failed (InternalErrorException)  \
             Registry [2J is gone  1 ms, 1 hop, request 6f0c"
        );
    }

    #[test]
    fn colours_tell_the_level() {
        let shown = Form::Readable { colours: true }.show(CALL);
        assert!(
            shown.contains("\x1b[31mfailed (InternalErrorException)\x1b[0m"),
            "{shown:?}"
        );
        assert_eq!(shown.matches('\x1b').count(), 6, "{shown:?}");
    }

    #[test]
    fn elsewhere_and_what_is_no_line_of_the_workers_stays_as_it_is() {
        assert_eq!(Form::Json.show(CALL), CALL);
        for other in [
            "",
            "workerd says something",
            "{}",
            "[1]",
            r#"{"level":"error"}"#,
        ] {
            assert_eq!(PLAIN.show(other), other);
            assert!(!is_urgent(other));
        }
    }

    #[test]
    fn what_failed_outside_of_a_request_is_shown_and_does_not_wait() {
        let line = r#"{"time":"1970-01-01T00:00:00.000Z","level":"error","outcome":"misconfigured","cause":"VESTIBULE_PUBLIC_URL is not set"}"#;
        assert_eq!(
            PLAIN.show(line),
            "00:00:00.000  misconfigured  VESTIBULE_PUBLIC_URL is not set"
        );
        assert!(is_urgent(line) && !is_urgent(CALL) && !is_urgent(SIGN_IN));
    }
}
