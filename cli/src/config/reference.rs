//! The reference of the file's keys, as `docs/vestibule-toml.md` has it.

use super::keys::{Described, FILE, Later, Section};

const BEFORE: &str = "\
<!-- Written from what the reader knows (cli/src/config/keys) by `cargo xtask codegen`. -->

# Every key of `vestibule.toml`

`vestibule apply` makes the deployment what this file says: it shows what is different, and changes that. Pools and clients are
recognised by their names, so another name makes another one. What the file doesn't speak of (other pools, clients,
resource servers) is left alone.

The smallest file is two lines under `[[pool]]`: a name, and what people sign in with. All else has a default. The examples
below, put together, are one file.

- A **time** is written as people write it: `\"90s\"`, `\"15m\"`, `\"1h30m\"`, `\"30d\"`.
- A **list** has each entry once; its order means nothing.
- `{public_url}` in an address stands for the deployment's own, so that one file serves a laptop and a server.
- *Fixed*: as it was when the pool, the client or the attribute was made. `vestibule apply` refuses another value.
- *Left as it is*: what the file says nothing of keeps the value that it has.
- A key that isn't here is a mistake, and so is a value that can't be: `vestibule apply` names the line and changes nothing.
";

/// The text of the reference, in Markdown.
pub(crate) fn text() -> String {
    let mut text = BEFORE.to_owned();
    for section in sections() {
        text.push_str(&format!("\n## `{}`\n\n", titled(section)));
        text.push_str(&format!(
            "{}\n\n```toml\n{}```\n",
            section.about, section.example
        ));
        if !section.keys.is_empty() {
            text.push_str("\n| key | value | default | |\n|---|---|---|---|\n");
        }
        for key in section.keys {
            text.push_str(&row(*key));
        }
    }
    text
}

/// All sections, each once, in the order in which their keys lead to them.
pub(super) fn sections() -> Vec<&'static Section> {
    let mut sections = Vec::new();
    collect(&FILE, &mut sections);
    sections
}

fn collect(section: &'static Section, sections: &mut Vec<&'static Section>) {
    for next in section.keys.iter().filter_map(|key| key.section()) {
        // The colours of light and of dark pages are one section.
        if !sections.iter().any(|known| std::ptr::eq(*known, next)) {
            sections.push(next);
            collect(next, sections);
        }
    }
}

fn titled(section: &Section) -> String {
    section.heading.replace(" and ", "` and `")
}

fn row(key: &dyn Described) -> String {
    let later = match key.later() {
        Later::Changes => "",
        Later::Names => " It is recognised by this.",
        Later::Fixed => " *Fixed.*",
    };
    let (name, values, default) = (key.name(), key.values(), key.default());
    let about = match key.section() {
        Some(section) => format!("{} See {}.", key.about(), link(section)),
        None => key.about().to_owned(),
    };
    format!("| `{name}` | {values} | {default} | {about}{later} |\n")
}

/// A link to a section of the page, by the anchor that GitHub makes of its heading.
fn link(section: &Section) -> String {
    let anchor: String = section
        .heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || "_- ".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect();
    format!("[`{}`](#{anchor})", titled(section))
}
