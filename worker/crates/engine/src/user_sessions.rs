//! What is kept of a session in pools that track them.

use crate::{config::Config, cx::Cx, user_agent};
use vestibule_crypto::RngExt as _;
use vestibule_model::session::{MOST_BROWSER_SESSIONS, Tracked, Usage};

/// Letters and digits of a session's id behind its kind: 129 bits.
const ID_LENGTH: usize = 25;

/// What a session is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The tokens of one sign-in.
    Tokens,
    /// A browser that is signed in to the pool's pages.
    Browser,
}

/// What is kept of a session that begins; `None` where the pool doesn't track sessions.
pub(crate) fn tracked(cx: &Cx<'_>, config: &Config, kind: Kind) -> Option<Tracked> {
    let (prefix, most) = match kind {
        Kind::Tokens => ("tkn", config.pool.sessions.most),
        Kind::Browser => ("sso", MOST_BROWSER_SESSIONS),
    };
    usage(cx, config).map(|usage| Tracked {
        id: format!("{prefix}{}", cx.rng.alphanumeric_lower(ID_LENGTH)),
        usage,
        most,
    })
}

/// With what and from where this request uses a session; `None` where the pool doesn't track sessions.
pub fn usage(cx: &Cx<'_>, config: &Config) -> Option<Usage> {
    config.pool.sessions.tracked.then(|| Usage {
        device: user_agent::device(cx.user_agent.as_deref().unwrap_or_default()),
        address: cx.peer.map(|address| address.to_string()),
    })
}
