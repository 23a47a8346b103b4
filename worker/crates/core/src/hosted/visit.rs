//! One request for a page: who asks, for which app, with which form.

use super::{
    browser::Browser,
    cookies::Jar,
    csrf,
    pending::{self, Pending as _, SignUp},
    proof::Proof,
    typed,
    view::{Attribute, Delivery, Identifier, Notice, Page, Text, View},
};
use crate::{
    attributes::Fault,
    auth_flow::{CodePrize, SignedIn},
    config::Config,
    cx::Cx,
    error::{Error, Result, ServiceError},
    http::{Request, Response},
    log::Outcome,
    messages::Contact,
    model::{
        client::Client,
        pool::{Names, Pool, Recovery},
        user::User,
    },
    oauth::{
        Answer,
        error::{PageError, Stop},
        parameters::Parameters,
        request::AuthorizationRequest,
        site::Site,
    },
    password_policy::{Violation, violations},
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_wire::idp::ErrorCode;

/// The parameter by which one page has another say something. Pages don't pass it on.
pub(super) const MESSAGE: &str = "message";

pub(crate) struct Visit<'a> {
    pub(super) cx: &'a Cx<'a>,
    pub(super) request: AuthorizationRequest,
    /// Empty for a GET.
    pub(super) form: Parameters,
    pub(super) jar: Jar<'a>,
    http: &'a Request,
    token: csrf::Token,
}

/// What one page has another say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    CodeSent,
    Confirmed,
    DeliveryFailed,
    NotConfirmed,
    PasswordChanged,
    TooManyCodes,
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
            line.client = request
                .config
                .client
                .as_ref()
                .map(|client| client.id.to_string());
        });
        let jar = Jar::of(cx.deployment, http);
        let token = csrf::Token::of(cx, site, &jar);
        Ok(Self {
            cx,
            request,
            form: Parameters::parse(&http.body),
            jar,
            http,
            token,
        })
    }

    pub(super) fn is_forged(&self, site: &Site) -> bool {
        csrf::is_forged(self.cx, site, self.http, &self.jar, &self.form)
    }

    pub(super) fn config(&self) -> &Config {
        &self.request.config
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.request.config.pool
    }

    pub(super) fn client(&self) -> Result<&Client> {
        self.request.client()
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

    /// What is said of the new password in a field that is refused for this: everything that is wrong with it.
    pub(super) fn password_fault(&self, field: &str, refused_for: Violation) -> Text {
        let password = self
            .secret(field)
            .filter(|_| refused_for != Violation::Reused);
        let named = password.map(|password| violations(&self.pool().password, &password));
        // The pool's policy may have changed since.
        Text::Password(match named {
            Some(named) if named.contains(&refused_for) => named,
            _ => vec![refused_for],
        })
    }

    /// Whether a script asks in the background, and wants to hear only how it went.
    pub(super) fn is_in_background(&self) -> bool {
        self.http
            .header("accept")
            .is_some_and(|accepted| accepted.starts_with("application/json"))
    }

    /// A page for this request, with what the page before had it say.
    pub(super) fn view(&self, page: Page) -> View {
        let mut view = View::of(self.http, &self.request.query, &self.jar, page);
        view.csrf.clone_from(&self.token.text);
        if self.token.is_new {
            view.cookies
                .push(self.jar.set(csrf::COOKIE, &self.token.text, None));
        }
        view.config = Some(self.request.config.clone());
        view.form_targets
            .push(source(&self.request.code.redirect_uri));
        view.notice = self
            .request
            .query
            .get(MESSAGE)
            .and_then(Message::parse)
            .map(Message::notice);
        view.links.login = Some(self.to("/login"));
        view
    }

    /// Another page of the same flow.
    pub(super) fn to(&self, path: &str) -> String {
        self.request.query.without(&[MESSAGE]).after(path)
    }

    /// The same, with something to say.
    pub(super) fn to_saying(&self, path: &str, message: Message) -> String {
        self.cx.note(|line| line.outcome = Some(message.outcome()));
        self.request
            .query
            .with(MESSAGE, message.as_str())
            .after(path)
    }

    /// Where sign-up is, in pools that have it.
    pub(super) fn sign_up_link(&self) -> Option<String> {
        (!self.pool().admin_create_only).then(|| self.to("/signup"))
    }

    /// Where a forgotten password is replaced, in pools that allow it.
    pub(super) fn forgot_password_link(&self) -> Option<String> {
        let allowed = self
            .pool()
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
            .with("set-cookie", pending::forget_reset(&self.jar));
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
        message: Option<Message>,
    ) -> Result<Answer> {
        let pending = SignUp {
            username: username.to_owned(),
            proof: Proof::of(self.cx, user),
            delivery: Contact::for_sign_up(self.pool(), user)
                .as_ref()
                .map(Delivery::of),
            sent: code_is_new.then_some(self.cx.now),
            until: self.cx.now + SignUp::LIFE,
        };
        let location = message.map_or_else(
            || self.to("/confirm"),
            |message| self.to_saying("/confirm", message),
        );
        let cookie = pending.remember(self)?;
        Ok(Response::redirect(location)
            .with("set-cookie", cookie)
            .into())
    }

    /// Counts what is about to be done against the budgets of the browser's address and the app.
    pub(super) fn spend(&self) -> Result<()> {
        let client = self.client()?;
        self.cx
            .budgets
            .spend(self.cx.now, self.cx.peer, client.id.as_str())
    }

    /// What people type to sign in.
    pub(super) fn identifier(&self) -> Identifier {
        let has = |names: &[String], name: &str| names.iter().any(|given| given == name);
        match &self.pool().names {
            Names::Attributes(names) => match (has(names, "email"), has(names, "phone_number")) {
                (true, true) => Identifier::EmailOrPhoneNumber,
                (false, true) => Identifier::PhoneNumber,
                _ => Identifier::Email,
            },
            Names::Username { aliases } => {
                match (has(aliases, "email"), has(aliases, "phone_number")) {
                    (true, true) => Identifier::Any,
                    (true, false) => Identifier::UsernameOrEmail,
                    (false, true) => Identifier::UsernameOrPhoneNumber,
                    (false, false) => Identifier::Username,
                }
            }
        }
    }
}

