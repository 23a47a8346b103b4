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

/// A time in milliseconds, as RFC 3339 has it, in UTC.
#[must_use]
pub fn rfc_3339(millis: i64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "whole milliseconds, far below 2^53"
    )]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(millis as f64));
    date.to_iso_string().into()
}
