//! The button in a password field that shows what was typed.

use leptos::{ev::MouseEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// Wraps a hidden button that follows a password's field. The button is shown once it can work; its label does not
/// change, `aria-pressed` says which state it is in.
#[island]
pub fn ShowPassword(children: Children) -> impl IntoView {
    let wrapper = NodeRef::new();
    Effect::new(move || reveal(wrapper.get()));
    view! {
        <span node_ref=wrapper on:click=|event| _ = toggle(&event)>
            {children()}
        </span>
    }
}

fn reveal(wrapper: Option<web_sys::HtmlSpanElement>) {
    let button = wrapper.and_then(|wrapper| wrapper.query_selector("button").ok()?);
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.set_hidden(false);
    }
}

/// Shows or hides what the field holds. `None` when the page is not as the server rendered it.
fn toggle(event: &MouseEvent) -> Option<()> {
    let button = event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .closest("button")
        .ok()??;
    let field = button
        .closest(".control")
        .ok()??
        .query_selector("input")
        .ok()??;
    let field = field.dyn_into::<HtmlInputElement>().ok()?;
    let show = field.type_() == "password";
    field.set_type(if show { "text" } else { "password" });
    button
        .set_attribute("aria-pressed", if show { "true" } else { "false" })
        .ok()
}
