//! `SignUp`: a person registers.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>

use super::{naming::Name, unless_taken};
use crate::{
    alias::{self, Holder},
    attributes::{self, Writer},
    config::{AliasAttribute, ContactAttribute},
    credentials,
    cx::Cx,
    delivery::When,
    error::{Error, Result},
    messages::Contact,
    password_policy::{self, Wording},
    secret_hash::{self, Place},
    store::{
        aliases::Rules,
        users::{CreateUser, Status, User},
        verifications::Purpose,
    },
    verification::Code,
};
use vestibule_crypto::SecretString;
use vestibule_wire::idp::{ErrorCode, SignUpRequest, SignUpResponse};

pub async fn handle(cx: &Cx<'_>, input: SignUpRequest) -> Result<SignUpResponse> {
    let made = register(cx, input).await?;
    made.delivered?;
    Ok(made.answer)
}

/// A user who has just been made.
pub(crate) struct Made {
    pub(crate) user: User,
    pub(crate) answer: SignUpResponse,
    /// CodeDeliveryFailureException when the message with the code could not be delivered.
    pub(crate) delivered: Result<()>,
}

/// The operation, which has succeeded even where its message could not be delivered.
pub(crate) async fn register(cx: &Cx<'_>, input: SignUpRequest) -> Result<Made> {
    let config = cx.client(input.client_id.expose()).await?;
    let (pool, client) = (&config.pool, config.required_client()?);
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let username = input.username.expose();
    let hash = input
        .secret_hash
        .as_ref()
        .map(|hash| hash.expose().as_str());
    secret_hash::check(cx, client, hash, username, Place::Member)?;
    if pool.settings.admin_create_only {
        return Err(Error::not_authorized(
            "SignUp is not permitted for this user pool",
        ));
    }
    let name = Name::parse(pool, username)?;
    let given = attributes::collect(&input.user_attributes.unwrap_or_default());
    if given.contains_key("preferred_username") && pool.names.has(AliasAttribute::PreferredUsername)
    {
        return Err(Error::invalid_parameter(
            "Preferred username cannot be provided for unconfirmed account, since user pool is configured for \
             preferred username alias.",
        ));
    }
    let mut given = attributes::check_new(pool, Writer::User(client), given, name.implied())?;
    for address in ContactAttribute::ALL {
        if given.contains_key(address.as_str()) {
            given.insert(address.verified().to_owned(), "false".to_owned());
        }
    }
    let Some(password) = input.password else {
        return Err(Error::not_built("SignUp without a Password"));
    };
    let password = SecretString::new(password.into_inner());
    password_policy::check(
        &pool.settings.password,
        &password,
        Wording::DidNotConformWith,
    )?;

    let mut user = name.user(cx, &config, Status::Unconfirmed, given);
    {
        let _place = cx.budgets.queue()?;
        user.credential =
            Some(credentials::make(cx, &config, &user.username, &password, None).await?);
    }
    let contact = Contact::for_sign_up(pool, &user);
    let code = contact
        .as_ref()
        .map(|contact| Code::new(cx, &config, &user, Purpose::SignUp, contact, When::Now))
        .transpose()?;
    let rules = Rules::of(pool);
    let expected = rules.aliases_of(&user);
    let change = alias::change(cx, &config, &user.sub, expected, Holder::Keeps, |claims| {
        CreateUser {
            user: user.clone(),
            rules: rules.clone(),
            claims,
            verification: code.as_ref().map(|code| code.verification.clone()),
            messages: code.iter().map(|code| code.outgoing.row()).collect(),
        }
    })
    .await?;
    unless_taken(change, |taken| {
        alias::exists(
            ErrorCode::UsernameExistsException,
            taken,
            "User already exists",
        )
    })?;
    let delivered = match &code {
        Some(code) => code.outgoing.send(cx, &config.object_of(&user.sub)).await,
        None => Ok(()),
    };
    let answer = SignUpResponse {
        user_confirmed: false,
        code_delivery_details: contact.map(|contact| contact.details()),
        user_sub: user.sub.to_string(),
        session: None,
    };
    Ok(Made {
        user,
        answer,
        delivered,
    })
}

#[cfg(test)]
mod tests;
