//! A plan as a person reads it.

use std::fmt;

use super::{Action, Plan, Subject};
use crate::settings::Change;

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool(name) => write!(f, "pool {name:?}"),
            Self::SecondFactors(pool) => {
                write!(f, "second factors and passkeys of pool {pool:?}")
            }
            Self::Sessions(pool) => write!(f, "sessions of pool {pool:?}"),
            Self::CustomAttributes(pool) => write!(f, "custom attributes of pool {pool:?}"),
            Self::Domain(domain) => write!(f, "domain {domain:?}"),
            Self::ResourceServer(identifier) => write!(f, "resource server {identifier:?}"),
            Self::Group(name) => write!(f, "group {name:?}"),
            Self::Client(name) => write!(f, "client {name:?}"),
            Self::ClientSessions(client) => write!(f, "browser sessions of client {client:?}"),
            Self::Extensions(pool) => write!(f, "pages and hardening of pool {pool:?}"),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut created, mut updated, mut removed, mut kept) = (0, 0, 0, 0);
        for step in self.steps() {
            let (sign, word, counter) = match &step.action {
                Action::Keep => (' ', "unchanged", &mut kept),
                Action::Create(_) => ('+', "create", &mut created),
                Action::Update(..) => ('~', "update", &mut updated),
                Action::Remove(_) => ('-', "remove", &mut removed),
            };
            *counter += 1;
            writeln!(f, "  {sign} {word:<9}  {}", step.subject)?;
            if let Action::Update(changes, _) = &step.action {
                let width = changes
                    .iter()
                    .map(|change| change.setting.len())
                    .max()
                    .unwrap_or_default();
                for Change { setting, old, new } in changes {
                    writeln!(
                        f,
                        "                 {setting:<width$}  {} → {}",
                        shortened(old),
                        shortened(new)
                    )?;
                }
            }
        }
        for subject in &self.left_alone {
            writeln!(f, "    not in the file, left alone: {subject}")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "{created} to create, {updated} to update, {removed} to remove, {kept} unchanged."
        )
    }
}

/// A value on one line of the plan.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    let length = text.chars().count();
    let line = text.replace('\n', "⏎");
    if length <= LONGEST {
        return line;
    }
    let start: String = line.chars().take(LONGEST - 20).collect();
    format!("{start}… ({length} characters)")
}
