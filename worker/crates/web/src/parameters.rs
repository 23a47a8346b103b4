//! The parameters of a query or of a form, both `application/x-www-form-urlencoded` (RFC 6749 appendix B).

use std::collections::{BTreeMap, BTreeSet};
use vestibule_model::short;

/// Decoded, in the order sent. It has no `Debug`: forms carry passwords.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The largest form that is read, in bytes.
    pub const LARGEST: usize = 64 * 1024;
    /// Parameters that are read; each is compared with the names that are asked for.
    const MOST: usize = 1000;

    /// Reads any bytes; what is no UTF-8 becomes U+FFFD.
    pub fn parse(encoded: &[u8]) -> Self {
        let parameters = form_urlencoded::parse(encoded).into_owned();
        Self(parameters.take(Self::MOST).collect())
    }

    /// The first value of this name. An empty one counts as omitted (RFC 6749 section 3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether the name was sent at all, as that of the button pressed is.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| given == name)
    }

    /// Whether a name comes twice, which RFC 6749 section 3.1 forbids.
    pub fn any_repeated(&self) -> bool {
        let mut seen = BTreeSet::new();
        !self.0.iter().all(|(name, _)| seen.insert(name))
    }

    /// The values of `prefix[name]`, by their names.
    pub fn under(&self, prefix: &str) -> BTreeMap<String, String> {
        let name = |given: &str| {
            Some(
                given
                    .strip_prefix(prefix)?
                    .strip_prefix('[')?
                    .strip_suffix(']')?
                    .to_owned(),
            )
        };
        let under = self.0.iter();
        short::map(under.filter_map(|(given, value)| Some((name(given)?, value.clone()))))
    }

    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(given, _)| !names.contains(&given.as_str()))
                .cloned()
                .collect(),
        )
    }

    /// With this value in place of any other of the name.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.without(&[name]);
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    pub fn encode(&self) -> String {
        encode(
            self.0
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
    }

    /// `path?query`
    pub fn after(&self, path: &str) -> String {
        if self.0.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", self.encode())
        }
    }
}

/// Encodes pairs; a space becomes `+`.
pub fn encode<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_value_counts_as_omitted() {
        let parameters = Parameters::parse(b"state=&scope=openid+email&continue=");
        assert_eq!(parameters.get("state"), None);
        assert_eq!(parameters.get("scope"), Some("openid email"));
        assert!(parameters.has("continue"));
    }

    #[test]
    fn a_repeated_name_is_noticed_even_when_a_value_is_empty() {
        assert!(Parameters::parse(b"a=1&b=2&a=").any_repeated());
        assert!(!Parameters::parse(b"a=1&b=1").any_repeated());
    }

    #[test]
    fn names_in_brackets_are_read() {
        let attributes = Parameters::parse(
            b"requiredAttributes%5Bcustom%3Ateam%5D=x&requiredAttributes=y&other[a]=z",
        )
        .under("requiredAttributes");
        assert_eq!(
            attributes,
            BTreeMap::from([("custom:team".to_owned(), "x".to_owned())])
        );
    }

    #[test]
    fn of_very_many_only_the_first_are_read() {
        let many = Parameters::parse("a&".repeat(30_000).as_bytes());
        assert_eq!(many.0.len(), Parameters::MOST);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_and_what_was_read_is_written_alike(bytes: Vec<u8>) {
            let parameters = Parameters::parse(&bytes);
            prop_assert!(Parameters::parse(parameters.encode().as_bytes()) == parameters);
        }
    }
}
