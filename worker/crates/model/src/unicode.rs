//! How spellings of one name are made equal. What needs Unicode's large tables is a port, because every JavaScript runtime
//! has the tables: they would make the wasm module much larger.

/// What needs the tables. It is asked only for text that is not ASCII.
pub trait Unicode {
    /// The text in normalisation form C (UAX #15).
    fn nfc(&self, text: &str) -> String;

    /// A domain in ASCII, as the host of a URL is written (UTS #46); `None` when it is no domain. The caller has seen that its
    /// ASCII characters are letters, digits, hyphens and dots.
    fn domain_to_ascii(&self, domain: &str) -> Option<String>;
}

/// The form in which names are compared: normalisation form C, with the domain of an address in ASCII, and in lower case
/// unless the pool tells case apart. Letters that look alike but are of different scripts stay different.
pub(crate) fn fold(unicode: &dyn Unicode, name: &str, case_sensitive: bool) -> String {
    if name.is_ascii() {
        return if case_sensitive {
            name.to_owned()
        } else {
            name.to_ascii_lowercase()
        };
    }
    let name = unicode.nfc(name);
    let ascii = name.rsplit_once('@').and_then(|(local, domain)| {
        let ascii = Some(domain)
            .filter(|domain| is_international(domain) && domain.contains(DOTS))
            .and_then(|domain| unicode.domain_to_ascii(domain))?;
        Some((local, without_empty_labels(&ascii)))
    });
    let folded = |text: &str| unicode.nfc(&fold_case(text, case_sensitive));
    match ascii {
        Some((local, domain)) => format!("{}@{domain}", folded(local)),
        None => folded(&name),
    }
}

/// A domain without the dots at its end or beside another one: some letters are dots to UTS #46, which keeps the empty labels
/// that they make, and a domain with the root's dot is the same as without.
fn without_empty_labels(domain: &str) -> String {
    let labels: Vec<&str> = domain
        .split('.')
        .filter(|label| !label.is_empty())
        .collect();
    labels.join(".")
}

/// Text in lower case, unless the pool tells case apart.
pub fn fold_case(text: &str, case_sensitive: bool) -> String {
    if case_sensitive {
        text.to_owned()
    } else {
        // Greek has two small sigmas, one of them for the end of a word, and a single capital: they are one letter.
        text.to_lowercase().replace('ς', "σ")
    }
}

/// The dots between a domain's labels, in the forms that UTS #46 takes for one.
pub const DOTS: [char; 4] = ['.', '。', '．', '｡'];
/// Longer than any domain is.
const LONGEST_DOMAIN: usize = 1024;

/// Whether a text can be a domain that is not in ASCII yet, of which the port may be asked.
pub fn is_international(domain: &str) -> bool {
    !domain.is_ascii() && domain.len() <= LONGEST_DOMAIN && domain.chars().all(is_of_domain)
}

/// Whether a letter can stand in a domain: anything else of ASCII would be a user, a port or a path beside it.
pub fn is_of_domain(letter: char) -> bool {
    !letter.is_ascii() || letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.')
}

/// The port by crates, for native builds: tests and tools.
#[cfg(any(test, feature = "native-unicode"))]
pub struct NativeUnicode;

