//! Plain text out of a pool's HTML, for those who read no HTML.

/// The text without its marks: blocks are lines, links are followed by where they lead. It is no parser of HTML, and what it
/// makes is shown as text alone.
pub(super) fn text_of(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut link: Option<String> = None;
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        push_words(&mut text, before);
        let (tag, inner) = match after.strip_prefix("!--") {
            Some(comment) => {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            None => after.split_once('>').unwrap_or((after, "")),
        };
        rest = inner;
        let name = tag
            .split([' ', '\t', '\r', '\n'])
            .next()
            .unwrap_or_default();
        let name = name.trim_end_matches('/').to_ascii_lowercase();
        match name.as_str() {
            // Their contents are no text.
            "style" | "script" | "title" => rest = after_end(rest, &name),
            "a" => link = href(tag),
            "/a" => {
                if let Some(link) = link.take() {
                    text.push_str(&format!(" ({link})"));
                }
            }
            "br" | "/p" | "/div" | "/tr" | "/li" | "/h1" | "/h2" | "/h3" | "/h4" | "/table" => {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
            }
            _ => {}
        }
    }
    push_words(&mut text, rest);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut plain = String::with_capacity(text.len());
    for (at, line) in lines.iter().enumerate() {
        // One empty line is enough.
        let is_repeated = at > 0 && lines.get(at - 1).is_some_and(|before| before.is_empty());
        if !(line.is_empty() && (is_repeated || plain.is_empty())) {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain.trim_end().to_owned()
}

/// Text between marks, in which any run of white space is one space.
fn push_words(text: &mut String, between: &str) {
    let decoded = unescaped(between);
    if decoded.starts_with(char::is_whitespace) && !text.ends_with(['\n', ' ']) && !text.is_empty()
    {
        text.push(' ');
    }
    let words: Vec<&str> = decoded.split_whitespace().collect();
    text.push_str(&words.join(" "));
    if !words.is_empty() && decoded.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}

/// With the letters that entities stand for; what is none of these stays as it is. HTML has two thousand more, of which a table
/// would be as large as all else that messages need.
fn unescaped(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        unescaped.push_str(before);
        let end = from.bytes().take(LONGEST + 1).position(|byte| byte == b';');
        let entity = end.and_then(|end| Some((from.get(..end)?, from.get(end + 1..)?)));
        match entity.and_then(|(name, after)| Some((letter(name)?, after))) {
            Some((letter, after)) => {
                unescaped.push(letter);
                rest = after;
            }
            None => {
                unescaped.push('&');
                rest = from;
            }
        }
    }
    unescaped.push_str(rest);
    unescaped
}

/// What is between `&` and `;`: a number, or a name.
fn letter(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else {
        let names = NAMES.iter().find(|(_, known)| *known == name);
        let latin = || {
            let at = LATIN_1.iter().position(|known| *known == name)?;
            char::from_u32(0xA0 + u32::try_from(at).ok()?)
        };
        return names.map(|(letter, _)| *letter).or_else(latin);
    };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(number) => u32::from_str_radix(number, 16),
        None => number.parse(),
    };
    let letter = number
        .ok()
        .and_then(char::from_u32)
        .filter(|_| !name.contains('+'))?;
    (!letter.is_control() || letter.is_whitespace()).then_some(letter)
}

/// What is between `&` and `;`, in bytes: a number may have some zeros before it.
const LONGEST: usize = 16;

const NAMES: [(char, &str); 16] = [
    ('<', "lt"),
    ('>', "gt"),
    ('&', "amp"),
    ('"', "quot"),
    ('\'', "apos"),
    ('–', "ndash"),
    ('—', "mdash"),
    ('…', "hellip"),
    ('€', "euro"),
    ('•', "bull"),
    ('„', "bdquo"),
    ('“', "ldquo"),
    ('”', "rdquo"),
    ('‚', "sbquo"),
    ('‘', "lsquo"),
    ('’', "rsquo"),
];

/// From U+00A0 to U+00FF.
const LATIN_1: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// What follows the end of an element.
fn after_end<'a>(html: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = html.to_ascii_lowercase();
    let at = lower.find(&end).and_then(|at| html.get(at..));
    at.and_then(|end| end.split_once('>'))
        .map_or("", |(_, after)| after)
}

fn href(tag: &str) -> Option<String> {
    let (_, value) = tag.split_once("href=")?;
    let quote = value
        .chars()
        .next()
        .filter(|letter| "\"'".contains(*letter))?;
    let (link, _) = value.get(1..)?.split_once(quote)?;
    Some(unescaped(link)).filter(|link| link.starts_with("http"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_left_out_and_blocks_are_lines() {
        for (html, text) in [
            ("Your code is 123456.", "Your code is 123456."),
            ("Your code\nis 123456.", "Your code\nis 123456."),
            (
                "<p>Hello <b>Jane</b>,</p><p>your code:<br>123456</p>",
                "Hello Jane,\nyour code:\n123456",
            ),
            (
                "<h1>Hi</h1>\n\n\n<p> a </p>\n<p></p><p></p><p>b</p>",
                "Hi\na\n\nb",
            ),
            (
                "<style>p { color: red }</style><p>a</p><!-- <p>b</p> -->",
                "a",
            ),
            ("<STYLE>x</STYLE >a", "a"),
            ("a &amp; b &lt;c&gt; &amp;lt;", "a & b <c> &lt;"),
            (
                "<a href=\"https://id.example/confirmUser?a=1&amp;b=2\">Verify</a> now",
                "Verify (https://id.example/confirmUser?a=1&b=2) now",
            ),
            ("<a href='javascript:x'>Verify</a>", "Verify"),
            ("a<br/>b<BR />c", "a\nb\nc"),
            ("1 < 2", "1"),
            ("<p", ""),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    #[test]
    fn entities_are_letters_each_once() {
        for (html, text) in [
            ("Gr&uuml;&szlig;e &ndash; 5&nbsp;&euro;", "Grüße – 5 €"),
            ("&bdquo;Caf&eacute;&ldquo; &hellip;", "„Café“ …"),
            ("&ldquo;&lsquo;&laquo;a&raquo;&rsquo;&rdquo;", "“‘«a»’”"),
            ("&copy; &sect; &mdash; &apos;&quot;", "© § — '\""),
            ("&#8364; &#x20AC; &#X20ac; &#39;&#039;", "€ € € ''"),
            ("&amp;euro; &amp;#8364; &amp;amp;", "&euro; &#8364; &amp;"),
            (
                "&nothing; &; &# &#; &#x; &euro",
                "&nothing; &; &# &#; &#x; &euro",
            ),
            (
                "&#0; &#8; &#xD800; &#x110000; &#-8;",
                "&#0; &#8; &#xD800; &#x110000; &#-8;",
            ),
            ("&nbsp; a &nbsp; b&#10;c &nbsp;", "a b c"),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_html_has_a_text(html in "(\\PC{0,5}|[<>&/!a \n-]{0,3}|&#?x?[0-9a-f]{0,7};|<(p|br|style|a href=\"x\")>){0,10}") {
            text_of(&html);
        }
    }
}
