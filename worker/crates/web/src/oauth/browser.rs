//! A browser that is signed in, for an hour from when the person last proved who they are.

use super::pool_cookie::PoolCookie;
use crate::{cookies::Jar, oauth::request::AuthorizationRequest};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    auth_flow::{self, BROWSER_LIFE},
    config::Config,
    cx::Cx,
    error::Result,
    log::Outcome,
};
use vestibule_model::{ids::Sub, session::BrowserSession, user::User};
use vestibule_store::users::sign_in::{CloseBrowser, IssueCode, Issued, ReadBrowser};

const COOKIE: PoolCookie = PoolCookie {
    name: "vestibule",
    life: BROWSER_LIFE,
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
        COOKIE.set(cx, config, jar, sub, token)
    }

    /// The `Set-Cookie` of one that has signed out.
    pub fn forget(config: &Config, jar: &Jar<'_>) -> String {
        COOKIE.remove(config, jar)
    }

    /// Who is signed in, if that is recent enough for the request.
    pub async fn read(&self, cx: &Cx<'_>, request: &AuthorizationRequest) -> Result<Option<User>> {
        let config = &request.config;
        let read = ReadBrowser {
            sub: self.sub.clone(),
            browser: self.id.clone(),
        };
        let found: Option<(BrowserSession, User)> = cx
            .decide(config, &config.object_of(&self.sub), read)
            .await?;
        let recent = |browser: &BrowserSession| {
            request
                .max_age
                .is_none_or(|age| cx.now - browser.auth_time <= age)
        };
        Ok(found
            .filter(|(browser, _)| recent(browser))
            .map(|(_, user)| user))
    }

    /// A code for the request, if the browser is still signed in and that is recent enough.
    pub async fn issue_code(
        &self,
        cx: &Cx<'_>,
        request: &AuthorizationRequest,
    ) -> Result<Option<SecretString>> {
        if request.max_age.is_some() && self.read(cx, request).await?.is_none() {
            return Ok(None);
        }
        let config = &request.config;
        // The session's own event and time take the place of these.
        let (new, code) = auth_flow::code(cx, config, &self.sub, &cx.request_id, &request.code);
        let issue = IssueCode {
            sub: self.sub.clone(),
            browser: self.id.clone(),
            code: new,
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

#[cfg(test)]
mod tests;
