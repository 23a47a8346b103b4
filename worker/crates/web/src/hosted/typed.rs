//! What people type and paste into a page's field, without what comes along unseen and without the marks that they write
//! into a number. Only pages read it so: the API takes what its model allows, as it is.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use vestibule_engine::{
    accounts::input::is_unseen,
    find_user::{is_email, is_phone_number},
};
use vestibule_model::{contact::AliasAttribute, pool::Names, unicode::DOTS};

/// Digits of a number that was typed as a username and is one for certain: what is shorter may be a username.
const SURELY_A_NUMBER: usize = 7;

/// The name that somebody signs in or up with.
///
/// No username has a character that can't be seen in it, so all of those go. A number becomes what it is in E.164 where the
/// pool's people sign in with one.
pub fn name(names: &Names, typed: &str) -> String {
    let seen = seen(typed);
    if names.has(AliasAttribute::PhoneNumber)
        && let Some(number) = phone_number(&seen)
            .filter(|number| number.len() > SURELY_A_NUMBER || is_phone_number(seen.trim()))
    {
        return number;
    }
    let name = seen.trim();
    if names.has(AliasAttribute::Email) && name.contains('@') {
        email(name)
    } else {
        name.to_owned()
    }
}

/// The value of an attribute.
pub fn attribute(name: &str, typed: &str) -> String {
    match name {
        "email" => email(&seen(typed)),
        "phone_number" => {
            let seen = seen(typed);
            phone_number(&seen).unwrap_or_else(|| seen.trim().to_owned())
        }
        // What joins letters and turns them round may belong to a name, but not before or after it.
        _ => typed
            .trim_matches(|letter: char| letter.is_whitespace() || is_unseen(letter))
            .to_owned(),
    }
}

/// A code: digits, however wide, and with whatever they were grouped by.
pub fn code(typed: &str) -> String {
    typed
        .chars()
        .filter(|letter| !(letter.is_whitespace() || is_unseen(*letter) || is_dash(*letter)))
        .map(narrow)
        .collect()
}

/// Without the characters that nobody sees.
fn seen(typed: &str) -> String {
    typed.chars().filter(|letter| !is_unseen(*letter)).collect()
}

/// An address, of text that is seen: no space but the one of the space bar is typed on purpose, and the dots of other
/// keyboards are dots in a domain.
fn email(seen: &str) -> String {
    let close: String = seen
        .trim()
        .chars()
        .filter(|letter| letter.is_ascii() || !letter.is_whitespace())
        .collect();
    match close.rsplit_once('@') {
        Some((local, domain)) => {
            let dotted = format!("{local}@{}", domain.replace(DOTS, "."));
            if is_email(&dotted) { dotted } else { close }
        }
        None => close,
    }
}

/// A number in E.164, of text that is seen, if that is what it says. A country's own prefix in brackets, as in
/// `+49 (0)170`, is not dialled after the country's code.
fn phone_number(seen: &str) -> Option<String> {
    let narrow: String = seen
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(narrow)
        .collect();
    let number: String = narrow
        .replacen("(0)", "", 1)
        .chars()
        .filter(|letter| !(matches!(letter, '(' | ')' | '.' | '/') || is_dash(*letter)))
        .collect();
    is_phone_number(&number).then_some(number)
}

/// Full-width digits and signs of a number as the common ones.
fn narrow(letter: char) -> char {
    const FROM_FULL_WIDTH: u32 = '０' as u32 - '0' as u32;
    match letter {
        '０'..='９' | '＋' | '（' | '）' | '－' | '．' | '／' => {
            char::from_u32(u32::from(letter) - FROM_FULL_WIDTH).unwrap_or(letter)
        }
        _ => letter,
    }
}

