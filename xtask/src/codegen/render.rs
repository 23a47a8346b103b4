//! The Rust of a service: lists of facts for the macros of `vestibule-wire`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use indexmap::IndexSet;

use super::model::{Kind, Member, Model, Operation, Shape};
use super::{names, wheel};

/// The files of a service's module.
pub(super) fn service(service: &str, model: &Model) -> Result<Vec<(&'static str, String)>> {
    let writer = Writer {
        service,
        model,
        reachable: model.reachable()?,
    };
    Ok(vec![
        ("enums.rs", writer.enums()),
        ("errors.rs", writer.errors()),
        ("operations.rs", writer.operations()?),
        ("requests.rs", writer.structures(Place::Request)?),
        ("responses.rs", writer.structures(Place::Response)?),
        ("shapes.rs", writer.shapes()?),
        ("types.rs", writer.structures(Place::Nested)?),
    ])
}

/// `text` as `rustfmt` has it.
pub(super) fn format(text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting rustfmt")?;
    let mut stdin = rustfmt.stdin.take().context("rustfmt's input")?;
    stdin.write_all(text.as_bytes())?;
    drop(stdin);
    let output = rustfmt.wait_with_output()?;
    ensure!(
        output.status.success(),
        "rustfmt refuses what was generated:\n{text}"
    );
    Ok(String::from_utf8(output.stdout)?)
}

struct Writer<'a> {
    service: &'a str,
    model: &'a Model,
    reachable: BTreeSet<&'a str>,
}

/// The file that a structure goes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Request,
    Response,
    Nested,
}

