//! OAuth scopes, and the attributes they reveal.

use std::collections::BTreeSet;

pub(crate) const PROFILE: &[&str] = &[
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

/// A set of scopes (RFC 6749 section 3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// Reads scopes separated by spaces.
    pub fn parse(text: &str) -> Self {
        Self(
            text.split(' ')
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether these scopes show a user's attribute: `openid` alone shows all.
    pub fn reveal(&self, attribute: &str) -> bool {
        if !["email", "phone", "profile"]
            .iter()
            .any(|scope| self.has(scope))
        {
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
