//! The end of setting up an address as the second factor (`MFA_SETUP`): the code that was sent there proves it, and the address
//! and the factor are recorded with what the sign-in gives.

use super::{
    Refusal, Requester, Step,
    next::Next,
    session::{FlowSession, session_spent},
};
use crate::{
    aliases::{self, IfHeld},
    attributes,
    config::ClientConfig,
    cx::Cx,
    error::{Result, SessionRefusal},
};
use vestibule_model::{
    alias_rules::Rules,
    assurance::Methods,
    contact::ContactAttribute,
    factor::{Factor, Factors},
    short,
    user::User,
};
use vestibule_store::users::sign_in::{CompleteNewPassword, Completed, Enables};

/// Whether this address may still become the user's and a factor: the user needs one, the pool offers it, and the client may
/// write it.
pub(super) fn is_wanted(config: &ClientConfig, user: &User, contact: ContactAttribute) -> bool {
    Factors::are_missing(&config.pool, user)
        && config.pool.settings.factors.offers(contact.into())
        && attributes::may_change(&config.pool, &config.client, contact.as_str())
}

/// Records the address, of which the code was right.
pub(super) async fn record<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &FlowSession,
    user: User,
    (contact, to): (ContactAttribute, &str),
    requester: &R,
) -> Result<Step<R::Issued>> {
    if !is_wanted(config, &user, contact) {
        return Err(SessionRefusal::Invalid.into());
    }
    let factor = Factor::from(contact);
    let attributes = short::map([
        (contact.as_str().to_owned(), to.to_owned()),
        (contact.verified().to_owned(), "true".to_owned()),
    ]);
    let old = user.factors.clone();
    let mut after = user;
    after.attributes.extend(attributes.clone());
    after.factors.enable(factor, true);
    let progress = session.progress.proving(Methods::of(factor)).with_second();
    let next = Next::after(cx, config, requester, &after, &session.event_id, &progress).await?;
    let rules = Rules::of(&config.pool);
    let expected = rules.aliases_of(cx.unicode, &after);
    let mark = requester.mark_in(config).map(str::to_owned);
    let sub = &session.sub;
    let change = aliases::change(cx, config, sub, expected, IfHeld::Refuse, |claims| {
        CompleteNewPassword {
            sub: sub.clone(),
            credential_version: session.credential_version,
            standing: session.standing,
            spends: session.spends(),
            credential: None,
            enables: Some(Enables {
                factor,
                old: old.clone(),
                mark: mark.clone(),
            }),
            attributes: attributes.clone(),
            rules: rules.clone(),
            claims,
            history: 0,
            issue: next.issue(),
        }
    });
    let Ok(completed) = change.await?.unless_taken() else {
        return Ok(Step::Refused(Refusal::Taken(contact)));
    };
    match completed {
        Completed::Recorded(user) => {
            let object = config.object_of(sub);
            next.recorded(cx, &object, *user).await
        }
        Completed::Exhausted { until } => Ok(Step::Refused(Refusal::TooManyCodes { until })),
        Completed::Spent => Err(session_spent()),
        Completed::Changed => Err(SessionRefusal::Invalid.into()),
    }
}
