//! Inside `/login`: a browser is asked for a passkey, in place of a name and a password.

use super::visit::Visit;
use crate::view::Passkey;
use vestibule_crypto::Purpose;
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
    let sealed = cx.seal(Purpose::Page, &associated(visit), &asked.session);
    Some(Passkey {
        options: asked.options,
        session: sealed.ok()?,
    })
}

/// That of the form that was sent; `None` where it is none of ours, or nobody begins with a passkey any more.
pub(super) fn session(visit: &Visit<'_>) -> Option<String> {
    let sealed = visit.form.get(SESSION)?;
    let session = visit.cx.open(Purpose::Page, &associated(visit), sealed);
    session.filter(|_| is_offered(visit))
}

/// Whether anybody can begin with a passkey here.
pub(super) fn is_offered(visit: &Visit<'_>) -> bool {
    discoverable::is_offered(visit.cx, visit.config(), visit.host())
}

/// One browser's, with one app.
fn associated<'a>(visit: &'a Visit<'_>) -> [&'a str; 4] {
    let client = visit.request.config.client.id.as_str();
    [visit.pool().id.as_str(), client, SESSION, visit.csrf()]
}
