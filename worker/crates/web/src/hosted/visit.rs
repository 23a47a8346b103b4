//! One request for a page: who asks, for which app, with which form.

use super::{
    browser::Browser,
    csrf,
    pending::{self, Pending as _, SignUp, Typed},
    proof::Proof,
    said::{self, Said, Told},
    typed,
};
use crate::{
    cookies::Jar,
    oauth::{
        Answer,
        error::{PageError, Stop},
        request::AuthorizationRequest,
    },
    parameters::Parameters,
    site::Site,
    view::{
        Attribute, ConfirmedBy, Identifier, Message, Notice, Page, PasswordProblem, View, delivery,
    },
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_engine::{
    attributes::Fault,
    auth_flow::{CodePrize, SignedIn},
    cx::Cx,
    error::{Error, Refusal, Result},
    http::{Request, Response},
    log::Outcome,
    messages::Contact,
    password_policy::{Violation, violations},
    snapshots::Config,
};
use vestibule_model::{
    contact::AliasAttribute,
    pool::{Names, Pool, Recovery},
    time::Timestamp,
    user::User,
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
        cx.note(|line| {
            line.pool = Some(request.config.pool.id.to_string());
            line.client = Some(request.config.client.id.to_string());
        });
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

    pub(super) fn path(&self) -> &str {
        &self.http.path
    }

    pub(super) fn is_forged(&self, site: &Site) -> bool {
        csrf::is_forged(self.cx, site, self.http, &self.jar, &self.form)
    }

    /// Whether the browser has kept the cookie that comes with every page.
    pub(super) fn has_our_cookie(&self) -> bool {
        self.jar.get(csrf::COOKIE).is_some()
    }

    pub(super) fn config(&self) -> &Config {
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

    /// The code that came back; empty when none was typed.
    pub(super) fn code(&self) -> String {
        typed::code(self.form.get("code").unwrap_or_default())
    }

    /// What was typed for these attributes, and for no others.
    pub(super) fn attributes<'n>(
        &self,
        names: impl IntoIterator<Item = &'n String>,
    ) -> BTreeMap<String, String> {
        let typed = self.form.under("requiredAttributes");
        names
            .into_iter()
            .map(|name| {
                let value = typed.get(name).map(|value| typed::attribute(name, value));
                (name.clone(), value.unwrap_or_default())
            })
            .collect()
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

    /// What this browser was last asked to sign in or to reset, so that nobody has to type it again.
    pub(super) fn typed_before(&self) -> Result<Option<String>> {
        Ok(Typed::of(self)?.map(|typed| typed.username))
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
    fn has_typed(&self, address: &str) -> bool {
        let normalise = |typed: &str| self.pool().normalise(self.cx.unicode, typed);
        let address = normalise(address);
        let attributes = self.form.under("requiredAttributes").into_iter();
        attributes
            .map(|(name, typed)| typed::attribute(&name, &typed))
            .chain([self.username()])
            .any(|typed| normalise(&typed) == address)
    }

    /// What is said of the new password in a field that is refused for this: everything that is wrong with it.
    pub(super) fn password_fault(&self, field: &str, refused_for: Violation) -> Message {
        let password = self
            .secret(field)
            .filter(|_| refused_for != Violation::Reused);
        let named = password.map(|password| violations(&self.pool().settings.password, &password));
        // The pool's policy may have changed since.
        let named = match named {
            Some(named) if named.contains(&refused_for) => named,
            _ => vec![refused_for],
        };
        Message::Password(named.into_iter().filter_map(problem).collect())
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
        view.form_targets
            .push(source(&self.request.code.redirect_uri));
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

    /// Back to the app, signed in. Who was signed in to this browser before, is so no more.
    pub(super) async fn signed_in(&self, signed_in: &SignedIn<CodePrize>) -> Result<Answer> {
        let CodePrize { code, browser } = &signed_in.prize;
        self.cx.note(|line| line.unless_noted(Outcome::SignedIn));
        if let Some(former) = Browser::of(self.cx, self.config(), &self.jar)
            && let Err(error) = former.close(self.cx, self.config()).await
        {
            // Who is signed in is not to hear that they aren't: what was left open ends within the hour.
            self.cx.note(|line| line.cause = Some(error.to_string()));
        }
        let cookies = Browser::remember(
            self.cx,
            self.config(),
            &self.jar,
            &signed_in.user.sub,
            browser,
        )?;
        let response = Response::redirect(self.request.grant(code.expose()))
            .with("set-cookie", pending::forget_sign_up(&self.jar))
            .with("set-cookie", pending::forget_reset(&self.jar))
            .with("set-cookie", pending::forget_typed(&self.jar));
        Ok(cookies
            .into_iter()
            .fold(response, |response, cookie| {
                response.with("set-cookie", cookie)
            })
            .into())
    }

    /// On to the code that confirms a user who has just proven the password.
    pub(super) fn on_to_confirm(
        &self,
        username: &str,
        user: &User,
        code_is_new: bool,
        message: Option<Told>,
    ) -> Result<Answer> {
        let contact = Contact::for_sign_up(self.pool(), user);
        let pending = SignUp {
            username: username.to_owned(),
            proof: Proof::of(self.cx, user),
            delivery: contact.as_ref().map(delivery),
            typed: contact
                .map(|contact| contact.to)
                .filter(|address| self.has_typed(address)),
            sent: code_is_new.then_some(self.cx.now),
            until: self.cx.now + SignUp::LIFE,
        };
        let response = match message {
            None => Response::redirect(self.to("/confirm")),
            Some(told) => self.redirect_saying("/confirm", told)?,
        };
        let cookie = pending.remember(self)?;
        Ok(response.with("set-cookie", cookie).into())
    }

    /// Counts what is about to be done against the budgets of the browser's address and the app.
    pub(super) fn spend(&self) -> Result<()> {
        let client = &self.request.config.client;
        self.cx
            .budgets
            .spend(self.cx.now, self.cx.peer, client.id.as_str())
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

/// The page again, for what any step may be refused for; other errors are the caller's own.
pub(super) fn held_up(view: View, error: Error) -> Result<View> {
    let refusal = match error {
        Error::Refused(refusal) => refusal,
        Error::StaleConfig | Error::Internal(_) => return Err(error),
    };
    Ok(match refusal {
        Refusal::RateExceeded => view
            .saying(Notice::danger(Message::TooManyAttempts(None)))
            .with_status(429),
        Refusal::PasswordAttemptsExceeded => {
            view.saying(Notice::danger(Message::TooManyAttempts(None)))
        }
        Refusal::NoSuchUser | Refusal::UserDisabled | Refusal::WrongCredentials => {
            view.saying(Notice::danger(Message::Incorrect))
        }
        Refusal::UserNotConfirmed => view.saying(Notice::danger(Message::NotConfirmed)),
        Refusal::Session(_) => view.saying(Notice::danger(Message::PageExpired)),
        // No form asks for what these refuse.
        Refusal::NoSuchPool { .. }
        | Refusal::NoSuchClient { .. }
        | Refusal::NoSuchClientInPool { .. }
        | Refusal::PasswordResetRequired
        | Refusal::TemporaryPasswordExpired
        | Refusal::SecretMissing { .. }
        | Refusal::WrongSecret { .. }
        | Refusal::MalformedSrpPublic
        | Refusal::AccessToken(_)
        | Refusal::RefreshToken(_)
        | Refusal::RevocationDisabled
        | Refusal::NotRevocable
        | Refusal::UnauthorizedClient
        | Refusal::BadPagingToken => view.saying(Notice::danger(Message::Invalid)),
    })
}

/// `None`: what no field of a page lets be typed.
fn problem(violation: Violation) -> Option<PasswordProblem> {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(match violation {
        Violation::TooShort { least } => PasswordProblem::TooShort(count(least)),
        Violation::TooLong { most } => PasswordProblem::TooLong(count(most)),
        Violation::NoLowercase => PasswordProblem::NoLowercase,
        Violation::NoUppercase => PasswordProblem::NoUppercase,
        Violation::NoNumber => PasswordProblem::NoNumber,
        Violation::NoSymbol => PasswordProblem::NoSymbol,
        Violation::SpaceAround => PasswordProblem::SpaceAtAnEnd,
        Violation::OnlySpaces => PasswordProblem::OnlySpaces,
        Violation::Reused => PasswordProblem::UsedBefore,
        Violation::SeveralLines => return None,
    })
}

/// What is said of an attribute that is refused.
pub(super) fn attribute_fault(fault: Fault) -> Message {
    match fault {
        Fault::Required => Message::Required,
        Fault::NotAnEmail => Message::InvalidEmail,
        Fault::NotAPhoneNumber => Message::InvalidPhoneNumber,
        Fault::Lookalike(_)
        | Fault::Unknown
        | Fault::Immutable
        | Fault::Present
        | Fault::NotForUsers
        | Fault::NotForClient
        | Fault::TooLong { .. }
        | Fault::TooShort { .. }
        | Fault::NotANumber
        | Fault::TooLarge { .. }
        | Fault::TooSmall { .. }
        | Fault::NotABoolean => Message::Invalid,
    }
}

/// The form's field for an attribute.
pub(super) fn attribute_field(name: &str) -> String {
    format!("requiredAttributes[{name}]")
}

/// Attributes that a form asks for, with what was typed.
pub(super) fn filled(names: &[String], typed: &BTreeMap<String, String>) -> Vec<Attribute> {
    names
        .iter()
        .map(|name| Attribute {
            name: name.clone(),
            value: typed.get(name).cloned().unwrap_or_default(),
        })
        .collect()
}

/// The source expression (CSP level 3 section 2.3.1) that allows to go to a URI and on from there. An origin would be too
/// little: an app may send the browser on to another of its own; and none can be written for `http://[::1]`.
pub(super) fn source(uri: &str) -> String {
    let (scheme, _) = uri.split_once(':').unwrap_or_default();
    format!("{scheme}:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_to_the_apps_address_and_on_from_there() {
        for (uri, allowed) in [
            ("https://app.example:8443/cb?a=b", "https:"),
            ("http://localhost?x", "http:"),
            ("http://[::1]:3000/cb", "http:"),
            ("com.example.app://cb", "com.example.app:"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            assert_eq!(source(uri), allowed);
        }
    }
}
