//! Why not, in the service's own codes and words.

use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::{
        forgot_password::NotRecoverable,
        input::{Field, Malformed},
        naming,
        outcomes::{NoUser, WrongCode},
        update_attributes,
    },
    attributes::{self, Fault},
    auth_flow::{new_password, set_up},
    delivery::Sent,
    find_user::Lookalike,
    password_policy::Violation,
    verification::NotSent,
};
use vestibule_model::{alias::Alias, user::Status};
use vestibule_wire::idp::ErrorCode;

/// How an operation words that a password breaks the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wording {
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

pub(crate) fn password(violation: Violation, wording: Wording) -> Error {
    let rule = match violation {
        Violation::TooShort { .. } => "Password not long enough",
        Violation::NoUppercase => "Password must have uppercase characters",
        Violation::NoLowercase => "Password must have lowercase characters",
        Violation::NoNumber => "Password must have numeric characters",
        Violation::NoSymbol => "Password must have symbol characters",
        Violation::TooLong { .. } => "Password too long",
        Violation::SpaceAround | Violation::OnlySpaces => {
            "Password must not begin or end with a space"
        }
        Violation::SeveralLines => "Password must be one line",
        Violation::Reused => {
            return Error::new(
                ErrorCode::PasswordHistoryPolicyViolationException,
                "Password has previously been used.",
            );
        }
    };
    Error::new(
        ErrorCode::InvalidPasswordException,
        format!("{}: {rule}", wording.prefix()),
    )
}

/// What attributes are checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    NewUser,
    NewPassword,
    Update,
    Delete,
}

pub(crate) fn attributes(refusal: &attributes::Refusal, occasion: Doing) -> Error {
    let Some((name, fault)) = refusal.faults().next() else {
        return Error::internal("attributes were refused for nothing");
    };
    let text = match (fault, occasion) {
        (Fault::NotForClient, _) => {
            return Error::not_authorized("A client attempted to write unauthorized attribute");
        }
        (Fault::Present, _) => {
            return Error::not_authorized(format!("Cannot modify an already provided {name}"));
        }
        (Fault::NotForUsers, _) => format!("Cannot modify the non-mutable attribute {name}"),
        (Fault::NotAnEmail, _) => "Invalid email address format.".to_owned(),
        (Fault::NotAPhoneNumber, _) => "Invalid phone number format.".to_owned(),
        (Fault::Lookalike(lookalike), _) => self::lookalike(lookalike).to_owned(),
        (Fault::Required, Doing::NewPassword) => {
            let names: Vec<_> = refusal.faults().map(|(name, _)| name).collect();
            format!("Invalid attributes given, {} is missing", names.join(", "))
        }
        (Fault::Required, Doing::NewUser) => {
            let missing: Vec<_> = refusal.faults().map(|(name, _)| required(name)).collect();
            not_conforming(&missing.join("\n"))
        }
        (Fault::Required, Doing::Update | Doing::Delete) => invalid_to_delete(&required(name)),
        (Fault::Unknown, Doing::Delete) => invalid_to_delete(&format!(
            "Type for attribute {{{name}}} could not be determined"
        )),
        (_, Doing::Delete) => {
            let name = name.replacen("custom:", "Custom.User.", 1);
            invalid_to_delete(&format!(
                "{name}: This attribute does not satisfy the mutability validation defined in the schema."
            ))
        }
        (_, Doing::NewUser) => {
            let faults: Vec<_> = refusal
                .faults()
                .map(|(name, fault)| format!("{name}: {}\n", of_value(fault)))
                .collect();
            not_conforming(&faults.concat())
        }
        (fault, Doing::Update | Doing::NewPassword) => {
            format!("user.{name}: {}\n", of_value(fault))
        }
    };
    Error::invalid_parameter(text)
}

/// What the schema has against a value.
fn of_value(fault: Fault) -> String {
    match fault {
        Fault::Unknown => "Attribute does not exist in the schema.".to_owned(),
        Fault::TooLong { most } => format!("String must be no longer than {most} characters"),
        Fault::TooShort { least } => format!("String must be at least {least} characters long"),
        Fault::NotANumber => "Attribute value must be a number".to_owned(),
        Fault::TooLarge { most } => format!("Number must be no greater than {most}"),
        Fault::TooSmall { least } => format!("Number must be no less than {least}"),
        Fault::NotABoolean => "Attribute value must be a boolean".to_owned(),
        Fault::Immutable
        | Fault::Required
        | Fault::Present
        | Fault::NotForUsers
        | Fault::NotForClient
        | Fault::NotAnEmail
        | Fault::NotAPhoneNumber
        | Fault::Lookalike(_) => "Attribute cannot be updated.".to_owned(),
    }
}

/// The service names the parts of a name as its directory does.
fn required(name: &str) -> String {
    let part = match name {
        "name" => "formatted",
        "given_name" => "givenName",
        "family_name" => "familyName",
        "middle_name" => "middleName",
        _ => return format!("{name}: The attribute is required"),
    };
    format!("name.{part}: The attribute name.{part} is required")
}

fn not_conforming(faults: &str) -> String {
    format!("Attributes did not conform to the schema: {faults}")
}

fn invalid_to_delete(fault: &str) -> String {
    format!("Invalid user attributes: {fault}")
}

pub(super) fn username(refusal: naming::Refusal) -> Error {
    Error::invalid_parameter(match refusal {
        naming::Refusal::Malformed => return malformed(Malformed(Field::Username)),
        naming::Refusal::NotAnAddress => "Username should be either an email or a phone number.",
        naming::Refusal::NotAPhoneNumber => "Username should be a phone number.",
        naming::Refusal::NotAnEmail => "Username should be an email.",
        naming::Refusal::Lookalike(lookalike) => self::lookalike(lookalike),
    })
}

