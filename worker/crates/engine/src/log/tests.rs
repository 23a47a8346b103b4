use super::*;
use crate::testing::World;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn request(method: &str) -> http::Request {
    http::Request {
        method: method.to_owned(),
        path: "/somebody's text".to_owned(),
        query: "login_hint=jane@example.com".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    }
}

fn written(method: &str, status: u16, note: impl FnOnce(&mut Line)) -> Value {
    let world = World::new();
    let mut cx = world.cx();
    cx.now = Timestamp::from_millis(1_796_000_000_007);
    cx.note(note);
    let entry = Entry::of(&cx, &request(method), status, 12);
    serde_json::from_str(&entry.to_json()).unwrap()
}

#[test]
fn a_line_has_its_members_and_nothing_of_what_was_asked_for() {
    let line = written("POST", 200, |line| {
        line.path = "/login";
        line.pool = Some("local_1".to_owned());
        line.client = Some("abc".to_owned());
        line.outcome = Some(Outcome::WrongPassword);
    });
    assert_eq!(
        line,
        json!({
            "time": "2026-11-30T00:53:20.007Z", "level": "info",
            "request": "00000000-0000-4000-8000-000000000001",
            "method": "POST", "path": "/login", "pool": "local_1", "client": "abc",
            "outcome": "wrong_password", "status": 200, "ms": 12, "hops": 0,
        })
    );
    let line = written("BREW", 404, |_| {});
    assert_eq!(
        (&line["method"], &line["path"], &line["outcome"]),
        (&json!("other"), &json!("unknown"), &json!("not_found"))
    );
}

#[test]
fn where_nothing_is_noted_the_status_is_the_outcome() {
    for (method, status, outcome) in [
        ("GET", 200, "shown"),
        ("HEAD", 304, "shown"),
        ("POST", 200, "done"),
        ("POST", 204, "done"),
        ("GET", 302, "redirected"),
        ("POST", 302, "redirected"),
        ("PUT", 405, "refused"),
        ("GET", 404, "not_found"),
        ("POST", 413, "too_large"),
        ("POST", 429, "throttled"),
        ("GET", 500, "failed"),
        ("GET", 503, "failed"),
    ] {
        assert_eq!(
            written(method, status, |_| {})["outcome"],
            outcome,
            "{method} {status}"
        );
    }
}

#[test]
fn whatever_was_noted_a_failure_of_ours_is_one() {
    let line = written("POST", 500, |line| line.outcome = Some(Outcome::SignedIn));
    assert_eq!(
        (&line["outcome"], &line["level"]),
        (&json!("failed"), &json!("error"))
    );
    // What went wrong beside a success is worth a look.
    let line = written("POST", 302, |line| {
        line.outcome = Some(Outcome::SignedIn);
        line.cause = Some("Users is overloaded".to_owned());
    });
    assert_eq!(
        (&line["outcome"], &line["level"]),
        (&json!("signed_in"), &json!("warn"))
    );
}

#[test]
fn all_that_went_wrong_is_told_once() {
    let line = written("POST", 200, |line| {
        for cause in ["not taken: 451", "not taken: 550", "not taken: 451"] {
            line.add_cause(cause);
        }
    });
    assert_eq!(line["cause"], "not taken: 451; not taken: 550");
    let line = written("POST", 200, |line| {
        for number in 0..1_000 {
            line.add_cause(&format!("cause {number}"));
        }
    });
    assert_eq!(line["cause"].as_str().unwrap().chars().count(), LONGEST);
}

#[test]
fn outcomes_have_names_of_their_own_in_one_form() {
    let names: BTreeSet<_> = Outcome::ALL.iter().map(|outcome| outcome.name()).collect();
    assert_eq!(names.len(), Outcome::ALL.len());
    for name in names {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || b"_:".contains(&byte)),
            "{name}"
        );
    }
}

#[test]
fn files_leave_no_line_unless_they_are_wanted_or_fail() {
    let world = World::new();
    let entry = |is_asset, status| {
        let cx = world.cx();
        cx.note(|line| line.is_asset = is_asset);
        Entry::of(&cx, &request("GET"), status, 1)
    };
    for (is_asset, status, by_default) in [
        (false, 200, true),
        (true, 200, false),
        (true, 404, false),
        (true, 500, true),
    ] {
        let entry = entry(is_asset, status);
        assert_eq!(Scope::Requests.has(&entry), by_default);
        assert!(Scope::All.has(&entry));
    }
    assert_eq!(Scope::parse(""), Ok(Scope::Requests));
    assert_eq!(Scope::parse("requests"), Ok(Scope::Requests));
    assert_eq!(Scope::parse("all"), Ok(Scope::All));
    let refused = Scope::parse("debug").unwrap_err();
    assert!(
        refused.starts_with("VESTIBULE_LOG is \"debug\""),
        "{refused}"
    );
}

#[test]
fn a_cause_repeats_nothing_that_a_parser_has_found() {
    for (cause, kept) in [
        ("Users is overloaded", "Users is overloaded"),
        (
            "internal: invalid type: string \"Jane\", expected u64 at line 1 column 5",
            "internal: invalid type: string \"…\", expected u64 at line 1 column 5",
        ),
        ("to <jane@example.com>: bounced", "to … bounced"),
        ("no route to +4917012345678.", "no route to …"),
        ("a line\nand \u{1b}[31manother", "a line and  [31manother"),
        ("cut off \"jane", "cut off \"…\""),
    ] {
        assert_eq!(presentable(cause), kept);
    }
    assert_eq!(presentable(&"x".repeat(10_000)).len(), LONGEST);
}

#[test]
fn what_fails_outside_of_a_request_has_a_time_and_a_level_too() {
    let line = failure(
        Timestamp::from_millis(0),
        Outcome::Misconfigured,
        "VESTIBULE_PUBLIC_URL is not set",
    );
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        line,
        json!({
            "time": "1970-01-01T00:00:00.000Z", "level": "error", "outcome": "misconfigured",
            "cause": "VESTIBULE_PUBLIC_URL is not set",
        })
    );
}

proptest! {
    #[test]
    fn no_cause_names_a_person_or_begins_a_line(before in "\\PC{0,20}", after in "[ -~\\n\\x1b]{0,20}") {
        for person in ["jane@example.com", "+4917012345678"] {
            let cause = format!("{before}{person}{after}");
            let kept = presentable(&cause);
            prop_assert!(!kept.contains(person), "{kept}");
            prop_assert!(!kept.chars().any(char::is_control));
        }
    }
}
