//! What people are sent, and where: the pool's templates, rendered before the change is committed.

mod de;
mod en;
mod layout;
mod plain;
mod template;
mod words;

use self::{
    layout::Parts,
    template::{escape, fill, fill_links},
    words::{Language, Words},
};
use crate::{config::Config, cx::Cx, delivery::NOBODY, deployment::Deployment, find_user};
use vestibule_crypto::{SecretString, digest::hmac_sha256};
use vestibule_model::{
    alias::Alias, channel::Channel, contact::ContactAttribute, factor::Factors, pool::Pool,
    time::Span, user::User,
};

/// Where a person is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub channel: Channel,
    /// An e-mail address or a phone number.
    pub to: String,
    /// The person's `locale`, which says in which language.
    pub locale: Option<String>,
}

/// Why a person is sent a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// It confirms a new account.
    SignUp,
    /// It verifies an address: on a change, or on demand.
    Attribute,
    ForgottenPassword,
    /// It is a temporary password.
    Invitation,
    /// It is the second factor of a sign-in.
    SecondFactor,
    /// It is all that a sign-in asks for.
    SignIn,
}

/// What a person is sent.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    pub occasion: Occasion,
    /// What the person is called.
    pub username: &'a str,
    /// A code or a temporary password.
    pub code: &'a SecretString,
    /// How long it is valid.
    pub lasts: Span,
    /// What says the same as the code when it is followed: by e-mail it is sent instead.
    pub link: Option<&'a str>,
}

/// A rendered text.
#[derive(Debug)]
pub struct Text {
    pub subject: String,
    /// Plain text.
    pub body: SecretString,
    /// The same in HTML, of an e-mail.
    pub html: Option<SecretString>,
    /// The code or temporary password in the body, if it has one.
    pub code: Option<SecretString>,
    /// The link in the body, if it has one.
    pub link: Option<SecretString>,
}

impl Contact {
    /// A user's address in `email` or `phone_number`.
    pub fn of(user: &User, attribute: ContactAttribute) -> Option<Self> {
        Some(Self {
            channel: channel(attribute),
            to: user.attributes.get(attribute.as_str())?.clone(),
            locale: user.attributes.get("locale").cloned(),
        })
    }

    /// Where the code of a sign-up goes: to the phone, where the pool verifies both.
    pub fn for_sign_up(pool: &Pool, user: &User) -> Option<Self> {
        [ContactAttribute::PhoneNumber, ContactAttribute::Email]
            .into_iter()
            .filter(|attribute| pool.settings.auto_verified.contains(attribute))
            .find_map(|attribute| Self::of(user, attribute))
    }

    /// Where a forgotten password is recovered: the first verified address in the pool's order that is not a second factor
    /// of the user, too: whoever reads it would then need nothing else.
    pub fn for_recovery(pool: &Pool, user: &User) -> Option<Self> {
        let active = Factors::active(pool, user);
        recovery_attributes(pool)
            .filter(|attribute| {
                !active
                    .iter()
                    .any(|factor| factor.contact() == Some(*attribute))
            })
            .filter(|attribute| is_verified(user, *attribute))
            .find_map(|attribute| Self::of(user, attribute))
    }

    /// Where a person is told of what happens to the account, while it is enabled: the verified e-mail address, or else the
    /// phone.
    pub fn for_notice(user: &User) -> Option<Self> {
        ContactAttribute::ALL
            .into_iter()
            .filter(|_| user.enabled)
            .filter(|attribute| is_verified(user, *attribute))
            .find_map(|attribute| Self::of(user, attribute))
    }

    /// Nobody's: a message there takes what any message takes, but no provider is handed it.
    pub fn nobodys() -> Self {
        Self {
            channel: Channel::Email,
            to: NOBODY.to_owned(),
            locale: None,
        }
    }

    /// What [`Self::for_sign_up`] could have been for an identifier that nobody has: the same each time.
    pub fn simulated_for_sign_up(cx: &Cx<'_>, config: &Config, typed: &str) -> Self {
        let verified = &config.pool.settings.auto_verified;
        let attribute = match verified.contains(&ContactAttribute::PhoneNumber) {
            true => ContactAttribute::PhoneNumber,
            false => ContactAttribute::Email,
        };
        Self::simulated(cx, config, typed, attribute)
    }

    /// What [`Self::for_recovery`] could have been for an identifier that nobody has: the same each time.
    pub fn simulated_for_recovery(cx: &Cx<'_>, config: &Config, typed: &str) -> Self {
        Self::simulated(
            cx,
            config,
            typed,
            recovery_attributes(&config.pool)
                .next()
                .unwrap_or(ContactAttribute::Email),
        )
    }

