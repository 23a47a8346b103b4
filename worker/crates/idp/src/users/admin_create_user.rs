//! `AdminCreateUser`: an administrator makes a user with a temporary password, and invites it.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html>

use super::{
    answer::{given, user_type},
    refusals::{self, Doing, For, Wording},
};
use crate::error::{Error, Result};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    accounts::naming::Name,
    aliases::{self, IfHeld},
    attributes::{self, Writer},
    config::Config,
    credentials,
    cx::Cx,
    delivery::{Outgoing, When},
    find_user::named,
    messages::{self, Contact, Content, Occasion},
    password_policy,
};
use vestibule_model::{
    alias_rules::Rules,
    contact::ContactAttribute,
    pool::Names,
    user::{Credential, Status, User},
};
use vestibule_store::users::{
    change::{Reinvite, Reinvited},
    create::CreateUser,
};
use vestibule_wire::idp::{
    AdminCreateUserRequest, AdminCreateUserResponse, DeliveryMediumType, ErrorCode,
    MessageActionType,
};

pub async fn handle(cx: &Cx<'_>, input: AdminCreateUserRequest) -> Result<AdminCreateUserResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = match input.message_action {
        Some(MessageActionType::Resend) => resend(cx, &config, input).await?,
        Some(MessageActionType::Suppress) | None => create(cx, &config, input).await?,
    };
    Ok(AdminCreateUserResponse {
        user: Some(user_type(&user, &|_| true)),
    })
}

async fn create(cx: &Cx<'_>, config: &Config, input: AdminCreateUserRequest) -> Result<User> {
    let pool = &config.pool;
    let name =
        Name::parse(pool, cx.unicode, input.username.expose()).map_err(refusals::username)?;
    let given = given(input.user_attributes.as_deref().unwrap_or_default());
    let given = attributes::check_new(
        pool,
        cx.unicode,
        Writer::Administrator,
        given,
        name.implied(),
    )
    .map_err(|refusal| refusals::attributes(&refusal, Doing::NewUser))?;
    let user = name.user(cx, config, Status::ForceChangePassword, given);
    let mut user = user
        .await?
        .map_err(|alias| refusals::taken(&alias, For::AdminCreateUser))?;
    let password = password(cx, config, &input)?;
    user.credential = Some(credential(cx, config, &user.username, &password).await?);
    let contacts = match input.message_action {
        Some(MessageActionType::Suppress) => Vec::new(),
        _ => contacts(&user, input.desired_delivery_mediums.as_deref()),
    };
    let outgoing = invitations(cx, config, &user, &contacts, &password)?;
    let rules = Rules::of(pool);
    let if_held = IfHeld::by_force(pool, input.force_alias_creation == Some(true));
    let expected = rules.aliases_of(cx.unicode, &user);
    let change = aliases::change(cx, config, &user.sub, expected, if_held, |claims| {
        CreateUser {
            user: user.clone(),
            rules: rules.clone(),
            claims,
            verification: None,
            messages: outgoing.iter().map(Outgoing::row).collect(),
        }
    })
    .await?;
    change
        .unless_taken()
        .map_err(|alias| refusals::taken(&alias, For::AdminCreateUser))?;
    send(cx, config, &user, &outgoing).await?;
    Ok(user)
}

async fn resend(cx: &Cx<'_>, config: &Config, input: AdminCreateUserRequest) -> Result<User> {
    let user = named(cx, config, input.username.expose()).await?;
    if user.status != Status::ForceChangePassword {
        return Err(not_invited(&user));
    }
    let password = password(cx, config, &input)?;
    let contacts = contacts(&user, input.desired_delivery_mediums.as_deref());
    let outgoing = invitations(cx, config, &user, &contacts, &password)?;
    let reinvite = Reinvite {
        sub: user.sub.clone(),
        credential: credential(cx, config, &user.username, &password).await?,
        messages: outgoing.iter().map(Outgoing::row).collect(),
    };
    let user = match cx
        .decide(config, &config.object_of(&user.sub), reinvite)
        .await?
    {
        Reinvited::Reinvited(user) => *user,
        Reinvited::Nobody => return Err(Error::user_not_found()),
        Reinvited::NotInvited => return Err(not_invited(&user)),
    };
    send(cx, config, &user, &outgoing).await?;
    Ok(user)
}

/// The temporary password that was given, or a new one.
fn password(cx: &Cx<'_>, config: &Config, input: &AdminCreateUserRequest) -> Result<SecretString> {
    let policy = &config.pool.settings.password;
    let Some(given) = &input.temporary_password else {
        return Ok(password_policy::temporary(policy, cx.rng));
    };
    let password = SecretString::from(given.expose().as_str());
    password_policy::check(policy, &password).map_err(|violation| {
        refusals::password(violation, Wording::DidNotConformWithPasswordPolicy)
    })?;
    Ok(password)
}

async fn credential(
    cx: &Cx<'_>,
    config: &Config,
    username: &str,
    password: &SecretString,
) -> Result<Credential> {
    let place = cx.place_of_administrator()?;
    let until = cx.now + config.pool.settings.password.temporary();
    Ok(credentials::make(cx, &place, config, username, password, Some(until)).await?)
}

/// Where the invitation goes: by the media asked for, or else to the phone, or else by mail.
fn contacts(user: &User, media: Option<&[DeliveryMediumType]>) -> Vec<Contact> {
    let by = |medium: &DeliveryMediumType| {
        Contact::of(
            user,
            match medium {
                DeliveryMediumType::Sms => ContactAttribute::PhoneNumber,
                DeliveryMediumType::Email => ContactAttribute::Email,
            },
        )
    };
    match media {
        Some(media) if !media.is_empty() => media.iter().filter_map(by).collect(),
        _ => [DeliveryMediumType::Sms, DeliveryMediumType::Email]
            .iter()
            .find_map(by)
            .into_iter()
            .collect(),
    }
}

fn invitations(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    contacts: &[Contact],
    password: &SecretString,
) -> Result<Vec<Outgoing>> {
    contacts
        .iter()
        .map(|contact| {
            // Who signs in with an address is called by it, not by the sub.
            let name = match &config.pool.names {
                Names::Username { .. } => &user.username,
                Names::Attributes(attributes) => attributes
                    .iter()
                    .find_map(|attribute| user.attributes.get(attribute.as_str()))
                    .unwrap_or(&user.username),
            };
            let content = Content {
                occasion: Occasion::Invitation,
                username: name,
                code: password,
                lasts: config.pool.settings.password.temporary(),
                link: None,
            };
            let text = messages::render(cx.deployment, &config.pool, contact, &content);
            Ok(Outgoing::new(cx, config, contact, text, When::Now)?)
        })
        .collect()
}

async fn send(cx: &Cx<'_>, config: &Config, user: &User, outgoing: &[Outgoing]) -> Result<()> {
    let home = config.object_of(&user.sub);
    for outgoing in outgoing {
        refusals::unless_sent(outgoing.send(cx, &home).await?)?;
    }
    Ok(())
}

fn not_invited(user: &User) -> Error {
    Error::new(
        ErrorCode::UnsupportedUserStateException,
        format!(
            "Resend not possible. {} status is not FORCE_CHANGE_PASSWORD",
            user.username
        ),
    )
}

#[cfg(test)]
mod tests;
