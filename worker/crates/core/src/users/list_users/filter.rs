//! The filter of ListUsers: `name = "value"` or `name ^= "value"`, a backslash before a quote in the value.

use crate::store::users::{
    list::{Comparison, Filter},
    rows::SEARCHABLE,
};

/// Attributes of the user itself that can be searched, beside [`SEARCHABLE`].
const OWN: &[&str] = &["username", "sub", "status", "cognito:user_status"];

/// The text is no filter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoFilter;

/// Reads a filter; an empty one is none.
pub(crate) fn parse(text: &str) -> Result<Option<Filter>, NoFilter> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let operator = text.find(['=', '^']).ok_or(NoFilter)?;
    let (attribute, rest) = text.split_at(operator);
    let attribute = attribute.trim().trim_matches('"');
    if !SEARCHABLE.contains(&attribute) && !OWN.contains(&attribute) {
        return Err(NoFilter);
    }
    let (comparison, rest) = if let Some(rest) = rest.strip_prefix("^=") {
        (Comparison::StartsWith, rest)
    } else {
        (Comparison::Equals, rest.strip_prefix('=').ok_or(NoFilter)?)
    };
    let mut value = quoted(rest.trim()).ok_or(NoFilter)?;
    if attribute == "cognito:user_status" {
        value = value.to_uppercase();
    }
    Ok(Some(Filter {
        attribute: attribute.to_owned(),
        comparison,
        value,
    }))
}

fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => value.push(letters.next()?),
            '"' => return None,
            letter => value.push(letter),
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filter(
        attribute: &str,
        comparison: Comparison,
        value: &str,
    ) -> Result<Option<Filter>, NoFilter> {
        Ok(Some(Filter {
            attribute: attribute.to_owned(),
            comparison,
            value: value.to_owned(),
        }))
    }

    #[test]
    fn the_documented_forms_are_read() {
        assert_eq!(parse(""), Ok(None));
        assert_eq!(
            parse(r#"family_name = "Reddy""#),
            filter("family_name", Comparison::Equals, "Reddy")
        );
        assert_eq!(
            parse(r#"given_name^="Jon""#),
            filter("given_name", Comparison::StartsWith, "Jon")
        );
        assert_eq!(
            parse(r#""email" = "a@example.com""#),
            filter("email", Comparison::Equals, "a@example.com")
        );
        assert_eq!(
            parse(r#"name = "a \"b\" c""#),
            filter("name", Comparison::Equals, r#"a "b" c"#)
        );
        let confirmed = filter("cognito:user_status", Comparison::Equals, "CONFIRMED");
        assert_eq!(parse(r#"cognito:user_status = "Confirmed""#), confirmed);
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "email",
            "email = ",
            "email = a",
            r#"email = "a"#,
            r#"email = "a" b"#,
            r#"email = "a"b""#,
            r#"email = "a\""#,
            r#"email ^ "a""#,
            r#"email == "a""#,
            r#"custom:x = "a""#,
            r#"= "a""#,
        ] {
            assert_eq!(parse(text), Err(NoFilter), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = parse(&text);
        }

        #[test]
        fn any_value_survives_being_quoted(value: String) {
            let escaped = value.replace('\\', r"\\").replace('"', "\\\"");
            prop_assert_eq!(parse(&format!("email ^= \"{escaped}\"")), filter("email", Comparison::StartsWith, &value));
        }
    }
}
