//! Addresses of mailboxes as they stand in SMTP's commands and in a mail's head.

/// The longest path that SMTP knows (RFC 5321, section 4.5.3.1.3), without its brackets.
const LONGEST: usize = 254;
/// The longest name, in characters: as long as a pool's.
const LONGEST_NAME: usize = 128;

/// Who sends: an address, and a name if one is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

impl Mailbox {
    /// `no-reply@example.com` or `Acme <no-reply@example.com>`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, address) = match text
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'))
        {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
            None => ("", text),
        };
        // Another reader could take what stands between brackets in a name for the address.
        let ends_a_name = |letter: char| letter.is_control() || matches!(letter, '<' | '>');
        if !is_sendable(address)
            || name.chars().any(ends_a_name)
            || name.chars().count() > LONGEST_NAME
        {
            return None;
        }
        Some(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: address.to_owned(),
        })
    }

    /// What is behind the `@`.
    pub fn domain(&self) -> &str {
        self.address
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }
}

/// Whether an address can stand between `<` and `>` in a command and mean nothing but itself. Whether it is anybody's is the
/// server's to say.
pub fn is_sendable(address: &str) -> bool {
    let ends_a_path = |letter: char| {
        letter.is_control() || letter.is_whitespace() || "<>\"\\,;()".contains(letter)
    };
    // Of two `@` some readers would take the first.
    let parts = address
        .split_once('@')
        .filter(|(_, domain)| !domain.contains('@'));
    address.len() <= LONGEST
        && !address.chars().any(ends_a_path)
        && parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mailbox_is_an_address_with_or_without_a_name() {
        let parsed =
            |text| Mailbox::parse(text).map(|it| (it.name.unwrap_or_default(), it.address));
        let some = |name: &str, address: &str| Some((name.to_owned(), address.to_owned()));
        assert_eq!(parsed("a@example.com"), some("", "a@example.com"));
        assert_eq!(parsed("ceo@bank.example@acme.example"), None);
        assert_eq!(parsed(" <a@example.com> "), some("", "a@example.com"));
        assert_eq!(
            parsed("Acme, Inc. <a@example.com>"),
            some("Acme, Inc.", "a@example.com")
        );
        assert_eq!(
            parsed("\"Müller & Söhne\" <post@müller.example>"),
            some("Müller & Söhne", "post@müller.example")
        );
        for none in [
            "",
            "a",
            "@example.com",
            "a@",
            "a b@example.com",
            "a@b\r\nBcc: c@d",
            "<a@b> x",
            "<a@b> <c@d>",
            "A <a@b> B <c@d>",
        ] {
            assert_eq!(parsed(none), None, "{none:?}");
        }
        let named = |length: usize| Mailbox::parse(&format!("{} <a@b>", "ä".repeat(length)));
        assert!(named(128).is_some());
        assert_eq!(named(129), None);
    }

    #[test]
    fn what_would_end_a_path_or_begin_a_parameter_is_no_address() {
        for refused in [
            "a@b>\r\nRCPT TO:<c@d",
            "a@b> BODY=8BITMIME",
            "a\0@b",
            "a@b\u{85}",
            "\"a\"@b",
            "a@b\u{2028}c",
        ] {
            assert!(!is_sendable(refused), "{refused:?}");
        }
        assert!(!is_sendable(&format!("{}@b", "a".repeat(253))));
        for taken in [
            "a@b",
            "a+b@example.com",
            "o'neil@example.com",
            "jörg@müller.example",
            "用户@例子.广告",
        ] {
            assert!(is_sendable(taken), "{taken:?}");
        }
    }

    proptest! {
        #[test]
        fn an_address_that_is_sent_is_one_word(address in "\\PC{0,20}@\\PC{0,20}|[ -~\\r\\n]{0,30}") {
            if is_sendable(&address) {
                prop_assert_eq!(address.split(['\r', '\n', ' ', '<', '>']).count(), 1);
            }
        }
    }
}
