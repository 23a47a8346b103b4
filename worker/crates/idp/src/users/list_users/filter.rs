//! The filter of ListUsers: `name = "value"` or `name ^= "value"`, a backslash before a quote in the value.

use vestibule_store::users::{
    list::{Comparison, Filter},
    rows::SEARCHABLE,
};

/// Attributes of the user itself that can be searched, beside [`SEARCHABLE`].
const OWN: &[&str] = &["username", "sub", "status", "cognito:user_status"];

/// Why a text filters nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum NoFilter {
    /// It hasn't the form of a filter.
    Malformed,
    /// It has, and names an attribute that isn't searched.
    NotSearchable(String),
}

/// Reads a filter; an empty one is none.
pub fn parse(text: &str) -> Result<Option<Filter>, NoFilter> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (attribute, comparison, value) = parts(text).ok_or(NoFilter::Malformed)?;
    if !SEARCHABLE.contains(&attribute) && !OWN.contains(&attribute) {
        return Err(NoFilter::NotSearchable(attribute.to_owned()));
    }
    let value = if attribute == "cognito:user_status" {
        value.to_uppercase()
    } else {
        value
    };
    Ok(Some(Filter {
        attribute: attribute.to_owned(),
        comparison,
        value,
    }))
}

/// The three parts of a filter, of whatever attribute.
fn parts(text: &str) -> Option<(&str, Comparison, String)> {
    let (attribute, rest) = text.split_at_checked(text.find(['=', '^'])?)?;
    let attribute = attribute.trim();
    // The name may stand in quotes as well.
    let attribute = match attribute.strip_prefix('"') {
        Some(opened) => opened.strip_suffix('"')?,
        None => attribute,
    };
    if attribute.is_empty()
        || attribute.contains(|letter: char| letter == '"' || letter.is_whitespace())
    {
        return None;
    }
    let (comparison, rest) = match rest.strip_prefix("^=") {
        Some(rest) => (Comparison::StartsWith, rest),
        None => (Comparison::Equals, rest.strip_prefix('=')?),
    };
    Some((attribute, comparison, quoted(rest.trim())?))
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
    fn anything_else_is_malformed() {
        for text in [
            "=",
            "email equals x",
            "email",
            "email = ",
            "email = a",
            r#"email = "a"#,
            r#"email = "a" b"#,
            r#"email = "a"b""#,
            r#"email = "a\""#,
            r#"email ^ "a""#,
            r#"email == "a""#,
            r#"= "a""#,
            r#""" = "a""#,
            r#""email = "a""#,
            r#"email" = "a""#,
            r#"given_name family_name = "a""#,
            r#"email = "a" and name = "b""#,
            r#"email != "a""#,
            r#"email ~ "a""#,
            "email = 'a'",
            "custom:team",
            "custom:team = red",
        ] {
            assert_eq!(parse(text), Err(NoFilter::Malformed), "{text}");
        }
    }

    #[test]
    fn a_filter_by_what_is_not_searched_says_by_what() {
        for (text, attribute) in [
            (r#"custom:team = "red""#, "custom:team"),
            (r#""custom:team" ^= "red""#, "custom:team"),
            (r#"dev:custom:team="red""#, "dev:custom:team"),
            (r#"address = "a""#, "address"),
            (r#"email_verified = "true""#, "email_verified"),
            (r#"Email = "a""#, "Email"),
            (r#"nonsense = "a""#, "nonsense"),
        ] {
            let refused = NoFilter::NotSearchable(attribute.to_owned());
            assert_eq!(parse(text), Err(refused), "{text}");
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
