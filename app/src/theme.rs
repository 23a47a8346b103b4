//! How a deployment looks: its branding, checked once, as CSS custom properties.

mod branding;
mod colour;
mod custom_css;
mod invalid;
mod palette;
pub(crate) mod support;
mod url;

use std::fmt::{self, Write as _};

pub use self::{
    branding::{Branding, ColorScheme, Colours, Logo},
    colour::{Colour, InvalidColour},
    custom_css::CssError,
    invalid::{InvalidBranding, Reason},
    url::{InvalidUrl, https_origin},
};
use self::{palette::Palette, url::AssetUrl};
use crate::i18n::{self, Overrides};

/// Branding that has been checked, ready to be rendered.
#[derive(Clone, Debug)]
pub struct Theme {
    name: String,
    support: Option<String>,
    logo: Option<(AssetUrl, Option<AssetUrl>)>,
    favicon: Option<AssetUrl>,
    color_scheme: ColorScheme,
    backgrounds: (Colour, Colour),
    background_image: Option<AssetUrl>,
    font_file: Option<AssetUrl>,
    css: String,
    texts: Overrides,
}

impl Default for Theme {
    fn default() -> Self {
        Self::assemble(
            &Branding::default(),
            Palette::light(),
            Palette::dark(),
            Assets::default(),
            None,
        )
    }
}

/// Characters.
const LONGEST_NAME: usize = 64;
const LONGEST_SUPPORT: usize = 256;
const LONGEST_FONT: usize = 1024;
const LONGEST_TEXT: usize = 1000;

