//! Vestibule's own mark: a doorway within a doorway.

use leptos::prelude::*;

/// The mark as the tab icon, in the address itself so that it costs no request.
pub(crate) const FAVICON: &str = concat!(
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E",
    "%3Cpath fill='%231b5a54' d='M3 30V15a13 13 0 0 1 26 0v15z'/%3E",
    "%3Cpath fill='%23fff' fill-opacity='.4' d='M9 30V16a7 7 0 0 1 14 0v14z'/%3E",
    "%3Cpath fill='%23fff' d='M12.5 30V17a3.5 3.5 0 0 1 7 0v13z'/%3E%3C/svg%3E"
);

/// The mark in the theme's colours.
pub(crate) fn mark() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <path d="M3 30V15a13 13 0 0 1 26 0v15z" />
            <path d="M9 30V16a7 7 0 0 1 14 0v14z" />
            <path d="M12.5 30V17a3.5 3.5 0 0 1 7 0v13z" />
        </svg>
    }
    .into_any()
}
