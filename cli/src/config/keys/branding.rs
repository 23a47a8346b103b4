//! The keys of `[pool.branding]`.

use super::{Inner, Key, Named, OptionalNumber, Section, Text, Word};

const ADDRESS: &str = "path such as `/logo.svg`, `https` URL, or picture as a `data:` URL";

/// The languages that the pages are written in; texts for others would be shown to nobody.
pub(crate) const LANGUAGES: [&str; 2] = ["de", "en"];

pub(crate) static SECTION: Section = Section {
    heading: "[pool.branding]",
    what: "branding",
    about: "What the hosted pages (sign in, sign up, reset a password) look like. All of it is optional: the built-in \
            theme stands in for what is missing. At most 64 KiB in all. A path leads to a file in `public/`.",
    example: r#"[pool.branding]
name = "Example"
logo = "/brand/logo.svg"
logo_dark = "/brand/logo-dark.svg"
color_scheme = "auto"
radius = 12
font = "Inter, sans-serif"
"#,
    keys: &[
        &NAME,
        &SUPPORT,
        &LOGO,
        &LOGO_DARK,
        &FAVICON,
        &BACKGROUND_IMAGE,
        &COLOR_SCHEME,
        &RADIUS,
        &FONT,
        &CUSTOM_CSS,
        &LIGHT,
        &DARK,
        &TEXTS,
    ],
};

pub(crate) static NAME: Key<Text> = Key::new(
    "name",
    Text {
        values: "1 to 64 characters",
        default: "`\"Vestibule\"`",
    },
    "What the pages call your product.",
);

pub(crate) static SUPPORT: Key<Text> = Key::new(
    "support",
    Text {
        values: "`https` URL, or address of a mailbox",
        default: "none",
    },
    "Whom people are sent to where a page is the end of the way.",
);

pub(crate) static LOGO: Key<Text> = Key::new(
    "logo",
    picture("the name in letters"),
    "Above each page's form.",
);

pub(crate) static LOGO_DARK: Key<Text> = Key::new(
    "logo_dark",
    picture("`logo`"),
    "Takes the place of `logo` on dark pages.",
);

pub(crate) static FAVICON: Key<Text> = Key::new(
    "favicon",
    picture("the built-in one"),
    "The picture in the browser's tab.",
);

pub(crate) static BACKGROUND_IMAGE: Key<Text> = Key::new(
    "background_image",
    picture("none"),
    "Behind each page's form.",
);

pub(crate) static COLOR_SCHEME: Key<Word> = Key::new(
    "color_scheme",
    Word {
        of: &["light", "dark", "auto"],
        default: "`\"auto\"`",
    },
    "One of the two colour schemes for everybody, or the one that each browser asks for.",
);

pub(crate) static RADIUS: Key<OptionalNumber> = Key::new(
    "radius",
    OptionalNumber {
        range: 0..=32,
        values: "0 to 32",
        default: "the theme's",
    },
    "How round the corners of fields and buttons are, in pixels.",
);

pub(crate) static FONT: Key<Text> = Key::new(
    "font",
    Text {
        values: "font families as in CSS (at most 200 characters), or the address of a `.woff2` file (1,024)",
        default: "the system's",
    },
    "The font of all texts.",
);

pub(crate) static CUSTOM_CSS: Key<Text> = Key::new(
    "custom_css",
    Text {
        values: "style sheet that imports nothing, and loads nothing but what is under `/brand/` and the logo, the background and the font",
        default: "none",
    },
    "Your own rules, after ours.",
);

pub(crate) static LIGHT: Key<Inner> =
    Key::new("light", Inner(&COLORS), "The colours of light pages.");

pub(crate) static DARK: Key<Inner> = Key::new("dark", Inner(&COLORS), "The colours of dark pages.");

pub(crate) static TEXTS: Key<Named> = Key::new(
    "texts",
    Named(&TEXTS_SECTION),
    "Texts of yours in place of ours, by language.",
);

static COLORS: Section = Section {
    heading: "[pool.branding.light] and [pool.branding.dark]",
    what: "colours",
    about: "Colours as six hexadecimal digits: `\"#3a5ccc\"`.",
    example: r##"[pool.branding.light]
primary = "#3b4fc4"
background = "#f3f4fa"

[pool.branding.dark]
primary = "#a9b6ff"
background = "#0f1220"
"##,
    keys: &[
        &PRIMARY,
        &ON_PRIMARY,
        &BACKGROUND,
        &SURFACE,
        &TEXT,
        &MUTED,
        &BORDER,
        &DANGER,
        &SUCCESS,
        &LINK,
    ],
};

pub(crate) static PRIMARY: Key<Text> = color("primary", "The main button, and what has the focus.");
pub(crate) static ON_PRIMARY: Key<Text> =
    color("on_primary", "What is written on the main button.");
pub(crate) static BACKGROUND: Key<Text> = color("background", "The page, behind its form.");
pub(crate) static SURFACE: Key<Text> = color("surface", "The form's panel and its fields.");
pub(crate) static TEXT: Key<Text> = color("text", "What is written.");
pub(crate) static MUTED: Key<Text> = color("muted", "What is written and less important.");
pub(crate) static BORDER: Key<Text> = color("border", "The edges of panels and fields.");
pub(crate) static DANGER: Key<Text> = color("danger", "Mistakes and refusals.");
pub(crate) static SUCCESS: Key<Text> = color("success", "What went well.");
pub(crate) static LINK: Key<Text> = color("link", "Links.");

static TEXTS_SECTION: Section = Section {
    heading: "[pool.branding.texts.LANGUAGE]",
    what: "texts",
    about: "Any text of the pages, 1 to 1,000 characters, for the languages `de` and `en`. The keys are those of \
            [`app/locales/en.toml`](../app/locales/en.toml), less `language`. What stands in braces there can stand in your \
            text too and is filled in.",
    example: r#"[pool.branding.texts.en]
login.lead = "Welcome back to {brand}."
"#,
    keys: &[],
};

const fn picture(default: &'static str) -> Text {
    Text {
        values: ADDRESS,
        default,
    }
}

const fn color(name: &'static str, about: &'static str) -> Key<Text> {
    let form = Text {
        values: "colour",
        default: "the theme's",
    };
    Key::new(name, form, about)
}