impl Theme {
    /// Checks `branding`; the error names the member at fault.
    pub fn new(branding: &Branding) -> Result<Self, InvalidBranding> {
        bounded("Name", branding.name.as_deref(), LONGEST_NAME)?;
        bounded("Support", branding.support.as_deref(), LONGEST_SUPPORT)?;
        bounded("Font", branding.font.as_deref(), LONGEST_FONT)?;
        let at = |member: &'static str| {
            move |reason: Reason| InvalidBranding {
                member: member.to_owned(),
                reason,
            }
        };
        let light = Palette::light()
            .with(&branding.light)
            .map_err(|(name, error)| InvalidBranding {
                member: format!("Light.{name}"),
                reason: error.into(),
            })?;
        let dark = Palette::dark()
            .with(&branding.dark)
            .map_err(|(name, error)| InvalidBranding {
                member: format!("Dark.{name}"),
                reason: error.into(),
            })?;
        let url = |address: Option<&str>, member| {
            address
                .map(AssetUrl::parse)
                .transpose()
                .map_err(|error| at(member)(error.into()))
        };
        let logo = branding.logo.as_ref();
        let assets = Assets {
            logo: url(logo.map(|logo| logo.light.as_str()), "Logo.Light")?,
            dark_logo: url(logo.and_then(|logo| logo.dark.as_deref()), "Logo.Dark")?,
            favicon: url(branding.favicon.as_deref(), "Favicon")?,
            background_image: url(branding.background_image.as_deref(), "BackgroundImage")?,
            font: branding
                .font
                .as_deref()
                .map(Font::parse)
                .transpose()
                .map_err(at("Font"))?,
        };
        if branding.radius.is_some_and(|radius| radius > 32) {
            return Err(at("Radius")(Reason::Radius));
        }
        if branding
            .support
            .as_deref()
            .is_some_and(|support| support::link(support).is_none())
        {
            return Err(at("Support")(Reason::Support));
        }
        i18n::check_overrides(&branding.texts).map_err(|error| at("Texts")(error.into()))?;
        for (language, texts) in &branding.texts {
            for (key, text) in texts {
                bounded(&format!("Texts.{language}.{key}"), Some(text), LONGEST_TEXT)?;
            }
        }
        let custom_css = branding.custom_css.as_deref();
        if let Some(css) = custom_css {
            custom_css::check(css, &assets.addresses())
                .map_err(|error| at("CustomCss")(error.into()))?;
        }
        Ok(Self::assemble(branding, light, dark, assets, custom_css))
    }

    fn assemble(
        branding: &Branding,
        light: Palette,
        dark: Palette,
        assets: Assets,
        custom_css: Option<&str>,
    ) -> Self {
        let mut css = String::new();
        let scheme = match branding.color_scheme {
            ColorScheme::Auto => "light dark",
            ColorScheme::Light => "light",
            ColorScheme::Dark => "dark",
        };
        let first = if branding.color_scheme == ColorScheme::Dark {
            &dark
        } else {
            &light
        };
        push(
            &mut css,
            format_args!(":root{{color-scheme:{scheme};{first}"),
        );
        if let Some(radius) = branding.radius {
            push(&mut css, format_args!(";--radius:{radius}px"));
        }
        let font_file = match &assets.font {
            Some(Font::Family(family)) => {
                push(&mut css, format_args!(";--font:{family}"));
                None
            }
            Some(Font::File(file)) => {
                css.push_str(";--font:brand,system-ui,sans-serif");
                Some(file.clone())
            }
            None => None,
        };
        if let Some(image) = &assets.background_image {
            push(
                &mut css,
                format_args!(";--background-image:url(\"{image}\")"),
            );
        }
        css.push('}');
        if branding.color_scheme == ColorScheme::Auto {
            push(
                &mut css,
                format_args!("@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"),
            );
        }
        if let Some(file) = &font_file {
            let face = format_args!(
                "@font-face{{font-family:brand;font-display:swap;src:url(\"{file}\")}}"
            );
            push(&mut css, face);
        }
        css.push_str(custom_css.unwrap_or_default());
        Self {
            name: branding
                .name
                .clone()
                .unwrap_or_else(|| "Vestibule".to_owned()),
            support: branding.support.clone(),
            logo: assets.logo.map(|logo| (logo, assets.dark_logo)),
            favicon: assets.favicon,
            color_scheme: branding.color_scheme,
            backgrounds: (light.background, dark.background),
            background_image: assets.background_image,
            font_file,
            css,
            texts: branding.texts.clone(),
        }
    }

    /// The name people know the deployment by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whom people may ask, as it was written down.
    pub fn support(&self) -> Option<&str> {
        self.support.as_deref()
    }

    /// A pool's own texts, for [`i18n::Texts::new`].
    pub fn texts(&self) -> &Overrides {
        &self.texts
    }

    /// Addresses that pages load pictures from, for `img-src`.
    pub fn image_sources(&self) -> impl Iterator<Item = &str> {
        let logos = self
            .logo
            .iter()
            .flat_map(|(light, dark)| [Some(light), dark.as_ref()]);
        logos
            .flatten()
            .chain(&self.favicon)
            .chain(&self.background_image)
            .map(AssetUrl::as_str)
    }

    /// Addresses that pages load fonts from, for `font-src`.
    pub fn font_sources(&self) -> impl Iterator<Item = &str> {
        self.font_file.iter().map(AssetUrl::as_str)
    }

    /// The custom properties of both palettes, then the deployment's own rules. Safe inside `<style>`.
    pub(crate) fn css(&self) -> &str {
        &self.css
    }

    /// The addresses of the logo: for light pages, and for dark pages where that is another.
    pub(crate) fn logo(&self) -> Option<(&str, Option<&str>)> {
        let (light, dark) = self.logo.as_ref()?;
        let dark = dark.as_ref().map(AssetUrl::as_str);
        match self.color_scheme {
            ColorScheme::Auto => Some((light.as_str(), dark)),
            ColorScheme::Light => Some((light.as_str(), None)),
            ColorScheme::Dark => Some((dark.unwrap_or(light.as_str()), None)),
        }
    }

    pub(crate) fn favicon(&self) -> Option<&str> {
        self.favicon.as_ref().map(AssetUrl::as_str)
    }

    pub(crate) fn has_background_image(&self) -> bool {
        self.background_image.is_some()
    }

    /// The colour of the browser's own frame: for light pages, and for dark pages where that may be another.
    pub(crate) fn frame_colours(&self) -> (Colour, Option<Colour>) {
        let (light, dark) = self.backgrounds;
        match self.color_scheme {
            ColorScheme::Auto => (light, Some(dark)),
            ColorScheme::Light => (light, None),
            ColorScheme::Dark => (dark, None),
        }
    }
}