const fn lookalike(lookalike: Lookalike) -> &'static str {
    match lookalike {
        Lookalike::Email => {
            "Username cannot be of email format, since user pool is configured for email alias."
        }
        Lookalike::PhoneNumber => {
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        }
        Lookalike::Sub => "Username cannot be of the format of a user's sub.",
    }
}

/// What nobody can have. The service model's own check comes first, and is the one to say so in its words.
pub(super) fn malformed(Malformed(field): Malformed) -> Error {
    let name = match field {
        Field::Username => "username".to_owned(),
        Field::Password => "password".to_owned(),
        Field::Code => "confirmationCode".to_owned(),
        Field::Attribute(name) => format!("userAttributes.{name}"),
    };
    Error::invalid_parameter(format!("Invalid {name}"))
}

/// In operations that a code completes.
pub(super) fn no_user(no_user: NoUser) -> Error {
    match no_user {
        NoUser::Unknown => Error::new(
            ErrorCode::UserNotFoundException,
            "Username/client id combination not found.",
        ),
        NoUser::Disabled => Error::user_disabled(),
    }
}

/// Tells of a code that was not sent to whoever a name leads to.
pub(super) fn not_sent(why: NotSent) -> Error {
    match why {
        NotSent::NoUser => no_user(NoUser::Unknown),
        NotSent::TooMany { .. } => Error::attempt_limit(),
        NotSent::NotDelivered => not_delivered(),
        NotSent::Failed(error) => error.into(),
    }
}

pub(super) fn code(wrong: WrongCode) -> Error {
    match wrong {
        WrongCode::Mismatch => Error::new(
            ErrorCode::CodeMismatchException,
            "Invalid verification code provided, please try again.",
        ),
        WrongCode::Expired => Error::new(
            ErrorCode::ExpiredCodeException,
            "Invalid code provided, please request a code again.",
        ),
        WrongCode::TooManyGuesses { .. } => Error::attempt_limit(),
    }
}

pub(super) fn not_recoverable(why: NotRecoverable) -> Error {
    match why {
        NotRecoverable::Temporary => {
            Error::not_authorized("User password cannot be reset in the current state.")
        }
        NotRecoverable::NoVerifiedAddress => Error::invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
    }
}

pub(super) fn cannot_be_confirmed(status: Status) -> Error {
    Error::not_authorized(format!(
        "User cannot be confirmed. Current status is {}",
        status.as_str()
    ))
}

/// What a user can't have because another has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    SignUp,
    AdminCreateUser,
    /// A change of attributes.
    Change,
    /// An address that a code has verified.
    Verified,
}

pub(crate) fn taken(alias: &Alias, by: For) -> Error {
    let code = match by {
        For::SignUp | For::AdminCreateUser => ErrorCode::UsernameExistsException,
        For::Change | For::Verified => ErrorCode::AliasExistsException,
    };
    match (by, alias.kind()) {
        (For::Verified, kind) => {
            Error::new(code, format!("An account with the {kind} already exists."))
        }
        (For::SignUp, "username") => Error::new(code, "User already exists"),
        (For::AdminCreateUser, "username") => Error::new(code, "User account already exists"),
        (For::Change, "username") => Error::new(code, "User account already exists for the alias."),
        (_, kind) => Error::new(
            code,
            format!("An account with the given {kind} already exists."),
        ),
    }
}

/// Tells of a message that the provider did not take.
pub(super) fn unless_sent(sent: Sent) -> Result<()> {
    match sent {
        Sent::Sent => Ok(()),
        Sent::NotDelivered => Err(not_delivered()),
    }
}

fn not_delivered() -> Error {
    Error::new(
        ErrorCode::CodeDeliveryFailureException,
        "Unable to deliver code to user",
    )
}

pub(super) fn update(refusal: update_attributes::Refusal) -> Error {
    match refusal {
        update_attributes::Refusal::Taken(alias) => taken(&alias, For::Change),
        update_attributes::Refusal::TooMany => Error::attempt_limit(),
        update_attributes::Refusal::NoSuchUser => Error::user_not_found(),
        update_attributes::Refusal::NotDelivered => not_delivered(),
        update_attributes::Refusal::Failed(error) => error.into(),
    }
}

/// The answer to MFA_SETUP with an address.
pub(crate) fn not_set_up(refusal: set_up::NotSetUp) -> Error {
    match refusal {
        set_up::NotSetUp::Attributes(refusal) => attributes(&refusal, Doing::NewPassword),
        set_up::NotSetUp::Failed(error) => error.into(),
    }
}

/// The answer to NEW_PASSWORD_REQUIRED.
pub(crate) fn new_password(refusal: new_password::Refusal) -> Error {
    match refusal {
        new_password::Refusal::Password(violation) => {
            password(violation, Wording::DoesNotConformTo)
        }
        new_password::Refusal::Attributes(refusal) => attributes(&refusal, Doing::NewPassword),
        new_password::Refusal::Taken(alias) => taken(&alias, For::Change),
        new_password::Refusal::Failed(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_rule_is_named_in_the_operations_own_words() {
        for (violation, rule) in [
            (Violation::TooShort { least: 8 }, "Password not long enough"),
            (
                Violation::NoUppercase,
                "Password must have uppercase characters",
            ),
            (
                Violation::NoLowercase,
                "Password must have lowercase characters",
            ),
            (Violation::NoNumber, "Password must have numeric characters"),
            (Violation::NoSymbol, "Password must have symbol characters"),
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
                assert_eq!(password(violation, wording).to_string(), expected);
            }
        }
    }
}
