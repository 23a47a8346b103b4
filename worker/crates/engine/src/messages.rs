//! What people are sent, and where: the pool's templates, rendered before the change is committed.

use crate::{config::Config, cx::Cx, delivery::NOBODY, find_user};
use vestibule_crypto::{SecretString, digest::hmac_sha256};
use vestibule_model::{
    alias::Alias, channel::Channel, contact::ContactAttribute, factor::Factors, pool::Pool,
    user::User,
};

/// Where a person is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub channel: Channel,
    /// An e-mail address or a phone number.
    pub to: String,
}

/// Why a person is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A code that verifies an address: on sign-up, on a change, on demand.
    Verification,
    ForgottenPassword,
    /// A code that is a second factor.
    SecondFactor,
    /// A temporary password.
    Invitation,
}

/// A rendered text.
#[derive(Debug)]
pub struct Text {
    pub subject: String,
    pub body: SecretString,
    /// The code or temporary password in the body, if it has one.
    pub code: Option<SecretString>,
}

impl Contact {
    /// A user's address in `email` or `phone_number`.
    pub fn of(user: &User, attribute: ContactAttribute) -> Option<Self> {
        Some(Self {
            channel: channel(attribute),
            to: user.attributes.get(attribute.as_str())?.clone(),
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

    fn simulated(cx: &Cx<'_>, config: &Config, typed: &str, attribute: ContactAttribute) -> Self {
        let channel = channel(attribute);
        if find_user::has_form_of(attribute, typed) {
            return Self {
                channel,
                to: typed.to_owned(),
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
        Self { channel, to }
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
    pool: &Pool,
    occasion: Occasion,
    channel: Channel,
    username: &str,
    code: &SecretString,
) -> Text {
    let templates = &pool.settings.templates;
    let email = pool.settings.factors.email.as_ref();
    let authentication_sms = pool.settings.echoed.get("SmsAuthenticationMessage");
    let authentication_sms = authentication_sms.and_then(|text| Some(text.as_str()?.to_owned()));
    let (subject, body, default_subject, default_body) = match (occasion, channel) {
        (Occasion::Verification, Channel::Email) => (
            &templates.verification_subject,
            &templates.verification_email,
            "Your verification code",
            "Your confirmation code is {####}",
        ),
        (Occasion::Verification, Channel::Sms) => (
            &None,
            &templates.verification_sms,
            "",
            "Your confirmation code is {####}",
        ),
        (Occasion::ForgottenPassword, Channel::Email) => (
            &templates.verification_subject,
            &templates.verification_email,
            "Your verification code",
            "Your password reset code is {####}",
        ),
        (Occasion::ForgottenPassword, Channel::Sms) => (
            &None,
            &templates.verification_sms,
            "",
            "Your password reset code is {####}",
        ),
        (Occasion::SecondFactor, Channel::Email) => (
            email.map_or(&None, |email| &email.subject),
            email.map_or(&None, |email| &email.message),
            "Your authentication code",
            "Your authentication code is {####}",
        ),
        (Occasion::SecondFactor, Channel::Sms) => (
            &None,
            &authentication_sms,
            "",
            "Your authentication code is {####}",
        ),
        (Occasion::Invitation, Channel::Email) => (
            &templates.invitation_subject,
            &templates.invitation_email,
            "Your temporary password",
            "Your username is {username} and temporary password is {####}.",
        ),
        (Occasion::Invitation, Channel::Sms) => (
            &None,
            &templates.invitation_sms,
            "",
            "Your username is {username} and temporary password is {####}.",
        ),
    };
    let subject = subject.as_deref().unwrap_or(default_subject);
    let body = body.as_deref().unwrap_or(default_body);
    // An e-mail's body is HTML, in which a name or a password is text.
    let text = |value: &str| match channel {
        Channel::Email => escape(value),
        Channel::Sms => value.to_owned(),
    };
    Text {
        // A subject is one line of plain text.
        subject: fill(subject, username, code.expose()),
        body: SecretString::new(fill(body, &text(username), &text(code.expose()))),
        code: Some(code.clone()),
    }
}

/// Tells a person that strangers have locked the account. Cognito sends no such message, so pools have no text for it.
pub fn lock_notice(channel: Channel) -> Text {
    let (subject, body) = match channel {
        Channel::Email => (
            "Wrong passwords for your account",
            "Wrong passwords have been tried for your account, so signing in is held up for some minutes, but not in browsers \
             in which you have signed in before. If it was not you, and your password is easy to guess or used elsewhere, \
             choose another.",
        ),
        Channel::Sms => (
            "",
            "Wrong passwords have been tried for your account. If it was not you, and yours is easy to guess, choose another.",
        ),
    };
    Text {
        subject: subject.to_owned(),
        body: SecretString::from(body),
        code: None,
    }
}

/// Fills the placeholders of the template. What looks like one in a value that was filled in stays as it is.
fn fill(template: &str, username: &str, code: &str) -> String {
    let mut filled = String::with_capacity(template.len() + username.len() + code.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        rest = if let Some(after) = after.strip_prefix("{####}") {
            filled.push_str(code);
            after
        } else if let Some(after) = after.strip_prefix("{username}") {
            filled.push_str(username);
            after
        } else {
            filled.push('{');
            after.strip_prefix('{').unwrap_or_default()
        };
    }
    filled.push_str(rest);
    filled
}

fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(channel: Channel, to: &str) -> String {
        Contact {
            channel,
            to: to.to_owned(),
        }
        .masked()
    }

    #[test]
    fn destinations_are_masked_as_the_service_does() {
        assert_eq!(masked(Channel::Email, "jane@gmail.com"), "j***@g***");
        assert_eq!(masked(Channel::Email, "Jane@GMAIL.com"), "j***@g***");
        assert_eq!(masked(Channel::Sms, "+15555551234"), "+*******1234");
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(
            fill("{username}: {####} {x}{", "{####}", "123456"),
            "{####}: 123456 {x}{"
        );
    }

    proptest! {
        #[test]
        fn filling_never_panics_and_keeps_other_text(template in r"[^{}]*", code in "[0-9]{6}") {
            prop_assert_eq!(fill(&template, "u", &code), template.clone());
            prop_assert_eq!(fill(&format!("{template}{{####}}{template}"), "u", &code), format!("{template}{code}{template}"));
        }

        #[test]
        fn a_mask_shows_two_letters_or_four_digits(local in "[a-z]{2,9}", domain in "[a-z]{2,9}", digits in "[0-9]{5,15}") {
            let shown = masked(Channel::Email, &format!("{local}@{domain}.com"));
            prop_assert_eq!(shown.len(), "x***@y***".len());
            prop_assert_eq!(masked(Channel::Sms, &format!("+{digits}")).len(), "+*******1234".len());
        }
    }
}
