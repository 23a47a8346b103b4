//! The time.

/// Milliseconds since the epoch. On Cloudflare's network the clock stands still while code runs: it moves with I/O.
#[must_use]
pub(crate) fn now() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds, far below 2^53"
    )]
    let now = js_sys::Date::now() as i64;
    now
}
