//! OAuth scopes: which there are, and the attributes they reveal.

use crate::{client::Client, pool::ResourceServer, session::Session, short};
use std::collections::BTreeSet;

/// The scope of tokens that the API itself gives, and of the operations on one's own account.
pub const API: &str = "aws.cognito.signin.user.admin";

pub const PROFILE: &[&str] = &[
    "birthdate",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The standard scopes.
pub const STANDARD: &[&str] = &["openid", "email", "phone", "profile"];

/// Whether a scope exists in a pool with these resource servers, enabled for a client or not.
pub fn is_known(servers: &[ResourceServer], asked: &str) -> bool {
    STANDARD.contains(&asked) || asked == API || is_custom(servers, asked)
}

/// Whether one of the resource servers has this scope, written `IDENTIFIER/NAME`.
pub fn is_custom(servers: &[ResourceServer], asked: &str) -> bool {
    servers.iter().any(|server| {
        let name = asked
            .strip_prefix(server.identifier.as_str())
            .and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| server.scopes.iter().any(|(scope, _)| scope == name))
    })
}

/// The scopes of a client, but for those whose resource server has gone.
pub fn enabled<'a>(
    servers: &'a [ResourceServer],
    client: &'a Client,
) -> impl Iterator<Item = &'a str> {
    client
        .settings
        .oauth_scopes
        .iter()
        .map(String::as_str)
        .filter(move |scope| is_known(servers, scope))
}

/// What of a session's scopes its client may still be given.
pub fn still_granted(servers: &[ResourceServer], client: &Client, session: &Session) -> String {
    if !session.oauth {
        return session.scope.clone();
    }
    let enabled: Vec<&str> = enabled(servers, client).collect();
    let granted = session.scope.split(' ');
    let still: Vec<&str> = granted.filter(|scope| enabled.contains(scope)).collect();
    still.join(" ")
}

/// A set of scopes (RFC 6749 section 3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads scopes separated by spaces.
    pub fn parse(text: &str) -> Self {
        let scopes = text.split(' ').filter(|scope| !scope.is_empty());
        Self(short::set(scopes.map(str::to_owned)))
    }

    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// Whether one of `email`, `phone` and `profile` is among them. Each reveals some attributes, and together they narrow
    /// what `openid`, without which they can't be asked for, reveals alone.
    pub fn narrows(&self) -> bool {
        ["email", "phone", "profile"]
            .iter()
            .any(|scope| self.has(scope))
    }

    /// Whether these scopes show a user's attribute: `openid` alone shows all.
    pub fn reveal(&self, attribute: &str) -> bool {
        if !self.narrows() {
            return self.has("openid");
        }
        match attribute {
            "sub" => true,
            "email" | "email_verified" => self.has("email"),
            "phone_number" | "phone_number_verified" => self.has("phone"),
            "address" => self.has("profile"),
            _ if attribute.starts_with("custom:") => self.has("profile"),
            _ => self.has("profile") && PROFILE.contains(&attribute),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openid_alone_shows_all_and_other_scopes_narrow_it() {
        assert!(Scopes::parse("openid").reveal("custom:team"));
        let narrowed = Scopes::parse("openid email");
        assert!(narrowed.reveal("email_verified"));
        assert!(!narrowed.reveal("phone_number"));
        assert!(!narrowed.reveal("custom:team"));
        assert!(Scopes::parse("openid profile").reveal("custom:team"));
        assert!(!Scopes::parse("api/read").reveal("email"));
    }
}
