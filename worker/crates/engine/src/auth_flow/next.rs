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
//!
//! A browser that the pages remember answers no challenge: its cookie tells which it is.

use super::{
    Challenge, Challenged, NewPasswordRequired, Requester, SignedIn, Step, device,
    progress::Progress,
    session::{self, Awaits, FlowSession, mac},
};
use crate::{
    attributes,
    config::ClientConfig,
    cx::Cx,
    delivery::{Outgoing, When},
    devices,
    error::{Error, Refusal, Result, SessionRefusal},
    messages::{self, Contact, Occasion},
};
use vestibule_crypto::{RngExt as _, SecretString};
use vestibule_model::{
    contact::ContactAttribute,
    device::SessionDevice,
    factor::{Factor, Factors},
    ids::Sub,
    object_key::ObjectKey,
    user::{Status, User},
};
use vestibule_store::users::{quotas::Quota, sign_in::Issue};

/// Digits of a code that is a second factor.
const DIGITS: usize = 6;

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
        progress: &Progress,
    ) -> Result<Self> {
        Self::decide(cx, config, requester, user, (event_id, None), progress).await
    }

    /// What follows the answer to a second factor's challenge, if it is right.
    pub(super) async fn after_factor<R: Requester<Issued = I>>(
        cx: &Cx<'_>,
        config: &ClientConfig,
        requester: &R,
        user: &User,
        answered: &FlowSession,
        progress: &Progress,
    ) -> Result<Self> {
        let of = (answered.event_id.as_str(), Some(answered));
        Self::decide(cx, config, requester, user, of, progress).await
    }

    async fn decide<R: Requester<Issued = I>>(
        cx: &Cx<'_>,
        config: &ClientConfig,
        requester: &R,
        user: &User,
        (event_id, answered): (&str, Option<&FlowSession>),
        progress: &Progress,
    ) -> Result<Self> {
        if !progress.may_be_of(&user.sub) {
            return Err(SessionRefusal::Invalid.into());
        }
        if user.status == Status::ForceChangePassword {
            let then = Then::NewPassword(new_password(cx, config, user, event_id, progress)?);
            let issue = Issue::Nothing;
            return Ok(Self { issue, then });
        }
        let device = remembered(cx, config, &user.sub, requester).await?;
        let devices = config.pool.settings.devices.as_ref();
        let stands_in = device.is_some() && devices.is_some_and(|devices| devices.challenge_new);
        let is_proven = stands_in || progress.has_second();
        if let Some(asked) = asked(config, user, progress, is_proven)? {
            return Self::asking(cx, config, user, event_id, progress, asked);
        }
        if let Some(key) = device.filter(|_| !R::HOSTED) {
            let (session, issue) = match answered.and_then(FlowSession::on_device) {
                Some(flow) => device::ask_in(cx, config, flow, key)?,
                None => {
                    let session = device::ask(cx, config, user, event_id, progress, key)?;
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
        let (mut issue, mut issued) = progress.issue(cx, config, requester, user, event_id);
        if let Some(key) = device {
            let (key, ip) = (key.to_owned(), cx.peer.map(|peer| peer.to_string()));
            R::on_device(&mut issue, &mut issued, SessionDevice::Known { key, ip });
        } else if requester.remembers() && progress.has_second() && devices.is_some() {
            R::remember(cx, config, user, &mut issue, &mut issued);
        }
        let then = Then::SignedIn(issued);
        Ok(Self { issue, then })
    }

    /// Goes on with one of a second factor's challenges.
    pub(super) fn asking(
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        event_id: &str,
        progress: &Progress,
        asked: Asked,
    ) -> Result<Self> {
        let id = session::new_id(cx);
        let code_to = |attribute| {
            let contact = Contact::of(user, attribute).ok_or(Refusal::NoSuchFactor)?;
            let code = SecretString::new(cx.rng.digits(DIGITS));
            let mac = mac(cx, &id, code.expose());
            Ok::<_, Error>((contact, code, mac))
        };
        let (awaits, challenge, code) = match asked {
            Asked::Factor(factor) => match factor.contact() {
                Some(attribute) => {
                    let (contact, code, mac) = code_to(attribute)?;
                    let challenge = Challenge::Code {
                        factor,
                        contact: contact.clone(),
                    };
                    let sent = (contact, code, Quota::FactorCode, Occasion::SecondFactor);
                    (Awaits::Code { factor, mac }, challenge, Some(sent))
                }
                None => {
                    let token = user.factors.token.as_ref();
                    let name = token.and_then(|token| token.name.clone());
                    (
                        Awaits::SoftwareToken,
                        Challenge::SoftwareToken { name },
                        None,
                    )
                }
            },
            Asked::Address(attribute) => {
                let (contact, code, mac) = code_to(attribute)?;
                let awaits = Awaits::Address {
                    contact: attribute,
                    to: contact.to.clone(),
                    mac,
                };
                let challenge = Challenge::Code {
                    factor: attribute.into(),
                    contact: contact.clone(),
                };
                // It may be anybody's, who knows of no sign-in.
                let sent = (contact, code, Quota::NewFactorCode, Occasion::Attribute);
                (awaits, challenge, Some(sent))
            }
            Asked::Selection(factors) => {
                (Awaits::Selection, Challenge::Selection { factors }, None)
            }
            Asked::SetUp => {
                let factors = config.pool.settings.factors.offered().collect();
                (Awaits::SetUp, Challenge::SetUp { factors }, None)
            }
        };
        let session =
            FlowSession::begin_as(id, cx, &config.client, user, event_id, progress, awaits);
        let (outgoing, issue) = match code {
            Some((contact, code, quota, occasion)) => {
                let lasts = config.client.auth_session();
                let username = &user.username;
                let text =
                    messages::mfa_code(cx, config, occasion, &contact, username, &code, lasts);
                let outgoing = Outgoing::new(cx, config, &contact, text, When::Now)?;
                let message = outgoing.row();
                (Some(outgoing), Issue::Challenge { quota, message })
            }
            None => (None, Issue::Nothing),
        };
        let mut others = progress.choices(config, user)?;
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
    /// The code to an address that is to become the user's and a factor: the user, as it will be then.
    Address(ContactAttribute),
    Selection(Vec<Factor>),
    SetUp,
}

/// The second factor that stands open: of those that a level asks for, or else, unless one `is_proven`, of the user's.
fn asked(
    config: &ClientConfig,
    user: &User,
    progress: &Progress,
    is_proven: bool,
) -> Result<Option<Asked>> {
    let missing = progress.missing(config, user)?;
    if !missing.is_empty() || is_proven {
        return Ok(one_of(user, missing));
    }
    Ok(match Factors::are_missing(&config.pool, user) {
        true => Some(Asked::SetUp),
        false => one_of(user, Factors::active(&config.pool, user)),
    })
}

/// The second factor that a level asks for beyond what is proven; `None` where there is none, or it can't be reached so.
pub(super) fn to_reach(config: &ClientConfig, user: &User, progress: &Progress) -> Option<Asked> {
    one_of(user, progress.missing(config, user).ok()?)
}

fn one_of(user: &User, factors: Vec<Factor>) -> Option<Asked> {
    match (factors.as_slice(), user.factors.preferred) {
        ([], _) => None,
        ([only], _) => Some(Asked::Factor(*only)),
        (several, Some(preferred)) if several.contains(&preferred) => {
            Some(Asked::Factor(preferred))
        }
        _ => Some(Asked::Selection(factors)),
    }
}

/// What a right answer is followed by a look at, for a wrong one: while guesses are locked, the work is not to tell which it was.
pub(super) async fn as_after_a_right_one<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    sub: &Sub,
    requester: &R,
) -> Result<()> {
    match remembered(cx, config, sub, requester).await {
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// The key, where the user has such a device, confirmed and remembered. A browser's cookie has proven which it is, an app's
/// device has yet to.
async fn remembered<'a, R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    sub: &Sub,
    requester: &'a R,
) -> Result<Option<&'a str>> {
    let remembers = config.pool.settings.devices.is_some();
    let Some(key) = requester.device().filter(|_| remembers) else {
        return Ok(None);
    };
    let device = devices::find(cx, config, sub, key).await?;
    if device.is_none() && requester.has_to_know_device() {
        return Err(Refusal::NoSuchDevice.into());
    }
    let takes_part = device.is_some_and(|device| {
        device.remembered
            && match R::HOSTED {
                true => device.browser && cx.now < device.created + devices::BROWSER_LIFE,
                false => device.secret.is_some(),
            }
    });
    Ok(takes_part.then_some(key))
}

fn new_password(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    event_id: &str,
    progress: &Progress,
) -> Result<NewPasswordRequired> {
    let (client, awaits) = (&config.client, Awaits::NewPassword);
    let session = FlowSession::begin(cx, client, user, event_id, progress, awaits);
    Ok(NewPasswordRequired {
        session: session.seal(cx, config)?,
        missing_attributes: attributes::missing(&config.pool, &user.attributes)
            .map(str::to_owned)
            .collect(),
        user: user.clone(),
    })
}
