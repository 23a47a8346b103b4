//! What a page says of what happened, in words that fit its fields and its figures.

use super::Identifier;
use crate::i18n::{Key, Texts};

/// A sentence in the language of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    Text(Key),
    /// A text and what to fill in.
    Filled(Key, Vec<(&'static str, String)>),
    /// Too many attempts: seconds until the next one counts, where they are known.
    TooManyAttempts(Option<u32>),
    /// Too many codes were asked for: seconds until another may be, where they are known.
    TooManyCodes(Option<u32>),
    /// Every reason why a new password is refused.
    Password(Vec<PasswordProblem>),
    /// As it is, such as what a trigger of the deployment answered.
    Verbatim(String),
}

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer characters than these.
    TooShort(u32),
    /// More characters than these.
    TooLong(u32),
    NoLowercase,
    NoUppercase,
    NoNumber,
    NoSymbol,
    /// A space at the beginning or the end.
    SpaceAtAnEnd,
    OnlySpaces,
    UsedBefore,
}

impl Message {
    /// The sentence itself.
    pub fn in_language(&self, texts: &Texts) -> String {
        match self {
            Self::Text(Key::ErrorTooManyAttempts) => Self::TooManyAttempts(None).in_language(texts),
            Self::Text(Key::CodeResendLater) => Self::TooManyCodes(None).in_language(texts),
            Self::Text(key) => texts.get(*key).to_owned(),
            Self::Filled(key, values) => {
                let values: Vec<_> = values
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                texts.fill(*key, &values)
            }
            Self::TooManyAttempts(seconds) => [
                texts.get(Key::ErrorTooManyAttempts),
                " ",
                &wait(texts, *seconds),
            ]
            .concat(),
            Self::TooManyCodes(seconds) => {
                [texts.get(Key::CodeResendLater), " ", &wait(texts, *seconds)].concat()
            }
            Self::Password(problems) if problems.is_empty() => {
                texts.get(Key::ErrorPasswordPolicy).to_owned()
            }
            Self::Password(problems) => problems
                .iter()
                .map(|problem| problem.in_language(texts))
                .collect::<Vec<_>>()
                .join(" "),
            Self::Verbatim(text) => text.clone(),
        }
    }

    /// The same in the words of the field that the person signs in with: what is labelled "Email" is no username.
    pub(crate) fn about(self, identifier: Option<Identifier>) -> Self {
        match (self, identifier) {
            (Self::Text(Key::ErrorIncorrect), Some(identifier)) => {
                Self::Text(incorrect(identifier))
            }
            (message, _) => message,
        }
    }

    /// Whether it says that there is such an account already, so that signing in is the way on.
    pub(crate) fn is_user_exists(&self) -> bool {
        *self == Self::Text(Key::ErrorUserExists)
    }
}

impl From<Key> for Message {
    fn from(key: Key) -> Self {
        Self::Text(key)
    }
}

impl From<PasswordProblem> for Message {
    fn from(problem: PasswordProblem) -> Self {
        Self::Password(vec![problem])
    }
}

impl PasswordProblem {
    fn in_language(self, texts: &Texts) -> String {
        let counted = |key, count: u32| texts.fill(key, &[("count", &count.to_string())]);
        let key = match self {
            Self::TooShort(least) => return counted(Key::ErrorPasswordTooShort, least),
            Self::TooLong(most) => return counted(Key::ErrorPasswordTooLong, most),
            Self::NoLowercase => Key::ErrorPasswordNoLowercase,
            Self::NoUppercase => Key::ErrorPasswordNoUppercase,
            Self::NoNumber => Key::ErrorPasswordNoNumber,
            Self::NoSymbol => Key::ErrorPasswordNoSymbol,
            Self::SpaceAtAnEnd => Key::ErrorPasswordSpaceAtAnEnd,
            Self::OnlySpaces => Key::ErrorPasswordOnlySpaces,
            Self::UsedBefore => Key::ErrorPasswordHistory,
        };
        texts.get(key).to_owned()
    }
}

