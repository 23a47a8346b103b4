//! The filter of ListUsers: written again it is the same.

use vestibule_core::{
    fuzzing::{self, SEARCHABLE},
    store::users::list::Comparison,
};

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Some(read) = fuzzing::filter(&text) else {
        return;
    };
    let Some(filter) = read else {
        assert!(text.trim().is_empty());
        return;
    };
    let own = ["username", "sub", "status", "cognito:user_status"];
    let attribute = filter.attribute.as_str();
    assert!(SEARCHABLE.contains(&attribute) || own.contains(&attribute));
    let operator = match filter.comparison {
        Comparison::Equals => "=",
        Comparison::StartsWith => "^=",
    };
    let value = filter.value.replace('\\', r"\\").replace('"', r#"\""#);
    let written = format!("\"{attribute}\" {operator} \"{value}\"");
    assert_eq!(fuzzing::filter(&written), Some(Some(filter)), "{written}");
}
