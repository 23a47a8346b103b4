//! Whose a URI's scheme is.

/// What browsers and systems take themselves: content without an origin, files, sockets, scripts, and what starts other
/// programs. Nothing there is an app that expects an answer.
const NO_APPS: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "cid",
    "content",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "livescript",
    "mailto",
    "mhtml",
    "mocha",
    "resource",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Whether a scheme may be that of an app (RFC 8252 section 7.1): one by RFC 3986 section 3.1 that means nothing else.
pub fn may_be_an_apps(scheme: &str) -> bool {
    let mut letters = scheme.bytes();
    letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !NO_APPS
            .iter()
            .any(|taken| taken.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_has_a_scheme_of_its_own() {
        for scheme in ["myapp", "com.example.app", "Web+App", "x-2", "fb123"] {
            assert!(may_be_an_apps(scheme), "{scheme}");
        }
        for scheme in [
            "",
            "2x",
            "-x",
            ".x",
            "my app",
            "my\tapp",
            "javascript",
            "JavaScript",
            "File",
            "VIEW-SOURCE",
            "wss",
            "é",
        ] {
            assert!(!may_be_an_apps(scheme), "{scheme}");
        }
    }
}
