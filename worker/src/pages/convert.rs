//! From the core's words to the pages'.

use vestibule_app::{
    i18n::{Key, Language},
    model::{self, Message, PasswordProblem, Tone},
};
use vestibule_core::{
    hosted::view::{Attribute, Delivery, Identifier, Notice, Page, Text, View},
    model::{channel::Channel, pool::PasswordPolicy},
    password_policy::Violation,
};

pub(super) fn page(page: &Page) -> model::Page {
    match page {
        Page::Login {
            identifier,
            username,
        } => model::Page::Login(model::Login {
            identifier: self::identifier(*identifier),
            username: username.clone(),
        }),
        Page::ContinueAs { user } => {
            model::Page::ContinueAs(model::ContinueAs { user: user.clone() })
        }
        Page::SignUp {
            identifier,
            username,
            attributes,
            policy,
        } => model::Page::SignUp(model::SignUp {
            identifier: self::identifier(*identifier),
            username: username.clone(),
            attributes: self::attributes(attributes),
            policy: self::policy(policy),
            ..model::SignUp::default()
        }),
        Page::Confirm {
            username,
            identifier,
            sub,
            delivery,
            resend_after,
        } => model::Page::Confirm(model::Confirm {
            username: username.clone(),
            identifier: self::identifier(*identifier),
            sub: sub.clone(),
            delivery: delivery.as_ref().map(self::delivery),
            resend_after_seconds: *resend_after,
            ..model::Confirm::default()
        }),
        Page::ForgotPassword {
            identifier,
            username,
        } => model::Page::ForgotPassword(model::ForgotPassword {
            identifier: self::identifier(*identifier),
            username: username.clone(),
        }),
        Page::ConfirmForgotPassword {
            username,
            identifier,
            policy,
            resend_after,
        } => {
            model::Page::ConfirmForgotPassword(model::ConfirmForgotPassword {
                username: username.clone(),
                identifier: self::identifier(*identifier),
                // Whether there is an account, and where its code went, is not the page's to tell.
                delivery: None,
                policy: self::policy(policy),
                resend_after_seconds: *resend_after,
                ..model::ConfirmForgotPassword::default()
            })
        }
        Page::NewPassword {
            username,
            attributes,
            policy,
        } => model::Page::NewPassword(model::NewPassword {
            username: username.clone(),
            attributes: self::attributes(attributes),
            policy: self::policy(policy),
        }),
        Page::SignOut => model::Page::SignOut,
        Page::SignedOut => model::Page::SignedOut,
        Page::Error { code } => model::Page::Error(model::ErrorPage {
            code: (*code).to_owned(),
            ..model::ErrorPage::default()
        }),
    }
}

pub(super) fn links(view: &View, languages: Vec<Language>) -> model::Links {
    model::Links {
        login: view.links.login.clone(),
        sign_up: view.links.sign_up.clone(),
        forgot_password: view.links.forgot_password.clone(),
        resend: view.links.resend.clone(),
        different_user: view.links.different_user.clone(),
        languages: languages
            .into_iter()
            .map(|language| (language, view.in_language(language.tag())))
            .collect(),
        ..model::Links::default()
    }
}

pub(super) fn notice(notice: &Notice, page: &Page) -> model::Notice {
    model::Notice {
        tone: if notice.is_good {
            Tone::Success
        } else {
            Tone::Danger
        },
        message: message(&notice.text, page),
    }
}

pub(super) fn message(text: &Text, page: &Page) -> Message {
    let key = match text {
        Text::CodeMismatch => Key::ErrorCodeMismatch,
        Text::CodeMissing => Key::ErrorCodeMissing,
        Text::CodeExpired => Key::ErrorCodeExpired,
        Text::CodeSent => match page {
            Page::Confirm {
                delivery: Some(delivery),
                ..
            } => {
                let destination = ("destination", delivery.destination.clone());
                return Message::Filled(Key::SuccessCodeSent, vec![destination]);
            }
            _ => Key::SuccessCodeSentSomewhere,
        },
        Text::Confirmed => Key::SuccessConfirmed,
        Text::DeliveryFailed => Key::ErrorDeliveryFailed,
        Text::Incorrect => Key::ErrorIncorrect,
        Text::Invalid => Key::ErrorInvalid,
        Text::InvalidEmail => Key::ErrorInvalidEmail,
        Text::InvalidPhoneNumber => Key::ErrorInvalidPhoneNumber,
        Text::NotConfirmed => Key::ErrorNotConfirmed,
        Text::PageExpired => Key::ErrorPageExpired,
        Text::PasswordChanged => Key::SuccessPasswordChanged,
        Text::Password(violations) => {
            return Message::Password(violations.iter().filter_map(problem).collect());
        }
        Text::PasswordsDiffer => Key::ErrorPasswordsDiffer,
        Text::Required => Key::ErrorRequired,
        Text::TooManyAttempts => Key::ErrorTooManyAttempts,
        Text::TooManyCodes => Key::CodeResendLater,
        Text::UserExists => Key::ErrorUserExists,
        Text::Verbatim(text) => return Message::Verbatim(text.clone()),
    };
    Message::Text(key)
}

/// `None`: what no field of a page lets be typed.
fn problem(violation: &Violation) -> Option<PasswordProblem> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(match *violation {
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

fn identifier(identifier: Identifier) -> model::Identifier {
    match identifier {
        Identifier::Username => model::Identifier::Username,
        Identifier::Email => model::Identifier::Email,
        Identifier::PhoneNumber => model::Identifier::PhoneNumber,
        Identifier::EmailOrPhoneNumber => model::Identifier::EmailOrPhoneNumber,
        Identifier::UsernameOrEmail => model::Identifier::UsernameOrEmail,
        Identifier::UsernameOrPhoneNumber => model::Identifier::UsernameOrPhoneNumber,
        Identifier::Any => model::Identifier::Any,
    }
}

fn attributes(attributes: &[Attribute]) -> Vec<model::Attribute> {
    attributes
        .iter()
        .map(|attribute| model::Attribute {
            name: attribute.name.clone(),
            value: attribute.value.clone(),
        })
        .collect()
}

fn delivery(delivery: &Delivery) -> model::Delivery {
    model::Delivery {
        destination: delivery.destination.clone(),
        medium: match delivery.channel {
            Channel::Email => model::Medium::Email,
            Channel::Sms => model::Medium::Sms,
        },
    }
}

fn policy(policy: &PasswordPolicy) -> model::PasswordPolicy {
    model::PasswordPolicy {
        min_length: u32::try_from(policy.min_length).unwrap_or(u32::MAX),
        lowercase: policy.lower,
        uppercase: policy.upper,
        numbers: policy.numbers,
        symbols: policy.symbols,
    }
}
