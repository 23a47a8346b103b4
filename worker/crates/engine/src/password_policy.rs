//! What a password must have.

use crate::{credentials, cx::Cx, error::Result, hash_queue::Place};
use std::num::NonZeroU32;
use vestibule_crypto::{Rng, RngExt as _, SecretString};
use vestibule_model::{pool::PasswordPolicy, user::User};

/// The service model's longest password, in UTF-16 units. It is checked here too, because the pages don't go through the
/// model.
pub const LONGEST: usize = 256;
/// What counts as a symbol; a space does too, within the password.
const SYMBOLS: &[u8] = b"^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    TooShort {
        least: usize,
    },
    NoUppercase,
    NoLowercase,
    NoNumber,
    NoSymbol,
    TooLong {
        most: usize,
    },
    /// A space at its beginning or end.
    SpaceAround,
    OnlySpaces,
    SeveralLines,
    /// It is the present one, or one of those before it that the policy remembers.
    Reused,
}

/// # Errors
/// The first rule that the password breaks: of the policy, then of the model.
pub fn check(policy: &PasswordPolicy, password: &SecretString) -> Result<(), Violation> {
    violation(policy, password.expose()).map_or(Ok(()), Err)
}

/// Every rule that the password breaks, except [`Violation::Reused`]. For one that is nothing but spaces only that is named:
/// the other rules would hide the reason.
pub fn violations(policy: &PasswordPolicy, password: &SecretString) -> Vec<Violation> {
    let password = password.expose();
    match form_violation(password) {
        Some(Violation::OnlySpaces) => vec![Violation::OnlySpaces],
        broken => policy_violations(policy, password).chain(broken).collect(),
    }
}

/// Whether this is the user's present password or one of those before it, as many as the policy remembers. Takes one
/// Argon2id each.
pub async fn is_reused(
    cx: &Cx<'_>,
    place: &Place<'_>,
    policy: &PasswordPolicy,
    user: &User,
    password: &SecretString,
) -> Result<bool> {
    if policy.history == 0 {
        return Ok(false);
    }
    let present = match &user.credential {
        Some(credential) => credentials::verify(cx, place, credential, password).await?,
        None => false,
    };
    Ok(present
        || credentials::in_history(cx, place, &user.history, policy.history, password).await?)
}

/// Makes a temporary password that keeps to the policy.
pub fn temporary(policy: &PasswordPolicy, rng: &dyn Rng) -> SecretString {
    const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
    const NUMBERS: &[u8] = b"23456789";
    // Marks that can be copied from a message without harm.
    const MARKS: &[u8] = b"!#%*+-=?@_";
    let classes: Vec<&[u8]> = [
        (true, LOWER),
        (policy.upper, UPPER),
        (policy.numbers, NUMBERS),
        (policy.symbols, MARKS),
    ]
    .into_iter()
    .filter_map(|(wanted, class)| wanted.then_some(class))
    .collect();
    let everything = classes.concat();
    let length = policy.min_length.max(12);
    let mut password: Vec<char> = classes.iter().map(|class| one_of(class, rng)).collect();
    while password.len() < length {
        password.push(one_of(&everything, rng));
    }
    for last in (1..password.len()).rev() {
        password.swap(last, below(last + 1, rng));
    }
    SecretString::new(password.into_iter().collect())
}

fn violation(policy: &PasswordPolicy, password: &str) -> Option<Violation> {
    policy_violations(policy, password)
        .next()
        .or_else(|| form_violation(password))
}

/// What no policy allows.
fn form_violation(password: &str) -> Option<Violation> {
    model_violation(password).or_else(|| {
        password
            .contains(is_line_end)
            .then_some(Violation::SeveralLines)
    })
}

/// The rules of the policy that the password breaks, in the service's order.
fn policy_violations(
    policy: &PasswordPolicy,
    password: &str,
) -> impl Iterator<Item = Violation> + use<> {
    let lacks = |class: fn(char) -> bool| !password.chars().any(class);
    // Java's String.length counts UTF-16 units.
    let short = password.encode_utf16().count() < policy.min_length;
    let plain = lacks(is_symbol) && !password.trim_matches(' ').contains(' ');
    let least = policy.min_length;
    [
        (short, Violation::TooShort { least }),
        (
            policy.upper && lacks(|letter| letter.is_ascii_uppercase()),
            Violation::NoUppercase,
        ),
        (
            policy.lower && lacks(|letter| letter.is_ascii_lowercase()),
            Violation::NoLowercase,
        ),
        (
            policy.numbers && lacks(|letter| letter.is_ascii_digit()),
            Violation::NoNumber,
        ),
        (policy.symbols && plain, Violation::NoSymbol),
    ]
    .into_iter()
    .filter_map(|(broken, violation)| broken.then_some(violation))
}

/// What the service model refuses in any password, but for one that is too short for every policy.
pub(crate) fn model_violation(password: &str) -> Option<Violation> {
    if password.encode_utf16().count() > LONGEST {
        Some(Violation::TooLong { most: LONGEST })
    } else if !password.is_empty() && password.chars().all(is_space) {
        Some(Violation::OnlySpaces)
    } else if password.starts_with(is_space) || password.ends_with(is_space) {
        Some(Violation::SpaceAround)
    } else if between_spaces(password).contains(is_line_end) {
        Some(Violation::SeveralLines)
    } else {
        None
    }
}