    pub(crate) fn simulated(
        cx: &Cx<'_>,
        config: &Config,
        typed: &str,
        attribute: ContactAttribute,
    ) -> Self {
        let channel = channel(attribute);
        if find_user::has_form_of(attribute, typed) {
            return Self {
                channel,
                to: typed.to_owned(),
                locale: None,
            };
        }
        let name = config.pool.normalise(cx.unicode, typed);
        let [a, b, c, d, ..] = hmac_sha256(
            config.routing.expose(),
            &[b"simulated contact", name.as_bytes()],
        );
        let letter = |byte: u8| char::from(b'a' + byte % 26);
        let to = match channel {
            Channel::Email => format!("{}@{}.com", letter(a), letter(b)),
            Channel::Sms => format!("+{:04}", u16::from_be_bytes([c, d]) % 10_000),
        };
        Self {
            channel,
            to,
            locale: None,
        }
    }

    /// The attribute that holds the address.
    pub const fn attribute(&self) -> ContactAttribute {
        match self.channel {
            Channel::Email => ContactAttribute::Email,
            Channel::Sms => ContactAttribute::PhoneNumber,
        }
    }

    /// The attribute and its value, as a code's destination is kept.
    pub fn destination(&self) -> Alias {
        Alias::new(self.attribute().as_str(), &self.to)
    }

    /// `j***@g***` or `+*******1234`. In lower case, because for an address that nobody has only what was typed can be
    /// masked, and its case must not tell that.
    pub fn masked(&self) -> String {
        match self.channel {
            Channel::Email => {
                let (local, domain) = self.to.rsplit_once('@').unwrap_or((&self.to, ""));
                let first = |part: &str| -> String {
                    part.chars().take(1).flat_map(char::to_lowercase).collect()
                };
                format!("{}***@{}***", first(local), first(domain))
            }
            Channel::Sms => {
                let digits: Vec<char> = self.to.chars().filter(char::is_ascii_digit).collect();
                let last: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
                format!("+*******{last}")
            }
        }
    }
}

/// Renders the pool's text, or the service's own where the pool has none.
pub fn render(
    deployment: &Deployment,
    pool: &Pool,
    contact: &Contact,
    content: &Content<'_>,
) -> Text {
    match contact.channel {
        Channel::Email => email(pool, contact, content),
        Channel::Sms => sms(deployment, pool, contact, content),
    }
}

/// The code of a second factor.
pub fn mfa_code(
    cx: &Cx<'_>,
    config: &Config,
    contact: &Contact,
    username: &str,
    code: &SecretString,
    lasts: Span,
) -> Text {
    let content = Content {
        occasion: Occasion::SecondFactor,
        username,
        code,
        lasts,
        link: None,
    };
    render(cx.deployment, &config.pool, contact, &content)
}

/// The code that signs in without a password.
pub fn sign_in_code(
    cx: &Cx<'_>,
    config: &Config,
    contact: &Contact,
    username: &str,
    code: &SecretString,
    lasts: Span,
) -> Text {
    let content = Content {
        occasion: Occasion::SignIn,
        username,
        code,
        lasts,
        link: None,
    };
    render(cx.deployment, &config.pool, contact, &content)
}

/// Whether there are messages in the language of this tag.
pub fn has_language(tag: &str) -> bool {
    Language::named(tag).is_some()
}

/// The person's, or else the pool's, or else English.
fn language_of(pool: &Pool, contact: &Contact) -> &'static Language {
    let locale = contact.locale.as_deref().and_then(Language::of_locale);
    let of_pool = || Language::named(pool.extensions.message_language.as_deref()?);
    locale.or_else(of_pool).unwrap_or(&en::ENGLISH)
}

/// What people know a pool by: its branding's name, or else its own.
pub fn name_of(pool: &Pool) -> &str {
    let branding = pool.extensions.branding.as_ref();
    let name = branding.and_then(|branding| branding.get("Name")?.as_str());
    name.unwrap_or(&pool.settings.name)
}

/// Tells a person that strangers have locked the account. Cognito sends no such message, so pools have no text for it.
pub fn lock_notice(pool: &Pool, contact: &Contact) -> Text {
    let language = language_of(pool, contact);
    let words = &language.lock_notice;
    let values = [("{name}", name_of(pool))];
    if contact.channel == Channel::Sms {
        return Text {
            subject: String::new(),
            body: SecretString::new(fill(words.sms, &values)),
            html: None,
            code: None,
            link: None,
        };
    }
    let parts = Parts {
        language: language.tag,
        name: name_of(pool),
        heading: fill(words.heading, &values),
        lead: fill(words.lead, &values),
        code: None,
        link: None,
        notes: vec![words.not_you.to_owned()],
    };
    own_email(pool, fill(words.subject, &values), &parts)
}

