//! npm's lock file: under which licences its packages are, where they come from, and what is known against them.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::{collections::BTreeMap, fs, path::Path, process::Command};

const REGISTRY: &str = "https://registry.npmjs.org/";
/// Of what only builds and tests, as a program of its own, and is passed on to nobody.
const FOR_TOOLS: &[&str] = &["0BSD", "LGPL-3.0-or-later"];
/// Packages whose entry names no licence, and the one that their files name.
const UNSTATED: &[(&str, &str)] = &[("node_modules/querystring", "MIT")];

/// Holds the lock file to `deny.toml`'s licences, to npm's registry and to hashes.
pub(crate) fn check(root: &Path) -> Result<()> {
    let read = |name: &str| fs::read_to_string(root.join(name)).with_context(|| name.to_owned());
    let deny: Deny = toml::from_str(&read("deny.toml")?)?;
    let faults = faults(&read("package-lock.json")?, &deny.licenses.allow)?;
    ensure!(
        faults.is_empty(),
        "package-lock.json:\n{}",
        faults.join("\n")
    );
    Ok(())
}

/// Asks the registry what is known against the packages that do more than test; `None` where it doesn't answer.
pub(crate) fn advisories(root: &Path) -> Result<Option<Vec<String>>> {
    let audit = Command::new("npm")
        .current_dir(root)
        .args(["audit", "--json", "--omit=dev"])
        .output()?;
    Ok(known(&audit.stdout))
}

/// The packages that `npm audit` names; `None` when that is no answer.
fn known(audit: &[u8]) -> Option<Vec<String>> {
    let audit: Audit = serde_json::from_slice(audit).ok()?;
    Some(audit.vulnerabilities.into_keys().collect())
}

#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Package>,
}

/// <https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json>
#[derive(Deserialize)]
struct Package {
    license: Option<String>,
    /// Left out, it is the registry that npm is set to.
    resolved: Option<String>,
    integrity: Option<String>,
    #[serde(default)]
    dev: bool,
}

#[derive(Deserialize)]
struct Audit {
    vulnerabilities: BTreeMap<String, serde_json::Value>,
}

fn faults(lock: &str, allowed: &[String]) -> Result<Vec<String>> {
    let lock: Lock = serde_json::from_str(lock)?;
    let mut faults = Vec::new();
    // The entry without a name is ourselves.
    for (name, package) in lock.packages.iter().filter(|(name, _)| !name.is_empty()) {
        let unstated = UNSTATED.iter().find(|(unstated, _)| unstated == name);
        let license = unstated
            .map(|(_, license)| *license)
            .or(package.license.as_deref());
        let mut found = |fault: String| faults.push(format!("  {name} {fault}"));
        match license {
            Some(license) if package.may_have(license, allowed) => {}
            Some(license) => found(format!("is under {license}")),
            None => found("names no licence".to_owned()),
        }
        let source = package.resolved.as_deref();
        if let Some(source) = source.filter(|source| !source.starts_with(REGISTRY)) {
            found(format!("comes from {source}"));
        }
        let hash = package.integrity.as_deref();
        if !hash.is_some_and(|hash| hash.starts_with("sha512-")) {
            found("has no SHA-512".to_owned());
        }
    }
    Ok(faults)
}

impl Package {
    fn may_have(&self, license: &str, allowed: &[String]) -> bool {
        let may = |license: &str| {
            allowed.iter().any(|allowed| allowed == license)
                || self.dev && FOR_TOOLS.contains(&license)
        };
        spdx::Expression::parse(license)
            .is_ok_and(|license| license.evaluate(|required| may(&required.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(package: serde_json::Value) -> Vec<String> {
        let lock = json!({"packages": {"": {"name": "ours"}, "node_modules/a": package}});
        faults(&lock.to_string(), &["MIT".into(), "0BSD".into()]).unwrap()
    }

    #[test]
    fn a_package_has_a_licence_a_source_and_a_hash() {
        let good = json!({"license": "MIT", "integrity": "sha512-x", "resolved": "https://registry.npmjs.org/a/-/a-1.tgz"});
        assert!(found(good.clone()).is_empty());
        for (member, value, fault) in [
            ("license", json!("GPL-3.0-only"), "is under GPL-3.0-only"),
            (
                "license",
                json!("MIT AND GPL-3.0-only"),
                "is under MIT AND GPL-3.0-only",
            ),
            ("license", json!("nonsense"), "is under nonsense"),
            ("license", json!(null), "names no licence"),
            ("integrity", json!(null), "has no SHA-512"),
            ("integrity", json!("sha1-x"), "has no SHA-512"),
            (
                "resolved",
                json!("git+ssh://git@github.com/a/a.git#main"),
                "comes from git+ssh://git@github.com/a/a.git#main",
            ),
            (
                "resolved",
                json!("https://registry.npmjs.org.evil.example/a.tgz"),
                "comes from https://registry.npmjs.org.evil.example/a.tgz",
            ),
        ] {
            let mut package = good.clone();
            package[member] = value;
            assert_eq!(found(package), [format!("  node_modules/a {fault}")]);
        }
    }

    #[test]
    fn one_of_several_licences_is_enough_and_tools_may_have_more() {
        let package = |license: &str, dev: bool| {
            found(json!({"license": license, "integrity": "sha512-x", "dev": dev}))
        };
        assert!(package("(MIT OR GPL-3.0-only)", false).is_empty());
        assert!(package("MIT AND LGPL-3.0-or-later", true).is_empty());
        assert_eq!(package("MIT AND LGPL-3.0-or-later", false).len(), 1);
    }

    #[test]
    fn what_the_registry_knows_is_told_by_name() {
        let audit = br#"{"auditReportVersion": 2, "vulnerabilities": {"a": {"severity": "high"}}}"#;
        assert_eq!(known(audit), Some(vec!["a".to_owned()]));
        assert_eq!(known(br#"{"vulnerabilities": {}}"#), Some(Vec::new()));
        assert_eq!(
            known(br#"{"message": "405 Method Not Allowed", "error": {}}"#),
            None
        );
        assert_eq!(known(b""), None);
    }
}