/// The part from the first space to the last. In the model's `^[\S]+.*[\S]+$` it is what only `.*` can match, so that no line
/// may end in it; what stands before and after is matched by `[\S]+`.
fn between_spaces(password: &str) -> &str {
    match (password.find(is_space), password.rfind(is_space)) {
        (Some(first), Some(last)) => password.get(first..=last).unwrap_or_default(),
        _ => "",
    }
}

/// Java's `\s`: the model wants `^[\S]+.*[\S]+$`.
pub(crate) fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t'..='\r')
}

/// What Java's `.` does not match.
fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_symbol(letter: char) -> bool {
    u8::try_from(letter).is_ok_and(|byte| SYMBOLS.contains(&byte))
}

fn one_of(class: &[u8], rng: &dyn Rng) -> char {
    class
        .get(below(class.len(), rng))
        .copied()
        .map_or('x', char::from)
}

fn below(bound: usize, rng: &dyn Rng) -> usize {
    let bound = u32::try_from(bound)
        .ok()
        .and_then(NonZeroU32::new)
        .unwrap_or(NonZeroU32::MIN);
    usize::try_from(rng.below(bound)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use vestibule_crypto::SeededRng;

    fn refused(password: &str) -> Option<Violation> {
        check(&PasswordPolicy::default(), &SecretString::from(password)).err()
    }

    #[test]
    fn the_first_broken_rule_is_named() {
        for (password, violation) in [
            ("Aa1!", Violation::TooShort { least: 8 }),
            ("aaaaaaa1!", Violation::NoUppercase),
            ("AAAAAAA1!", Violation::NoLowercase),
            ("AAAAaaaa!", Violation::NoNumber),
            ("AAAAaaaa1", Violation::NoSymbol),
            (" AAAaaa1 ", Violation::NoSymbol),
        ] {
            assert_eq!(refused(password), Some(violation), "{password:?}");
        }
        for good in ["Passw0rd!", "Pass word1", "Pässw0rd^"] {
            assert_eq!(refused(good), None, "{good}");
        }
    }

    #[test]
    fn every_broken_rule_is_named_and_none_that_holds() {
        use Violation::*;
        let named =
            |password: &str| violations(&PasswordPolicy::default(), &SecretString::from(password));
        let long = format!("Passw0rd!{}", "a".repeat(251));
        for (password, broken) in [
            ("Passw0rd!", vec![]),
            ("Passw0rd! ", vec![SpaceAround]),
            ("        ", vec![OnlySpaces]),
            ("  ", vec![OnlySpaces]),
            (&long, vec![TooLong { most: 256 }]),
            ("Pass\u{2028}w0rd!", vec![SeveralLines]),
            (
                "",
                vec![
                    TooShort { least: 8 },
                    NoUppercase,
                    NoLowercase,
                    NoNumber,
                    NoSymbol,
                ],
            ),
            ("passwort", vec![NoUppercase, NoNumber, NoSymbol]),
            (
                "abc ",
                vec![
                    TooShort { least: 8 },
                    NoUppercase,
                    NoNumber,
                    NoSymbol,
                    SpaceAround,
                ],
            ),
        ] {
            assert_eq!(named(password), broken, "{password:?}");
        }
    }

    #[test]
    fn what_the_model_refuses_is_no_password() {
        let long = |length: usize| format!("Passw0rd!{}", "a".repeat(length - 9));
        assert_eq!(refused(&long(256)), None);
        for (bad, violation) in [
            (long(257), Violation::TooLong { most: 256 }),
            (
                format!("Passw0rd!{}", "\u{1f511}".repeat(124)),
                Violation::TooLong { most: 256 },
            ),
            (" Passw0rd!".to_owned(), Violation::SpaceAround),
            ("Passw0rd! ".to_owned(), Violation::SpaceAround),
            ("\tPassw0rd!".to_owned(), Violation::SpaceAround),
            ("Passw0rd!\n".to_owned(), Violation::SpaceAround),
            ("Pass\nw0rd!".to_owned(), Violation::SeveralLines),
            ("Pass\u{2028}w0rd!".to_owned(), Violation::SeveralLines),
        ] {
            assert_eq!(refused(&bad), Some(violation), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_password_is_refused_by_a_rule_that_is_named(password in r"[ -~ä\n\u{2028}]{0,12}") {
            let policy = PasswordPolicy::default();
            let named = violations(&policy, &SecretString::from(password.as_str()));
            prop_assert_eq!(refused(&password).is_none(), named.is_empty());
        }

        #[test]
        fn a_temporary_password_keeps_to_its_policy(
            min_length in 6_usize..=99, upper: bool, lower: bool, numbers: bool, symbols: bool, seed: [u8; 32],
        ) {
            let policy = PasswordPolicy { min_length, upper, lower, numbers, symbols, ..PasswordPolicy::default() };
            let password = temporary(&policy, &SeededRng::new(seed));
            prop_assert_eq!(violation(&policy, password.expose()), None);
        }
    }
}
