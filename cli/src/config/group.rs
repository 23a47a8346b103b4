//! `[[pool.group]]`.

use super::keys::group as keys;
use super::reader::{Located, Table};
use crate::settings::GroupSettings;

/// Nothing if it has no name to go by.
pub(super) fn read(table: Table<'_>) -> Option<Located<GroupSettings>> {
    let name = table.needed(&keys::NAME);
    if let Some(name) = &name
        && !is_name(&name.value)
    {
        table.mistake(
            &name.span,
            "name has to have 1 to 128 characters and no space",
        );
    }
    let description = table.parsed(&keys::DESCRIPTION, |text| {
        match (1..=2048).contains(&text.chars().count()) {
            true => Ok(text.to_owned()),
            false => Err("expected 1 to 2048 characters".to_owned()),
        }
    });
    let precedence = table.optional_number(&keys::PRECEDENCE);
    let role = table.parsed(&keys::ROLE, |text| {
        match text.starts_with("arn:") && text.matches(':').count() >= 5 {
            true => Ok(text.to_owned()),
            false => Err(format!(
                "expected a role such as \"arn:aws:iam::000000000000:role/staff\", found {text:?}"
            )),
        }
    });
    table.finish();

    let name = name?;
    let settings = GroupSettings {
        name: name.value,
        description: description.map(|description| description.value),
        precedence,
        role: role.map(|role| role.value),
    };
    Some(Located {
        value: settings,
        span: name.span,
    })
}

fn is_name(text: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    (1..=128).contains(&text.chars().count()) && !text.chars().any(blank)
}
