//! How a pool's hosted pages look and what they say. The core keeps it and bounds it; the pages check addresses and the
//! style sheet, and draw it.

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// All of it, as JSON.
const MOST_BYTES: usize = 64 * 1024;
const LONGEST_NAME: usize = 64;
const LONGEST_SUPPORT: usize = 256;
const LONGEST_TEXT: usize = 1000;
const LONGEST_FONT: usize = 1024;
/// CSS pixels.
const LARGEST_RADIUS: u16 = 32;

/// Absent members mean the built-in theme's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Branding {
    /// What the pages call the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whom people may ask: an `https:` address, or one of a mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// An address, like the other pictures: `https:`, or a path on the deployment's own origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favicon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color_scheme: Option<ColorScheme>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub light: Option<Colors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark: Option<Colors>,
    /// Of corners, in CSS pixels, 0 to 32.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u16>,
    /// An address, or a CSS font family list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_css: Option<String>,
    /// Texts by language, then by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Logo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorScheme {
    Light,
    Dark,
    /// As the browser prefers.
    Auto,
}

/// A palette: `Primary`, `OnPrimary`, `Background`, `Surface`, `Text`, `Muted`, `Border`, `Danger`, `Success`, `Link`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct Colors {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_primary: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub border: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub danger: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<Color>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Color>,
}

/// `#rrggbb`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color(String);

impl Branding {
    /// Checks sizes and forms; the JSON that the pool keeps.
    ///
    /// # Errors
    /// InvalidParameterException, which names the member.
    pub fn checked(self) -> Result<Value> {
        bounded("Name", self.name.as_deref(), LONGEST_NAME)?;
        bounded("Support", self.support.as_deref(), LONGEST_SUPPORT)?;
        bounded("Font", self.font.as_deref(), LONGEST_FONT)?;
        if self.radius.is_some_and(|radius| radius > LARGEST_RADIUS) {
            return Err(invalid(
                "Radius",
                &format!("must be at most {LARGEST_RADIUS}"),
            ));
        }
        for (language, texts) in &self.texts {
            if !is_language(language) {
                return Err(invalid("Texts", &format!("has no language {language:?}")));
            }
            for (key, text) in texts {
                bounded(&format!("Texts.{language}.{key}"), Some(text), LONGEST_TEXT)?;
            }
        }
        let json = serde_json::to_value(&self).map_err(Error::internal)?;
        if json.to_string().len() > MOST_BYTES {
            return Err(Error::invalid_parameter(format!(
                "Branding must be at most {MOST_BYTES} bytes of JSON."
            )));
        }
        Ok(json)
    }
}

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        if digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            Ok(Self(text))
        } else {
            Err(format!("{text:?} is no colour such as \"#3a5ccc\""))
        }
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.0
    }
}

fn bounded(member: &str, text: Option<&str>, longest: usize) -> Result<()> {
    match text.map(|text| text.chars().count()) {
        Some(0) => Err(invalid(member, "must not be empty")),
        Some(length) if length > longest => Err(invalid(
            member,
            &format!("must have at most {longest} characters"),
        )),
        _ => Ok(()),
    }
}

/// A language tag in lower case: two or three letters, then subtags.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let letters = |part: &str, shortest: usize, longest: usize| {
        (shortest..=longest).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    parts.next().is_some_and(|primary| letters(primary, 2, 3))
        && parts.all(|part| letters(part, 2, 8))
}

fn invalid(member: &str, problem: &str) -> Error {
    Error::invalid_parameter(format!("Branding.{member} {problem}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(branding: &Value) -> Result<Value, String> {
        let branding: Branding =
            serde_json::from_value(branding.clone()).map_err(|error| error.to_string())?;
        branding.checked().map_err(|error| error.to_string())
    }

    #[test]
    fn a_whole_branding_is_kept_as_it_came() {
        let branding = json!({
            "Name": "Demo", "Support": "help@example.com", "Logo": {"Light": "/logo.svg", "Dark": "https://cdn.example/dark.svg"},
            "Favicon": "data:image/png;base64,AA==", "ColorScheme": "auto",
            "Light": {"Primary": "#3a5ccc", "OnPrimary": "#FFFFFF"}, "Dark": {}, "Radius": 12,
            "Font": "/font.woff2", "BackgroundImage": "/background.webp", "CustomCss": ".card { color: red }",
            "Texts": {"en": {"login.heading": "Welcome"}, "pt-br": {}},
        });
        assert_eq!(check(&branding), Ok(branding));
        assert_eq!(check(&json!({})), Ok(json!({})));
    }

    #[test]
    fn what_is_out_of_form_is_refused() {
        let refused = [
            json!({"Nmae": "Demo"}),
            json!({"Name": ""}),
            json!({"Name": "x".repeat(65)}),
            json!({"Light": {"Primary": "red"}}),
            json!({"Dark": {"Primary": "#12345g"}}),
            json!({"Light": {"Primry": "#123456"}}),
            json!({"Support": "x".repeat(257)}),
            json!({"Radius": 33}),
            json!({"ColorScheme": "sepia"}),
            json!({"Texts": {"English": {}}}),
            json!({"Texts": {"en": {"login.heading": "x".repeat(1001)}}}),
            json!({"CustomCss": "x".repeat(MOST_BYTES)}),
        ];
        for branding in refused {
            assert!(check(&branding).is_err(), "{branding}");
        }
    }
}
