//! `[[pool.resource_server]]`.

use std::collections::BTreeMap;

use super::check_name;
use super::keys::resource_server as keys;
use super::reader::{Located, Table};
use crate::settings::ResourceServerSettings;

/// Nothing if it has no identifier to go by.
pub(super) fn read(table: Table<'_>) -> Option<Located<ResourceServerSettings>> {
    let identifier = table.needed(&keys::IDENTIFIER);
    if let Some(identifier) = &identifier {
        if let Err(problem) = check_word(&identifier.value, "") {
            table.mistake(&identifier.span, format!("identifier {problem}"));
        } else if !table.is_set("name")
            && let Err(problem) = check_name(&identifier.value, 256)
        {
            let message =
                format!("without a name beside it the identifier is the name, which {problem}");
            table.mistake(&identifier.span, message);
        }
    }
    let name = table.string(&keys::NAME);
    if let Some(name) = &name
        && let Err(problem) = check_name(&name.value, 256)
    {
        table.mistake(&name.span, format!("name {problem}"));
    }
    let scopes = table
        .table(&keys::SCOPES)
        .map(read_scopes)
        .unwrap_or_default();
    table.finish();

    let identifier = identifier?;
    let settings = ResourceServerSettings {
        name: name.map_or_else(|| identifier.value.clone(), |name| name.value),
        identifier: identifier.value,
        scopes,
    };
    Some(Located {
        value: settings,
        span: identifier.span,
    })
}

fn read_scopes(table: Table<'_>) -> BTreeMap<String, String> {
    let entries = table.text_entries();
    if entries.len() > 100 {
        table.mistake(
            &table.span,
            format!("scopes has {} entries; expected at most 100", entries.len()),
        );
    }
    for (name, description) in &entries {
        if let Err(problem) = check_word(&name.value, "/") {
            table.mistake(&name.span, format!("the scope's name {problem}"));
        }
        if !(1..=256).contains(&description.value.chars().count()) {
            table.mistake(
                &description.span,
                "the scope's description has to have 1 to 256 characters",
            );
        }
    }
    entries
        .into_iter()
        .map(|(name, description)| (name.value, description.value))
        .collect()
}

/// Printable ASCII without spaces, quotes and backslashes, as Cognito allows; nor any of `refused`.
fn check_word(text: &str, refused: &str) -> Result<(), String> {
    if !(1..=256).contains(&text.chars().count()) {
        return Err("has to have 1 to 256 characters".to_owned());
    }
    match text
        .chars()
        .find(|c| !c.is_ascii_graphic() || "\"\\".contains(*c) || refused.contains(*c))
    {
        Some(wrong) => Err(format!("can't contain {wrong:?}")),
        None => Ok(()),
    }
}
