//! What people are sent, and where: the pool's templates, rendered before the change is committed.

mod de;
mod en;
mod languages;
mod layout;
mod plain;
mod render;
mod template;
mod words;

pub use self::render::{has_language, lock_notice, render};
use crate::{config::Config, cx::Cx, delivery::NOBODY, find_user};
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
    /// How long the code is valid: later nobody needs the message.
    pub lasts: Option<Span>,
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

    /// Where the code of a sign-up goes.
    pub fn for_sign_up(pool: &Pool, user: &User) -> Option<Self> {
        let has = |attribute: ContactAttribute| user.attributes.contains_key(attribute.as_str());
        Self::of(user, confirmed_by_sign_up(pool, has)?)
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

/// The code of a second factor, or of an address that is to be one.
pub fn mfa_code(
    cx: &Cx<'_>,
    config: &Config,
    occasion: Occasion,
    contact: &Contact,
    username: &str,
    code: &SecretString,
    lasts: Span,
) -> Text {
    let content = Content {
        occasion,
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

/// What people know a pool by: its branding's name, or else its own.
pub fn name_of(pool: &Pool) -> &str {
    let branding = pool.extensions.branding.as_ref();
    let name = branding.and_then(|branding| branding.get("Name")?.as_str());
    name.unwrap_or(&pool.settings.name)
}

fn is_verified(user: &User, attribute: ContactAttribute) -> bool {
    let verified = user.attributes.get(attribute.verified());
    verified.is_some_and(|verified| verified == "true")
}

/// The address that the code of a sign-up proves, of those that there are: the phone, where the pool verifies both.
pub fn confirmed_by_sign_up(
    pool: &Pool,
    has: impl Fn(ContactAttribute) -> bool,
) -> Option<ContactAttribute> {
    [ContactAttribute::PhoneNumber, ContactAttribute::Email]
        .into_iter()
        .find(|address| pool.settings.auto_verified.contains(address) && has(*address))
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
