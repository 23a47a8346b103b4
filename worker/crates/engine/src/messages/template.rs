//! Texts with placeholders, ours and those that pools bring.

use std::borrow::Cow;

/// Puts values in place of their placeholders, each once: what looks like one in a value stays as it is.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    fill_each(template, |rest| value_at(rest, values))
}

/// The same, with what `link` makes of a link's text, values included, in place of each `{##text##}`.
pub(super) fn fill_with_links(
    template: &str,
    values: &[(&str, &str)],
    link: impl Fn(&str) -> String,
) -> String {
    let ends = ends_of_links(template);
    fill_each(template, |rest| {
        value_at(rest, values).or_else(|| {
            let (text, after) = link_at(template, rest, &ends)?;
            Some((Cow::Owned(link(&fill(text, values))), after))
        })
    })
}

/// Puts in at each brace what is found there, given the template from it on; with that comes what follows.
fn fill_each<'v, 't>(
    template: &'t str,
    found: impl Fn(&'t str) -> Option<(Cow<'v, str>, &'t str)>,
) -> String {
    let mut filled = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        rest = match found(after) {
            Some((text, after)) => {
                filled.push_str(&text);
                after
            }
            None => {
                filled.push('{');
                after.strip_prefix('{').unwrap_or_default()
            }
        };
    }
    filled.push_str(rest);
    filled
}

/// The value whose placeholder begins here, and what follows.
fn value_at<'v, 't>(rest: &'t str, values: &[(&str, &'v str)]) -> Option<(Cow<'v, str>, &'t str)> {
    values
        .iter()
        .find_map(|(name, value)| Some((Cow::Borrowed(*value), rest.strip_prefix(name)?)))
}

/// Where links can end. `{####}` is the code's place, and ends none.
fn ends_of_links(template: &str) -> Vec<usize> {
    let ends = template.match_indices("##}").map(|(at, _)| at);
    let is_codes = |at: &usize| {
        let before = template.get(..*at);
        before.is_some_and(|before| before.ends_with("{##"))
    };
    ends.filter(|at| !is_codes(at)).collect()
}

/// The text of the link that begins where `rest` of the template does, and what follows.
fn link_at<'t>(template: &str, rest: &'t str, ends: &[usize]) -> Option<(&'t str, &'t str)> {
    let inner = rest.strip_prefix("{##")?;
    // The code's place is no link either.
    if inner.starts_with("##}") {
        return None;
    }
    let begin = template.len().checked_sub(inner.len())?;
    let end = ends.get(ends.partition_point(|end| *end < begin))?;
    let (text, after) = inner.split_at_checked(end.checked_sub(begin)?)?;
    Some((text, after.strip_prefix("##}")?))
}

/// A value as text in HTML.
pub(super) fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn placeholders_are_filled_once() {
        let values = [("{####}", "123456"), ("{username}", "{####}")];
        let filled = fill("{username}: {####} {x}{", &values);
        assert_eq!(filled, "{####}: 123456 {x}{");
    }

    #[test]
    fn a_links_place_has_its_text() {
        let link = |text: &str| format!("[{text}]");
        for (template, filled) in [
            ("Please {##Verify Email##}!", "Please [Verify Email]!"),
            ("{##a##}{##b##}", "[a][b]"),
            ("{####} {##a##}", "123456 [a]"),
            ("{##a {####} b##}", "[a 123456 b]"),
            ("{##a{####}", "{##a123456"),
            ("{##{####}##}", "[123456]"),
            ("{##{##a##}", "[{##a]"),
            ("{##a", "{##a"),
            ("{##}", "{##}"),
            ("", ""),
        ] {
            let values = [("{####}", "123456")];
            assert_eq!(fill_with_links(template, &values, link), filled);
        }
    }

    #[test]
    fn a_value_makes_no_link_and_breaks_none() {
        let link = |text: &str| format!("[{text}]");
        for name in ["{##x##}", "{##", "##}", "{####}", "{username}"] {
            let values = [("{####}", "123456"), ("{username}", name)];
            let template = "{username} {##to {username}##} {username} {####}";
            assert_eq!(
                fill_with_links(template, &values, link),
                format!("{name} [to {name}] {name} 123456")
            );
        }
    }

    proptest! {
        #[test]
        fn filling_never_panics_and_keeps_other_text(template in r"[^{}]*", code in "[0-9]{6}") {
            let values = [("{####}", code.as_str())];
            prop_assert_eq!(fill(&template, &values), template.clone());
            prop_assert_eq!(fill(&format!("{template}{{####}}{template}"), &values), format!("{template}{code}{template}"));
            prop_assert_eq!(fill_with_links(&template, &values, |_| String::new()), template);
        }

        #[test]
        fn any_template_is_filled(template in r"(\PC{0,3}|[{#}]{0,6}|\{####\}){0,10}", value in r"(\PC{0,3}|[{#}]{0,6})") {
            let values = [("{####}", value.as_str())];
            fill(&template, &values);
            fill_with_links(&template, &values, |text| text.to_owned());
        }
    }
}
