//! What a password must have, and the three ways in which the API says that one has not.

use crate::{
    credentials,
    cx::Cx,
    error::{Error, Result},
    model::{pool::PasswordPolicy, user::User},
};
use std::num::NonZeroU32;
use vestibule_crypto::{Rng, RngExt as _, SecretString};
use vestibule_wire::idp::ErrorCode;

/// The model's own bound, in UTF-16 units: not every way to a new password goes through the model's check.
pub(crate) const LONGEST: usize = 256;
/// What counts as a symbol; a space does too, within the password.
const SYMBOLS: &[u8] = b"^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

/// How an operation words a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// SignUp, ConfirmForgotPassword, ChangePassword.
    DidNotConformWith,
    /// AdminSetUserPassword, NEW_PASSWORD_REQUIRED.
    DoesNotConformTo,
    /// AdminCreateUser.
    DidNotConformWithPasswordPolicy,
}

impl Wording {
    const fn prefix(self) -> &'static str {
        match self {
            Self::DidNotConformWith => "Password did not conform with policy",
            Self::DoesNotConformTo => "Password does not conform to policy",
            Self::DidNotConformWithPasswordPolicy => {
                "Password did not conform with password policy"
            }
        }
    }
}

/// # Errors
/// InvalidPasswordException, which names the first rule that the password breaks.
pub fn check(policy: &PasswordPolicy, password: &SecretString, wording: Wording) -> Result<()> {
    match violation(policy, password.expose()) {
        None => Ok(()),
        Some(violation) => Err(Error::new(
            ErrorCode::InvalidPasswordException,
            format!("{}: {violation}", wording.prefix()),
        )),
    }
}

/// Refuses the user's present password and the ones before it, as many as the policy remembers. Takes one Argon2id each.
///
/// # Errors
/// PasswordHistoryPolicyViolationException
pub async fn check_history(
    cx: &Cx<'_>,
    policy: &PasswordPolicy,
    user: &User,
    password: &SecretString,
) -> Result<()> {
    if policy.history == 0 {
        return Ok(());
    }
    let present = match &user.credential {
        Some(credential) => credentials::verify(cx, credential, password).await?,
        None => false,
    };
    if present || credentials::in_history(cx, &user.history, policy.history, password).await? {
        return Err(Error::new(
            ErrorCode::PasswordHistoryPolicyViolationException,
            "Password has previously been used.",
        ));
    }
    Ok(())
}

/// Makes a temporary password that keeps to the policy.
pub fn temporary(policy: &PasswordPolicy, rng: &dyn Rng) -> SecretString {
    const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijkmnopqrstuvwxyz";
    const NUMBERS: &[u8] = b"23456789";
    // Those that survive being copied out of a message.
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

fn violation(policy: &PasswordPolicy, password: &str) -> Option<&'static str> {
    let has = |class: fn(char) -> bool| password.chars().any(class);
    // Java's String.length counts UTF-16 units.
    if password.encode_utf16().count() < policy.min_length {
        Some("Password not long enough")
    } else if policy.upper && !has(|letter| letter.is_ascii_uppercase()) {
        Some("Password must have uppercase characters")
    } else if policy.lower && !has(|letter| letter.is_ascii_lowercase()) {
        Some("Password must have lowercase characters")
    } else if policy.numbers && !has(|letter| letter.is_ascii_digit()) {
        Some("Password must have numeric characters")
    } else if policy.symbols && !has(is_symbol) && !password.trim_matches(' ').contains(' ') {
        Some("Password must have symbol characters")
    } else if password.encode_utf16().count() > LONGEST {
        Some("Password too long")
    } else if password.starts_with(is_space) || password.ends_with(is_space) {
        Some("Password must not begin or end with a space")
    } else if has(is_line_end) {
        Some("Password must be one line")
    } else {
        None
    }
}

/// Java's `\s`: the model wants `^[\S]+.*[\S]+$`.
fn is_space(letter: char) -> bool {
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

    fn text(password: &str, wording: Wording) -> Option<String> {
        match check(
            &PasswordPolicy::default(),
            &SecretString::from(password),
            wording,
        ) {
            Ok(()) => None,
            Err(error) => Some(error.to_string()),
        }
    }

    #[test]
    fn the_first_broken_rule_is_named_in_the_operations_own_words() {
        for (password, rule) in [
            ("Aa1!", "Password not long enough"),
            ("aaaaaaa1!", "Password must have uppercase characters"),
            ("AAAAAAA1!", "Password must have lowercase characters"),
            ("AAAAaaaa!", "Password must have numeric characters"),
            ("AAAAaaaa1", "Password must have symbol characters"),
            (" AAAaaa1 ", "Password must have symbol characters"),
        ] {
            for (wording, prefix) in [
                (
                    Wording::DidNotConformWith,
                    "Password did not conform with policy",
                ),
                (
                    Wording::DoesNotConformTo,
                    "Password does not conform to policy",
                ),
                (
                    Wording::DidNotConformWithPasswordPolicy,
                    "Password did not conform with password policy",
                ),
            ] {
                let expected = format!("InvalidPasswordException: {prefix}: {rule}");
                assert_eq!(text(password, wording), Some(expected));
            }
        }
        for good in ["Passw0rd!", "Pass word1", "Pässw0rd^"] {
            assert_eq!(text(good, Wording::DidNotConformWith), None, "{good}");
        }
    }

    #[test]
    fn what_the_model_refuses_is_no_password() {
        let long = |length: usize| format!("Passw0rd!{}", "a".repeat(length - 9));
        assert_eq!(text(&long(256), Wording::DoesNotConformTo), None);
        for bad in [
            long(257),
            format!("Passw0rd!{}", "\u{1f511}".repeat(124)),
            " Passw0rd!".to_owned(),
            "Passw0rd! ".to_owned(),
            "\tPassw0rd!".to_owned(),
            "Passw0rd!\n".to_owned(),
            "Pass\nw0rd!".to_owned(),
            "Pass\u{2028}w0rd!".to_owned(),
        ] {
            let refused = text(&bad, Wording::DoesNotConformTo).unwrap_or_default();
            let prefix = "InvalidPasswordException: Password does not conform to policy: ";
            assert!(refused.starts_with(prefix), "{bad:?}: {refused}");
        }
    }

    proptest! {
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
