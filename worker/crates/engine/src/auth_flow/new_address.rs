//! The end of setting up an address as the second factor (`MFA_SETUP`): the code that was sent there proves it, and the address
//! and the factor are recorded with what the sign-in gives.

use super::{
    Refusal, Requester, Step,
    next::Next,
    session::{FlowSession, session_spent},
};
use crate::{
    aliases::{self, IfHeld},
    config::ClientConfig,
    cx::Cx,
    error::{Result, SessionRefusal},
};
use vestibule_model::{
    alias_rules::Rules,
    assurance::Methods,
    factor::{Factor, Factors},
    short,
    user::User,
};
use vestibule_store::users::sign_in::{CompleteNewPassword, Completed};

/// Records the address, of which the code was right.
pub(super) async fn record<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &FlowSession,
    user: User,
    (factor, to): (Factor, &str),
    requester: &R,
) -> Result<Step<R::Issued>> {
    // Whoever has a factor by now proves that one: it was set up elsewhere meanwhile.
    let has_one = !Factors::active(&config.pool, &user).is_empty();
    let attribute = factor.contact().filter(|_| !has_one);
    let attribute = attribute.ok_or(SessionRefusal::Invalid)?;
    let attributes = short::map([
        (attribute.as_str().to_owned(), to.to_owned()),
        (attribute.verified().to_owned(), "true".to_owned()),
    ]);
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
            enables: Some((factor, mark.clone())),
            attributes: attributes.clone(),
            rules: rules.clone(),
            claims,
            history: 0,
            issue: next.issue(),
        }
    });
    let Ok(completed) = change.await?.unless_taken() else {
        return Ok(Step::Refused(Refusal::Taken(attribute)));
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
