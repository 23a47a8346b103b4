//! The hosted pages: rendered on the server as plain HTML forms, enhanced in the browser by islands.
//!
//! The Worker fills a [`model::Page`] and a [`model::Frame`] and gets a whole document from [`render`]. Every form
//! works without scripts. The feature `ssr` is the server's side; `hydrate` holds the islands alone and is what
//! becomes the browser's WASM.

#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
#[cfg(feature = "ssr")]
pub mod i18n;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod model;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod theme;

#[cfg(feature = "ssr")]
pub use pages::{
    dev_mailbox::{MailboxEntry, render_mailbox},
    render,
    start::{Start, StartPool, render_start},
};

/// Called once by the page's script before it wakes the islands.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
