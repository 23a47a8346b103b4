//! A page as the flow fills it, and what drawing it takes besides.

use crate::{
    i18n::{Language, Texts},
    theme::Theme,
};
use std::sync::Arc;

pub use vestibule_page::*;

/// A page's surroundings, and what is particular to this response.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub around: Surroundings,
    pub theme: Arc<Theme>,
    pub texts: Texts,
    /// The same page in other languages.
    pub languages: Vec<(Language, String)>,
    /// The nonce of the response's `Content-Security-Policy`, for style and script.
    pub nonce: String,
    /// The islands' files; without them the page has no scripts but the double-submit guard.
    pub assets: Option<Assets>,
}

/// Addresses of the islands' script and WASM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
}
