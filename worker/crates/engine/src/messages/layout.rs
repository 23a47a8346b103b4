//! A mail of our own: the same in plain text and in HTML, with the pool's name and colours. It asks for no picture and no
//! file, so that nothing of it is missing where those are off, and nobody learns that it was read.

use super::template::escape;
use serde_json::Value;
use std::fmt::Write as _;

/// What a mail says.
pub(super) struct Parts<'a> {
    pub(super) language: &'a str,
    /// What the pool is called.
    pub(super) name: &'a str,
    pub(super) heading: String,
    pub(super) lead: String,
    pub(super) code: Option<&'a str>,
    /// Where it leads, and what it is called.
    pub(super) link: Option<(&'a str, &'a str)>,
    /// Paragraphs below: how long it lasts, and what if it wasn't you.
    pub(super) notes: Vec<String>,
}

pub(super) fn text(parts: &Parts<'_>) -> String {
    let mut text = format!("{}\n\n{}\n\n", parts.heading, parts.lead);
    if let Some(code) = parts.code {
        text.push_str(&format!("    {code}\n\n"));
    }
    if let Some((url, _)) = parts.link {
        text.push_str(&format!("{url}\n\n"));
    }
    for note in &parts.notes {
        text.push_str(&format!("{note}\n\n"));
    }
    text.push_str(parts.name);
    text.push('\n');
    text
}

/// `branding`: the pool's, whose colours are `#rgb` or `#rrggbb`.
pub(super) fn html(parts: &Parts<'_>, subject: &str, branding: Option<&Value>) -> String {
    let light = Colours::of(branding, "Light", &LIGHT);
    let dark = Colours::of(branding, "Dark", &DARK);
    let mut html = String::with_capacity(4096);
    // Writing to a string can't fail.
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{subject}</title>\n\
         <style>\n:root {{ color-scheme: light dark; }}\n\
         @media (prefers-color-scheme: dark) {{\n{dark}}}\n</style>\n</head>\n",
        language = parts.language,
        subject = escape(subject),
        dark = dark.rules(),
    );
    let _ = write!(
        html,
        "<body class=\"page\" style=\"margin:0;padding:24px 12px;background:{background};color:{text};\
         font:16px/1.5 system-ui,sans-serif\">\n\
         <table role=\"presentation\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\"><tr><td align=\"center\">\n\
         <table role=\"presentation\" class=\"card\" width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" \
         style=\"max-width:480px;background:{surface};border:1px solid {border};border-radius:12px;text-align:left\">\
         <tr><td style=\"padding:28px\">\n\
         <p class=\"brand\" style=\"margin:0 0 16px;font-weight:600;color:{primary}\">{name}</p>\n\
         <h1 style=\"margin:0 0 12px;font-size:22px;line-height:1.3\">{heading}</h1>\n\
         <p style=\"margin:0 0 20px\">{lead}</p>\n",
        background = light.background,
        text = light.text,
        surface = light.surface,
        border = light.border,
        primary = light.primary,
        name = escape(parts.name),
        heading = escape(&parts.heading),
        lead = escape(&parts.lead),
    );
    if let Some(code) = parts.code {
        let _ = writeln!(
            html,
            "<p class=\"code\" style=\"margin:0 0 20px;padding:14px;border:1px solid {};border-radius:8px;text-align:center;\
             font:600 26px/1.3 ui-monospace,monospace;letter-spacing:3px\">{}</p>",
            light.border,
            escape(code),
        );
    }
    if let Some((url, label)) = parts.link {
        let url = escape(url);
        let _ = writeln!(
            html,
            "<p style=\"margin:0 0 20px\"><a class=\"button\" href=\"{url}\" style=\"display:inline-block;padding:12px 20px;\
             border-radius:8px;background:{};color:{};font-weight:600;text-decoration:none\">{}</a></p>\n\
             <p class=\"muted\" style=\"margin:0 0 20px;font-size:14px;color:{};word-break:break-all\">{url}</p>",
            light.primary,
            light.on_primary,
            escape(label),
            light.muted,
        );
    }
    for note in &parts.notes {
        let _ = writeln!(
            html,
            "<p class=\"muted\" style=\"margin:0 0 8px;font-size:14px;color:{}\">{}</p>",
            light.muted,
            escape(note),
        );
    }
    html.push_str("</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n");
    html
}

/// What a mail needs of a palette.
struct Colours<'a> {
    primary: &'a str,
    on_primary: &'a str,
    background: &'a str,
    surface: &'a str,
    text: &'a str,
    muted: &'a str,
    border: &'a str,
}

/// The pages' own, where a pool sets none.
const LIGHT: Colours<'static> = Colours {
    primary: "#1b5a54",
    on_primary: "#ffffff",
    background: "#f4f1ea",
    surface: "#ffffff",
    text: "#1b2322",
    muted: "#5a6563",
    border: "#e3ded3",
};
const DARK: Colours<'static> = Colours {
    primary: "#8ad2c5",
    on_primary: "#06211d",
    background: "#0e1413",
    surface: "#171f1e",
    text: "#e8eeec",
    muted: "#a3b0ad",
    border: "#2b3634",
};

impl<'a> Colours<'a> {
    fn of(branding: Option<&'a Value>, scheme: &str, built_in: &Colours<'static>) -> Self {
        let own = branding.and_then(|branding| branding.get(scheme));
        let colour = |name: &str, built_in: &'static str| {
            let own = own.and_then(|own| own.get(name)?.as_str());
            own.filter(|colour| is_colour(colour)).unwrap_or(built_in)
        };
        Self {
            primary: colour("Primary", built_in.primary),
            on_primary: colour("OnPrimary", built_in.on_primary),
            background: colour("Background", built_in.background),
            surface: colour("Surface", built_in.surface),
            text: colour("Text", built_in.text),
            muted: colour("Muted", built_in.muted),
            border: colour("Border", built_in.border),
        }
    }

    /// Rules that win over what elements say themselves.
    fn rules(&self) -> String {
        let Self {
            primary,
            on_primary,
            background,
            surface,
            text,
            muted,
            border,
        } = self;
        format!(
            ".page {{ background: {background} !important; color: {text} !important; }}\n\
             .card {{ background: {surface} !important; border-color: {border} !important; color: {text} !important; }}\n\
             .code {{ border-color: {border} !important; }}\n\
             .brand {{ color: {primary} !important; }}\n\
             .button {{ background: {primary} !important; color: {on_primary} !important; }}\n\
             .muted {{ color: {muted} !important; }}\n"
        )
    }
}

/// `#rgb` or `#rrggbb`, which can end no rule.
fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