impl Message {
    const ALL: [Self; 6] = [
        Self::CodeSent,
        Self::Confirmed,
        Self::DeliveryFailed,
        Self::NotConfirmed,
        Self::PasswordChanged,
        Self::TooManyCodes,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::CodeSent => "code_sent",
            Self::Confirmed => "confirmed",
            Self::DeliveryFailed => "delivery_failed",
            Self::NotConfirmed => "not_confirmed",
            Self::PasswordChanged => "password_changed",
            Self::TooManyCodes => "too_many_codes",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|message| message.as_str() == text)
    }

    /// What came of the form that leads to a page which says this.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::CodeSent => Outcome::CodeSent,
            Self::Confirmed => Outcome::Confirmed,
            Self::DeliveryFailed => Outcome::Undelivered,
            Self::NotConfirmed => Outcome::Unconfirmed,
            Self::PasswordChanged => Outcome::PasswordChanged,
            Self::TooManyCodes => Outcome::Throttled,
        }
    }

    fn notice(self) -> Notice {
        match self {
            Self::CodeSent => Notice::success(Text::CodeSent),
            Self::Confirmed => Notice::success(Text::Confirmed),
            Self::PasswordChanged => Notice::success(Text::PasswordChanged),
            Self::DeliveryFailed => Notice::danger(Text::DeliveryFailed),
            Self::NotConfirmed => Notice::danger(Text::NotConfirmed),
            Self::TooManyCodes => Notice::danger(Text::TooManyCodes),
        }
    }
}

/// The page again, for what any operation may answer; other errors are the caller's own.
pub(super) fn held_up(view: View, error: Error) -> Result<View> {
    let code = match &error {
        Error::Service(refused) => refused.code,
        Error::StaleConfig | Error::Internal(_) => return Err(error),
    };
    Ok(match code {
        ErrorCode::TooManyRequestsException => view
            .saying(Notice::danger(Text::TooManyAttempts))
            .with_status(429),
        ErrorCode::LimitExceededException => view.saying(Notice::danger(Text::TooManyAttempts)),
        _ => match error {
            Error::Service(ServiceError {
                message: Some(message),
                ..
            }) => view.saying(Notice::danger(Text::Verbatim(message.into_owned()))),
            _ => view.saying(Notice::danger(Text::Invalid)),
        },
    })
}

/// What is said of an attribute that is refused.
pub(super) fn attribute_fault(fault: Fault) -> Text {
    match fault {
        Fault::Required => Text::Required,
        Fault::NotAnEmail => Text::InvalidEmail,
        Fault::NotAPhoneNumber => Text::InvalidPhoneNumber,
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
        | Fault::NotABoolean => Text::Invalid,
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
