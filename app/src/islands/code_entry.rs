//! A field for a code: digits only, however they arrive.

use leptos::{ev::Event, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, InputEvent};

/// Wraps a code's field, whose length is in `data-digits`. Spaces and dashes that come along when a code is pasted are
/// dropped. A form without another field to fill in (`data-alone`) is sent once a whole code arrives in one piece, by
/// paste or autofill; never while typing.
#[island]
pub fn CodeEntry(children: Children) -> impl IntoView {
    view! {
        <div class="code" on:input=|event| _ = accept(&event)>
            {children()}
        </div>
    }
}

/// `None` when there is nothing more to do.
fn accept(event: &Event) -> Option<()> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let digits = input.get_attribute("data-digits")?.parse().ok()?;
    let typed = input.value();
    let code: String = typed.chars().filter_map(digit).take(digits).collect();
    if code != typed {
        input.set_value(&code);
    }
    // Autofill sends an event without a type of input.
    let kind = event
        .dyn_ref::<InputEvent>()
        .map(InputEvent::input_type)
        .unwrap_or_default();
    let in_one_piece = matches!(
        kind.as_str(),
        "" | "insertFromPaste" | "insertFromDrop" | "insertReplacementText"
    );
    if code.len() == digits && in_one_piece && input.has_attribute("data-alone") {
        input.form()?.request_submit().ok()?;
    }
    Some(())
}

/// A digit, also as the full-width form that East Asian keyboards type.
fn digit(typed: char) -> Option<char> {
    const FROM_FULL_WIDTH: u32 = '０' as u32 - '0' as u32;
    match typed {
        '0'..='9' => Some(typed),
        '０'..='９' => char::from_u32(u32::from(typed) - FROM_FULL_WIDTH),
        _ => None,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_one_however_wide() {
        let digits = |typed: &str| typed.chars().filter_map(digit).collect::<String>();
        assert_eq!(digits("４８２ 913"), "482913");
        assert_eq!(digits("０-９"), "09");
        assert_eq!(digits("a／："), "");
    }
}
