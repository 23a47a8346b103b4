//! The reference speaks of exactly the keys that are read, and says of them what is so.

use std::collections::BTreeSet;

use super::keys::{FILE, Later, client, pool};
use super::reference::{sections, text};
use super::*;
use crate::settings::AUTH_FLOWS;

const COMMITTED: &str = include_str!("../../../docs/vestibule-toml.md");

fn examples() -> String {
    sections().iter().map(|section| section.example).collect()
}

/// The keys of a section that are fixed once a thing is made.
fn fixed(section: &keys::Section) -> BTreeSet<String> {
    section
        .keys
        .iter()
        .filter(|key| key.later() == Later::Fixed)
        .map(|key| key.name().to_owned())
        .collect()
}

#[test]
fn the_committed_reference_is_what_the_reader_knows() {
    assert_eq!(
        COMMITTED,
        text(),
        "run `cargo xtask codegen`, which writes it"
    );
}

#[test]
fn each_key_that_is_read_is_listed_and_each_that_is_listed_is_read() {
    let examples = examples();
    let reader = Reader::new(&examples);
    read(
        &reader,
        &examples,
        &Url::parse("https://id.example.com").unwrap(),
    );
    let listed: BTreeSet<_> = sections()
        .into_iter()
        .chain([&FILE])
        .flat_map(|section| section.keys.iter().map(|key| (section.heading, key.name())))
        .collect();
    assert_eq!(*reader.read.borrow(), listed);
    assert_eq!(reader.into_mistakes(), [], "the examples are one file");
}

#[test]
fn what_is_fixed_is_what_a_plan_refuses_to_change() {
    let text = "[[pool]]\nname = \"demo\"\nsign_in_with = [\"username\"]\naliases = [\"email\"]\n\
                case_sensitive = false\nrequired_attributes = [\"name\"]\n\
                [pool.custom_attributes.team]\n[[pool.client]]\nname = \"web\"\n";
    let config = parse(text, &Url::parse("http://localhost").unwrap()).unwrap();
    let names = |members: crate::settings::Members| -> BTreeSet<String> {
        let last = |(name, _): (String, String)| name.rsplit('.').next().unwrap().to_owned();
        members.into_iter().map(last).collect()
    };
    let settings = &config.pools[0].settings;
    assert_eq!(fixed(&pool::SECTION), names(settings.fixed_members()));
    let attribute = &settings.custom_attributes["team"];
    assert_eq!(
        fixed(pool::CUSTOM_ATTRIBUTES.form.0),
        names(attribute.fixed_members("team"))
    );
    let web = &config.pools[0].clients[0].settings;
    assert_eq!(fixed(&client::SECTION), names(web.fixed_members()));
    for section in sections() {
        if ![
            "[[pool]]",
            "[[pool.client]]",
            "[pool.custom_attributes.NAME]",
        ]
        .contains(&section.heading)
        {
            assert_eq!(fixed(section), BTreeSet::new(), "{}", section.heading);
        }
    }
}

#[test]
fn each_way_to_sign_in_is_listed_or_not_built() {
    let form = &client::AUTH_FLOWS.form;
    let known: BTreeSet<&str> = form.of.iter().chain(form.not_built).copied().collect();
    assert_eq!(known, AUTH_FLOWS.map(|(name, _)| name).into());
}

#[test]
fn a_table_that_is_left_out_has_the_defaults_of_its_keys() {
    let of = |text: &str| {
        let pool = format!("[[pool]]\nname = \"demo\"\nsign_in_with = [\"email\"]\n{text}");
        parse(&pool, &Url::parse("http://localhost").unwrap())
            .unwrap()
            .pools[0]
            .settings
            .password
            .clone()
    };
    assert_eq!(of(""), of("[pool.password]\n"));
    let days = pool::TEMPORARY_VALID_FOR.form.default;
    assert_eq!(
        of(""),
        of(&format!(
            "[pool.password]\ntemporary_valid_for = \"{days}\"\n"
        ))
    );
}

#[test]
fn a_heading_leads_to_its_section() {
    for section in sections() {
        let heading = format!("\n## `{}`\n", section.heading.replace(" and ", "` and `"));
        assert_eq!(COMMITTED.matches(&heading).count(), 1, "{heading}");
    }
}