impl Writer<'_> {
    fn enums(&self) -> String {
        let mut text = self.head("use crate::macros::enumeration;\n");
        for (name, shape) in self.reachable() {
            let Some(values) = &shape.values else {
                continue;
            };
            let _ = writeln!(text, "\nenumeration! {{\n    {} {{", type_name(name, shape));
            for value in values {
                let _ = writeln!(text, "        {} = {value:?},", names::variant(value));
            }
            text.push_str("    }\n}\n");
        }
        text
    }

    fn errors(&self) -> String {
        let mut text = self.head("use crate::macros::errors;\n\nerrors! {\n");
        for (name, shape) in &self.model.shapes {
            if shape.exception {
                let _ = writeln!(text, "    {name} = {},", shape.http_status());
            }
        }
        text.push_str("}\n");
        text
    }

    fn operations(&self) -> Result<String> {
        let variant = match self.service {
            "cognito-idp" => "CognitoIdp",
            "cognito-identity" => "CognitoIdentity",
            _ => "CognitoSync",
        };
        let mut text = self.head("use super::{requests::*, responses::*, types::*};\n");
        if !self
            .model
            .inputs()
            .chain(self.model.outputs())
            .any(|name| self.place(name) == Place::Nested)
        {
            text = text.replace(", types::*", "");
        }
        let _ = writeln!(
            text,
            "use crate::macros::operations;\n\noperations! {{\n    {variant};"
        );
        for (name, operation) in &self.model.operations {
            text.push_str(&self.operation(name, operation)?);
        }
        text.push_str("}\n");
        Ok(text)
    }

    fn operation(&self, name: &str, operation: &Operation) -> Result<String> {
        let Operation {
            http,
            input,
            output,
            errors,
            authtype,
        } = operation;
        ensure!(
            http.response_code.is_none_or(|code| code == 200),
            "{name} doesn't answer 200"
        );
        let auth = match authtype.as_deref() {
            None => "SigV4",
            Some("none") => "None",
            Some(other) => bail!("{name} has auth type {other}"),
        };
        let input = &input.shape;
        let output = output.as_ref().map_or("()", |output| &output.shape);
        let (method, uri) = (&http.method, &http.request_uri);
        let mut text = format!("\n    {name}({input}) -> {output}, {auth}, {method:?} {uri:?}, [");
        let mut line = String::new();
        // A model may name an error twice.
        let errors: IndexSet<&str> = errors.iter().map(|error| error.shape.as_str()).collect();
        for error in errors {
            if line.len() + error.len() > 88 {
                let _ = write!(text, "\n        {}", line.trim_end());
                line.clear();
            }
            let _ = write!(line, "{error}, ");
        }
        let _ = write!(text, "\n        {}\n    ];\n", line.trim_end());
        Ok(text)
    }

    fn structures(&self, place: Place) -> Result<String> {
        let mut body = String::new();
        let mut used = Used::default();
        for (name, shape) in self.reachable() {
            if is_structure(shape) && self.place(name) == place {
                body.push_str(&self.structure(name, shape, &mut used)?);
            }
        }
        let mut imports = String::new();
        if used.has("BTreeMap") {
            imports.push_str("use std::collections::BTreeMap;\n\n");
        }
        if used.has("Value") {
            imports.push_str("use serde_json::Value;\n\n");
        }
        imports.push_str("use super::shapes::*;\n");
        self.import_used(&mut imports, &used, place);
        let wire = ["Blob", "Sensitive", "Timestamp"]
            .into_iter()
            .filter(|name| used.has(name));
        let wire: Vec<&str> = wire.collect();
        if !wire.is_empty() {
            let _ = writeln!(imports, "use crate::{{{}}};", wire.join(", "));
        }
        imports.push_str("use crate::macros::structure;\n");
        Ok(self.head(&imports) + &body)
    }

    /// Imports the modules of enums and of nested structures where `used` names one of them.
    fn import_used(&self, imports: &mut String, used: &Used, place: Place) {
        let any = |wanted: fn(&Shape) -> bool| {
            self.reachable()
                .any(|(name, shape)| wanted(shape) && used.has(&type_name(name, shape)))
        };
        if any(|shape| shape.values.is_some()) {
            imports.push_str("use super::enums::*;\n");
        }
        if place != Place::Nested && any(is_structure) {
            imports.push_str("use super::types::*;\n");
        }
    }

    fn structure(&self, name: &str, shape: &Shape, used: &mut Used) -> Result<String> {
        let mut text = String::from("\nstructure! {\n");
        if self.has_default(shape)? {
            text.push_str("    #[derive(Default)]\n");
        }
        if shape.members.is_empty() {
            let _ = writeln!(text, "    {name} {{}}\n}}");
            return Ok(text);
        }
        let _ = writeln!(text, "    {name} {{");
        for (member_name, member) in &shape.members {
            let mut type_name = self.type_of(&member.shape)?;
            if shape.sensitive && !type_name.starts_with("Sensitive<") {
                type_name = format!("Sensitive<{type_name}>");
            }
            if !shape.required.contains(member_name) {
                type_name = format!("Option<{type_name}>");
            }
            let table = if corrects_bounds(member) {
                names::constant(&format!("{name}{member_name}"))
            } else {
                self.table_of(&member.shape)?
            };
            used.note(&type_name);
            used.note(&table);
            let field = names::field(member_name);
            let _ = write!(
                text,
                "        {field}: {type_name} = {member_name:?} in {table}"
            );
            if let Some(reported) = &member.corrected.reported {
                let _ = write!(text, ", reported_as {reported:?}");
            }
            if let (Some(location), Some(name)) = (&member.location, &member.location_name) {
                let _ = write!(text, ", {} {name:?}", location.trim_end_matches("string"));
            }
            text.push_str(";\n");
        }
        text.push_str("    }\n}\n");
        Ok(text)
    }

    /// The tables of all shapes that have no type of their own.
    fn shapes(&self) -> Result<String> {
        let mut body = String::new();
        for (name, shape) in self.reachable() {
            if shape.values.is_some() || is_structure(shape) && !shape.sensitive {
                continue;
            }
            let _ = writeln!(
                body,
                "\npub(super) static {}: Shape = {};",
                names::constant(name),
                self.table(name, shape)?
            );
        }
        for (name, shape) in self.reachable() {
            for (member_name, member) in shape
                .members
                .iter()
                .filter(|(_, member)| corrects_bounds(member))
            {
                let mut corrected = self.model.shape(&member.shape)?.clone();
                corrected.min = member.corrected.min.or(corrected.min);
                corrected.max = member.corrected.max.or(corrected.max);
                let constant = names::constant(&format!("{name}{member_name}"));
                let table = self.table(&member.shape, &corrected)?;
                let _ = writeln!(
                    body,
                    "\n/// A correction of {}.\npub(super) static {constant}: Shape = {table};",
                    names::constant(&member.shape)
                );
            }
        }
        let mut imports = String::new();
        let mut used = Used::default();
        used.note(&body);
        // Only structures of `types.rs` are parts of others.
        self.import_used(&mut imports, &used, Place::Request);
        imports.push_str("use crate::schema::Shape;\n");
        Ok(self.head(&imports) + &body)
    }

    fn table(&self, name: &str, shape: &Shape) -> Result<String> {
        let part = |part: &Option<Member>| {
            let part = part.as_ref().with_context(|| format!("a part of {name}"))?;
            self.table_of(&part.shape)
        };
        let mut table = match shape.kind {
            _ if shape.document => "Shape::document()".to_owned(),
            Kind::Blob => "Shape::blob()".to_owned(),
            Kind::Boolean => "Shape::boolean()".to_owned(),
            Kind::Integer => "Shape::integer()".to_owned(),
            Kind::List => format!("Shape::list(&{})", part(&shape.member)?),
            Kind::Long => "Shape::long()".to_owned(),
            Kind::Map => format!(
                "Shape::map(&{}, &{})",
                part(&shape.key)?,
                part(&shape.value)?
            ),
            Kind::String => "Shape::string()".to_owned(),
            Kind::Structure => format!("{name}::SHAPE"),
            Kind::Timestamp => "Shape::timestamp()".to_owned(),
        };
        if let Some(min) = shape.min {
            let _ = write!(table, ".min({min})");
        }
        if let Some(max) = shape.max {
            let _ = write!(table, ".max({max})");
        }
        if let Some(pattern) = &shape.pattern {
            let hashes = if pattern.contains("\"#") {
                "##"
            } else if pattern.contains('"') || pattern.contains('#') {
                "#"
            } else {
                ""
            };
            let _ = write!(table, ".pattern(r{hashes}\"{pattern}\"{hashes})");
        }
        if shape.sensitive {
            table.push_str(".sensitive()");
        }
        Ok(table)
    }

    /// The expression for a shape's table.
    fn table_of(&self, name: &str) -> Result<String> {
        let shape = self.model.shape(name)?;
        let typed = shape.values.is_some() || is_structure(shape) && !shape.sensitive;
        Ok(if typed {
            format!("{}::SHAPE", type_name(name, shape))
        } else {
            names::constant(name)
        })
    }

    /// The type of a value of the shape.
    fn type_of(&self, name: &str) -> Result<String> {
        let shape = self.model.shape(name)?;
        let part = |part: &Option<Member>| {
            self.type_of(
                &part
                    .as_ref()
                    .with_context(|| format!("a part of {name}"))?
                    .shape,
            )
        };
        let plain = match shape.kind {
            _ if shape.document => "Value".to_owned(),
            _ if shape.values.is_some() => type_name(name, shape),
            Kind::Blob => "Blob".to_owned(),
            Kind::Boolean => "bool".to_owned(),
            Kind::Integer => "i32".to_owned(),
            Kind::List => format!("Vec<{}>", part(&shape.member)?),
            Kind::Long => "i64".to_owned(),
            Kind::Map => format!("BTreeMap<String, {}>", part(&shape.value)?),
            Kind::String => "String".to_owned(),
            // Its members are secrets one by one.
            Kind::Structure => return Ok(type_name(name, shape)),
            Kind::Timestamp => "Timestamp".to_owned(),
        };
        Ok(if shape.sensitive {
            format!("Sensitive<{plain}>")
        } else {
            plain
        })
    }

    /// Whether there is an obvious empty value: not where an enum is required.
    fn has_default(&self, shape: &Shape) -> Result<bool> {
        for name in &shape.required {
            let member = shape
                .members
                .get(name)
                .with_context(|| format!("required member {name}"))?;
            let shape = self.model.shape(&member.shape)?;
            if shape.values.is_some() || is_structure(shape) && !self.has_default(shape)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn place(&self, name: &str) -> Place {
        let input = self.model.inputs().any(|input| input == name);
        let output = self.model.outputs().any(|output| output == name);
        let nested = self.model.shapes.values().any(|shape| {
            let parts = shape
                .members
                .values()
                .chain(&shape.member)
                .chain(&shape.value);
            parts.into_iter().any(|part| part.shape == name)
        });
        match (input, output) {
            (true, false) if !nested => Place::Request,
            (false, true) if !nested => Place::Response,
            _ => Place::Nested,
        }
    }

    fn reachable(&self) -> impl Iterator<Item = (&str, &Shape)> {
        let shapes = self
            .model
            .shapes
            .iter()
            .map(|(name, shape)| (name.as_str(), shape));
        shapes.filter(|(name, _)| self.reachable.contains(name))
    }

    fn head(&self, imports: &str) -> String {
        format!(
            "// Made by `cargo xtask codegen` from the model of {} in botocore {}, and not edited:\n\
             // corrections are in `corrections.toml`.\n\n{imports}",
            self.service,
            wheel::VERSION,
        )
    }
}

fn type_name(name: &str, shape: &Shape) -> String {
    shape.rust.clone().unwrap_or_else(|| name.to_owned())
}

fn is_structure(shape: &Shape) -> bool {
    shape.kind == Kind::Structure && !shape.document
}

fn corrects_bounds(member: &Member) -> bool {
    member.corrected.min.is_some() || member.corrected.max.is_some()
}

/// The identifiers that a file names.
#[derive(Default)]
struct Used(BTreeSet<String>);

impl Used {
    fn note(&mut self, text: &str) {
        let identifiers = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        self.0.extend(identifiers.map(str::to_owned));
    }

    fn has(&self, identifier: &str) -> bool {
        self.0.contains(identifier)
    }
}
