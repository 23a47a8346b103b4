//! `/signup`: a new account.

use super::{
    pending::{self, Pending as _},
    refusals::{attribute_fault, attribute_field, filled, held_up, password_fault},
    said, second_factor,
    visit::Visit,
    ways_out,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{Identifier, Message, Notice, Page, SignUp, View, policy},
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_engine::{
    accounts::{
        input::{Attributes, Field, NewPassword},
        naming::{self, Name},
        sign_up::{self, Input, Made, Refusal},
    },
    auth_flow::{Step, password},
    delivery::Sent,
    error::Result,
    find_user::{self, Lookalike},
    http::Response,
    log::Outcome,
    messages::confirmed_by_sign_up,
};
use vestibule_model::{
    contact::ContactAttribute,
    pool::{Names, Pool},
    short,
};

type Named<'a> = std::result::Result<Name<'a>, naming::Refusal>;

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    if visit.pool().settings.admin_create_only {
        return Ok(Response::redirect(visit.to("/login")).into());
    }
    Ok(form(visit).into())
}

/// Makes the account, or goes on with the one that the same form has made before: sent twice, after a reload or from
/// the browser's history, it comes with the account's own name and password, which is all that signing in takes.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.username();
    let username = username.as_str();
    let typed = typed(visit);
    let name = Name::parse(visit.pool(), visit.cx.unicode, username);
    let faults = faults(visit, username, &name, &typed);
    if !faults.is_empty() {
        let mut view = form(visit);
        view.around.field_errors = faults;
        return Ok(view.into());
    }
    let password = visit.secret("password");
    match sign_up(visit, name, password.as_ref(), typed).await {
        Ok(made) => Ok(registered(visit, username, &made)?),
        Err(Refusal::NotPermitted) => Ok(closed(visit)?.into()),
        Err(Refusal::Taken(_)) => again(visit, form(visit), username, password.as_ref()).await,
        Err(refusal) => Ok(refused(visit, form(visit), refusal)?.into()),
    }
}

async fn sign_up(
    visit: &Visit<'_>,
    name: Named<'_>,
    password: Option<&SecretString>,
    mut attributes: BTreeMap<String, String>,
) -> Result<Made, Refusal> {
    attributes.retain(|_, value| !value.is_empty());
    let input = Input {
        name,
        password: password.cloned().map(NewPassword::parse).transpose()?,
        attributes: Attributes::parse(attributes)?,
    };
    visit.spend()?;
    sign_up::sign_up(visit.cx, visit.config(), input).await
}

/// There is no such page: signing in is what is left.
fn closed(visit: &Visit<'_>) -> Result<Response> {
    visit.cx.note(|line| line.outcome = Some(Outcome::Refused));
    let closed = "SignUp is not permitted for this user pool".to_owned();
    said::redirect(visit, "/login", Notice::danger(Message::Verbatim(closed)))
}

/// The form again, with what was wrong at its field.
fn refused(visit: &Visit<'_>, view: View, refusal: Refusal) -> Result<View> {
    let text = match &refusal {
        Refusal::Attributes(refusal) => {
            return Ok(refusal.faults().fold(view, |view, (name, fault)| {
                view.with_field_error(field_of(visit.pool(), name), attribute_fault(fault))
            }));
        }
        Refusal::Username(refusal) => name_fault(*refusal),
        Refusal::Password(violation) => password_fault(visit, "password", *violation),
        Refusal::Taken(_) => Message::UserExists,
        Refusal::NotPermitted => Message::Invalid,
        Refusal::Passwordless => Message::Required,
        Refusal::Malformed(_) | Refusal::PreferredUsername => Message::Invalid,
        Refusal::Failed(_) => Message::Invalid,
    };
    if let Refusal::Failed(error) = refusal {
        return held_up(view, error);
    }
    Ok(refusal.fields().iter().fold(view, |view, field| {
        let name = match field {
            Field::Username => "username".to_owned(),
            Field::Password => "password".to_owned(),
            Field::Code => "code".to_owned(),
            Field::Attribute(name) => field_of(visit.pool(), name),
        };
        view.with_field_error(name, text.clone())
    }))
}

/// Where an attribute is typed: what the form doesn't ask for beside the username is the username.
fn field_of(pool: &Pool, attribute: &str) -> String {
    if asked(pool).iter().any(|asked| asked == attribute) {
        attribute_field(attribute)
    } else {
        "username".to_owned()
    }
}

fn name_fault(refusal: naming::Refusal) -> Message {
    match refusal {
        naming::Refusal::Malformed | naming::Refusal::NotAnAddress => Message::Invalid,
        naming::Refusal::NotAPhoneNumber => Message::InvalidPhoneNumber,
        naming::Refusal::NotAnEmail => Message::InvalidEmail,
        naming::Refusal::Lookalike(lookalike) => Message::Verbatim(
            match lookalike {
                Lookalike::Email => "A username can't be an email address here.",
                Lookalike::PhoneNumber => "A username can't be a phone number here.",
                Lookalike::Sub => "Please choose another username.",
            }
            .to_owned(),
        ),
    }
}

