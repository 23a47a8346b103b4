//! Inside `/login`: the pages that ask for a second factor, after a password or what stands for one, or have one set up.

use super::{login_form, refusals::attribute_field, typed, visit::Visit};
use crate::{
    oauth::error::Stop,
    view::{
        self, Attribute, ChooseFactor, Delivery, FactorKind, Message, Notice, Page, SetUpAddress,
        SetUpApp, View, delivery,
    },
};
use serde::{Deserialize, Serialize};
use vestibule_engine::{
    attributes,
    auth_flow::{Challenge, Challenged, set_up},
    error::{Error, Result},
};
use vestibule_model::{contact::ContactAttribute, factor::Factor};

/// The field that carries the flow.
pub(super) const STATE: &str = "challenge";

/// The field of the code, by the service's name.
pub(super) const CODE: &str = "authentication_code";

/// The field by which the person has the browser remembered.
pub(super) const REMEMBER: &str = "remember";

/// What the page's form has to know.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    /// Of the sign-in, for its next step.
    pub(super) session: String,
    /// As it was typed.
    pub(super) username: String,
    pub(super) asked: Asked,
    /// What can be proven, or set up: what is asked for, and what can be chosen in its place.
    pub(super) available: Vec<Factor>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Asked {
    Factor(Factor, view::Factor),
    Choice,
    /// Which one is to be set up.
    SetUp,
    /// The text of an app's secret, and its address.
    App {
        secret: String,
        uri: String,
    },
    /// An address that is to become the person's and a factor.
    Address {
        contact: ContactAttribute,
        /// As it was typed.
        to: String,
        /// Where it was sent a code.
        sent: Option<Delivery>,
    },
}

/// Asks for what the sign-in waits for.
pub(super) async fn ask(
    visit: &Visit<'_>,
    username: &str,
    challenged: Challenged,
) -> Result<View, Stop> {
    let Challenged {
        session,
        challenge,
        others,
        ..
    } = challenged;
    let with_others = |factor| {
        let all = Factor::ALL.into_iter();
        all.filter(|one| *one == factor || others.contains(one))
            .collect()
    };
    let (asked, available) = match challenge {
        Challenge::Code { factor, contact } => (
            Asked::Factor(factor, view::Factor::Code(delivery(&contact))),
            with_others(factor),
        ),
        Challenge::SoftwareToken { name } => {
            let factor = Factor::SoftwareTokenMfa;
            let asked = Asked::Factor(factor, view::Factor::App(name));
            (asked, with_others(factor))
        }
        Challenge::Selection { factors } => (Asked::Choice, factors),
        // With what a sign-in begins is asked before; a remembered browser's cookie is its proof.
        Challenge::Device
        | Challenge::Choice
        | Challenge::Password
        | Challenge::FirstCode { .. }
        | Challenge::Passkey { .. } => {
            return Err(Error::internal("a page was asked for what it has no form for").into());
        }
        Challenge::SetUp { mut factors } => {
            factors.retain(|factor| can_be_set_up(visit, *factor));
            (Asked::SetUp, factors)
        }
    };
    let state = State {
        session,
        username: username.to_owned(),
        asked,
        available,
    };
    Ok(match (&state.asked, state.available.as_slice()) {
        (Asked::SetUp, []) => login_form::form(visit, username)
            .saying(Notice::danger(Message::FactorMissing))
            .at("/login"),
        (Asked::SetUp, [only]) => {
            let only = *only;
            begin_set_up(visit, state, only).await?
        }
        _ => form(visit, &state)?,
    })
}

/// Whether a page can set it up: an address has to be one that the app may have people write.
fn can_be_set_up(visit: &Visit<'_>, factor: Factor) -> bool {
    let client = &visit.config().client;
    let attribute = factor.contact().map(ContactAttribute::as_str);
    attribute.is_none_or(|attribute| attributes::may_change(visit.pool(), client, attribute))
}

/// The page that sets this one up.
///
/// # Errors
/// As [`set_up::associate`].
pub(super) async fn begin_set_up(
    visit: &Visit<'_>,
    mut state: State,
    factor: Factor,
) -> Result<View> {
    state.asked = match factor.contact() {
        Some(contact) => Asked::Address {
            contact,
            to: String::new(),
            sent: None,
        },
        None => {
            let (cx, config) = (visit.cx, visit.config());
            let (seed, session) = set_up::associate(cx, config, &state.session).await?;
            state.session = session;
            let uri = seed.uri(&config.pool.settings.name, &state.username);
            Asked::App {
                secret: seed.to_base32().expose().clone(),
                uri: uri.expose().clone(),
            }
        }
    };
    form(visit, &state)
}

/// The page that the form before leads to; `None` where it doesn't.
pub(super) fn again(visit: &Visit<'_>) -> Result<Option<View>> {
    let state = state(visit);
    state.map(|state| form(visit, &state)).transpose()
}

/// Of the form that was sent; `None` where it is none of ours, or too old.
pub(super) fn state(visit: &Visit<'_>) -> Option<State> {
    visit.carried(STATE)
}

pub(super) fn form(visit: &Visit<'_>, state: &State) -> Result<View> {
    let username = state.username.clone();
    let devices = visit.pool().settings.devices;
    let is_asked = devices.is_some_and(|devices| devices.ask_user);
    let remember = is_asked.then(|| visit.form.has(REMEMBER));
    let has_others = state.available.len() > 1;
    let page = match &state.asked {
        Asked::Factor(_, factor) => Page::SecondFactor(view::SecondFactor {
            username,
            factor: factor.clone(),
            is_new: false,
            has_others,
            remember,
        }),
        Asked::Choice | Asked::SetUp => {
            let named = |factor: &Factor| (factor.as_str().to_owned(), kind(*factor));
            Page::ChooseFactor(ChooseFactor {
                username,
                sets_up: matches!(state.asked, Asked::SetUp),
                factors: state.available.iter().map(named).collect(),
            })
        }
        Asked::App { secret, uri } => Page::SetUpApp(SetUpApp {
            username,
            secret: secret.clone(),
            uri: uri.clone(),
            has_others,
            remember,
        }),
        Asked::Address {
            sent: Some(delivery),
            ..
        } => Page::SecondFactor(view::SecondFactor {
            username,
            factor: view::Factor::Code(delivery.clone()),
            is_new: true,
            has_others,
            remember,
        }),
        Asked::Address { contact, to, .. } => Page::SetUpAddress(SetUpAddress {
            username,
            attribute: address(visit, *contact, to),
            has_others,
        }),
    };
    let sealed = visit.seal(STATE, state)?;
    // The password may have been proven on another page.
    Ok(visit.view(page).at("/login").with_hidden(STATE, sealed))
}

/// The address that is asked for, with what was typed, or else what was typed before.
pub(super) fn address(visit: &Visit<'_>, contact: ContactAttribute, before: &str) -> Attribute {
    let name = contact.as_str();
    let typed = visit.form.get(&attribute_field(name));
    let typed = typed.map(|typed| typed::attribute(name, typed));
    Attribute {
        name: name.to_owned(),
        value: typed.unwrap_or_else(|| before.to_owned()),
    }
}

const fn kind(factor: Factor) -> FactorKind {
    match factor {
        Factor::EmailOtp => FactorKind::Email,
        Factor::SmsMfa => FactorKind::Sms,
        Factor::SoftwareTokenMfa => FactorKind::App,
    }
}

#[cfg(test)]
mod tests;
