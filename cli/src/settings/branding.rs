//! How a pool's hosted pages look and what they say: `Branding` in Vestibule's own operations
//! `PutPoolExtensions` and `GetPoolExtensions`. Absent members mean the built-in theme's.
//!
//! ```json
//! {
//!   "Name": "Demo", "Logo": {"Light": "/logo.svg", "Dark": "/logo-dark.svg"}, "Favicon": "/favicon.svg",
//!   "ColorScheme": "auto", "Light": {"Primary": "#3a5ccc", "OnPrimary": "#ffffff"}, "Dark": {},
//!   "Radius": 12, "Font": "/font.woff2", "BackgroundImage": "/background.webp", "CustomCss": "",
//!   "Texts": {"en": {"key": "text"}}
//! }
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Members;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Branding {
    /// What the pages call the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// Whom people may ask: an https URL, or the address of a mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) support: Option<String>,
    #[serde(skip_serializing_if = "Logo::is_empty")]
    pub(crate) logo: Logo,
    /// An address, like the other images: a path on the deployment's own origin, an https URL, or a `data:` picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) favicon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) color_scheme: Option<ColorScheme>,
    #[serde(skip_serializing_if = "Colors::is_empty")]
    pub(crate) light: Colors,
    #[serde(skip_serializing_if = "Colors::is_empty")]
    pub(crate) dark: Colors,
    /// Corner radius in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) radius: Option<u8>,
    /// The address of a `.woff2` file, or a list of font families as CSS has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) font: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) background_image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_css: Option<String>,
    /// Texts by language, then by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) texts: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Logo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) light: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dark: Option<String>,
}

impl Logo {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ColorScheme {
    Light,
    Dark,
    /// As the browser prefers.
    Auto,
}

/// Colours as `#rrggbb`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Colors {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_primary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) background: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) surface: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) muted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) border: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) danger: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) success: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
}

impl Colors {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Branding {
    /// As the service takes it.
    pub(crate) fn to_wire(&self) -> Value {
        // Strings, maps with string keys and a small number: nothing in it can fail to become JSON.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Each setting by its path in the file, such as `branding.light.primary`.
    pub(crate) fn members(&self) -> Members {
        let mut members = Members::new();
        flatten("branding", &self.to_wire(), &mut members);
        members
    }
}

fn flatten(path: &str, value: &Value, members: &mut Members) {
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                flatten(&format!("{path}.{}", snake_case(name)), value, members);
            }
        }
        Value::String(text) => members.push((path.to_owned(), text.clone())),
        other => members.push((path.to_owned(), other.to_string())),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
