//! What is wrong with a branding.

use std::fmt;

use super::{colour::InvalidColour, custom_css::CssError, url::InvalidUrl};
use crate::i18n::UnknownText;

/// A member of [`super::Branding`] that cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidBranding {
    /// The path of the member, such as `Dark.Primary`.
    pub member: String,
    pub reason: Reason,
}

/// What is wrong with a member of [`super::Branding`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Colour(InvalidColour),
    Url(InvalidUrl),
    Css(CssError),
    Text(UnknownText),
    Radius,
    Font,
    Support,
    /// Too long, or empty: how many characters it may have.
    Length(usize),
}

impl fmt::Display for InvalidBranding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.member)?;
        match &self.reason {
            Reason::Colour(error) => error.fmt(f),
            Reason::Url(error) => error.fmt(f),
            Reason::Css(error) => error.fmt(f),
            Reason::Text(error) => error.fmt(f),
            Reason::Radius => f.write_str("must be at most 32 pixels"),
            Reason::Font => {
                f.write_str("must be a list of font families or the address of a .woff2 file")
            }
            Reason::Support => f.write_str("must be an https URL or the address of a mailbox"),
            Reason::Length(most) => write!(f, "must have 1 to {most} characters"),
        }
    }
}

impl std::error::Error for InvalidBranding {}

impl From<InvalidColour> for Reason {
    fn from(error: InvalidColour) -> Self {
        Self::Colour(error)
    }
}

impl From<InvalidUrl> for Reason {
    fn from(error: InvalidUrl) -> Self {
        Self::Url(error)
    }
}

impl From<CssError> for Reason {
    fn from(error: CssError) -> Self {
        Self::Css(error)
    }
}

impl From<UnknownText> for Reason {
    fn from(error: UnknownText) -> Self {
        Self::Text(error)
    }
}
