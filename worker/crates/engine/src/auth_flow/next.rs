//! What follows a proof: the sign-in is finished, or goes on with a challenge.
//!
//! | what stands open, the first of these | the challenge |
//! |---|---|
//! | a temporary password is to be replaced | `NEW_PASSWORD_REQUIRED` |
//! | where a remembered device stands for a second factor, it is on one | `DEVICE_SRP_AUTH` |
//! | the user has one second factor, or prefers one | that factor's |
//! | the user has several | `SELECT_MFA_TYPE` |
//! | the pool asks everybody for one, and the user has none | `MFA_SETUP` |
//! | it is on a remembered device | `DEVICE_SRP_AUTH` |

use super::{
    Challenge, Challenged, NewPasswordRequired, Requester, SignedIn, Step, device,
    session::{Awaits, FlowSession, mac},
};
use crate::{
    attributes,
    config::ClientConfig,
    cx::Cx,
    delivery::{Outgoing, When},
    devices,
    error::{Refusal, Result},
    messages::{self, Contact},
};
use vestibule_crypto::{RngExt as _, SecretString};
use vestibule_model::{
    factor::{Factor, Factors},
    object_key::ObjectKey,
    pool::MfaMode,
    user::{Status, User},
};
use vestibule_store::users::{quotas::Quota, sign_in::Issue};

/// Digits of a code that is a second factor.
const DIGITS: usize = 6;

/// What was proven before.
#[derive(Clone, Copy)]
pub(super) enum Proven<'a> {
    First,
    /// A second factor, too: as this session asked, if one did.
    Second(Option<&'a FlowSession>),
}

/// What follows: what the transition that settles the proof records, and what the caller hears once it has.
pub(super) struct Next<I> {
    issue: Issue,
    then: Then<I>,
}

enum Then<I> {
    SignedIn(I),
    NewPassword(NewPasswordRequired),
    Challenged {
        challenged: Challenged,
        outgoing: Option<Outgoing>,
    },
}

impl<I> Next<I> {
    /// Decides what follows for a user, as it will be once the proof is recorded.
    ///
    /// # Errors
    /// [`Refusal::NoSuchDevice`] where the requester has to know.
    pub(super) async fn after<R: Requester<Issued = I>>(
        cx: &Cx<'_>,
        config: &ClientConfig,
        requester: &R,
        user: &User,
        event_id: &str,
        proven: Proven<'_>,
    ) -> Result<Self> {
        if user.status == Status::ForceChangePassword {
            let then = Then::NewPassword(new_password(cx, config, user, event_id)?);
            let issue = Issue::Nothing;
            return Ok(Self { issue, then });
        }
        let device = remembered(cx, config, user, requester).await?;
        let devices = config.pool.settings.devices.as_ref();
        let stands_in = device.is_some() && devices.is_some_and(|devices| devices.challenge_new);
        if !stands_in && let Some(asked) = asked(config, user, proven) {
            return Self::asking(cx, config, user, event_id, asked);
        }
        if let Some(key) = device {
            let (session, issue) = match proven {
                Proven::Second(Some(before)) => device::ask_after(cx, config, before, key)?,
                _ => {
                    let session = device::ask(cx, config, user, event_id, key)?;
                    (session, Issue::Nothing)
                }
            };
            let challenged = Challenged {
                session,
                username: user.username.clone(),
                challenge: Challenge::Device,
                others: Vec::new(),
                available: Vec::new(),
            };
            let then = Then::Challenged {
                challenged,
                outgoing: None,
            };
            return Ok(Self { issue, then });
        }
        let (issue, issued) = requester.issue(cx, config, user, event_id);
        let then = Then::SignedIn(issued);
        Ok(Self { issue, then })
    }

