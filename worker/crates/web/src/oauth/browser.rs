//! A browser that is signed in, for an hour from when the person last proved who they are, or for as long as its apps say.

use super::pool_cookie::PoolCookie;
use crate::{cookies::Jar, oauth::request::AuthorizationRequest};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    auth_flow, config::Config, cx::Cx, error::Result, log::Outcome, user_sessions,
};
use vestibule_model::{
    ids::Sub,
    pool::SessionSettings,
    session::BrowserSession,
    time::{Span, Timestamp},
    user::User,
};
use vestibule_store::users::sign_in::{CloseBrowser, IssueCode, Issued, ReadBrowser};

const COOKIE: PoolCookie = PoolCookie {
    name: "vestibule",
    // Where the pool says nothing else.
    life: Span::minutes(SessionSettings::SSO_MINUTES),
};

/// What the cookie says; whether it still holds, the user's object knows.
pub struct Browser {
    sub: Sub,
    id: String,
}

impl Browser {
    /// Opens the browser's cookie; `None` without one, or with one that isn't this pool's.
    pub fn of(cx: &Cx<'_>, config: &Config, jar: &Jar<'_>) -> Option<Self> {
        let (sub, id) = COOKIE.open(cx, config, jar)?;
        Some(Self { sub, id })
    }

    /// The `Set-Cookie`s of a browser that has just signed in. Where it is in too many pools, it forgets the oldest.
    pub fn remember(
        cx: &Cx<'_>,
        config: &Config,
        jar: &Jar<'_>,
        sub: &Sub,
        token: &SecretString,
    ) -> Result<Vec<String>> {
        let life = config.pool.sessions.sso_life();
        PoolCookie { life, ..COOKIE }.set(cx, config, jar, sub, token)
    }

    /// The `Set-Cookie` of one that has signed out.
    pub fn forget(config: &Config, jar: &Jar<'_>) -> String {
        COOKIE.remove(config, jar)
    }

    /// Who is signed in, if that is recent enough for the request.
    pub async fn read(&self, cx: &Cx<'_>, request: &AuthorizationRequest) -> Result<Option<User>> {
        let since = proved_since(cx, request);
        self.read_since(cx, &request.config, since).await
    }

    /// Who is signed in, if they have proved who they are since then.
    pub async fn read_since(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        since: Timestamp,
    ) -> Result<Option<User>> {
        let read = ReadBrowser {
            sub: self.sub.clone(),
            browser: self.id.clone(),
        };
        let found: Option<(BrowserSession, User)> = cx
            .decide(config, &config.object_of(&self.sub), read)
            .await?;
        Ok(found
            .filter(|(browser, _)| browser.auth_time >= since)
            .map(|(_, user)| user))
    }

    /// A code for the request, if the browser is still signed in and that is recent enough.
    pub async fn issue_code(
        &self,
        cx: &Cx<'_>,
        request: &AuthorizationRequest,
    ) -> Result<Option<SecretString>> {
        let config = &request.config;
        // The session's own event and time take the place of these.
        let (new, code) = auth_flow::code(cx, config, &self.sub, &cx.request_id, &request.code);
        let issue = IssueCode {
            sub: self.sub.clone(),
            browser: self.id.clone(),
            code: new,
            proved_since: proved_since(cx, request),
            usage: user_sessions::usage(cx, config),
        };
        Ok(
            match cx
                .decide(config, &config.object_of(&self.sub), issue)
                .await?
            {
                Issued::Issued => {
                    cx.note(|line| line.outcome = Some(Outcome::Continued));
                    Some(code)
                }
                Issued::NoSession => None,
            },
        )
    }

    /// Whether this is who the browser was signed in as.
    pub fn is(&self, sub: &Sub) -> bool {
        self.sub == *sub
    }

    /// Signs the browser out, whatever became of the pool's configuration.
    pub async fn close(&self, cx: &Cx<'_>, config: &Config) -> Result<()> {
        cx.call(&config.object_of(&self.sub), self.closing()).await
    }

    /// Signs the browser out, if that was decided under a configuration that holds.
    pub async fn leave(&self, cx: &Cx<'_>, config: &Config) -> Result<()> {
        cx.decide(config, &config.object_of(&self.sub), self.closing())
            .await
    }

    fn closing(&self) -> CloseBrowser {
        let browser = self.id.clone();
        CloseBrowser { browser }
    }
}

/// When the person must have proved who they are, or later: by the request, and by the app's own limit.
pub(crate) fn proved_since(cx: &Cx<'_>, request: &AuthorizationRequest) -> Timestamp {
    let config = &request.config;
    let life = config.client.sso_life(&config.pool.sessions);
    // Over when it is as old as that.
    let since = cx.now - life + Span::millis(1);
    match request.max_age {
        Some(age) => since.max(cx.now - age),
        None => since,
    }
}

#[cfg(test)]
mod tests;
