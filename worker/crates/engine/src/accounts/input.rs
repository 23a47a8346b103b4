//! What people type, within the limits that hold for everybody: those of the service model.

use crate::password_policy::{self, Violation};
use std::collections::BTreeMap;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};
use vestibule_crypto::SecretString;

/// Lengths are in UTF-16 units, as the model counts.
const LONGEST_USERNAME: usize = 128;
const LONGEST_CODE: usize = 2048;
const LONGEST_VALUE: usize = 2048;

/// What a refusal is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Username,
    Password,
    Code,
    /// The attribute of this name.
    Attribute(String),
}

/// A field with what nobody can have: empty, too long, or of characters that don't belong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub Field);

/// A username, an alias or a sub: one word of printable characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Username<'a>(&'a str);

impl<'a> Username<'a> {
    pub fn parse(typed: &'a str) -> Result<Self, Malformed> {
        if has_length(typed, 1, LONGEST_USERNAME) && typed.chars().all(is_printable) {
            Ok(Self(typed))
        } else {
            Err(Malformed(Field::Username))
        }
    }

    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// A code that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedCode<'a>(&'a str);

impl<'a> TypedCode<'a> {
    pub fn parse(typed: &'a str) -> Result<Self, Malformed> {
        if has_length(typed, 1, LONGEST_CODE) && !typed.chars().any(password_policy::is_space) {
            Ok(Self(typed))
        } else {
            Err(Malformed(Field::Code))
        }
    }

    pub fn as_str(self) -> &'a str {
        self.0
    }
}

/// A password that somebody chose, before the pool's policy is asked.
#[derive(Clone, Debug)]
pub struct NewPassword(SecretString);

impl NewPassword {
    /// There is no shortest length: a policy's is never less than the model's.
    pub fn parse(password: SecretString) -> Result<Self, Violation> {
        match password_policy::model_violation(password.expose()) {
            None => Ok(Self(password)),
            Some(violation) => Err(violation),
        }
    }

    pub fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// Attributes by name. Which names there are, the pool's schema says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(BTreeMap<String, String>);

impl Attributes {
    pub fn parse(given: BTreeMap<String, String>) -> Result<Self, Malformed> {
        match given
            .iter()
            .find(|(_, value)| !has_length(value, 0, LONGEST_VALUE))
        {
            None => Ok(Self(given)),
            Some((name, _)) => Err(Malformed(Field::Attribute(name.clone()))),
        }
    }

    pub fn into_inner(self) -> BTreeMap<String, String> {
        self.0
    }
}

fn has_length(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.encode_utf16().count())
}

/// Letters, marks, symbols, numbers and punctuation; neither space nor control characters.
fn is_printable(letter: char) -> bool {
    matches!(
        letter.general_category_group(),
        GeneralCategoryGroup::Letter
            | GeneralCategoryGroup::Mark
            | GeneralCategoryGroup::Symbol
            | GeneralCategoryGroup::Number
            | GeneralCategoryGroup::Punctuation
    )
}

/// Zero-width spaces and joiners, soft hyphens, byte order marks, direction marks: what comes along unseen.
pub fn is_unseen(letter: char) -> bool {
    letter.general_category() == GeneralCategory::Format
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_is_one_word_of_128_characters_at_most() {
        for good in [
            "a",
            "jörg@bücher.example",
            "+15555550100",
            "名前",
            &"x".repeat(128),
        ] {
            assert_eq!(Username::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "a b",
            "a\u{a0}b",
            "a\tb",
            "a\u{200e}",
            &"x".repeat(129),
            &"😀".repeat(65),
        ] {
            assert_eq!(
                Username::parse(bad),
                Err(Malformed(Field::Username)),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_code_has_no_space_in_it() {
        assert!(TypedCode::parse("123456").is_ok());
        for bad in ["", "123 456", "1\n", &"1".repeat(2049)] {
            assert_eq!(
                TypedCode::parse(bad),
                Err(Malformed(Field::Code)),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn an_attribute_that_is_too_long_is_named() {
        let given = |value: String| BTreeMap::from([("name".to_owned(), value)]);
        assert!(Attributes::parse(given("x".repeat(2048))).is_ok());
        assert_eq!(
            Attributes::parse(given("x".repeat(2049))),
            Err(Malformed(Field::Attribute("name".to_owned())))
        );
    }

    #[test]
    fn a_password_is_refused_for_its_form_before_any_policy_is_asked() {
        let parse = |text: &str| NewPassword::parse(SecretString::from(text)).err();
        for (text, violation) in [
            (" Passw0rd!", Violation::SpaceAround),
            ("Passw0rd! ", Violation::SpaceAround),
            ("Pass\nw0rd!", Violation::SeveralLines),
            (&"x".repeat(257), Violation::TooLong { most: 256 }),
        ] {
            assert_eq!(parse(text), Some(violation), "{text:?}");
        }
        assert_eq!(parse("short"), None);
    }
}
