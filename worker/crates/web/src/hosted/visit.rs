//! One request for a page: who asks, for which app, with which form.

use super::{
    csrf,
    said::{self, Said, Told},
    typed,
};
use crate::{
    cookies::Jar,
    oauth::{
        device,
        error::{PageError, Stop},
        mark,
        request::AuthorizationRequest,
    },
    parameters::Parameters,
    site::Site,
    view::{ConfirmedBy, Identifier, Page, View},
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use vestibule_crypto::{Purpose, SecretString};
use vestibule_engine::{
    auth_flow::Hosted,
    config::ClientConfig,
    cx::Cx,
    error::Result,
    http::{Request, Response},
};
use vestibule_model::{
    contact::AliasAttribute,
    pool::{Names, Pool, Recovery},
    short,
    time::Timestamp,
};

pub(crate) struct Visit<'a> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) request: AuthorizationRequest,
    /// What was sent; for a GET, what was typed into the form before.
    pub(super) form: Parameters,
    pub(super) jar: Jar<'a>,
    http: &'a Request,
    token: csrf::Token,
    /// What the page before had this one say.
    said: Option<Said>,
}

impl<'a> Visit<'a> {
    pub(super) fn new(
        cx: &'a Cx<'a>,
        site: &Site,
        http: &'a Request,
        request: AuthorizationRequest,
    ) -> Result<Self, Stop> {
        if http.body.len() > Parameters::LARGEST {
            return Err(PageError::InvalidRequest.into());
        }
        let jar = Jar::of(cx.deployment, http);
        let token = csrf::Token::of(cx, site, &jar);
        let mut visit = Self {
            cx,
            request,
            form: Parameters::parse(&http.body),
            jar,
            http,
            token,
            said: None,
        };
        if http.method != "POST" {
            visit.said = Said::of(&visit);
            visit.form = visit.said.as_ref().map(Said::typed).unwrap_or_default();
        }
        Ok(visit)
    }

    /// Whether the page before had this one say something.
    pub(super) fn is_told(&self) -> bool {
        self.said.is_some()
    }

    /// The browser's token against forgery.
    pub(super) fn csrf(&self) -> &str {
        &self.token.text
    }

    /// The text of a hidden field that takes a value from a page of this app to the next. It is this browser's: another site's
    /// form can't bring one that was made for somebody else's.
    pub(super) fn seal<T: Serialize>(&self, field: &str, value: &T) -> Result<String> {
        self.cx.seal(Purpose::Page, &self.bound(field), value)
    }