    /// Goes on with one of a second factor's challenges.
    pub(super) fn asking(
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        event_id: &str,
        asked: Asked,
    ) -> Result<Self> {
        let begin = |awaits| FlowSession::begin(cx, &config.client, user, event_id, awaits);
        let (session, challenge, code) = match asked {
            Asked::Factor(factor) => match factor.contact() {
                Some(attribute) => {
                    let contact = Contact::of(user, attribute).ok_or(Refusal::NoSuchFactor)?;
                    let code = SecretString::new(cx.rng.digits(DIGITS));
                    let mut session = begin(Awaits::SoftwareToken);
                    session.awaits = Awaits::Code {
                        factor,
                        mac: mac(cx, &session.id, code.expose()),
                    };
                    let challenge = Challenge::Code {
                        factor,
                        contact: contact.clone(),
                    };
                    (session, challenge, Some((contact, code)))
                }
                None => {
                    let token = user.factors.token.as_ref();
                    let name = token.and_then(|token| token.name.clone());
                    let challenge = Challenge::SoftwareToken { name };
                    (begin(Awaits::SoftwareToken), challenge, None)
                }
            },
            Asked::Selection(factors) => {
                let challenge = Challenge::Selection { factors };
                (begin(Awaits::Selection), challenge, None)
            }
            Asked::SetUp => {
                // An address is set by other operations.
                let offered = config.pool.settings.factors.offered();
                let factors = offered
                    .filter(|factor| *factor == Factor::SoftwareTokenMfa)
                    .collect();
                (begin(Awaits::SetUp), Challenge::SetUp { factors }, None)
            }
        };
        let outgoing = match code {
            Some((contact, code)) => {
                let lasts = config.client.auth_session();
                let username = &user.username;
                let text = messages::mfa_code(cx, config, &contact, username, &code, lasts);
                Some(Outgoing::new(cx, config, &contact, text, When::Now)?)
            }
            None => None,
        };
        let issue = match &outgoing {
            Some(outgoing) => Issue::Challenge {
                quota: Quota::FactorCode,
                message: outgoing.row(),
            },
            None => Issue::Nothing,
        };
        let mut others = Factors::active(&config.pool, user);
        others.retain(|other| !challenge.asks_for(*other));
        let challenged = Challenged {
            others,
            available: Vec::new(),
            session: session.seal(cx, config)?,
            username: user.username.clone(),
            challenge,
        };
        Ok(Self {
            issue,
            then: Then::Challenged {
                challenged,
                outgoing,
            },
        })
    }

    /// For the transition.
    pub(super) fn issue(&self) -> Issue {
        self.issue.clone()
    }

    /// The transition has recorded it.
    pub(super) async fn recorded(
        self,
        cx: &Cx<'_>,
        object: &ObjectKey,
        user: User,
    ) -> Result<Step<I>> {
        Ok(match self.then {
            Then::SignedIn(issued) => Step::SignedIn(Box::new(SignedIn { user, issued })),
            Then::NewPassword(required) => Step::NewPasswordRequired(Box::new(required)),
            Then::Challenged {
                challenged,
                outgoing,
            } => {
                if let Some(outgoing) = outgoing {
                    // Where no provider took it, a timer tries again.
                    let _ = outgoing.send(cx, object).await?;
                }
                Step::Challenged(Box::new(challenged))
            }
        })
    }
}

/// What a second factor's challenge asks for.
pub(super) enum Asked {
    Factor(Factor),
    Selection(Vec<Factor>),
    SetUp,
}

/// The second factor that stands open.
fn asked(config: &ClientConfig, user: &User, proven: Proven<'_>) -> Option<Asked> {
    if let Proven::Second(_) = proven {
        return None;
    }
    let active = Factors::active(&config.pool, user);
    let preferred = user.factors.preferred;
    match (active.as_slice(), preferred) {
        ([], _) if config.pool.settings.mfa == MfaMode::On => Some(Asked::SetUp),
        ([], _) => None,
        ([only], _) => Some(Asked::Factor(*only)),
        (several, Some(preferred)) if several.contains(&preferred) => {
            Some(Asked::Factor(preferred))
        }
        _ => Some(Asked::Selection(active)),
    }
}

/// The key, where the user has such a device, confirmed and remembered.
async fn remembered<'a, R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    requester: &'a R,
) -> Result<Option<&'a str>> {
    let remembers = config.pool.settings.devices.is_some();
    let Some(key) = requester.device().filter(|_| remembers) else {
        return Ok(None);
    };
    let device = devices::find(cx, config, &user.sub, key).await?;
    if device.is_none() && requester.has_to_know_device() {
        return Err(Refusal::NoSuchDevice.into());
    }
    let takes_part = device.is_some_and(|device| device.remembered && device.secret.is_some());
    Ok(takes_part.then_some(key))
}

fn new_password(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    event_id: &str,
) -> Result<NewPasswordRequired> {
    let session = FlowSession::begin(cx, &config.client, user, event_id, Awaits::NewPassword);
    Ok(NewPasswordRequired {
        session: session.seal(cx, config)?,
        missing_attributes: attributes::missing(&config.pool, &user.attributes)
            .map(str::to_owned)
            .collect(),
        user: user.clone(),
    })
}
