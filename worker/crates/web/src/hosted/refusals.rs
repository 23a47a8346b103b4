//! What a page says of what is refused.

use super::visit::Visit;
use crate::view::{Attribute, Message, Notice, PasswordProblem, View};
use std::collections::BTreeMap;
use vestibule_engine::{
    attributes::Fault,
    error::{Error, Refusal, Result},
    password_policy::{Violation, violations},
};

/// The page again, for what any step may be refused for; other errors are the caller's own.
pub(super) fn held_up(view: View, error: Error) -> Result<View> {
    let refusal = match error {
        Error::Refused(refusal) => refusal,
        Error::StaleConfig | Error::Internal(_) => return Err(error),
    };
    Ok(match refusal {
        Refusal::RateExceeded => view
            .saying(Notice::danger(Message::TooManyAttempts(None)))
            .with_status(429),
        Refusal::PasswordAttemptsExceeded | Refusal::TooManyCodes => {
            view.saying(Notice::danger(Message::TooManyAttempts(None)))
        }
        Refusal::NoSuchUser | Refusal::UserDisabled | Refusal::WrongCredentials => {
            view.saying(Notice::danger(Message::Incorrect))
        }
        Refusal::UserNotConfirmed => view.saying(Notice::danger(Message::NotConfirmed)),
        Refusal::Session(_) => view.saying(Notice::danger(Message::PageExpired)),
        // No form asks for what these refuse.
        Refusal::NoSuchDevice
        | Refusal::NoSuchPool { .. }
        | Refusal::NoSuchClient { .. }
        | Refusal::NoSuchClientInPool { .. }
        | Refusal::PasswordResetRequired
        | Refusal::TemporaryPasswordExpired
        | Refusal::WrongCode(_)
        | Refusal::UsedCode
        | Refusal::NoSuchFactor
        | Refusal::AddressTaken(_)
        | Refusal::UnreachableLevel
        | Refusal::LevelReached
        | Refusal::SecretMissing { .. }
        | Refusal::WrongSecret { .. }
        | Refusal::MalformedSrpPublic
        | Refusal::AccessToken(_)
        | Refusal::RefreshToken(_)
        | Refusal::RevocationDisabled
        | Refusal::NotRevocable
        | Refusal::UnauthorizedClient
        | Refusal::BadPagingToken => view.saying(Notice::danger(Message::Invalid)),
    })
}

/// What is said of the new password in a field that is refused for this: everything that is wrong with it.
pub(super) fn password_fault(visit: &Visit<'_>, field: &str, refused_for: Violation) -> Message {
    let password = visit
        .secret(field)
        .filter(|_| refused_for != Violation::Reused);
    let named = password.map(|password| violations(&visit.pool().settings.password, &password));
    // The pool's policy may have changed since.
    let named = match named {
        Some(named) if named.contains(&refused_for) => named,
        _ => vec![refused_for],
    };
    Message::Password(named.into_iter().filter_map(problem).collect())
}

/// `None`: what no field of a page lets be typed.
fn problem(violation: Violation) -> Option<PasswordProblem> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(match violation {
        Violation::TooShort { least } => PasswordProblem::TooShort(count(least)),
        Violation::TooLong { most } => PasswordProblem::TooLong(count(most)),
        Violation::NoLowercase => PasswordProblem::NoLowercase,
        Violation::NoUppercase => PasswordProblem::NoUppercase,
        Violation::NoNumber => PasswordProblem::NoNumber,
        Violation::NoSymbol => PasswordProblem::NoSymbol,
        Violation::SpaceAround => PasswordProblem::SpaceAtAnEnd,
        Violation::OnlySpaces => PasswordProblem::OnlySpaces,
        Violation::Reused => PasswordProblem::UsedBefore,
        Violation::SeveralLines => return None,
    })
}

/// What is said of an attribute that is refused.
pub(super) fn attribute_fault(fault: Fault) -> Message {
    match fault {
        Fault::Required => Message::Required,
        Fault::NotAnEmail => Message::InvalidEmail,
        Fault::NotAPhoneNumber => Message::InvalidPhoneNumber,
        Fault::Lookalike(_)
        | Fault::Unknown
        | Fault::Immutable
        | Fault::Present
        | Fault::NotForUsers
        | Fault::NotForClient
        | Fault::TooLong { .. }
        | Fault::TooShort { .. }
        | Fault::NotANumber
        | Fault::TooLarge { .. }
        | Fault::TooSmall { .. }
        | Fault::NotABoolean => Message::Invalid,
    }
}

/// The form's field for an attribute.
pub(super) fn attribute_field(name: &str) -> String {
    format!("requiredAttributes[{name}]")
}

/// Attributes that a form asks for, with what was typed.
pub(super) fn filled(names: &[String], typed: &BTreeMap<String, String>) -> Vec<Attribute> {
    names
        .iter()
        .map(|name| Attribute {
            name: name.clone(),
            value: typed.get(name).cloned().unwrap_or_default(),
        })
        .collect()
}
