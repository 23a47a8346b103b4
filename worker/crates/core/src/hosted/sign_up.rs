//! `/signup`: a new account.

use super::{
    view::{Identifier, Page, Text, View},
    visit::{Message, Visit, checked, filled, held_up, is_about},
};
use crate::{
    auth_flow::{Hosted, Step, password},
    config::{ContactAttribute, Names, Pool},
    error::{Error, Result},
    http::Response,
    identifier,
    oauth::{Answer, error::Stop},
    users::sign_up::{self, Made},
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_wire::idp::{AttributeType, ErrorCode, SignUpRequest};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    if visit.pool().settings.admin_create_only {
        return Ok(Response::redirect(visit.to("/login")).into());
    }
    Ok(form(visit).into())
}

/// Makes the account, or goes on with the one that the same form has made before: sent twice, after a reload or from
/// the browser's history, it comes with the account's own name and password, which is all that signing in takes.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.trimmed("username");
    let typed = typed(visit);
    let mut view = form(visit);
    view.field_errors = faults(visit, username, &typed);
    let Some(password) = visit
        .secret("password")
        .filter(|_| view.field_errors.is_empty())
    else {
        return Ok(view.into());
    };
    let input = SignUpRequest {
        client_id: visit.client()?.id.as_str().into(),
        secret_hash: visit.secret_hash(username)?,
        username: username.into(),
        password: Some(password.expose().as_str().into()),
        user_attributes: Some(
            typed
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(attribute)
                .collect(),
        ),
        ..SignUpRequest::default()
    };
    let made = match checked(&input) {
        Ok(input) => sign_up::register(visit.cx, input).await,
        Err(error) => Err(error),
    };
    let refused = match made {
        Ok(made) => return Ok(registered(visit, username, made)?),
        Err(Error::Service(refused)) => refused,
        Err(failure) => return Err(failure.into()),
    };
    match refused.code {
        ErrorCode::UsernameExistsException => again(visit, view, username, &password).await,
        ErrorCode::InvalidPasswordException => Ok(view
            .with_field_error("password", Text::PasswordPolicy)
            .into()),
        _ if is_about(&refused, "password") => Ok(view
            .with_field_error("password", Text::PasswordPolicy)
            .into()),
        _ if is_about(&refused, "username") => {
            Ok(view.with_field_error("username", Text::Invalid).into())
        }
        _ => Ok(held_up(view, Error::Service(refused))?.into()),
    }
}

/// On to the code. Where it could not be delivered, the account is there all the same, and another can be asked for.
fn registered(visit: &Visit<'_>, username: &str, made: Made) -> Result<Answer> {
    let (sent, message) = match made.delivered {
        Ok(()) => (made.answer.code_delivery_details.is_some(), None),
        Err(Error::Service(_)) => (false, Some(Message::DeliveryFailed)),
        Err(failure) => return Err(failure),
    };
    visit.on_to_confirm(username, &made.user, sent, message)
}

/// The name is taken: by this very form, if the password is the account's too. It is one attempt to sign in, counted as
/// one.
async fn again(
    visit: &Visit<'_>,
    view: View,
    username: &str,
    password: &SecretString,
) -> Result<Answer, Stop> {
    let skin = Hosted(&visit.request.code);
    let step = match password::sign_in(
        visit.cx,
        visit.config(),
        visit.client()?,
        username,
        password,
        &skin,
    )
    .await
    {
        Ok(step) => step,
        Err(error) => return Ok(held_up(view, error)?.into()),
    };
    Ok(match step {
        Step::SignedIn(signed_in) => visit.signed_in(&signed_in).await?,
        Step::Unconfirmed(user) => visit.on_to_confirm(username, &user, false, None)?,
        Step::NewPasswordRequired(_) | Step::Refused(_) => {
            view.with_field_error("username", Text::UserExists).into()
        }
    })
}

/// The form's own checks, by field: what is empty, and what can't be an address.
fn faults(
    visit: &Visit<'_>,
    username: &str,
    typed: &BTreeMap<String, String>,
) -> BTreeMap<String, Text> {
    let implied = implied(visit.pool(), username);
    let malformed = matches!(visit.pool().names, Names::Attributes(_)) && implied.is_none();
    let name = match visit.identifier() {
        _ if username.is_empty() => Some(Text::Required),
        _ if !malformed => None,
        Identifier::PhoneNumber => Some(Text::InvalidPhoneNumber),
        Identifier::Email => Some(Text::InvalidEmail),
        _ => Some(Text::Invalid),
    };
    let attributes = typed.iter().filter_map(|(name, value)| {
        let fault = match name.as_str() {
            name if value.is_empty() => {
                (implied.map(ContactAttribute::as_str) != Some(name)).then_some(Text::Required)
            }
            "email" => (!identifier::is_email(value)).then_some(Text::InvalidEmail),
            "phone_number" => {
                (!identifier::is_phone_number(value)).then_some(Text::InvalidPhoneNumber)
            }
            _ => None,
        };
        Some((format!("requiredAttributes[{name}]"), fault?))
    });
    let password = visit.secret("password").is_none().then_some(Text::Required);
    let own = [("username", name), ("password", password)];
    let own = own
        .into_iter()
        .filter_map(|(field, fault)| Some((field.to_owned(), fault?)));
    own.chain(attributes).collect()
}

fn form(visit: &Visit<'_>) -> View {
    let page = Page::SignUp {
        identifier: match visit.pool().names {
            Names::Username { .. } => Identifier::Username,
            Names::Attributes(_) => visit.identifier(),
        },
        username: visit.trimmed("username").to_owned(),
        attributes: filled(&asked(visit.pool()), &typed(visit)),
        policy: visit.pool().settings.password.clone(),
    };
    visit.view(page)
}

/// What was typed for the attributes that are asked for, and no others.
fn typed(visit: &Visit<'_>) -> BTreeMap<String, String> {
    let mut typed = visit.form.under("requiredAttributes");
    asked(visit.pool())
        .into_iter()
        .map(|name| {
            let value = typed.remove(&name).unwrap_or_default().trim().to_owned();
            (name, value)
        })
        .collect()
}

/// The attributes that the form asks for besides the name: the required ones, and the address that the code goes to.
fn asked(pool: &Pool) -> Vec<String> {
    let sole_name = match &pool.names {
        Names::Attributes(names) => names.first().filter(|_| names.len() == 1),
        Names::Username { .. } => None,
    };
    let sole_name = sole_name.map(|name| name.as_str());
    let verified = |name: &str| {
        matches!(pool.names, Names::Username { .. })
            && pool
                .settings
                .auto_verified
                .iter()
                .any(|verified| verified.as_str() == name)
    };
    pool.schema
        .iter()
        .filter(|attribute| {
            attribute.name != "sub" && (attribute.required || verified(&attribute.name))
        })
        .map(|attribute| attribute.name.clone())
        .filter(|name| sole_name != Some(name.as_str()))
        .collect()
}

/// The attribute that the name itself is.
fn implied(pool: &Pool, username: &str) -> Option<ContactAttribute> {
    match &pool.names {
        Names::Attributes(_) => identifier::address(pool, username),
        Names::Username { .. } => None,
    }
}

fn attribute((name, value): (String, String)) -> AttributeType {
    AttributeType {
        name,
        value: Some(value.into()),
    }
}

#[cfg(test)]
mod tests;
