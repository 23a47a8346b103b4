//! The rules for a new password, ticked off while it is typed.

use leptos::{ev::Event, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// Wraps a new password's field and the list of its rules. A rule is an `li` with a [`Check`] in `data-check`,
/// ending in an element that says, to those who do not see its mark, whether it is met: in the words of the list's
/// `data-met` and `data-unmet`.
#[island]
pub fn PasswordRules(children: Children) -> impl IntoView {
    view! { <div on:input=|event| _ = judge(&event)>{children()}</div> }
}

/// `None` when the page is not as the server rendered it.
fn judge(event: &Event) -> Option<()> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let password = input.value();
    let list = event
        .current_target()?
        .dyn_into::<Element>()
        .ok()?
        .query_selector(".rules")
        .ok()??;
    let mut next = list.first_element_child();
    while let Some(item) = next {
        let met = Check::parse(&item.get_attribute("data-check")?)?.holds(&password);
        item.class_list().toggle_with_force("met", met).ok()?;
        let words = list.get_attribute(if met { "data-met" } else { "data-unmet" });
        item.last_element_child()?
            .set_text_content(words.as_deref());
        next = item.next_element_sibling();
    }
    Some(())
}

/// Of any password, in UTF-16 units.
const LONGEST: usize = 256;

/// What a rule asks of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Characters at least.
    Length(u32),
    Lowercase,
    Uppercase,
    Number,
    Symbol,
}

impl Check {
    /// The value of `data-check`.
    #[cfg(feature = "ssr")]
    pub fn attribute(self) -> String {
        match self {
            Self::Length(least) => least.to_string(),
            Self::Lowercase => "lowercase".to_owned(),
            Self::Uppercase => "uppercase".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Symbol => "symbol".to_owned(),
        }
    }

    fn parse(attribute: &str) -> Option<Self> {
        match attribute {
            "lowercase" => Some(Self::Lowercase),
            "uppercase" => Some(Self::Uppercase),
            "number" => Some(Self::Number),
            "symbol" => Some(Self::Symbol),
            least => least.parse().ok().map(Self::Length),
        }
    }

    /// Whether `password` keeps the rule. The server judges again; this one only encourages.
    fn holds(self, password: &str) -> bool {
        let any = |holds: fn(&u8) -> bool| password.bytes().any(|byte| holds(&byte));
        match self {
            // As the service counts, which takes no space around a password, and nothing longer.
            Self::Length(least) => {
                let inner = password.trim_matches(' ');
                inner.encode_utf16().count() >= least as usize
                    && password.encode_utf16().count() <= LONGEST
            }
            Self::Lowercase => any(u8::is_ascii_lowercase),
            Self::Uppercase => any(u8::is_ascii_uppercase),
            Self::Number => any(u8::is_ascii_digit),
            // A space counts inside of a password, not at its ends.
            Self::Symbol => {
                any(u8::is_ascii_punctuation) || password.trim_matches(' ').contains(' ')
            }
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn each_rule_asks_for_its_own_kind() {
        assert!(Check::Length(8).holds("åäöåäöåä") && !Check::Length(8).holds("1234567"));
        assert!(Check::Lowercase.holds("Xx") && !Check::Lowercase.holds("X1ß"));
        assert!(Check::Uppercase.holds("xX") && !Check::Uppercase.holds("x1Ä"));
        assert!(Check::Number.holds("a1") && !Check::Number.holds("a٣"));
    }

    #[test]
    fn a_length_is_what_the_service_counts() {
        let length = Check::Length(8);
        assert!(length.holds("a b c d e") && length.holds(" 12345678"));
        assert!(length.holds("🔑🔑🔑🔑"));
        assert!(!length.holds("        ") && !length.holds("1234567 "));
        assert!(length.holds(&"a".repeat(256)) && !length.holds(&"a".repeat(260)));
    }

    #[test]
    fn a_symbol_is_one_the_service_lists() {
        for symbol in "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-".chars() {
            assert!(Check::Symbol.holds(&format!("a{symbol}1")), "{symbol}");
        }
        assert!(Check::Symbol.holds("a b"));
        assert!(!Check::Symbol.holds(" ab "));
        assert!(!Check::Symbol.holds("a§1"));
    }

    #[test]
    fn the_browser_reads_what_the_server_wrote() {
        for check in [
            Check::Length(12),
            Check::Lowercase,
            Check::Uppercase,
            Check::Number,
            Check::Symbol,
        ] {
            assert_eq!(Check::parse(&check.attribute()), Some(check));
        }
        assert_eq!(Check::parse("anything"), None);
    }
}