#[cfg(any(test, feature = "native-unicode"))]
impl Unicode for NativeUnicode {
    fn nfc(&self, text: &str) -> String {
        use unicode_normalization::UnicodeNormalization as _;
        text.nfc().collect()
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        match url::Host::parse(domain) {
            Ok(url::Host::Domain(ascii)) => Some(ascii),
            Ok(url::Host::Ipv4(_) | url::Host::Ipv6(_)) | Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(name: &str, case_sensitive: bool) -> String {
        fold(&NativeUnicode, name, case_sensitive)
    }

    #[test]
    fn a_name_is_the_same_in_either_case() {
        for (one, other) in [
            ("Alice", "aLICE"),
            ("ΝΙΚΟΣ", "νικος"),
            ("νικοσ", "νικος"),
            ("Bücher@Example.COM", "BÜCHER@example.com"),
        ] {
            assert_eq!(folded(one, false), folded(other, false));
            assert_ne!(folded(one, true), folded(other, true));
        }
    }

    #[test]
    fn what_idna_takes_for_a_dot_makes_no_other_domain() {
        for spelling in ["jane@a。example", "jane@a.example。", "jane@a。。example"] {
            assert_eq!(folded(spelling, false), "jane@a.example", "{spelling}");
        }
    }

    #[test]
    fn a_letter_and_its_mark_are_the_letter_with_the_mark() {
        for case_sensitive in [true, false] {
            for (one, other) in [
                ("jo\u{308}rg", "jörg"),
                ("jo\u{308}rg@x.example", "jörg@x.example"),
                ("a\u{323}\u{307}", "a\u{307}\u{323}"),
                ("한", "\u{1112}\u{1161}\u{11ab}"),
                ("\u{212b}", "Å"),
            ] {
                assert_eq!(folded(one, case_sensitive), folded(other, case_sensitive));
            }
        }
    }

    #[test]
    fn a_domain_is_the_same_in_any_form_that_idna_takes_for_one() {
        let written = "info@xn--bcher-kva.example";
        for case_sensitive in [true, false] {
            for name in [
                written,
                "info@bücher.example",
                "info@bu\u{308}cher.example",
                "info@BÜCHER.Example",
                "info@bücher。example",
                "info@bü\u{ad}cher.example",
            ] {
                assert_eq!(folded(name, case_sensitive), written, "{name}");
            }
        }
        assert_eq!(
            folded("INFO@Bücher.example", true),
            "INFO@xn--bcher-kva.example"
        );
        assert_eq!(
            folded("jörg@BÜCHER.example", false),
            "jörg@xn--bcher-kva.example"
        );
    }

    #[test]
    fn what_only_looks_alike_stays_apart() {
        for (one, other) in [
            ("paypal", "p\u{430}ypal"),
            ("o", "\u{3bf}"),
            ("info@apple.example", "info@\u{430}pple.example"),
            ("ｊane", "jane"),
            ("ﬁnn", "finn"),
            ("x²", "x2"),
            ("info@straße.example", "info@strasse.example"),
            ("info@πας.example", "info@πασ.example"),
            ("straße", "strasse"),
        ] {
            for case_sensitive in [true, false] {
                assert_ne!(folded(one, case_sensitive), folded(other, case_sensitive));
            }
        }
    }

    #[test]
    fn what_is_no_domain_is_compared_as_it_is() {
        for (name, compared) in [
            ("Jörg@firma", "jörg@firma"),
            ("a@Ü", "a@ü"),
            ("a@１.２", "a@１.２"),
            ("a@ü.1", "a@ü.1"),
            ("a@ü%2eb.example", "a@ü%2eb.example"),
            ("a@ü／b.example", "a@ü／b.example"),
            ("a@ü\u{a0}.example", "a@ü\u{a0}.example"),
            ("a@xn--ü.example", "a@xn--ü.example"),
        ] {
            assert_eq!(folded(name, false), compared, "{name}");
        }
    }

    struct Untouched;

    impl Unicode for Untouched {
        fn nfc(&self, text: &str) -> String {
            panic!("{text}")
        }

        fn domain_to_ascii(&self, domain: &str) -> Option<String> {
            panic!("{domain}")
        }
    }

    proptest! {
        #[test]
        fn folding_once_is_enough(name: String, case_sensitive: bool) {
            let once = folded(&name, case_sensitive);
            prop_assert_eq!(folded(&once, case_sensitive), once);
        }

        #[test]
        fn folding_an_address_once_is_enough(
            local in r"\PC{1,8}", domain in r"[a-zA-Z0-9.。\-üßΣςñйñ٣ｅ１\u{308}\u{ad}\u{200d}]{1,16}", case_sensitive: bool,
        ) {
            let once = folded(&format!("{local}@{domain}"), case_sensitive);
            prop_assert_eq!(folded(&once, case_sensitive), once);
        }

        #[test]
        fn ascii_asks_nobody_and_is_what_it_was(name in r"[ -~]{0,40}") {
            prop_assert_eq!(fold(&Untouched, &name, true), name.clone());
            prop_assert_eq!(fold(&Untouched, &name, false), name.to_ascii_lowercase());
        }
    }
}
