//! What a page says of what happened, in words that fit its fields and its figures.

use super::{Key, Texts};
use crate::model::{Identifier, Message, PasswordProblem};

impl Texts {
    /// The sentence itself.
    pub fn say(&self, message: &Message) -> String {
        let key = match message {
            Message::CheckFields => Key::ErrorCheckFields,
            Message::CodeExpired => Key::ErrorCodeExpired,
            Message::CodeMismatch => Key::ErrorCodeMismatch,
            Message::CodeMissing => Key::ErrorCodeMissing,
            Message::CodeUsed => Key::ErrorCodeUsed,
            Message::CodeSent(Some(destination)) => {
                return self.fill(Key::SuccessCodeSent, &[("destination", destination)]);
            }
            Message::CodeSent(None) => Key::SuccessCodeSentSomewhere,
            Message::Confirmed => Key::SuccessConfirmed,
            Message::CookiesRefused => Key::ErrorCookiesRefused,
            Message::FactorMissing => Key::ErrorFactorMissing,
            Message::Incorrect => Key::ErrorIncorrect,
            Message::Invalid => Key::ErrorInvalid,
            Message::InvalidEmail => Key::ErrorInvalidEmail,
            Message::InvalidPhoneNumber => Key::ErrorInvalidPhoneNumber,
            Message::LinkSent(Some(destination)) => {
                return self.fill(Key::SuccessLinkSent, &[("destination", destination)]);
            }
            Message::LinkSent(None) => Key::SuccessLinkSentSomewhere,
            Message::NotConfirmed => Key::ErrorNotConfirmed,
            Message::NotConfirmedAdministrator => Key::ErrorNotConfirmedAdministrator,
            Message::PageExpired => Key::ErrorPageExpired,
            Message::PasskeyKnown => Key::ErrorPasskeyKnown,
            Message::PasskeyNotAdded => Key::ErrorPasskeyNotAdded,
            Message::PasskeyRefused => Key::ErrorPasskeyRefused,
            Message::Password(problems) if problems.is_empty() => Key::ErrorPasswordPolicy,
            Message::Password(problems) => {
                let problems: Vec<_> = problems
                    .iter()
                    .map(|problem| self.password_problem(*problem))
                    .collect();
                return problems.join(" ");
            }
            Message::PasswordChanged => Key::SuccessPasswordChanged,
            Message::PasswordsDiffer => Key::ErrorPasswordsDiffer,
            Message::Required => Key::ErrorRequired,
            Message::TooManyAttempts(seconds) => {
                return self.and_wait(Key::ErrorTooManyAttempts, *seconds);
            }
            Message::TooManyCodes(seconds) => return self.and_wait(Key::CodeResendLater, *seconds),
            Message::TooManyLinks(seconds) => return self.and_wait(Key::LinkResendLater, *seconds),
            Message::TooManyPasskeys => Key::ErrorTooManyPasskeys,
            Message::Unexpected => Key::ErrorUnexpected,
            Message::UserExists => Key::ErrorUserExists,
            Message::Verbatim(text) => return text.clone(),
        };
        self.get(key).to_owned()
    }

    /// The same in the words of the field that the person signs in with: what is labelled "Email" is no username.
    pub(crate) fn say_about(&self, message: &Message, identifier: Option<Identifier>) -> String {
        match (message, identifier) {
            (Message::Incorrect, Some(identifier)) => self.get(incorrect(identifier)).to_owned(),
            _ => self.say(message),
        }
    }

    fn and_wait(&self, key: Key, seconds: Option<u32>) -> String {
        [self.get(key), " ", &wait(self, seconds)].concat()
    }

    fn password_problem(&self, problem: PasswordProblem) -> String {
        let counted = |key, count: u32| self.fill(key, &[("count", &count.to_string())]);
        let key = match problem {
            PasswordProblem::TooShort(least) => return counted(Key::ErrorPasswordTooShort, least),
            PasswordProblem::TooLong(most) => return counted(Key::ErrorPasswordTooLong, most),
            PasswordProblem::NoLowercase => Key::ErrorPasswordNoLowercase,
            PasswordProblem::NoUppercase => Key::ErrorPasswordNoUppercase,
            PasswordProblem::NoNumber => Key::ErrorPasswordNoNumber,
            PasswordProblem::NoSymbol => Key::ErrorPasswordNoSymbol,
            PasswordProblem::SpaceAtAnEnd => Key::ErrorPasswordSpaceAtAnEnd,
            PasswordProblem::OnlySpaces => Key::ErrorPasswordOnlySpaces,
            PasswordProblem::UsedBefore => Key::ErrorPasswordHistory,
        };
        self.get(key).to_owned()
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
        Texts::default().say(message)
    }

    #[test]
    fn too_many_attempts_says_how_long() {
        let said = |seconds| english(&Message::TooManyAttempts(seconds));
        assert_eq!(
            said(None),
            "Too many attempts. Please wait a while and try again."
        );
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
        let said = |identifier| Texts::default().say_about(&Message::Incorrect, identifier);
        assert_eq!(said(None), "Incorrect username or password.");
        assert_eq!(
            said(Some(Identifier::Email)),
            "Incorrect email or password."
        );
        assert_eq!(
            said(Some(Identifier::EmailOrPhoneNumber)),
            "Incorrect email, phone number or password."
        );
        let email = Some(Identifier::Email);
        assert_eq!(
            Texts::default().say_about(&Message::Required, email),
            english(&Message::Required)
        );
    }

    #[test]
    fn a_code_or_a_link_was_sent_to_where_it_may_be_told() {
        let to = || Some("j***@e***".to_owned());
        for sent in [Message::CodeSent(to()), Message::LinkSent(to())] {
            assert!(english(&sent).contains("j***@e***"));
        }
        for sent in [Message::CodeSent(None), Message::LinkSent(None)] {
            assert!(!english(&sent).contains('{'));
        }
    }
}
