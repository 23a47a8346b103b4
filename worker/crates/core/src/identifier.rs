//! From what a person types to the user it names.

use crate::{
    config::{Config, Names, Pool},
    cx::Cx,
    error::Result,
    ids::Sub,
    store::users::{Alias, By, Found, ReadUser, User},
};

/// The aliases that a typed identifier may be, most particular first. All have its value, and so its slot.
pub fn candidates(pool: &Pool, typed: &str) -> Vec<Alias> {
    let value = pool.normalise(typed);
    match &pool.names {
        Names::Username { aliases } => std::iter::once("username")
            .chain(
                aliases
                    .iter()
                    .map(String::as_str)
                    .filter(|kind| *kind != "preferred_username"),
            )
            .map(|kind| Alias::new(kind, &value))
            .collect(),
        Names::Attributes(attributes) => attributes
            .iter()
            .map(|kind| Alias::new(kind, &value))
            .collect(),
    }
}

/// Whom a person who signs in names.
pub enum Named {
    Aliases(Vec<Alias>),
    /// In pools whose users sign in with an attribute, the sub is the username.
    Sub(Sub),
}

impl Named {
    pub fn of(pool: &Pool, typed: &str) -> Self {
        match (&pool.names, Sub::parse(typed)) {
            (Names::Attributes(_), Some(sub)) => Self::Sub(sub),
            _ => Self::Aliases(candidates(pool, typed)),
        }
    }
}

/// The first of the candidates that a user holds.
pub async fn find(cx: &Cx<'_>, config: &Config, candidates: &[Alias]) -> Result<Option<User>> {
    let mut rest = candidates;
    while let Some(first) = rest.first() {
        let object = config.object_of_identifier(first.value());
        let read = ReadUser {
            by: By::Candidates(rest.to_vec()),
        };
        let (sub, alias, epoch) = match cx.decide(config, &object, read).await? {
            Found::User(user) => return Ok(Some(*user)),
            Found::Nobody => return Ok(None),
            Found::Elsewhere { sub, alias, epoch } => (sub, alias, epoch),
        };
        let tried = rest
            .iter()
            .position(|candidate| *candidate == alias)
            .map_or(rest.len(), |at| at + 1);
        rest = rest.get(tried..).unwrap_or_default();
        let home = config.object_of(&sub);
        if let Found::User(user) = cx
            .decide(
                config,
                &home,
                ReadUser {
                    by: By::Held { sub, alias, epoch },
                },
            )
            .await?
        {
            return Ok(Some(*user));
        }
    }
    Ok(None)
}

/// The user of a sub.
pub async fn read(cx: &Cx<'_>, config: &Config, sub: &Sub) -> Result<Option<User>> {
    match cx
        .decide(
            config,
            &config.object_of(sub),
            ReadUser {
                by: By::Sub(sub.clone()),
            },
        )
        .await?
    {
        Found::User(user) => Ok(Some(*user)),
        Found::Nobody | Found::Elsewhere { .. } => Ok(None),
    }
}

/// The user that an operation's `Username` names: an alias, or the sub.
pub async fn find_named(cx: &Cx<'_>, config: &Config, username: &str) -> Result<Option<User>> {
    let sub = Sub::parse(username);
    match (&config.pool.names, &sub) {
        (Names::Attributes(_), Some(sub)) => read(cx, config, sub).await,
        (_, None) => find(cx, config, &candidates(&config.pool, username)).await,
        (Names::Username { .. }, Some(sub)) => {
            match find(cx, config, &candidates(&config.pool, username)).await? {
                None => read(cx, config, sub).await,
                found => Ok(found),
            }
        }
    }
}

/// Whether text has the form of an e-mail address: one `@`, no white space, a domain with a dot.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let printable = |part: &str| {
        !part.is_empty()
            && !part
                .chars()
                .any(|character| character.is_whitespace() || character.is_control())
    };
    text.len() <= 2048
        && printable(local)
        && !local.contains('@')
        && printable(domain)
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

/// Whether text has the form of a phone number in E.164: `+` and up to 15 digits.
pub fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_email_address_has_one_at_sign_and_a_domain() {
        for good in ["a@example.com", "a.b+c@sub.example.org", "ü@bücher.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@example.com",
            "a@",
            "a@b",
            "a b@example.com",
            "a@@example.com",
            "a@example..com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn a_phone_number_is_e164() {
        assert!(is_phone_number("+15555550100"));
        for bad in ["", "+", "15555550100", "+1555-555", "+1234567890123456"] {
            assert!(!is_phone_number(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_both(text in r"\PC*") {
            prop_assert!(!(is_email(&text) && is_phone_number(&text)));
        }
    }
}
