//! What stands around every page: its form's address, its links, and what it says of the form before.

use std::collections::BTreeMap;

use super::{Message, Notice};

/// What stands around a page's own content.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The value of the field `_csrf` in every form.
    pub csrf: String,
    /// Where the page's form posts to: as a rule the address it was served from, query included.
    pub action: String,
    /// Further hidden fields of the page's form, such as a sealed session.
    pub hidden: Vec<(String, String)>,
    pub links: Links,
    /// A sentence above the form. With errors at several fields and none here, the page says that there are some.
    pub notice: Option<Notice>,
    /// By the field's name, such as `password` or `requiredAttributes[email]`.
    pub field_errors: BTreeMap<String, Message>,
    /// The app that the person came from or was signed out of; the deployment's own name stands in for it.
    pub app: Option<App>,
    /// Whom to ask: an email address or a web address, as it is configured.
    pub support: Option<String>,
    /// The request's id as the log has it, shown where a page is the end of the way.
    pub reference: Option<String>,
}

/// The app behind a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct App {
    pub name: String,
    /// Where it begins: an `https` or `http` address. Anything else is not linked to.
    pub address: Option<String>,
}

/// Where a page leads. A link that is `None` is not shown.
#[derive(Clone, Debug, Default)]
pub struct Links {
    pub login: Option<String>,
    pub sign_up: Option<String>,
    pub forgot_password: Option<String>,
    /// Where the form that asks for another code posts `_csrf`, `username` and [`Surroundings::hidden`] to.
    pub resend: Option<String>,
    /// The login form, for someone other than the session's user.
    pub different_user: Option<String>,
    /// Where the address that a code went to can be typed again.
    pub change_address: Option<String>,
    /// Where an account that exists already can be confirmed, if that is all that it may wait for: who has no password doesn't
    /// come there by signing in.
    pub confirm: Option<String>,
    /// The dev mailbox, on a loopback deployment that has one: shown on pages that wait for a message.
    pub mailbox: Option<String>,
}
