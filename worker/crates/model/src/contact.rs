//! The attributes by which people are reached, and those by which they are found.

use serde::{Deserialize, Serialize};

/// An attribute to which a code or an invitation is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactAttribute {
    Email,
    PhoneNumber,
}

/// An attribute by which a user is found, besides the username or in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AliasAttribute {
    Email,
    PhoneNumber,
    PreferredUsername,
}

impl ContactAttribute {
    pub const ALL: [Self; 2] = [Self::Email, Self::PhoneNumber];

    /// The attribute of this name, if it is one of these.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|attribute| attribute.as_str() == name)
    }

    /// `email` or `phone_number`
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// The attribute that says whether this one is verified.
    pub const fn verified(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
        }
    }
}

impl AliasAttribute {
    /// `email`, `phone_number` or `preferred_username`
    pub const fn as_str(self) -> &'static str {
        match self.contact() {
            Some(contact) => contact.as_str(),
            None => "preferred_username",
        }
    }

    /// The contact attribute that this is; `None` for the preferred username.
    pub const fn contact(self) -> Option<ContactAttribute> {
        match self {
            Self::Email => Some(ContactAttribute::Email),
            Self::PhoneNumber => Some(ContactAttribute::PhoneNumber),
            Self::PreferredUsername => None,
        }
    }
}

impl From<ContactAttribute> for AliasAttribute {
    fn from(contact: ContactAttribute) -> Self {
        match contact {
            ContactAttribute::Email => Self::Email,
            ContactAttribute::PhoneNumber => Self::PhoneNumber,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_stored_by_the_names_that_the_api_has_for_them() {
        for contact in ContactAttribute::ALL {
            let stored = serde_json::to_value(contact).unwrap();
            assert_eq!(stored, contact.as_str());
            assert_eq!(
                serde_json::to_value(AliasAttribute::from(contact)).unwrap(),
                stored
            );
            assert_eq!(ContactAttribute::parse(contact.as_str()), Some(contact));
            assert_eq!(contact.verified(), format!("{}_verified", contact.as_str()));
        }
        assert_eq!(
            serde_json::to_value(AliasAttribute::PreferredUsername).unwrap(),
            AliasAttribute::PreferredUsername.as_str()
        );
        assert_eq!(ContactAttribute::parse("preferred_username"), None);
    }
}
