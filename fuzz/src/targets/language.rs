//! The language of a page: one that pages are written in, and only a tag is kept of what was asked for.

use crate::{deployment, http::is_header_value};
use vestibule_app::i18n::Language;
use vestibule_engine::http::Request;
use vestibule_web::{
    parameters::{Parameters, encode},
    view::{Page, View},
};

/// `lang`, the cookie of that name, `ui_locales` and `Accept-Language`, one a line.
pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (lang, cookie, locales, accepted) = (next(), next(), next(), next());
    let http = Request {
        method: "GET".to_owned(),
        path: "/login".to_owned(),
        query: encode([("lang", lang), ("ui_locales", locales)]),
        headers: vec![
            ("Cookie".to_owned(), format!("__Host-lang={cookie}")),
            ("Accept-Language".to_owned(), accepted.to_owned()),
        ],
        body: Vec::new(),
    };
    let view = deployment::run(|cx| View::new(&cx, &http, Page::SignedOut));

    let is_tag = (2..=35).contains(&lang.len())
        && lang
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    assert_eq!(view.cookies.len(), usize::from(is_tag));
    for kept in &view.cookies {
        assert!(is_header_value(kept) && kept.starts_with(&format!("__Host-lang={lang}; ")));
    }
    let language = Language::negotiate(
        view.language.requested.as_deref(),
        view.language.accepted.as_deref(),
    );
    assert!(Language::ALL.contains(&language));
    if is_tag && let Some(asked) = Language::from_tag(lang) {
        assert_eq!(language, asked);
    }
    for language in Language::ALL {
        let link = view.in_language(language.tag());
        let (path, query) = link.split_once('?').expect("it has a query");
        assert!(path == "/login" && is_header_value(query));
        let query = Parameters::parse(query.as_bytes());
        assert_eq!(query.get("lang"), Some(language.tag()));
        assert!(!query.any_repeated());
    }
}
