//! Whom people may ask for help.

/// Where a link to it leads: an address of the web is followed, one of a mailbox written to; `None` for anything else.
pub fn link(support: &str) -> Option<String> {
    if support.starts_with("https://") || support.starts_with("http://") {
        return Some(support.to_owned());
    }
    let is_mailbox = support.contains('@')
        && !support.contains([':', '?', '&', '%', '<', '>', '"'])
        && !support.contains(char::is_whitespace);
    is_mailbox.then(|| format!("mailto:{support}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_and_of_mailboxes_are_led_to() {
        for (support, leads) in [
            ("help@bakery.example", Some("mailto:help@bakery.example")),
            (
                "https://bakery.example/help",
                Some("https://bakery.example/help"),
            ),
            ("javascript:alert(1)", None),
            ("javascript:a@b", None),
            ("a@b?bcc=c", None),
            ("a@b%0Abcc:c", None),
            ("bakery", None),
        ] {
            assert_eq!(link(support).as_deref(), leads, "{support}");
        }
    }
}
