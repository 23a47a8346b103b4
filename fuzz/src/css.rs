//! What a browser makes of a style sheet, by the tokenizer of CSS Syntax Module Level 3 section 4. It shares nothing
//! with the check that it judges.

use url::Url;

/// Where pages are.
const PAGE: &str = "https://demo.id.example.com/login";
/// Functions that take an address as a string, or run code in old browsers.
const REFUSED: [&str; 6] = [
    "-webkit-image-set",
    "cross-fade",
    "expression",
    "image",
    "image-set",
    "src",
];
const SPACE: [char; 3] = [' ', '\t', '\n'];

/// Asserts that a sheet stays in its `<style>` element, closes what it opens, loads no other sheet, and nothing of another
/// origin but `allowed`.
pub(crate) fn assert_harmless(css: &str, allowed: &[&str]) {
    assert!(
        !css.contains("</") && !css.contains("<!"),
        "the element can be left: {css:?}"
    );
    // Section 3.3, on what comes before the tokenizer.
    let css = css.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let mut open = Vec::new();
    let mut is_address = false;
    for token in (Tokens { rest: &css }) {
        let after_url = std::mem::take(&mut is_address);
        match token {
            Token::AtKeyword(name) => {
                let name = name.to_ascii_lowercase();
                assert!(
                    !["charset", "import", "namespace"].contains(&name.as_str()),
                    "@{name} in {css:?}"
                );
            }
            Token::Url(address) => assert_own(address, allowed),
            Token::String(address) if after_url => assert_own(address, allowed),
            Token::String(_) | Token::Other => {}
            Token::Function(name) => {
                let name = name.to_ascii_lowercase();
                assert!(!REFUSED.contains(&name.as_str()), "{name}( in {css:?}");
                is_address = is_url(&name);
                open.push('(');
            }
            Token::Open(bracket) => open.push(bracket),
            Token::Close(bracket) => {
                let opened = open.pop();
                let pair = matches!(
                    (opened, bracket),
                    (Some('('), ')') | (Some('['), ']') | (Some('{'), '}')
                );
                assert!(pair, "{bracket} closes {opened:?} in {css:?}");
            }
            Token::Space => is_address = after_url,
        }
    }
    assert!(open.is_empty(), "{open:?} stays open in {css:?}");
}

fn assert_own(address: &str, allowed: &[&str]) {
    assert!(!address.contains('\\'), "an escape in {address:?}");
    let page = Url::parse(PAGE).expect("it is a URL");
    let Ok(url) = page.join(address) else {
        return;
    };
    let is_picture =
        url.scheme() == "data" && url.path().to_ascii_lowercase().starts_with("image/");
    assert!(
        url.origin() == page.origin() || is_picture || allowed.contains(&address),
        "{address:?} is of another origin"
    );
}

enum Token<'a> {
    AtKeyword(&'a str),
    Close(char),
    Function(&'a str),
    Open(char),
    Other,
    Space,
    String(&'a str),
    /// Without quotes.
    Url(&'a str),
}

struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(comment) = self.rest.strip_prefix("/*") {
            self.rest = comment.split_once("*/").map_or("", |(_, after)| after);
            return Some(Token::Space);
        }
        let first = self.rest.chars().next()?;
        if is_name(first) {
            let name = self.name();
            return Some(match self.rest.strip_prefix('(') {
                Some(argument) => self.function(name, argument),
                None => Token::Other,
            });
        }
        self.rest = &self.rest[first.len_utf8()..];
        Some(match first {
            '"' | '\'' => self.string(first),
            '@' => Token::AtKeyword(self.name()),
            '(' | '[' | '{' => Token::Open(first),
            ')' | ']' | '}' => Token::Close(first),
            '\\' => panic!("an escape outside of a string, before {:?}", self.rest),
            _ if SPACE.contains(&first) => Token::Space,
            _ => Token::Other,
        })
    }
}

impl<'a> Tokens<'a> {
    fn name(&mut self) -> &'a str {
        let end = self.rest.find(|letter| !is_name(letter));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        name
    }

    fn function(&mut self, name: &'a str, argument: &'a str) -> Token<'a> {
        self.rest = argument;
        let address = argument.trim_start_matches(SPACE);
        if !is_url(name) || address.starts_with(['"', '\'']) {
            return Token::Function(name);
        }
        // An address without quotes, or a bad one: both end at the first bracket.
        let (address, rest) = address.split_once(')').unwrap_or((address, ""));
        self.rest = rest;
        let address = address.trim_end_matches(SPACE);
        let is_bad =
            |letter: char| SPACE.contains(&letter) || "\"'(".contains(letter) || is_hidden(letter);
        if address.contains(is_bad) {
            Token::Other
        } else {
            Token::Url(address)
        }
    }

    fn string(&mut self, quote: char) -> Token<'a> {
        let text = self.rest;
        let mut is_escaped = false;
        for (at, letter) in text.char_indices() {
            match letter {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '\n' => panic!("a string without an end: {:?}", &text[..at]),
                _ if letter == quote => {
                    self.rest = &text[at + 1..];
                    return Token::String(&text[..at]);
                }
                _ => {}
            }
        }
        panic!("a string without an end: {text:?}");
    }
}

fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_' || !letter.is_ascii()
}

/// The second is how Gecko once read `@document`.
fn is_url(name: &str) -> bool {
    name.eq_ignore_ascii_case("url") || name.eq_ignore_ascii_case("url-prefix")
}

/// A non-printable code point (section 4.2).
fn is_hidden(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}
