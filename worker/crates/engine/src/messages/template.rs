//! Texts with placeholders, ours and those that pools bring.

/// Puts values in place of their placeholders, each once: what looks like one in a value stays as it is.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        let found = values
            .iter()
            .find_map(|(name, value)| Some((*value, after.strip_prefix(name)?)));
        rest = match found {
            Some((value, after)) => {
                filled.push_str(value);
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

/// Puts `link` in place of each `{##text##}`, given its text.
pub(super) fn fill_links(template: &str, link: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{##") {
        // `{####}` is the code's place.
        let found = after.split_once("##}").filter(|(text, _)| !text.is_empty());
        filled.push_str(before);
        rest = match found {
            Some((text, after)) => {
                filled.push_str(&link(text));
                after
            }
            None => {
                filled.push_str("{##");
                after
            }
        };
    }
    filled.push_str(rest);
    filled
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
            ("{####} {##a##}", "{####} [a]"),
            ("{##a", "{##a"),
            ("{##}", "{##}"),
            ("", ""),
        ] {
            assert_eq!(fill_links(template, link), filled);
        }
    }

    proptest! {
        #[test]
        fn filling_never_panics_and_keeps_other_text(template in r"[^{}]*", code in "[0-9]{6}") {
            let values = [("{####}", code.as_str())];
            prop_assert_eq!(fill(&template, &values), template.clone());
            prop_assert_eq!(fill(&format!("{template}{{####}}{template}"), &values), format!("{template}{code}{template}"));
            prop_assert_eq!(fill_links(&template, |_| String::new()), template);
        }

        #[test]
        fn any_template_is_filled(template: String, value: String) {
            fill(&template, &[("{####}", &value)]);
            fill_links(&template, |text| text.to_owned());
        }
    }
}