fn email(pool: &Pool, contact: &Contact, content: &Content<'_>) -> Text {
    let language = language_of(pool, contact);
    let words = words(language, content.occasion);
    let (subject, body) = own_templates(pool, content);
    let name = name_of(pool);
    let span = language.span(content.lasts);
    let values = [
        ("{####}", content.code.expose().as_str()),
        ("{username}", content.username),
        ("{name}", name),
        ("{span}", &span),
    ];
    // Of those a pool's own text knows the first two. A subject is one line of plain text.
    let own = values.get(..2).unwrap_or_default();
    let subject = match subject {
        Some(subject) => fill(subject, own),
        None => fill(words.subject, &values),
    };
    let mut text = match body {
        Some(template) => {
            let html = filled_html(template, own, content.link);
            Text {
                subject,
                body: SecretString::new(plain::text_of(&html)),
                html: Some(SecretString::new(html)),
                code: None,
                link: None,
            }
        }
        None => {
            let lead = match content.link {
                Some(_) => language.link_lead,
                None => words.lead,
            };
            let notes = [words.lasts, words.not_you];
            let parts = Parts {
                language: language.tag,
                name,
                heading: fill(words.heading, &values),
                lead: fill(lead, &values),
                code: match content.link {
                    Some(_) => None,
                    None => Some(content.code.expose()),
                },
                link: content.link.map(|link| (link, language.link_label)),
                notes: notes.map(|note| fill(note, &values)).to_vec(),
            };
            own_email(pool, subject, &parts)
        }
    };
    text.code = Some(content.code.clone());
    text.link = content.link.map(SecretString::from);
    text
}

/// A pool's text is HTML, in which a name, a code or a link is text.
fn filled_html(template: &str, values: &[(&str, &str)], link: Option<&str>) -> String {
    let escaped: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (*name, escape(value)))
        .collect();
    let escaped: Vec<(&str, &str)> = escaped
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    match link {
        None => fill(template, &escaped),
        Some(link) => {
            let link = escape(link);
            // The link's text is the template's own, and so is HTML.
            fill_links(&fill(template, &escaped), |text| {
                format!("<a href=\"{link}\">{text}</a>")
            })
        }
    }
}

fn own_email(pool: &Pool, subject: String, parts: &Parts<'_>) -> Text {
    let html = layout::html(parts, &subject, pool.extensions.branding.as_ref());
    Text {
        body: SecretString::new(layout::text(parts)),
        html: Some(SecretString::new(html)),
        subject,
        code: None,
        link: None,
    }
}

fn sms(deployment: &Deployment, pool: &Pool, contact: &Contact, content: &Content<'_>) -> Text {
    let language = language_of(pool, contact);
    let templates = &pool.settings.templates;
    let own = match content.occasion {
        Occasion::SignUp | Occasion::Attribute | Occasion::ForgottenPassword => {
            &templates.verification_sms
        }
        Occasion::Invitation => &templates.invitation_sms,
        Occasion::SecondFactor | Occasion::SignIn => &templates.mfa_sms,
    };
    let code = content.code.expose();
    let values = [
        ("{####}", code.as_str()),
        ("{username}", content.username),
        ("{name}", name_of(pool)),
    ];
    let mut body = match own {
        Some(template) => fill(template, values.get(..2).unwrap_or_default()),
        None => fill(words(language, content.occasion).sms, &values),
    };
    // A temporary password is typed beside a username, not where a code is.
    if content.occasion != Occasion::Invitation
        && let Some(host) = deployment.code_host(pool.domain.as_deref())
    {
        body.push_str(&format!("\n\n@{host} #{code}"));
    }
    Text {
        subject: String::new(),
        body: SecretString::new(body),
        html: None,
        code: Some(content.code.clone()),
        link: None,
    }
}

/// A pool's own subject and text of an e-mail.
fn own_templates<'a>(
    pool: &'a Pool,
    content: &Content<'_>,
) -> (Option<&'a String>, Option<&'a String>) {
    let templates = &pool.settings.templates;
    let (subject, body) = match content.occasion {
        _ if content.link.is_some() => (&templates.link_subject, &templates.link_email),
        Occasion::SignUp | Occasion::Attribute | Occasion::ForgottenPassword => (
            &templates.verification_subject,
            &templates.verification_email,
        ),
        Occasion::Invitation => (&templates.invitation_subject, &templates.invitation_email),
        Occasion::SecondFactor | Occasion::SignIn => (&templates.mfa_subject, &templates.mfa_email),
    };
    (subject.as_ref(), body.as_ref())
}

const fn words(language: &Language, occasion: Occasion) -> &Words {
    match occasion {
        Occasion::SignUp => &language.sign_up,
        Occasion::Attribute => &language.attribute,
        Occasion::ForgottenPassword => &language.forgotten_password,
        Occasion::Invitation => &language.invitation,
        Occasion::SecondFactor => &language.second_factor,
        Occasion::SignIn => &language.sign_in,
    }
}

fn is_verified(user: &User, attribute: ContactAttribute) -> bool {
    let verified = user.attributes.get(attribute.verified());
    verified.is_some_and(|verified| verified == "true")
}

fn recovery_attributes(pool: &Pool) -> impl Iterator<Item = ContactAttribute> {
    let recovery = pool.settings.recovery.iter();
    recovery.filter_map(|recovery| recovery.contact())
}

const fn channel(attribute: ContactAttribute) -> Channel {
    match attribute {
        ContactAttribute::Email => Channel::Email,
        ContactAttribute::PhoneNumber => Channel::Sms,
    }
}

#[cfg(test)]
mod tests;
