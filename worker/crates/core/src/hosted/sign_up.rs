//! `/signup`: a new account.

use super::{
    view::{Identifier, Notice, Page, Text, View},
    visit::{Message, Visit, checked, filled, held_up, is_about},
};
use crate::{
    auth_flow::{Refusal, Skin, Step, password},
    config::{Names, Pool},
    error::{Error, Result},
    http::Response,
    identifier,
    ids::Sub,
    oauth::{Answer, error::Stop},
    users,
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_wire::idp::{AttributeType, ErrorCode, SignUpRequest};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    if visit.pool().admin_create_only {
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
        Ok(input) => users::sign_up::handle(visit.cx, input).await,
        Err(error) => Err(error),
    };
    let refused = match made {
        Ok(made) => {
            let sub = Sub::from_stored(&made.user_sub);
            let user = identifier::read(visit.cx, visit.config(), &sub).await?;
            let user =
                user.ok_or_else(|| Error::internal("a user was gone as soon as it was made"))?;
            return Ok(visit.on_to_confirm(
                username,
                &user,
                made.code_delivery_details.is_some(),
                None,
            )?);
        }
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
        // The account is there, and its code can be asked for again.
        ErrorCode::CodeDeliveryFailureException => match visit.find(username).await? {
            Some(user) => {
                Ok(visit.on_to_confirm(username, &user, false, Some(Message::DeliveryFailed))?)
            }
            None => Ok(view.saying(Notice::danger(Text::DeliveryFailed)).into()),
        },
        _ => Ok(held_up(view, Error::Service(refused))?.into()),
    }
}

/// The name is taken: by this very form, if the password is the account's too. It is one attempt to sign in, counted as
/// one.
async fn again(
    visit: &Visit<'_>,
    view: View,
    username: &str,
    password: &SecretString,
) -> Result<Answer, Stop> {
    let skin = Skin::Hosted(&visit.request.code);
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
    match step {
        Step::SignedIn(signed_in) => return Ok(visit.signed_in(&signed_in)?),
        Step::Refused(Refusal::Unconfirmed) => {
            if let Some(user) = visit.find(username).await? {
                return Ok(visit.on_to_confirm(username, &user, true, None)?);
            }
        }
        Step::NewPasswordRequired(_) | Step::Refused(_) => {}
    }
    Ok(view.with_field_error("username", Text::UserExists).into())
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
            name if value.is_empty() => (implied != Some(name)).then_some(Text::Required),
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
        policy: visit.pool().password.clone(),
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
    let verified = |name: &str| {
        matches!(pool.names, Names::Username { .. })
            && pool.auto_verified.iter().any(|verified| verified == name)
    };
    pool.schema
        .iter()
        .filter(|attribute| {
            attribute.name != "sub" && (attribute.required || verified(&attribute.name))
        })
        .map(|attribute| attribute.name.clone())
        .filter(|name| sole_name != Some(name))
        .collect()
}

/// The attribute that the name itself is.
fn implied(pool: &Pool, username: &str) -> Option<&'static str> {
    let Names::Attributes(_) = &pool.names else {
        return None;
    };
    if pool.is_alias("email") && identifier::is_email(username) {
        Some("email")
    } else if pool.is_alias("phone_number") && identifier::is_phone_number(username) {
        Some("phone_number")
    } else {
        None
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
