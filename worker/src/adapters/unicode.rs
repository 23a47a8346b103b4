//! Unicode's tables and IDNA by the runtime's own strings and URLs: crates would carry tables of their own.

use vestibule_model::unicode::Unicode;
use wasm_bindgen::prelude::wasm_bindgen;

/// The runtime's tables.
pub(crate) struct RuntimeUnicode;

impl Unicode for RuntimeUnicode {
    fn nfc(&self, text: &str) -> String {
        js_nfc(text)
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        js_domain_to_ascii(domain)
    }
}

#[wasm_bindgen(module = "/src/adapters/js/unicode.js")]
extern "C" {
    #[wasm_bindgen(js_name = nfc)]
    fn js_nfc(text: &str) -> String;

    #[wasm_bindgen(js_name = domainToAscii)]
    fn js_domain_to_ascii(domain: &str) -> Option<String>;
}
