//! The parts of a `botocore` service model that the wire needs. The prose stays where it is.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use indexmap::IndexMap;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Model {
    pub(super) operations: IndexMap<String, Operation>,
    pub(super) shapes: IndexMap<String, Shape>,
}

#[derive(Deserialize)]
pub(super) struct Operation {
    pub(super) http: Http,
    pub(super) input: Reference,
    pub(super) output: Option<Reference>,
    #[serde(default)]
    pub(super) errors: Vec<Reference>,
    pub(super) authtype: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Http {
    pub(super) method: String,
    pub(super) request_uri: String,
    pub(super) response_code: Option<u16>,
}

#[derive(Deserialize)]
pub(super) struct Reference {
    pub(super) shape: String,
}

#[derive(Clone, Deserialize)]
pub(super) struct Shape {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    #[serde(default)]
    pub(super) members: IndexMap<String, Member>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    /// Of a list.
    pub(super) member: Option<Member>,
    /// Of a map.
    pub(super) key: Option<Member>,
    /// Of a map.
    pub(super) value: Option<Member>,
    #[serde(rename = "enum")]
    pub(super) values: Option<Vec<String>>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) document: bool,
    #[serde(default)]
    pub(super) exception: bool,
    #[serde(default)]
    pub(super) fault: bool,
    pub(super) error: Option<ErrorTrait>,
    /// What a correction calls the type.
    #[serde(skip)]
    pub(super) rust: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Blob,
    Boolean,
    Integer,
    List,
    Long,
    Map,
    String,
    Structure,
    Timestamp,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) shape: String,
    pub(super) location: Option<String>,
    pub(super) location_name: Option<String>,
    /// What a correction says of it.
    #[serde(skip)]
    pub(super) corrected: Corrected,
}

#[derive(Clone, Default)]
pub(super) struct Corrected {
    pub(super) reported: Option<String>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorTrait {
    pub(super) http_status_code: u16,
}

impl Model {
    pub(super) fn shape(&self, name: &str) -> Result<&Shape> {
        self.shapes
            .get(name)
            .with_context(|| format!("no shape {name}"))
    }

    pub(super) fn inputs(&self) -> impl Iterator<Item = &str> {
        self.operations
            .values()
            .map(|operation| operation.input.shape.as_str())
    }

    pub(super) fn outputs(&self) -> impl Iterator<Item = &str> {
        self.operations
            .values()
            .filter_map(|operation| Some(operation.output.as_ref()?.shape.as_str()))
    }

    /// The names of all shapes that inputs and outputs are made of.
    pub(super) fn reachable(&self) -> Result<BTreeSet<&str>> {
        let mut seen = BTreeSet::new();
        for root in self.inputs().chain(self.outputs()) {
            self.visit(root, &mut seen, &mut Vec::new())?;
        }
        Ok(seen)
    }

    fn visit<'a>(
        &'a self,
        name: &'a str,
        seen: &mut BTreeSet<&'a str>,
        path: &mut Vec<&'a str>,
    ) -> Result<()> {
        if path.contains(&name) {
            bail!("{name} contains itself, which the wire's tables don't allow");
        }
        seen.insert(name);
        path.push(name);
        for part in self.shape(name)?.parts() {
            self.visit(&part.shape, seen, path)?;
        }
        path.pop();
        Ok(())
    }
}

impl Shape {
    fn parts(&self) -> impl Iterator<Item = &Member> {
        let Self {
            member, key, value, ..
        } = self;
        self.members.values().chain(member).chain(key).chain(value)
    }

    pub(super) fn http_status(&self) -> u16 {
        match &self.error {
            Some(error) => error.http_status_code,
            None if self.fault => 500,
            None => 400,
        }
    }
}
