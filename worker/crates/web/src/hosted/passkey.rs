//! Inside `/login`: a browser is asked for a passkey, in place of a name and a password.

use super::visit::Visit;
use crate::view::Passkey;
use vestibule_engine::{auth_flow::discoverable, error::Result};

/// The field with the browser's answer.
pub(super) const CREDENTIAL: &str = "credential";
/// The field that carries the challenge.
pub(super) const SESSION: &str = "passkey";

/// What a browser is asked for; `None` where nobody begins with a passkey here. The page works as well without, so what goes
/// wrong is for the log.
pub(super) fn offer(visit: &Visit<'_>) -> Option<Passkey> {
    if !is_offered(visit) {
        return None;
    }
    asked(visit).unwrap_or_else(|error| {
        visit
            .cx
            .note(|line| line.add_cause(&format!("no passkey is offered: {error}")));
        None
    })
}

fn asked(visit: &Visit<'_>) -> Result<Option<Passkey>> {
    let Some(asked) = discoverable::ask(visit.cx, visit.config())? else {
        return Ok(None);
    };
    Ok(Some(Passkey {
        options: asked.options,
        session: visit.seal(SESSION, &asked.session)?,
    }))
}

/// That of the form that was sent; `None` where it is none of ours, or nobody begins with a passkey any more.
pub(super) fn session(visit: &Visit<'_>) -> Option<String> {
    visit.carried(SESSION).filter(|_| is_offered(visit))
}

/// Whether anybody can begin with a passkey here.
pub(super) fn is_offered(visit: &Visit<'_>) -> bool {
    discoverable::is_offered(visit.cx, visit.config(), visit.host())
}