    /// The value of such a field of the form that was sent; `None` where it is none of ours.
    pub(super) fn carried<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        let sealed = self.form.get(field)?;
        self.cx.open(Purpose::Page, &self.bound(field), sealed)
    }

    fn bound<'b>(&'b self, field: &'b str) -> [&'b str; 4] {
        let client = self.request.config.client.id.as_str();
        [self.pool().id.as_str(), client, field, self.csrf()]
    }

    pub(super) fn path(&self) -> &str {
        &self.http.path
    }

    /// The host that the page is at, with its port.
    pub(super) fn host(&self) -> &str {
        self.http.header("host").unwrap_or_default()
    }

    pub(super) fn is_forged(&self, site: &Site) -> bool {
        csrf::is_forged(self.cx, site, self.http, &self.jar, &self.form)
    }

    /// Whether the browser has kept the cookie that comes with every page.
    pub(super) fn has_our_cookie(&self) -> bool {
        self.jar.get(csrf::COOKIE).is_some()
    }

    pub(super) fn config(&self) -> &ClientConfig {
        &self.request.config
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.request.config.pool
    }

    /// The name that somebody signs in or up with; empty when none was typed.
    pub(super) fn username(&self) -> String {
        self.named(self.form.get("username"))
    }

    /// The name that an app expects somebody to sign in with.
    pub(super) fn login_hint(&self) -> String {
        self.named(self.request.query.get("login_hint"))
    }

    fn named(&self, typed: Option<&str>) -> String {
        typed::name(&self.pool().names, typed.unwrap_or_default())
    }

    /// The code that came back, by either of the names that its field has; empty when none was typed.
    pub(super) fn code(&self) -> String {
        let names = ["authentication_code", "code"].into_iter();
        let mut typed = names.filter_map(|name| self.form.get(name));
        typed::code(typed.find(|code| !code.is_empty()).unwrap_or_default())
    }

    /// What was typed for these attributes, and for no others.
    pub(super) fn attributes<'n>(
        &self,
        names: impl IntoIterator<Item = &'n String>,
    ) -> BTreeMap<String, String> {
        let typed = self.form.under("requiredAttributes");
        short::map(names.into_iter().map(|name| {
            let value = typed.get(name).map(|value| typed::attribute(name, value));
            (name.clone(), value.unwrap_or_default())
        }))
    }

    /// A field as it was typed; `None` when nothing was.
    pub(super) fn secret(&self, field: &str) -> Option<SecretString> {
        self.form.get(field).map(SecretString::from)
    }

    /// Seconds until then, as a person waits for them.
    pub(super) fn wait(&self, until: Timestamp) -> Option<u32> {
        let left = (until - self.cx.now).as_millis();
        u32::try_from((left + 999).div_euclid(1000)).ok()
    }

    /// What confirms a new account of the pool.
    pub(super) fn confirmed_by(&self) -> ConfirmedBy {
        if self.pool().settings.auto_verified.is_empty() {
            ConfirmedBy::Administrator
        } else {
            ConfirmedBy::Code
        }
    }

    /// Whether this very form has the address, so that it is no secret to whoever sent it.
    pub(super) fn has_typed(&self, address: &str) -> bool {
        let normalise = |typed: &str| self.pool().normalise(self.cx.unicode, typed);
        let address = normalise(address);
        let attributes = self.form.under("requiredAttributes").into_iter();
        attributes
            .map(|(name, typed)| typed::attribute(&name, &typed))
            .chain([self.username()])
            .any(|typed| normalise(&typed) == address)
    }

    /// Whether a script asks in the background, and wants to hear only how it went.
    pub(super) fn is_in_background(&self) -> bool {
        self.http
            .header("accept")
            .is_some_and(|accepted| accepted.starts_with("application/json"))
    }

    /// A page for this request, with what the page before had it say.
    pub(super) fn view(&self, page: Page) -> View {
        let mut view = View::of(self.http, &self.request.query, &self.jar, page)
            .of_config(&self.request.config);
        view.around.csrf.clone_from(&self.token.text);
        if self.token.is_new {
            view.cookies
                .push(self.jar.set(csrf::COOKIE, &self.token.text, None));
        }
        view.may_lead_to(&self.request.code.redirect_uri);
        view.around.links.login = Some(self.to("/login"));
        match &self.said {
            Some(said) => said.onto(self, view),
            None => view,
        }
    }

    /// Another page of the same flow.
    pub(super) fn to(&self, path: &str) -> String {
        self.request.query.after(path)
    }

    /// The way there, with something to say.
    pub(super) fn redirect_saying(&self, path: &str, told: Told) -> Result<Response> {
        self.cx.note(|line| line.outcome = Some(told.outcome()));
        said::redirect(self, path, told.notice())
    }

    /// Where sign-up is, in pools that have it.
    pub(super) fn sign_up_link(&self) -> Option<String> {
        (!self.pool().settings.admin_create_only).then(|| self.to("/signup"))
    }

    /// Where a forgotten password is replaced, in pools that allow it.
    pub(super) fn forgot_password_link(&self) -> Option<String> {
        let allowed = self
            .pool()
            .settings
            .recovery
            .iter()
            .any(|recovery| *recovery != Recovery::AdminOnly);
        allowed.then(|| self.to("/forgotPassword"))
    }

    /// Counts what is about to be done against the budgets of the browser's address and the app.
    pub(super) fn spend(&self) -> Result<()> {
        self.cx.spend(self.request.config.client.id.as_str())
    }

    /// Who asks the flow for a sign-in.
    pub(super) fn requester(&self) -> Hosted<'_> {
        Hosted {
            request: &self.request.code,
            mark: mark::of(self.cx, self.config(), &self.jar),
            device: device::of(self.cx, self.config(), &self.jar),
            remembers: false,
        }
    }

    /// What people type to sign in.
    pub(super) fn identifier(&self) -> Identifier {
        let names = &self.pool().names;
        let addresses = (
            names.has(AliasAttribute::Email),
            names.has(AliasAttribute::PhoneNumber),
        );
        match (names, addresses) {
            (Names::Attributes(_), (true, true)) => Identifier::EmailOrPhoneNumber,
            (Names::Attributes(_), (false, true)) => Identifier::PhoneNumber,
            (Names::Attributes(_), _) => Identifier::Email,
            (Names::Username { .. }, (true, true)) => Identifier::Any,
            (Names::Username { .. }, (true, false)) => Identifier::UsernameOrEmail,
            (Names::Username { .. }, (false, true)) => Identifier::UsernameOrPhoneNumber,
            (Names::Username { .. }, (false, false)) => Identifier::Username,
        }
    }
}
