//! A page that a request is answered with. What it looks like and in which language is for whoever draws it.

use super::cookies::Jar;
use crate::{app, parameters::Parameters};
use std::rc::Rc;
use vestibule_engine::{
    config::{ClientConfig, Config},
    cx::Cx,
    http::Request,
    messages::Contact,
};
use vestibule_model::{
    channel::Channel,
    pool::{self, Pool},
    time::Span,
};
use vestibule_page::PasswordPolicy;
pub use vestibule_page::{
    AddPasskey, Attribute, AwaitingAdministrator, ChooseFactor, ChooseFirstFactor, Confirm,
    ConfirmForgotPassword, ConfirmUser, ConfirmedBy, ContinueAs, Delivery, EnterPassword,
    ErrorPage, Factor, FactorKind, FirstFactorCode, FirstFactorKind, ForgotPassword, Identifier,
    Links, Login, Medium, Message, NewPassword, Notice, Page, Passkey, PasswordProblem,
    RedirectMismatch, SecondFactor, SetUpAddress, SetUpApp, SignUp, Surroundings, Tone,
};

/// A page, and what surrounds it.
pub struct View {
    pub status: u16,
    pub page: Page,
    pub around: Surroundings,
    /// Whose branding it has; `None` where no pool is known.
    pub config: Option<Rc<Config>>,
    pub language: Language,
    /// Where a form of the page may lead besides its own site: sources for `form-action`. Browsers hold each redirect after
    /// a form to them, also those that come after the app's own callback.
    pub form_targets: Vec<String>,
    /// `Set-Cookie`s of the response.
    pub cookies: Vec<String>,
    path: String,
    query: Parameters,
}

/// What is known of the person's language: tags, separated by spaces, best first; and the header.
#[derive(Clone, Debug, Default)]
pub struct Language {
    pub requested: Option<String>,
    pub accepted: Option<String>,
}

impl View {
    /// A page at the address of the request.
    pub fn new(cx: &Cx<'_>, http: &Request, page: Page) -> Self {
        let query = Parameters::parse(http.query.as_bytes());
        Self::of(http, &query, &Jar::of(cx.deployment, http), page)
    }

    /// The same, of a request whose query and cookies have been read.
    pub(super) fn of(http: &Request, query: &Parameters, jar: &Jar<'_>, page: Page) -> Self {
        let asked = query.get("lang").filter(|lang| is_tag(lang));
        let kept = jar.get("lang").filter(|lang| is_tag(lang));
        Self {
            status: 200,
            page,
            around: Surroundings {
                action: query.after(&http.path),
                ..Surroundings::default()
            },
            config: None,
            language: Language {
                requested: asked
                    .or(kept)
                    .or_else(|| query.get("ui_locales"))
                    .map(str::to_owned),
                accepted: http.header("accept-language").map(str::to_owned),
            },
            form_targets: Vec::new(),
            cookies: asked
                .map(|lang| jar.set("lang", lang, Some(Span::days(365))))
                .into_iter()
                .collect(),
            path: http.path.clone(),
            query: query.clone(),
        }
    }

    /// The same page in another language.
    pub fn in_language(&self, tag: &str) -> String {
        self.query.with("lang", tag).after(&self.path)
    }

    /// Of this pool, and of the app behind its client.
    #[must_use]
    pub fn of_config(mut self, config: &ClientConfig) -> Self {
        self.around.app = Some(app::of(&config.client));
        self.of_pool(config.of_pool())
    }

    /// Of this pool, where no app is known.
    #[must_use]
    pub fn of_pool(mut self, config: Rc<Config>) -> Self {
        self.config = Some(config);
        self
    }

    /// Lets a form of the page lead to a URI, and on from there: an origin would be too little, for an app may send the
    /// browser on to another of its own, and none can be written for `http://[::1]` (CSP level 3 section 2.3.1).
    pub fn may_lead_to(&mut self, uri: &str) {
        let (scheme, _) = uri.split_once(':').unwrap_or_default();
        self.form_targets.push(format!("{scheme}:"));
    }

    #[must_use]
    pub fn saying(mut self, notice: Notice) -> Self {
        self.around.notice = Some(notice);
        self
    }

    /// At another address than the request's.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self.around.action = self.query.after(path);
        self
    }

    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With the request that it names.
    #[must_use]
    pub fn with_reference(mut self, cx: &Cx<'_>) -> Self {
        self.around.reference = Some(cx.request_id.clone());
        self
    }

    #[must_use]
    pub fn with_field_error(mut self, field: impl Into<String>, message: Message) -> Self {
        self.around.field_errors.insert(field.into(), message);
        self
    }

    #[must_use]
    pub fn with_hidden(mut self, field: &str, value: String) -> Self {
        self.around.hidden.push((field.to_owned(), value));
        self
    }
}

/// Where a code went, as far as anybody may see.
pub(super) fn delivery(contact: &Contact) -> Delivery {
    Delivery {
        destination: contact.masked(),
        medium: match contact.channel {
            Channel::Email => Medium::Email,
            Channel::Sms => Medium::Sms,
        },
    }
}

/// What a new password of the pool must hold.
pub(super) fn policy(pool: &Pool) -> PasswordPolicy {
    let pool::PasswordPolicy {
        min_length,
        lower,
        upper,
        numbers,
        symbols,
        ..
    } = pool.settings.password;
    PasswordPolicy {
        min_length: u32::try_from(min_length).unwrap_or(u32::MAX),
        lowercase: lower,
        uppercase: upper,
        numbers,
        symbols,
    }
}

/// A language tag (RFC 5646), as far as it may stand in a cookie.
fn is_tag(text: &str) -> bool {
    (2..=35).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::House;

    #[test]
    fn a_form_may_lead_to_the_apps_address_and_on_from_there() {
        let house = House::new();
        let cx = house.world.cx();
        let http = Request {
            method: "GET".to_owned(),
            path: "/login".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        for (uri, allowed) in [
            ("https://app.example:8443/cb?a=b", "https:"),
            ("http://localhost?x", "http:"),
            ("http://[::1]:3000/cb", "http:"),
            ("com.example.app://cb", "com.example.app:"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            let mut view = View::new(&cx, &http, Page::SignedOut);
            view.may_lead_to(uri);
            assert_eq!(view.form_targets, [allowed]);
        }
    }
}
