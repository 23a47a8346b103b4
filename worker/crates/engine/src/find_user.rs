//! Finding the user whom a typed name means.

use crate::{
    config::Config,
    cx::Cx,
    error::{Refusal, Result},
};
use vestibule_model::{
    alias::Alias,
    contact::ContactAttribute,
    ids::Sub,
    object_key::ObjectKey,
    pool::{Names, Pool},
    slots::RoutingKey,
    unicode::{self, DOTS, Unicode},
    user::User,
};
use vestibule_store::users::read::{By, Found, ReadUser};

/// The longest identifier, in characters: no attribute's value is longer.
pub const LONGEST: usize = 2048;
/// Characters that the part before the `@` of an address can have only in quotes (RFC 5322's `specials`, without the dot).
const NOT_IN_ADDRESSES: &str = "()<>[]:;@\\,\"";

/// The aliases that a typed identifier can stand for, the most specific first. All have the same value, and so the same
/// slot.
pub fn candidates(pool: &Pool, unicode: &dyn Unicode, typed: &str) -> Vec<Alias> {
    candidates_of(pool, &pool.normalise(unicode, typed))
}

fn candidates_of(pool: &Pool, value: &str) -> Vec<Alias> {
    match &pool.names {
        // Preferred usernames are kept as usernames.
        Names::Username { aliases } => std::iter::once("username")
            .chain(
                aliases
                    .iter()
                    .filter_map(|alias| alias.contact())
                    .map(ContactAttribute::as_str),
            )
            .map(|kind| Alias::new(kind, value))
            .collect(),
        Names::Attributes(attributes) => attributes
            .iter()
            .map(|kind| Alias::new(kind.as_str(), value))
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
    pub fn of(pool: &Pool, unicode: &dyn Unicode, typed: &str) -> Self {
        match (&pool.names, Sub::parse(typed)) {
            (Names::Attributes(_), Some(sub)) => Self::Sub(sub),
            _ => Self::Aliases(candidates(pool, unicode, typed)),
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
            Found::Nobody => {
                if rest.len() == candidates.len() {
                    lead_on(cx, config, first.value()).await?;
                }
                return Ok(None);
            }
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

/// The object in which attempts on a normalised identifier are counted that nobody has.
///
/// An address that is an alias beside a username mostly leads to a user in another object, by a second call. An address
/// that nobody has leads to a second object, too: otherwise the number of calls, and so the time, would tell the two apart.
pub fn home_of_nobody(config: &Config, name: &str) -> ObjectKey {
    if is_address(&config.pool, name) {
        config.object_of_identifier(&format!("nobody\0{name}"))
    } else {
        config.object_of_identifier(name)
    }
}

/// The username to show for a name that nobody has, in an answer that shows its user's. For a username that is the name
/// itself; for an address it has the form of the usernames to which addresses lead.
pub fn username_of_nobody(cx: &Cx<'_>, config: &Config, typed: &str) -> String {
    made_up(cx, config, typed, Sub::of_nobody)
}

/// The same in an answer that shows nobody's own: whether or not there is such a user.
pub fn username_of_anybody(cx: &Cx<'_>, config: &Config, typed: &str) -> String {
    made_up(cx, config, typed, Sub::of_anybody)
}

fn made_up(cx: &Cx<'_>, config: &Config, typed: &str, sub: fn(&str, &RoutingKey) -> Sub) -> String {
    let name = config.pool.normalise(cx.unicode, typed);
    let leads_on = match &config.pool.names {
        Names::Username { .. } => is_address(&config.pool, &name),
        Names::Attributes(_) => !is_made_up(&config.pool, typed),
    };
    if leads_on {
        sub(&name, &config.routing).to_string()
    } else {
        name
    }
}

/// Whether what was typed is a username of the kind that a pool makes up for users who sign in with an attribute.
pub fn is_made_up(pool: &Pool, typed: &str) -> bool {
    matches!(pool.names, Names::Attributes(_)) && Sub::parse(typed).is_some()
}

/// What a username can be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookalike {
    Email,
    PhoneNumber,
    Sub,
}

/// What a username can be taken for, by which users of this pool are found too: an address that they sign in with, or a
/// sub.
pub fn lookalike(pool: &Pool, unicode: &dyn Unicode, username: &str) -> Option<Lookalike> {
    let Names::Username { .. } = &pool.names else {
        return None;
    };
    let as_compared = pool.normalise(unicode, username);
    match address(pool, username).or_else(|| address(pool, &as_compared)) {
        Some(ContactAttribute::Email) => Some(Lookalike::Email),
        Some(ContactAttribute::PhoneNumber) => Some(Lookalike::PhoneNumber),
        None => Sub::is_form_of(username).then_some(Lookalike::Sub),
    }
}

/// Whether a name can only be an address which is an alias: usernames of its form are refused.
fn is_address(pool: &Pool, name: &str) -> bool {
    matches!(pool.names, Names::Username { .. }) && address(pool, name).is_some()
}

/// For an alias that nobody has: the call that a real alias's row would have led to.
async fn lead_on(cx: &Cx<'_>, config: &Config, name: &str) -> Result<()> {
    let home = home_of_nobody(config, name);
    if home == config.object_of_identifier(name) {
        return Ok(());
    }
    let by = By::Sub(Sub::of_nobody(name, &config.routing));
    cx.decide(config, &home, ReadUser { by }).await.map(drop)
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

/// The user that an operation's `Username` names: the sub, or an alias.
///
/// A text in the form of a sub is taken for a sub first, so that nobody can choose a username that hides another user.
pub async fn find_named(cx: &Cx<'_>, config: &Config, username: &str) -> Result<Option<User>> {
    if let Some(sub) = Sub::parse(username) {
        let found = read(cx, config, &sub).await?;
        let nobody_else =
            matches!(config.pool.names, Names::Attributes(_)) || Sub::is_form_of(username);
        if found.is_some() || nobody_else {
            return Ok(found);
        }
    }
    let found = find_formerly(cx, config, username).await?;
    if found.is_some() {
        return Ok(found);
    }
    let candidates = candidates(&config.pool, cx.unicode, username);
    find(cx, config, &candidates).await
}

/// The user who holds a name as an older release normalised it, which folded case and nothing else. The alias is replaced
/// by one in today's form when the user's attributes next change.
///
/// It is looked for only where the two forms differ, and then always first, so that the number of calls is the same
/// whether or not somebody holds it.
pub async fn find_formerly(cx: &Cx<'_>, config: &Config, typed: &str) -> Result<Option<User>> {
    let pool = &config.pool;
    let formerly = unicode::fold_case(typed, pool.case_sensitive);
    if typed.is_ascii() || formerly == pool.normalise(cx.unicode, typed) {
        return Ok(None);
    }
    find(cx, config, &candidates_of(pool, &formerly)).await
}

/// The user that an administrator names.
///
/// # Errors
/// [`Refusal::NoSuchUser`]
pub async fn named(cx: &Cx<'_>, config: &Config, username: &str) -> Result<User> {
    find_named(cx, config, username)
        .await?
        .ok_or_else(|| Refusal::NoSuchUser.into())
}

/// The attribute by which people are found in this pool, and whose form this text has.
pub fn address(pool: &Pool, text: &str) -> Option<ContactAttribute> {
    ContactAttribute::ALL
        .into_iter()
        .find(|attribute| pool.names.has((*attribute).into()) && has_form_of(*attribute, text))
}

/// Whether text can be the value of such an attribute.
pub fn has_form_of(attribute: ContactAttribute, text: &str) -> bool {
    match attribute {
        ContactAttribute::Email => is_email(text),
        ContactAttribute::PhoneNumber => is_phone_number(text),
    }
}

/// Whether text has the form of one e-mail address: one `@`, a domain of two labels at least, and nothing that a list of
/// addresses, a name beside an address or a quoted part is written with.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let invisible = |letter: char| letter.is_whitespace() || letter.is_control();
    text.len() <= LONGEST
        && !local.is_empty()
        && !local
            .chars()
            .any(|letter| invisible(letter) || NOT_IN_ADDRESSES.contains(letter))
        && !domain.chars().any(invisible)
        && domain.contains(DOTS)
        && domain.split(DOTS).all(is_label)
}

/// Whether text is one label of a domain, of any script.
fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 63
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || !letter.is_ascii())
}

/// Whether text has the form of a phone number in E.164: `+` and up to 15 digits.
pub fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