/// On to the code. No page tells that it was not delivered: a timer tries again, and another can be asked for at once.
fn registered(visit: &Visit<'_>, username: &str, made: &Made) -> Result<Answer> {
    let sent = matches!(made.code, Some((_, Sent::Sent)));
    ways_out::on_to_confirm(visit, username, &made.user, sent, None)
}

/// The name is taken: by this very form, if the password is the account's too. It is one attempt to sign in, counted as
/// one. Where there is no password, this browser's own cookie says so.
async fn again(
    visit: &Visit<'_>,
    view: View,
    username: &str,
    password: Option<&SecretString>,
) -> Result<Answer, Stop> {
    let taken = |view: View| view.with_field_error("username", Message::UserExists);
    let Some(password) = password else {
        let own = pending::SignUp::of(visit)?.filter(|own| own.username == username);
        return Ok(match own {
            Some(_) => Response::redirect(visit.to("/confirm")).into(),
            None => taken(view).into(),
        });
    };
    let requester = visit.requester();
    let step =
        match password::sign_in(visit.cx, visit.config(), username, password, &requester).await {
            Ok(step) => step.noted(visit.cx),
            Err(error) => return Ok(held_up(view, error)?.into()),
        };
    Ok(match step {
        Step::SignedIn(signed_in) => ways_out::signed_in(visit, &signed_in).await?,
        Step::Unconfirmed(user) => ways_out::on_to_confirm(visit, username, &user, false, None)?,
        Step::Challenged(challenged) => second_factor::ask(visit, username, *challenged)
            .await?
            .into(),
        Step::NewPasswordRequired(_) | Step::Refused(_) => taken(view).into(),
    })
}

/// The form's own checks, by field: what is empty, and what can't be an address.
fn faults(
    visit: &Visit<'_>,
    username: &str,
    name: &Named<'_>,
    typed: &BTreeMap<String, String>,
) -> BTreeMap<String, Message> {
    let implied = name
        .as_ref()
        .ok()
        .and_then(Name::implied)
        .map(|(attribute, _)| attribute);
    let name = match name {
        _ if username.is_empty() => Some(Message::Required),
        Ok(_) => None,
        Err(refusal) => Some(name_fault(*refusal)),
    };
    let attributes = typed.iter().filter_map(|(name, value)| {
        let fault = match name.as_str() {
            name if value.is_empty() => {
                (implied.map(ContactAttribute::as_str) != Some(name)).then_some(Message::Required)
            }
            "email" => (!find_user::is_email(value)).then_some(Message::InvalidEmail),
            "phone_number" => {
                (!find_user::is_phone_number(value)).then_some(Message::InvalidPhoneNumber)
            }
            _ => None,
        };
        Some((attribute_field(name), fault?))
    });
    let attributes: Vec<_> = attributes.collect();
    let has_password = visit.secret("password").is_some();
    let has = |address: ContactAttribute| {
        let typed = typed.get(address.as_str());
        implied == Some(address) || typed.is_some_and(|typed| !typed.is_empty())
    };
    // An address that is still to be written right may be one that does without.
    let may_go_without = match name.is_some() || !attributes.is_empty() {
        true => password_is_optional(visit),
        false => confirmed_by_sign_up(visit.pool(), has)
            .is_some_and(|address| sign_up::may_go_without_by(visit.config(), address)),
    };
    let password = (!has_password && !may_go_without).then_some(Message::Required);
    let own = [("username", name), ("password", password)];
    let own = own
        .into_iter()
        .filter_map(|(field, fault)| Some((field.to_owned(), fault?)));
    short::map(own.chain(attributes))
}

/// Whether there is an address of which a code can take the password's place.
fn password_is_optional(visit: &Visit<'_>) -> bool {
    let verified = &visit.pool().settings.auto_verified;
    verified
        .iter()
        .any(|address| sign_up::may_go_without_by(visit.config(), *address))
}

fn form(visit: &Visit<'_>) -> View {
    let password_is_optional = password_is_optional(visit);
    let page = Page::SignUp(SignUp {
        identifier: match visit.pool().names {
            Names::Username { .. } => Identifier::Username,
            Names::Attributes(_) => visit.identifier(),
        },
        username: visit.username(),
        attributes: filled(&asked(visit.pool()), &typed(visit)),
        policy: policy(visit.pool()),
        confirmed_by: visit.confirmed_by(),
        password_is_optional,
    });
    let mut view = visit.view(page);
    view.around.links.confirm = password_is_optional.then(|| visit.to("/confirm"));
    view.around.links.forgot_password = visit.forgot_password_link();
    view
}

/// What was typed for the attributes that are asked for, and no others.
fn typed(visit: &Visit<'_>) -> BTreeMap<String, String> {
    visit.attributes(&asked(visit.pool()))
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
        .filter(|attribute| attribute.is_asked() || verified(&attribute.name))
        .map(|attribute| attribute.name.clone())
        .filter(|name| sole_name != Some(name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests;
