//! Signing up.

use super::{
    input::{Attributes, Field, Malformed, NewPassword},
    naming::{self, Name},
};
use crate::{
    aliases::{self, IfHeld},
    attributes::{self, Writer},
    config::ClientConfig,
    credentials,
    cx::Cx,
    delivery::{Sent, When},
    error::{Error, Result},
    messages::Contact,
    password_policy::{self, Violation},
    verification::Code,
};
use vestibule_model::{
    alias::Alias,
    alias_rules::Rules,
    client::AuthFlow,
    contact::{AliasAttribute, ContactAttribute},
    factor::FirstFactor,
    pool::MfaMode,
    user::{Status, User},
};
use vestibule_store::users::create::CreateUser;

pub struct Input<'a> {
    /// Where people may not sign up, whether it fits isn't told.
    pub name: Result<Name<'a>, naming::Refusal>,
    /// `None` asks for a user without a password.
    pub password: Option<NewPassword>,
    pub attributes: Attributes,
}

/// A user who has just been made.
pub struct Made {
    pub user: User,
    /// Where the code that confirms the user was sent, if the pool sends one, and whether it was delivered. The user is made
    /// in either case.
    pub code: Option<(Contact, Sent)>,
}

/// Why no user was made.
#[derive(Debug)]
pub enum Refusal {
    /// Only administrators make users in this pool.
    NotPermitted,
    Malformed(Field),
    Username(naming::Refusal),
    Attributes(attributes::Refusal),
    /// `preferred_username` where it is an alias: only a confirmed user may have one.
    PreferredUsername,
    /// No password was given, and the user could not sign in without one.
    Passwordless,
    Password(Violation),
    /// Another user has this name or address.
    Taken(Alias),
    Failed(Error),
}

pub async fn sign_up(
    cx: &Cx<'_>,
    config: &ClientConfig,
    input: Input<'_>,
) -> Result<Made, Refusal> {
    let pool = &config.pool;
    if pool.settings.admin_create_only {
        return Err(Refusal::NotPermitted);
    }
    let name = input.name?;
    let given = input.attributes.into_inner();
    if given.contains_key("preferred_username") && pool.names.has(AliasAttribute::PreferredUsername)
    {
        return Err(Refusal::PreferredUsername);
    }
    let mut given = attributes::check_new(
        pool,
        cx.unicode,
        Writer::User(&config.client),
        given,
        name.implied(),
    )?;
    for address in ContactAttribute::ALL {
        if given.contains_key(address.as_str()) {
            given.insert(address.verified().to_owned(), "false".to_owned());
        }
    }
    let password = input.password.as_ref().map(NewPassword::secret);
    match password {
        Some(password) => password_policy::check(&pool.settings.password, password)?,
        None if may_go_without(config) => {}
        None => return Err(Refusal::Passwordless),
    }

    let user = name.user(cx, config, Status::Unconfirmed, given).await?;
    let mut user = user.map_err(Refusal::Taken)?;
    if let Some(password) = password {
        let place = cx.place(config.client.id.as_str())?;
        user.credential =
            Some(credentials::make(cx, &place, config, &user.username, password, None).await?);
    }
    let contact = Contact::for_sign_up(pool, &user);
    let code = contact
        .as_ref()
        .map(|contact| Code::of_sign_up(cx, config, &user, contact, When::Now))
        .transpose()?;
    let rules = Rules::of(pool);
    let expected = rules.aliases_of(cx.unicode, &user);
    aliases::change(cx, config, &user.sub, expected, IfHeld::Refuse, |claims| {
        CreateUser {
            user: user.clone(),
            rules: rules.clone(),
            claims,
            verification: code.as_ref().map(|code| code.verification.clone()),
            messages: code.iter().map(|code| code.outgoing.row()).collect(),
        }
    })
    .await?
    .unless_taken()
    .map_err(Refusal::Taken)?;
    let code = match (contact, code) {
        (Some(contact), Some(code)) => {
            let sent = code.outgoing.send(cx, &config.object_of(&user.sub)).await?;
            Some((contact, sent))
        }
        _ => None,
    };
    Ok(Made { user, code })
}

/// Whether people can sign in by this client without ever having had a password.
fn may_go_without(config: &ClientConfig) -> bool {
    ContactAttribute::ALL
        .into_iter()
        .any(|address| may_go_without_by(config, address))
}

/// Whether they can by codes that are sent to this address.
pub fn may_go_without_by(config: &ClientConfig, address: ContactAttribute) -> bool {
    let factor = match address {
        ContactAttribute::Email => FirstFactor::EmailOtp,
        ContactAttribute::PhoneNumber => FirstFactor::SmsOtp,
    };
    config.client.allows(AuthFlow::UserChoice)
        && config.pool.settings.mfa != MfaMode::On
        && config.pool.settings.first_factors.contains(&factor)
}

impl Refusal {
    /// The fields that it is about, if it is about what was given.
    pub fn fields(&self) -> Vec<Field> {
        match self {
            Self::NotPermitted | Self::Failed(_) => Vec::new(),
            Self::Malformed(field) => vec![field.clone()],
            Self::Username(_) => vec![Field::Username],
            Self::Attributes(refusal) => refusal
                .faults()
                .map(|(name, _)| Field::Attribute(name.to_owned()))
                .collect(),
            Self::PreferredUsername => vec![Field::Attribute("preferred_username".to_owned())],
            Self::Passwordless | Self::Password(_) => vec![Field::Password],
            Self::Taken(alias) if alias.kind() == "username" => vec![Field::Username],
            Self::Taken(alias) => vec![Field::Attribute(alias.kind().to_owned())],
        }
    }
}

impl From<Malformed> for Refusal {
    fn from(Malformed(field): Malformed) -> Self {
        Self::Malformed(field)
    }
}

impl From<naming::Refusal> for Refusal {
    fn from(refusal: naming::Refusal) -> Self {
        Self::Username(refusal)
    }
}

impl From<attributes::Refusal> for Refusal {
    fn from(refusal: attributes::Refusal) -> Self {
        Self::Attributes(refusal)
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Password(violation)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
