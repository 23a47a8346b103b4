//! Who asks for a sign-in, and so what a finished one gives.

use crate::{config::Config, cx::Cx, tokens};
use serde::{Deserialize, Serialize};
use vestibule_crypto::SecretString;
use vestibule_model::{
    client::Client,
    ids::Sub,
    opaque::Opaque,
    scope,
    session::{BrowserSession, Session},
    time::Span,
    user::User,
};
use vestibule_store::users::{
    codes::{Grant, NewCode},
    sign_in::Gives,
};

/// How long an authorization code lasts.
pub const CODE_LIFE: Span = Span::minutes(5);
/// How long a browser stays signed in, from the last time the person proved who they are.
pub const BROWSER_LIFE: Span = Span::hours(1);

/// Who asks, and so what a sign-in gives.
pub trait Skin {
    /// What the caller of a finished sign-in is given.
    type Prize;
    /// Whether it is the hosted pages that ask. They tell the state of an account only to who knows its password.
    const HOSTED: bool;

    /// What is recorded for a finished sign-in, and what the caller is given for it.
    fn prize(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: &User,
        event_id: &str,
    ) -> (Gives, Self::Prize);
}

/// The API: it gives tokens.
pub struct Api;

/// The hosted pages: they give a code for the relying party, and a browser session.
pub struct Hosted<'a>(pub &'a CodeRequest);

/// The part of an authorization request that a code remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequest {
    pub redirect_uri: String,
    pub scope: String,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
}

/// Of the API.
pub struct TokenPrize {
    pub session: Session,
    pub refresh_token: SecretString,
}

/// Of the pages.
pub struct CodePrize {
    pub code: SecretString,
    pub browser: SecretString,
}

impl Skin for Api {
    type Prize = TokenPrize;
    const HOSTED: bool = false;

    fn prize(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: &User,
        event_id: &str,
    ) -> (Gives, TokenPrize) {
        let (new, refresh_token) = tokens::begin(cx, config, client, user, event_id, scope::API);
        let session = new.session.clone();
        let prize = TokenPrize {
            session,
            refresh_token,
        };
        (Gives::Tokens(new), prize)
    }
}

impl Skin for Hosted<'_> {
    type Prize = CodePrize;
    const HOSTED: bool = true;

    fn prize(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: &User,
        event_id: &str,
    ) -> (Gives, CodePrize) {
        let slot = user.sub.slot(&config.routing);
        let (browser, cookie) = Opaque::mint(slot, cx.rng);
        let browser = BrowserSession {
            id: browser.hash,
            auth_time: cx.now,
            event_id: event_id.to_owned(),
            expires: cx.now + BROWSER_LIFE,
        };
        let (new, code) = code(cx, config, client, &user.sub, event_id, self.0);
        let prize = CodePrize {
            code,
            browser: cookie,
        };
        (Gives::Code { browser, code: new }, prize)
    }
}

/// A new authorization code: what is kept of it, and its text.
pub fn code(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    sub: &Sub,
    event_id: &str,
    request: &CodeRequest,
) -> (NewCode, SecretString) {
    let (opaque, text) = Opaque::mint(sub.slot(&config.routing), cx.rng);
    let grant = Grant {
        client: client.id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        challenge: request.challenge.clone(),
        auth_time: cx.now,
        event_id: event_id.to_owned(),
    };
    (
        NewCode {
            hash: opaque.hash,
            grant,
            expires: cx.now + CODE_LIFE,
        },
        text,
    )
}