/// When to try again, rounded up to what a person waits for.
fn wait(texts: &Texts, seconds: Option<u32>) -> String {
    let (key, name, count) = match seconds {
        None => return texts.get(Key::WaitAWhile).to_owned(),
        Some(0..=60) => return texts.get(Key::WaitAMinute).to_owned(),
        Some(seconds @ ..7200) => (Key::WaitMinutes, "minutes", seconds.div_ceil(60)),
        Some(seconds) => (Key::WaitHours, "hours", seconds.div_ceil(3600)),
    };
    texts.fill(key, &[(name, &count.to_string())])
}

const fn incorrect(identifier: Identifier) -> Key {
    match identifier {
        Identifier::Username => Key::ErrorIncorrect,
        Identifier::Email => Key::ErrorIncorrectEmail,
        Identifier::PhoneNumber => Key::ErrorIncorrectPhoneNumber,
        Identifier::EmailOrPhoneNumber => Key::ErrorIncorrectEmailOrPhoneNumber,
        Identifier::UsernameOrEmail => Key::ErrorIncorrectUsernameOrEmail,
        Identifier::UsernameOrPhoneNumber => Key::ErrorIncorrectUsernameOrPhoneNumber,
        Identifier::Any => Key::ErrorIncorrectAny,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(message: &Message) -> String {
        message.in_language(&Texts::default())
    }

    #[test]
    fn too_many_attempts_says_how_long() {
        let said = |seconds| english(&Message::TooManyAttempts(seconds));
        assert_eq!(
            said(None),
            "Too many attempts. Please wait a while and try again."
        );
        assert_eq!(said(None), english(&Key::ErrorTooManyAttempts.into()));
        assert_eq!(
            said(Some(1)),
            "Too many attempts. Please try again in a minute."
        );
        assert_eq!(said(Some(60)), said(Some(1)));
        assert_eq!(
            said(Some(61)),
            "Too many attempts. Please try again in 2 minutes."
        );
        assert_eq!(
            said(Some(900)),
            "Too many attempts. Please try again in 15 minutes."
        );
        assert_eq!(
            said(Some(7199)),
            "Too many attempts. Please try again in 120 minutes."
        );
        assert_eq!(
            said(Some(7201)),
            "Too many attempts. Please try again in 3 hours."
        );
        assert!(english(&Message::TooManyCodes(Some(90))).ends_with("in 2 minutes."));
    }

    #[test]
    fn a_password_is_refused_for_the_reasons_that_hold() {
        let reasons = Message::Password(vec![
            PasswordProblem::TooShort(8),
            PasswordProblem::NoNumber,
        ]);
        assert_eq!(
            english(&reasons),
            "Use at least 8 characters. Add a number."
        );
        let long = english(&PasswordProblem::TooLong(256).into());
        assert_eq!(long, "Use at most 256 characters.");
    }

    #[test]
    fn each_problem_has_its_own_words() {
        use PasswordProblem::*;
        let all = [
            TooShort(8),
            TooLong(8),
            NoLowercase,
            NoUppercase,
            NoNumber,
            NoSymbol,
            SpaceAtAnEnd,
            OnlySpaces,
            UsedBefore,
        ];
        let mut said: Vec<_> = all.iter().map(|one| english(&(*one).into())).collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), all.len());
    }

    #[test]
    fn what_is_incorrect_has_the_name_of_its_field() {
        let said = |identifier| english(&Message::from(Key::ErrorIncorrect).about(identifier));
        assert_eq!(said(None), "Incorrect username or password.");
        assert_eq!(
            said(Some(Identifier::Email)),
            "Incorrect email or password."
        );
        assert_eq!(
            said(Some(Identifier::EmailOrPhoneNumber)),
            "Incorrect email, phone number or password."
        );
        let other = Message::Text(Key::ErrorRequired);
        assert_eq!(other.clone().about(Some(Identifier::Email)), other);
    }
}
