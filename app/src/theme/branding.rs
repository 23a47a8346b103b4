//! Branding as it is written down, before it is checked.

use serde::Deserialize;

use crate::i18n::Overrides;

/// Branding as a person writes it. Everything is optional: what is missing is Vestibule's own. What isn't known is a mistake, also
/// where a later release has kept it: pages have the built-in look then, and the log says why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Branding {
    /// The name people know the deployment by.
    pub name: Option<String>,
    /// Whom people may ask: an address of the web or of a mailbox.
    pub support: Option<String>,
    pub logo: Option<Logo>,
    /// The address of the tab icon.
    pub favicon: Option<String>,
    pub color_scheme: ColorScheme,
    pub light: Colours,
    pub dark: Colours,
    /// Corner radius of fields and buttons, in CSS pixels, 0 to 32.
    pub radius: Option<u16>,
    /// A CSS font family list, or the address of a `.woff2` file.
    pub font: Option<String>,
    /// The address of a picture behind the card.
    pub background_image: Option<String>,
    /// Rules appended to ours; see [`super::CssError`] for what is refused.
    pub custom_css: Option<String>,
    pub texts: Overrides,
}

/// Addresses of the logo, for light and dark pages. The dark one falls back to the light one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Logo {
    pub light: String,
    #[serde(default)]
    pub dark: Option<String>,
}

/// Which of the two palettes a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorScheme {
    /// What the person's device prefers.
    #[default]
    Auto,
    Light,
    Dark,
}

/// A palette's colours as `#rgb` or `#rrggbb`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Colours {
    pub primary: Option<String>,
    pub on_primary: Option<String>,
    pub background: Option<String>,
    pub surface: Option<String>,
    pub text: Option<String>,
    pub muted: Option<String>,
    pub border: Option<String>,
    pub danger: Option<String>,
    pub success: Option<String>,
    pub link: Option<String>,
}
