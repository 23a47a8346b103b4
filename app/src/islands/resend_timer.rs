//! The button that asks for another code, and the time until it may be asked for again.

use leptos::{ev::SubmitEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDivElement};

/// Wraps a form that works without scripts. With them it is sent in the background, and its button waits for the
/// seconds in `data-wait`. The button's words are in `data-now` and, with `{seconds}`, `data-waiting`; what its
/// `[role=status]` says of the answer in `data-sent` and `data-later`.
#[island]
pub fn ResendTimer(children: Children) -> impl IntoView {
    let wrapper = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || _ = wrapper.get().and_then(|wrapper| begin(&wrapper)));
    view! {
        <div node_ref=wrapper on:submit=|event| _ = submit(&event)>
            {children()}
        </div>
    }
}

fn begin(wrapper: &HtmlDivElement) -> Option<()> {
    let form = wrapper.query_selector("form").ok()??;
    let wait = form.get_attribute("data-wait")?.parse().ok()?;
    count_down(form, wait);
    Some(())
}

/// Counts down by the clock: timers stand still while a phone shows another app.
fn count_down(form: Element, seconds: u32) {
    tick(form, js_sys::Date::now() + f64::from(seconds) * 1000.0);
}

fn tick(form: Element, end: f64) {
    // The cast saturates: a time that has passed is 0.
    let left = ((end - js_sys::Date::now()) / 1000.0).ceil() as u32;
    if show(&form, left).is_some() && left > 0 {
        set_timeout(move || tick(form, end), std::time::Duration::from_secs(1));
    }
}

/// Writes the button's words. It stays in the order of focus while it waits. `None` when the page is not as the
/// server rendered it.
fn show(form: &Element, left: u32) -> Option<()> {
    let button = form.query_selector("button").ok()??;
    if left == 0 {
        button.set_text_content(form.get_attribute("data-now").as_deref());
        return button.remove_attribute("aria-disabled").ok();
    }
    let words = form.get_attribute("data-waiting")?;
    let (before, after) = words.split_once("{seconds}")?;
    button.set_text_content(Some(&[before, &left.to_string(), after].concat()));
    button.set_attribute("aria-disabled", "true").ok()
}

/// Sends the form in the background unless it has to wait.
fn submit(event: &SubmitEvent) -> Option<()> {
    let form = event
        .target()?
        .dyn_into::<web_sys::HtmlFormElement>()
        .ok()?;
    event.prevent_default();
    let waiting = form.query_selector("[aria-disabled]").ok()?.is_some();
    if !waiting {
        send(form);
    }
    Some(())
}

/// Posts the form's fields, and waits again as long as the answer's `Retry-After` says. An answer that is neither
/// success nor 429 is left to the browser: it posts the form itself and shows the page that comes back.
#[cfg(feature = "hydrate")]
fn send(form: web_sys::HtmlFormElement) {
    use gloo_net::http::Request;
    use web_sys::{FormData, UrlSearchParams};

    /// Seconds, when the answer does not say.
    const USUAL_WAIT: u32 = 30;

    leptos::task::spawn_local(async move {
        let fields = FormData::new_with_form(&form)
            .and_then(|fields| UrlSearchParams::new_with_str_sequence_sequence(&fields));
        let request = fields.ok().and_then(|fields| {
            Request::post(&form.action())
                .header("accept", "application/json")
                .body(fields)
                .ok()
        });
        let response = match request {
            Some(request) => request.send().await.ok(),
            None => None,
        };
        let wait = response
            .as_ref()
            .and_then(|response| response.headers().get("retry-after")?.parse().ok());
        let words = match response.map(|response| response.status()) {
            Some(200..300) => form.get_attribute("data-sent"),
            Some(429) => form.get_attribute("data-later"),
            // Submitting fails only for a form that has left the page, and then nobody sees it.
            _ => return drop(form.submit()),
        };
        if let Ok(Some(status)) = form.query_selector("[role=status]") {
            status.set_text_content(words.as_deref());
        }
        count_down(form.into(), wait.unwrap_or(USUAL_WAIT));
    });
}

/// Only browsers send forms.
#[cfg(not(feature = "hydrate"))]
fn send(_form: web_sys::HtmlFormElement) {}