/// Formatting into a `String` has no error to report.
fn push(css: &mut String, text: fmt::Arguments<'_>) {
    let _always_ok = css.write_fmt(text);
}

fn bounded(member: &str, text: Option<&str>, most: usize) -> Result<(), InvalidBranding> {
    let length = text.map(|text| text.chars().count());
    if length.is_none_or(|length| (1..=most).contains(&length)) {
        return Ok(());
    }
    Err(InvalidBranding {
        member: member.to_owned(),
        reason: Reason::Length(most),
    })
}

#[derive(Default)]
struct Assets {
    logo: Option<AssetUrl>,
    dark_logo: Option<AssetUrl>,
    favicon: Option<AssetUrl>,
    background_image: Option<AssetUrl>,
    font: Option<Font>,
}

impl Assets {
    /// What custom CSS may point to besides the deployment's own origin.
    fn addresses(&self) -> Vec<&str> {
        let font = match &self.font {
            Some(Font::File(file)) => Some(file),
            Some(Font::Family(_)) | None => None,
        };
        let pictures = self
            .logo
            .iter()
            .chain(&self.dark_logo)
            .chain(&self.background_image);
        pictures.chain(font).map(AssetUrl::as_str).collect()
    }
}

enum Font {
    Family(String),
    File(AssetUrl),
}

