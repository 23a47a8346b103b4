//! Addresses as they leave: with their domains in ASCII (RFC 5890), which every server reads. Only what is before the `@` can
//! then need a server that reads more.

use vestibule_model::unicode::{Unicode, is_international, is_of_domain};

/// The address with its domain in ASCII; `None` when what it has there is no domain.
pub(crate) fn with_ascii_domain(unicode: &dyn Unicode, address: &str) -> Option<String> {
    match address.rsplit_once('@') {
        Some((local, domain)) if !domain.is_ascii() => {
            ascii_domain(unicode, domain).map(|domain| format!("{local}@{domain}"))
        }
        // Whether it can be sent is the sender's to see.
        _ => Some(address.to_owned()),
    }
}

/// A domain in ASCII; `None` when it is none.
pub(crate) fn ascii_domain(unicode: &dyn Unicode, domain: &str) -> Option<String> {
    if domain.is_ascii() {
        return Some(domain.to_owned());
    }
    let ascii = is_international(domain).then(|| unicode.domain_to_ascii(domain))??;
    // Some letters are dots to UTS #46: one may end a domain, as the root's does, and two make an empty label. Others are
    // brackets or commas, which a host of a URL may have and an address may not.
    let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
    let is_domain = ascii.is_ascii()
        && ascii.chars().all(is_of_domain)
        && ascii.split('.').all(|label| !label.is_empty());
    is_domain.then(|| ascii.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vestibule_model::{mailbox::is_sendable, unicode::NativeUnicode};

    fn leaving(address: &str) -> Option<String> {
        with_ascii_domain(&NativeUnicode, address)
    }

    #[test]
    fn a_domain_leaves_in_ascii_and_the_mailbox_as_it_is() {
        for (address, ascii) in [
            ("info@müller.example", "info@xn--mller-kva.example"),
            ("info@MÜLLER.Example", "info@xn--mller-kva.example"),
            ("info@mu\u{308}ller.example", "info@xn--mller-kva.example"),
            ("info@müller。example。", "info@xn--mller-kva.example"),
            ("info@bücher", "info@xn--bcher-kva"),
            ("Jörg@müller.example", "Jörg@xn--mller-kva.example"),
            // Of RFC 3492, section 7.1.
            (
                "info@他们为什么不说中文",
                "info@xn--ihqwcrb4cv8a8dqg056pqjye",
            ),
            ("jörg@Example.com", "jörg@Example.com"),
            ("jane@example.com", "jane@example.com"),
            ("info@xn--mller-kva.example", "info@xn--mller-kva.example"),
            ("jörg", "jörg"),
        ] {
            assert_eq!(leaving(address).as_deref(), Some(ascii));
        }
    }

    #[test]
    fn what_is_no_domain_has_no_ascii() {
        for address in [
            "a@ü_b.example",
            "a@ü:25",
            "a@ü/b",
            "a@ü%2eb.example",
            "a@ü／b.example",
            "a@ü，b.example",
            "a@ü⑴.example",
            "a@xn--ü.example",
            "a@ü。。example",
            "a@。ü",
            "a@ü.1",
        ] {
            assert_eq!(leaving(address), None, "{address}");
        }
        assert_eq!(leaving(&format!("a@{}.example", "ü".repeat(1024))), None);
    }

    proptest! {
        #[test]
        fn what_can_be_sent_stays_one_word(address in "\\PC{1,20}@\\PC{1,20}|[a-zß。@.-]{1,20}") {
            if let Some(leaves) = leaving(&address) {
                let domain = leaves.rsplit_once('@').map_or("", |(_, domain)| domain);
                prop_assert!(domain.is_ascii());
                prop_assert_eq!(leaving(&leaves), Some(leaves.clone()));
                if is_sendable(&address) && leaves.len() <= 254 {
                    prop_assert!(is_sendable(&leaves), "{:?}", leaves);
                }
            }
        }
    }
}
