//! `corrections.toml`: what the live services do otherwise than their models say.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::model::{Corrected, Model};

pub(super) struct Corrections(BTreeMap<String, Service>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    #[serde(default)]
    members: BTreeMap<String, Member>,
    #[serde(default)]
    shapes: BTreeMap<String, Shape>,
    #[serde(default)]
    operations: BTreeMap<String, Operation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    reported: Option<String>,
    min: Option<i64>,
    max: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    pattern: Option<String>,
    values: Option<Vec<String>>,
    rust: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operation {
    authtype: String,
}

impl Corrections {
    pub(super) fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map(Self).context("corrections.toml")
    }

    /// Applies the service's corrections, each of which must change something that exists.
    pub(super) fn apply(&mut self, service: &str, model: &mut Model) -> Result<()> {
        let Some(corrections) = self.0.remove(service) else {
            return Ok(());
        };
        for (path, member) in corrections.members {
            let target = path.split_once('.').and_then(|(structure, member)| {
                model.shapes.get_mut(structure)?.members.get_mut(member)
            });
            let target = target
                .with_context(|| format!("corrections.toml: {service} has no member {path}"))?;
            let Member { reported, min, max } = member;
            target.corrected = Corrected { reported, min, max };
        }
        for (name, shape) in corrections.shapes {
            let target = model.shapes.get_mut(&name);
            let target = target
                .with_context(|| format!("corrections.toml: {service} has no shape {name}"))?;
            if let Some(values) = shape.values {
                let old = target.values.replace(values.clone()).unwrap_or_default();
                ensure!(
                    old.iter().all(|value| values.contains(value)),
                    "corrections.toml: the values of {service}'s {name} are {old:?}"
                );
            }
            if shape.pattern.is_some() {
                target.pattern = shape.pattern;
            }
            target.rust = shape.rust;
        }
        for (name, operation) in corrections.operations {
            let target = model.operations.get_mut(&name);
            let target = target
                .with_context(|| format!("corrections.toml: {service} has no operation {name}"))?;
            target.authtype = Some(operation.authtype);
        }
        Ok(())
    }

    /// Fails when there are corrections of a service that doesn't exist.
    pub(super) fn all_used(&self) -> Result<()> {
        let unknown: Vec<&String> = self.0.keys().collect();
        ensure!(
            unknown.is_empty(),
            "corrections.toml: no such service: {unknown:?}"
        );
        Ok(())
    }
}