fn is_dash(letter: char) -> bool {
    letter == '\u{2212}' || letter.general_category() == GeneralCategory::DashPunctuation
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vestibule_engine::accounts::input::Username;
    use vestibule_model::contact::ContactAttribute;

    const NUMBER: &str = "+491701234567";

    fn by_attribute() -> Names {
        Names::Attributes(vec![ContactAttribute::Email, ContactAttribute::PhoneNumber])
    }

    fn by_username(aliases: &[AliasAttribute]) -> Names {
        let aliases = aliases.to_vec();
        Names::Username { aliases }
    }

    #[test]
    fn a_phone_number_is_what_was_meant() {
        for typed in [
            NUMBER,
            "+49 (170) 123-4567",
            "+49 (0)170 / 123 45 67",
            "+49.170.1234567",
            "+49\u{a0}170\u{202f}1234567",
            "\u{202a}+49 170 1234567\u{202c}",
            "\u{2066}+491701234567\u{2069}",
            "\u{200e}+49\u{2011}170\u{2013}123\u{2212}4567\u{200f}",
            "＋４９（１７０）１２３－４５６７",
            "\u{feff} +4917\u{ad}01234567 ",
        ] {
            assert_eq!(name(&by_attribute(), typed), NUMBER, "{typed}");
            assert_eq!(
                name(&by_username(&[AliasAttribute::PhoneNumber]), typed),
                NUMBER,
                "{typed}"
            );
            assert_eq!(attribute("phone_number", typed), NUMBER, "{typed}");
        }
        for no_number in ["0170 1234567", "+49 170 12345x", "+49 (170) 1234567890123"] {
            assert_eq!(name(&by_attribute(), no_number), no_number);
            assert_eq!(attribute("phone_number", no_number), no_number);
        }
    }

    #[test]
    fn a_username_stays_one_where_it_is_no_address() {
        let plain = by_username(&[]);
        for typed in ["+49-170-1234567", "a.b@c.example", "名前", "jörg"] {
            assert_eq!(name(&plain, &format!(" \u{200e}{typed}\u{a0}")), typed);
        }
        assert_eq!(
            name(&by_username(&[AliasAttribute::PhoneNumber]), "+1-2"),
            "+1-2"
        );
        assert_eq!(
            name(&by_username(&[AliasAttribute::Email]), "two words"),
            "two words"
        );
        assert_eq!(name(&plain, "ja\u{200b}ne"), "jane");
    }

    #[test]
    fn an_address_is_without_what_nobody_sees() {
        for typed in [
            "jane@example.com",
            "\u{feff}jane@example.com\u{200b}",
            "ja\u{ad}ne@exam\u{200d}ple.com",
            "\u{a0}jane@\u{2060}example.com\u{3000}",
            "jane\u{a0}@example.com",
            "\u{2067}jane@example.com\u{2069}",
            "jane@example。com",
        ] {
            for names in [by_attribute(), by_username(&[AliasAttribute::Email])] {
                assert_eq!(name(&names, typed), "jane@example.com", "{typed:?}");
            }
            assert_eq!(attribute("email", typed), "jane@example.com", "{typed:?}");
        }
        assert_eq!(attribute("email", "ja ne@example.com"), "ja ne@example.com");
        assert_eq!(
            attribute("email", "jörg@bücher.example"),
            "jörg@bücher.example"
        );
    }

    #[test]
    fn a_name_keeps_what_joins_its_letters() {
        assert_eq!(
            attribute("name", "\u{feff} نام\u{200c}ها\u{200f}\n"),
            "نام\u{200c}ها"
        );
    }

    #[test]
    fn a_code_is_its_digits() {
        for typed in [
            "123456",
            "123 456",
            "123-456",
            "１２３４５６",
            "\u{200e}１２３\u{a0}456\u{200b}",
        ] {
            assert_eq!(code(typed), "123456", "{typed:?}");
        }
        assert_eq!(code("12a"), "12a");
    }

    proptest! {
        #[test]
        fn once_is_enough(typed in r"[＋+0-9０-９ ()\-.@a-zä。\u{a0}\u{200b}\u{202a}\u{ad}\u{308}]{0,24}") {
            for names in [by_attribute(), by_username(&[AliasAttribute::PhoneNumber, AliasAttribute::Email]), by_username(&[])] {
                let once = name(&names, &typed);
                prop_assert_eq!(name(&names, &once), once);
            }
            for kind in ["email", "phone_number", "name"] {
                let once = attribute(kind, &typed);
                prop_assert_eq!(attribute(kind, &once), once);
            }
            let once = code(&typed);
            prop_assert_eq!(code(&once), once);
        }

        #[test]
        fn what_the_api_takes_as_a_username_the_pages_take_as_it_is(typed in r"\PC{1,24}") {
            prop_assume!(Username::parse(&typed).is_ok() && !typed.contains(&DOTS[1..]));
            for names in [by_username(&[AliasAttribute::Email]), by_username(&[])] {
                prop_assert_eq!(name(&names, &typed), typed.clone());
            }
        }
    }
}
