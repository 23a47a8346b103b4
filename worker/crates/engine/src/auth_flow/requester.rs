//! Who asks for a sign-in, and so what a finished one issues: tokens, or an authorization code.

use crate::{
    config::ClientConfig,
    cx::Cx,
    devices, tokens,
    user_sessions::{self, Kind},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::SecretString;
use vestibule_model::{
    assurance::Methods,
    device::SessionDevice,
    ids::Sub,
    opaque::Opaque,
    scope,
    session::{BrowserSession, Session},
    time::Span,
    user::User,
};
use vestibule_store::users::{
    codes::{Grant, NewCode},
    devices::Browser,
    sign_in::Issue,
};

/// How long an authorization code lasts.
pub const CODE_LIFE: Span = Span::minutes(5);

/// Who asks for a sign-in: it decides what is issued, and how much is told of an account.
pub trait Requester {
    /// What is issued to the requester when the sign-in is finished.
    type Issued;
    /// Whether it is the hosted pages that ask. They tell the state of an account only to who knows its password.
    const HOSTED: bool;

    /// The id of the mark that whoever asks has, from a sign-in before: its attempts are counted apart from strangers', where
    /// the pool has that. By the API it is the key of a remembered device.
    fn mark(&self) -> Option<&str> {
        None
    }

    /// What a finished sign-in issues: as it is recorded, and as the requester is given it.
    fn issue(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        event_id: &str,
    ) -> (Issue, Self::Issued);

    /// [`Self::mark`], in pools that count those apart.
    fn mark_in(&self, config: &ClientConfig) -> Option<&str> {
        self.mark().filter(|_| config.pool.extensions.hardening)
    }

    /// The key of the device that the sign-in is said to be on.
    fn device(&self) -> Option<&str> {
        None
    }

    /// Whether the device is to be remembered, now that a second factor was proven on it.
    fn remembers(&self) -> bool {
        false
    }

    /// Whether it is refused where the user has no such device, so that whoever asks forgets it; otherwise it is a new one.
    fn has_to_know_device(&self) -> bool {
        false
    }

    /// Notes with what is issued which remembered device took part.
    fn on_device(_issue: &mut Issue, _issued: &mut Self::Issued, _device: SessionDevice) {}

    /// Notes with what is issued which level was reached, and by what.
    fn on_level(_issue: &mut Issue, _issued: &mut Self::Issued, _acr: String, _methods: Methods) {}

    /// Notes with what is issued that the device is remembered from now on.
    fn remember(
        _cx: &Cx<'_>,
        _config: &ClientConfig,
        _user: &User,
        _issue: &mut Issue,
        _issued: &mut Self::Issued,
    ) {
    }
}

/// The API, which issues tokens.
#[derive(Default)]
pub struct Api {
    /// [`Requester::device`]
    pub device: Option<String>,
    /// [`Requester::has_to_know_device`]
    pub has_to_know_device: bool,
}

/// The hosted pages, which issue an authorization code for the relying party, and a session for the browser.
pub struct Hosted<'a> {
    pub request: &'a CodeRequest,
    /// [`Requester::mark`]
    pub mark: Option<String>,
    /// [`Requester::device`]: of a browser that is remembered.
    pub device: Option<String>,
    /// [`Requester::remembers`]
    pub remembers: bool,
}

/// The part of an authorization request that a code remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequest {
    pub redirect_uri: String,
    pub scope: String,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
}

/// What the API issues.
pub struct IssuedTokens {
    pub session: Session,
    pub refresh_token: SecretString,
}

/// What the pages issue.
pub struct IssuedCode {
    pub code: SecretString,
    pub browser: SecretString,
    /// A new mark of the browser, where the pool counts those apart from strangers.
    pub mark: Option<SecretString>,
    /// What the browser is known by from now on, where it is remembered.
    pub device: Option<SecretString>,
}

impl Requester for Api {
    type Issued = IssuedTokens;
    const HOSTED: bool = false;

    fn mark(&self) -> Option<&str> {
        self.device()
    }

    fn issue(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        event_id: &str,
    ) -> (Issue, IssuedTokens) {
        let (new, refresh_token) = tokens::begin(cx, config, user, event_id, scope::API);
        let session = new.session.clone();
        let issued = IssuedTokens {
            session,
            refresh_token,
        };
        (Issue::Tokens(new), issued)
    }

    fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    fn has_to_know_device(&self) -> bool {
        self.has_to_know_device
    }

    fn on_device(issue: &mut Issue, issued: &mut IssuedTokens, device: SessionDevice) {
        if let Issue::Tokens(new) = issue {
            new.session.device = Some(device.clone());
            issued.session.device = Some(device);
        }
    }

    fn on_level(issue: &mut Issue, issued: &mut IssuedTokens, acr: String, methods: Methods) {
        if let Issue::Tokens(new) = issue {
            (new.session.acr, new.session.methods) = (Some(acr), methods);
            issued.session = new.session.clone();
        }
    }
}

impl Requester for Hosted<'_> {
    type Issued = IssuedCode;
    const HOSTED: bool = true;

    fn mark(&self) -> Option<&str> {
        self.mark.as_deref()
    }

    fn issue(
        &self,
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        event_id: &str,
    ) -> (Issue, IssuedCode) {
        let slot = user.sub.slot(&config.routing);
        let (browser, cookie) = Opaque::mint(slot, cx.rng);
        let browser = BrowserSession {
            id: browser.hash,
            auth_time: cx.now,
            event_id: event_id.to_owned(),
            expires: cx.now + config.pool.sessions.sso_life(),
            tracked: user_sessions::tracked(cx, config, Kind::Browser),
        };
        let (new, code) = code(cx, config, &user.sub, event_id, self.request);
        let (mark, kept) = config
            .pool
            .extensions
            .hardening
            .then(|| Opaque::mint(slot, cx.rng))
            .unzip();
        let issued = IssuedCode {
            code,
            browser: cookie,
            mark: kept,
            device: None,
        };
        let issue = Issue::Code {
            browser,
            code: new,
            mark: mark.map(|mark| mark.hash),
            on: None,
        };
        (issue, issued)
    }

    fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    fn remembers(&self) -> bool {
        self.remembers
    }

    fn on_device(issue: &mut Issue, _: &mut IssuedCode, device: SessionDevice) {
        if let (Issue::Code { on, .. }, SessionDevice::Known { key, ip }) = (issue, device) {
            *on = Some(Browser {
                key,
                ip,
                ..Browser::default()
            });
        }
    }

    fn remember(
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        issue: &mut Issue,
        issued: &mut IssuedCode,
    ) {
        if let Issue::Code { on, .. } = issue {
            let (device, token) = Opaque::mint(user.sub.slot(&config.routing), cx.rng);
            *on = Some(devices::new_browser(cx, config, &device.hash));
            issued.device = Some(token);
        }
    }
}

/// A new authorization code: what is kept of it, and its text.
pub fn code(
    cx: &Cx<'_>,
    config: &ClientConfig,
    sub: &Sub,
    event_id: &str,
    request: &CodeRequest,
) -> (NewCode, SecretString) {
    let (opaque, text) = Opaque::mint(sub.slot(&config.routing), cx.rng);
    let grant = Grant {
        client: config.client.id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        challenge: request.challenge.clone(),
        auth_time: cx.now,
        event_id: event_id.to_owned(),
        origin: None,
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
