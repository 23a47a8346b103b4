//! Inside `/login`: a browser is asked for a passkey, in place of a name and a password.

use super::visit::Visit;
use crate::view::Passkey;
use vestibule_engine::auth_flow::discoverable;

/// The field with the browser's answer.
pub(super) const CREDENTIAL: &str = "credential";
/// The field that carries the challenge.
pub(super) const SESSION: &str = "passkey";

/// What a browser is asked for; `None` where nobody begins with a passkey here. The page works as well without.
pub(super) fn offer(visit: &Visit<'_>) -> Option<Passkey> {
    let (cx, config) = (visit.cx, visit.config());
    if !is_offered(visit) {
        return None;
    }
    let asked = discoverable::ask(cx, config).ok()??;
    Some(Passkey {
        options: asked.options,
        session: visit.seal(SESSION, &asked.session).ok()?,
    })
}

/// That of the form that was sent; `None` where it is none of ours, or nobody begins with a passkey any more.
pub(super) fn session(visit: &Visit<'_>) -> Option<String> {
    visit.carried(SESSION).filter(|_| is_offered(visit))
}

/// Whether anybody can begin with a passkey here.
pub(super) fn is_offered(visit: &Visit<'_>) -> bool {
    discoverable::is_offered(visit.cx, visit.config(), visit.host())
}