impl Font {
    fn parse(font: &str) -> Result<Self, Reason> {
        if font
            .split(['?', '#'])
            .next()
            .is_some_and(|path| path.ends_with(".woff2"))
        {
            return Ok(Self::File(AssetUrl::parse(font)?));
        }
        let families = || font.split(',').map(str::trim);
        let valid = |family: &str| {
            let name = family
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .or_else(|| {
                    family
                        .strip_prefix('\'')
                        .and_then(|rest| rest.strip_suffix('\''))
                })
                .unwrap_or(family);
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
        };
        if font.len() > 200 || !families().all(valid) {
            return Err(Reason::Font);
        }
        Ok(Self::Family(families().collect::<Vec<_>>().join(",")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_default_theme_follows_the_device() {
        let theme = Theme::default();
        assert!(theme.css().starts_with(":root{color-scheme:light dark;"));
        assert!(
            theme
                .css()
                .contains("@media(prefers-color-scheme:dark){:root{")
        );
        assert_eq!(theme.css(), Theme::new(&Branding::default()).unwrap().css());
    }

    #[test]
    fn a_forced_scheme_has_one_palette() {
        let dark = Theme::new(&Branding {
            color_scheme: ColorScheme::Dark,
            ..Branding::default()
        })
        .unwrap();
        assert!(dark.css().starts_with(":root{color-scheme:dark;"));
        assert!(!dark.css().contains("@media"));
        assert_eq!(dark.frame_colours(), (Palette::dark().background, None));
    }

    #[test]
    fn a_dark_page_shows_the_dark_logo() {
        let logo = Logo {
            light: "/l.svg".into(),
            dark: Some("/d.svg".into()),
        };
        let mut branding = Branding {
            logo: Some(logo),
            ..Branding::default()
        };
        assert_eq!(
            Theme::new(&branding).unwrap().logo(),
            Some(("/l.svg", Some("/d.svg")))
        );
        branding.color_scheme = ColorScheme::Dark;
        assert_eq!(
            Theme::new(&branding).unwrap().logo(),
            Some(("/d.svg", None))
        );
    }

    #[test]
    fn an_error_names_its_member() {
        let colours = Colours {
            primary: Some("teal".into()),
            ..Colours::default()
        };
        let error = Theme::new(&Branding {
            dark: colours,
            ..Branding::default()
        })
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "Dark.Primary: \"teal\" is not a colour such as #1b5a54"
        );
    }

    #[test]
    fn a_font_is_families_or_a_file_and_nothing_else() {
        let css = |font: &str| {
            Theme::new(&Branding {
                font: Some(font.into()),
                ..Branding::default()
            })
            .map(|theme| theme.css)
        };
        assert!(
            css("Inter, 'Helvetica Neue', sans-serif")
                .unwrap()
                .contains("--font:Inter,'Helvetica Neue',sans")
        );
        assert!(
            css("/fonts/inter.woff2")
                .unwrap()
                .contains("src:url(\"/fonts/inter.woff2\")")
        );
        for hostile in [
            "x;}body{display:none",
            "url(x)",
            "\"a",
            "",
            "a,,b",
            "http://x/y.woff2",
            "</style>",
        ] {
            assert!(css(hostile).is_err(), "{hostile}");
        }
    }

    #[test]
    fn what_is_as_long_as_it_may_be_is_taken() {
        let support = format!("https://{}.example", "x".repeat(240));
        let font = format!("/{}.woff2", "x".repeat(1017));
        assert_eq!((support.len(), font.len()), (256, 1024));
        let text = json!({"en": {"login.heading": "ü".repeat(1000)}});
        let branding =
            json!({"Name": "ü".repeat(64), "Support": support, "Font": font, "Texts": text});
        let branding: Branding = serde_json::from_value(branding).unwrap();
        assert!(Theme::new(&branding).is_ok());
    }

    #[test]
    fn what_is_out_of_form_is_refused_by_name() {
        for (member, branding) in [
            ("Name", json!({"Name": ""})),
            ("Name", json!({"Name": "x".repeat(65)})),
            (
                "Support",
                json!({"Support": format!("https://{}.example", "x".repeat(257))}),
            ),
            (
                "Font",
                json!({"Font": format!("/{}.woff2", "x".repeat(1024))}),
            ),
            ("Radius", json!({"Radius": 33})),
            ("Light.Primary", json!({"Light": {"Primary": "red"}})),
            ("Dark.Primary", json!({"Dark": {"Primary": "#12345g"}})),
            ("Texts", json!({"Texts": {"English": {}}})),
            (
                "Texts.en.login.heading",
                json!({"Texts": {"en": {"login.heading": "x".repeat(1001)}}}),
            ),
            (
                "Texts.en.login.heading",
                json!({"Texts": {"en": {"login.heading": ""}}}),
            ),
        ] {
            let branding: Branding = serde_json::from_value(branding).unwrap();
            assert_eq!(Theme::new(&branding).unwrap_err().member, member);
        }
        for branding in [
            json!({"Nmae": "Demo"}),
            json!({"Logo": {"Dark": "/d.svg"}}),
            json!({"Logo": {"Light": "/l.svg", "Drak": "/d.svg"}}),
            json!({"Light": {"Primry": "#123456"}}),
            json!({"ColorScheme": "sepia"}),
        ] {
            assert!(
                serde_json::from_value::<Branding>(branding.clone()).is_err(),
                "{branding}"
            );
        }
    }

    #[test]
    fn branding_reads_from_the_documents_member_names() {
        let json = json!({
            "Name": "Acme", "Support": "help@example.com", "Logo": {"Light": "/a.svg", "Dark": "https://cdn.example/b.svg"},
            "Favicon": "data:image/png;base64,AA==", "ColorScheme": "dark", "Light": {"OnPrimary": "#fff"},
            "Dark": {"Primary": "#9db2ff"}, "Radius": 4, "Font": "/font.woff2", "BackgroundImage": "/b.webp",
            "CustomCss": ".card { color: red }", "Texts": {"en": {"login.heading": "Hi"}, "de": {}}
        });
        let branding: Branding = serde_json::from_value(json).unwrap();
        assert_eq!(branding.light.on_primary.as_deref(), Some("#fff"));
        let theme = Theme::new(&branding).unwrap();
        assert_eq!(theme.name(), "Acme");
        assert_eq!(
            theme.image_sources().collect::<Vec<_>>(),
            [
                "/a.svg",
                "https://cdn.example/b.svg",
                "data:image/png;base64,AA==",
                "/b.webp"
            ]
        );
    }
}
