//! A page as plain data. What it looks like and in which language is for whoever renders it.

use super::{cookies::Jar, visit::MESSAGE};
use crate::{
    config::Config,
    cx::Cx,
    http::Request,
    messages::Contact,
    model::{channel::Channel, pool::PasswordPolicy, time::Span},
    oauth::parameters::Parameters,
    password_policy::Violation,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, rc::Rc};

/// A page, and what surrounds it.
pub struct View {
    pub status: u16,
    pub page: Page,
    pub notice: Option<Notice>,
    /// By the field's name, such as `password` or `requiredAttributes[email]`.
    pub field_errors: BTreeMap<String, Text>,
    /// The value of the field `_csrf`.
    pub csrf: String,
    /// Further hidden fields of the page's form.
    pub hidden: Vec<(&'static str, String)>,
    pub links: Links,
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

pub enum Page {
    Login {
        identifier: Identifier,
        username: String,
    },
    ContinueAs {
        user: String,
    },
    SignUp {
        identifier: Identifier,
        username: String,
        attributes: Vec<Attribute>,
        policy: PasswordPolicy,
    },
    Confirm {
        /// `None`: the page asks.
        username: Option<String>,
        identifier: Identifier,
        sub: Option<String>,
        delivery: Option<Delivery>,
        /// Seconds until another code may be asked for.
        resend_after: u32,
    },
    ForgotPassword {
        identifier: Identifier,
        username: String,
    },
    ConfirmForgotPassword {
        username: Option<String>,
        identifier: Identifier,
        policy: PasswordPolicy,
        resend_after: u32,
    },
    NewPassword {
        username: String,
        attributes: Vec<Attribute>,
        policy: PasswordPolicy,
    },
    /// Whether to sign out.
    SignOut,
    SignedOut,
    Error {
        code: &'static str,
    },
}

/// What people sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier {
    Username,
    Email,
    PhoneNumber,
    EmailOrPhoneNumber,
    UsernameOrEmail,
    UsernameOrPhoneNumber,
    Any,
}

/// A user attribute that a form asks for, with what was typed before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: String,
    pub value: String,
}

/// Where a code went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Masked.
    pub destination: String,
    pub channel: Channel,
}

/// Where a page leads; `None` where it doesn't.
#[derive(Clone, Debug, Default)]
pub struct Links {
    pub login: Option<String>,
    pub sign_up: Option<String>,
    pub forgot_password: Option<String>,
    /// Where the form that asks for another code posts to.
    pub resend: Option<String>,
    /// The login form, for someone other than who is signed in.
    pub different_user: Option<String>,
}

/// What is known of the person's language: tags, separated by spaces, best first; and the header.
#[derive(Clone, Debug, Default)]
pub struct Language {
    pub requested: Option<String>,
    pub accepted: Option<String>,
}

/// A sentence above the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub is_good: bool,
    pub text: Text,
}

/// What a page says besides its own texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    CodeMismatch,
    CodeMissing,
    CodeExpired,
    CodeSent,
    Confirmed,
    DeliveryFailed,
    Incorrect,
    Invalid,
    InvalidEmail,
    InvalidPhoneNumber,
    NotConfirmed,
    PageExpired,
    PasswordChanged,
    /// Each rule that a new password breaks.
    Password(Vec<Violation>),
    PasswordsDiffer,
    Required,
    TooManyAttempts,
    TooManyCodes,
    UserExists,
    /// The service's own words, for what the pages have none for.
    Verbatim(String),
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
            notice: None,
            field_errors: BTreeMap::new(),
            csrf: String::new(),
            hidden: Vec::new(),
            links: Links::default(),
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
            query: query.without(&[MESSAGE]),
        }
    }

    /// Where the page's form posts to: its own address.
    pub fn action(&self) -> String {
        self.query.after(&self.path)
    }

    /// The same page in another language.
    pub fn in_language(&self, tag: &str) -> String {
        self.query.with("lang", tag).after(&self.path)
    }

    #[must_use]
    pub fn saying(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }

    /// At another address than the request's.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    #[must_use]
    pub fn with_field_error(mut self, field: impl Into<String>, text: Text) -> Self {
        self.field_errors.insert(field.into(), text);
        self
    }

    #[must_use]
    pub fn with_hidden(mut self, field: &'static str, value: String) -> Self {
        self.hidden.push((field, value));
        self
    }
}

impl Notice {
    pub fn danger(text: Text) -> Self {
        Self {
            is_good: false,
            text,
        }
    }

    pub fn success(text: Text) -> Self {
        Self {
            is_good: true,
            text,
        }
    }
}

impl Delivery {
    pub fn of(contact: &Contact) -> Self {
        Self {
            destination: contact.masked(),
            channel: contact.channel,
        }
    }
}

/// A language tag (RFC 5646), as far as it may stand in a cookie.
fn is_tag(text: &str) -> bool {
    (2..=35).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
