//! A form that a passkey is sent with: the browser is asked for one by the button, and by the autofill of a page's fields.

use leptos::{ev::SubmitEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDivElement, HtmlFormElement};

/// Wraps a hidden form, which is shown where the browser reads and writes passkeys as JSON (WebAuthn level 3 section 5.1).
/// `data-ceremony` is `get` or `create`, `data-options` what is asked for; the answer goes into the field `credential`, and
/// the form is sent. What comes to nothing is told in `[role=alert]`: in the words of `data-cancelled`, `data-known` or
/// `data-failed`. With `data-autofill` passkeys are also offered in the fields of the page.
#[island]
pub fn Passkey(children: Children) -> impl IntoView {
    let wrapper = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || _ = wrapper.get().and_then(|wrapper| begin(&wrapper)));
    view! {
        <div node_ref=wrapper on:submit=|event| _ = submit(&event)>
            {children()}
        </div>
    }
}

/// `None` when there is nothing more to do.
fn begin(wrapper: &HtmlDivElement) -> Option<()> {
    let form = wrapper.query_selector("form").ok()??;
    let form = form.dyn_into::<HtmlFormElement>().ok()?;
    if !ceremony::is_known(&form) {
        return None;
    }
    form.set_hidden(false);
    if form.has_attribute("data-autofill") {
        ceremony::start(form, true);
    }
    Some(())
}

/// Asks the browser, by a dialogue, instead of sending the form.
fn submit(event: &SubmitEvent) -> Option<()> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    event.prevent_default();
    ceremony::start(form, false);
    Some(())
}

#[cfg(feature = "hydrate")]
mod ceremony {
    use js_sys::{Array, Function, JSON, JsString, Object, Promise, Reflect};
    use std::cell::RefCell;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{AbortController, HtmlFormElement, HtmlInputElement};

    thread_local! {
        /// Ends the ceremony that is under way: a page has one at a time.
        static UNDER_WAY: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    }

    /// Whether the browser has what the form needs.
    pub(super) fn is_known(form: &HtmlFormElement) -> bool {
        let class = Reflect::get(&js_sys::global(), &"PublicKeyCredential".into());
        class.is_ok_and(|class| {
            let has = |name: &str| {
                Reflect::get(&class, &name.into()).is_ok_and(|member| member.is_function())
            };
            !class.is_undefined() && has(parser(form))
        })
    }

    /// Begins one in place of that which is under way, and sends the form with what comes of it. In the fields of a page it
    /// waits for as long as the page is there, and what comes to nothing is told to nobody.
    pub(super) fn start(form: HtmlFormElement, in_fields: bool) {
        let Ok(controller) = AbortController::new() else {
            return;
        };
        if let Some(former) = UNDER_WAY.replace(Some(controller.clone())) {
            former.abort();
        }
        leptos::task::spawn_local(async move {
            match perform(&form, in_fields, &controller).await {
                Ok(credential) => _ = send(&form, &credential),
                Err(_) if in_fields => {}
                Err(error) => {
                    let name = Reflect::get(&error, &"name".into()).ok();
                    let words = match name.and_then(|name| name.as_string()).as_deref() {
                        // Another one was begun.
                        Some("AbortError") => return,
                        Some("NotAllowedError") => "data-cancelled",
                        Some("InvalidStateError") => "data-known",
                        _ => "data-failed",
                    };
                    tell(&form, form.get_attribute(words).as_deref());
                    if form.has_attribute("data-autofill") {
                        start(form, true);
                    }
                }
            }
        });
    }

    /// What the browser answers, as JSON.
    async fn perform(
        form: &HtmlFormElement,
        in_fields: bool,
        controller: &AbortController,
    ) -> Result<JsString, JsValue> {
        let global = js_sys::global();
        let class = Reflect::get(&global, &"PublicKeyCredential".into())?;
        if in_fields {
            let available = call(&class, "isConditionalMediationAvailable", &Array::new())?;
            if !JsFuture::from(Promise::resolve(&available))
                .await?
                .is_truthy()
            {
                return Err(JsValue::NULL);
            }
        }
        let options = form.get_attribute("data-options").unwrap_or_default();
        let options = call(&class, parser(form), &Array::of1(&JSON::parse(&options)?))?;
        let request = Object::new();
        Reflect::set(&request, &"publicKey".into(), &options)?;
        Reflect::set(&request, &"signal".into(), &controller.signal())?;
        if in_fields {
            Reflect::set(&request, &"mediation".into(), &"conditional".into())?;
        } else {
            tell(form, None);
        }
        let navigator = Reflect::get(&global, &"navigator".into())?;
        let credentials = Reflect::get(&navigator, &"credentials".into())?;
        let kind = form.get_attribute("data-ceremony").unwrap_or_default();
        let answer = call(&credentials, &kind, &Array::of1(&request))?;
        let credential = JsFuture::from(Promise::resolve(&answer)).await?;
        // By its own `toJSON`.
        JSON::stringify(&credential)
    }

    fn send(form: &HtmlFormElement, credential: &JsString) -> Option<()> {
        let field = form.query_selector("[name=credential]").ok()??;
        let field = field.dyn_into::<HtmlInputElement>().ok()?;
        field.set_value(&String::from(credential));
        form.submit().ok()
    }

    fn tell(form: &HtmlFormElement, words: Option<&str>) {
        if let Ok(Some(alert)) = form.query_selector("[role=alert]") {
            alert.set_text_content(words);
        }
    }

    fn parser(form: &HtmlFormElement) -> &'static str {
        match form.get_attribute("data-ceremony").as_deref() {
            Some("create") => "parseCreationOptionsFromJSON",
            _ => "parseRequestOptionsFromJSON",
        }
    }

    fn call(target: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
        let method: Function = Reflect::get(target, &method.into())?.dyn_into()?;
        Reflect::apply(&method, target, arguments)
    }
}

/// Only browsers have passkeys.
#[cfg(not(feature = "hydrate"))]
mod ceremony {
    use web_sys::HtmlFormElement;

    pub(super) fn is_known(_form: &HtmlFormElement) -> bool {
        false
    }

    pub(super) fn start(_form: HtmlFormElement, _in_fields: bool) {}
}
