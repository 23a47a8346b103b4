//! The configuration of `workerd`, as Cap'n Proto text: <https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp>.

use std::{net::IpAddr, path::Path};

/// How Workers and objects are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topology {
    /// One service holds the Worker and the objects: they share an isolate.
    Single,
    /// The objects in a service of their own with two Workers in front: what is in one's memory is not in the
    /// other's, as on Cloudflare's network.
    Split,
}

impl Topology {
    /// The ports that the Workers listen on.
    pub(crate) fn ports(self, first: u16) -> Vec<u16> {
        match self {
            Self::Single => vec![first],
            Self::Split => vec![first, first.saturating_add(1)],
        }
    }
}

/// Pinned: the same day as in `wrangler.toml`, known to the pinned `workerd`. `nodejs_compat` is implied since 2026-08-04.
const COMPATIBILITY_DATE: &str = "2026-10-20";
/// Has a request's signal end when its client hangs up.
const REQUEST_SIGNAL: &str = "enable_request_signal";

/// The classes of objects. The unique keys name their folders of the state: they never change.
const CLASSES: [&str; 4] = ["DevMailbox", "Pool", "Registry", "Users"];

/// Where the databases of each class are, below [`Config::objects`].
pub(crate) fn folders() -> impl Iterator<Item = String> {
    CLASSES.iter().map(|class| unique_key(class))
}

fn unique_key(class: &str) -> String {
    format!("vestibule-{class}")
}

/// What a configuration is made of.
pub(crate) struct Config<'a> {
    pub(crate) topology: Topology,
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    /// Holds the objects' databases; absolute.
    pub(crate) objects: &'a Path,
    /// Files served as they are; absolute.
    pub(crate) assets: &'a Path,
    /// The names of the variables that the Worker sees of the environment.
    pub(crate) variables: &'a [&'a str],
    /// The socket of those who hash passwords; absolute. `None` where the Worker does.
    pub(crate) hashers: Option<&'a Path>,
    /// The network by which messages leave; `None` where none do.
    pub(crate) senders: Option<&'a Network>,
}

/// What the senders' network lets through, and whom it believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    /// Kinds of addresses, by `workerd`'s names.
    pub(crate) allow: Vec<&'static str>,
    /// Certificates of authorities beside those that browsers know, in PEM.
    pub(crate) authorities: Option<String>,
}

/// The configuration, for a file beside the Worker's `index.js` and `index_bg.wasm`.
pub(crate) fn capnp(config: &Config<'_>) -> String {
    let (workers, objects_at) = match config.topology {
        Topology::Single => (vec!["worker"], "worker"),
        Topology::Split => (vec!["worker", "worker2"], "objects"),
    };
    let mut services = String::new();
    for &name in &workers {
        services.push_str(&worker(config, name, objects_at, name == objects_at));
    }
    if !workers.contains(&objects_at) {
        services.push_str(&worker(config, objects_at, objects_at, true));
    }
    if let Some(socket) = config.hashers {
        let address = format!("unix:{}", socket.display());
        services.push_str(&format!(
            "    (name = \"hashers\", external = (address = {address:?}, http = ())),\n"
        ));
    }
    if let Some(network) = config.senders {
        let trusted = network.authorities.as_ref().map_or(String::new(), |pem| {
            format!(", trustedCertificates = [{pem:?}]")
        });
        services.push_str(&format!(
            "    # Where messages leave by, to what the deployment has set.\n    \
             (name = \"senders\", network = (allow = {:?}, tlsOptions = (trustBrowserCas = true{trusted}))),\n",
            network.allow
        ));
    }
    let sockets: String = workers
        .iter()
        .zip(config.topology.ports(config.port))
        .map(|(name, port)| {
            let address = std::net::SocketAddr::new(config.host, port);
            format!(
                "    (name = {name:?}, address = \"{address}\", http = (), service = {name:?}),\n"
            )
        })
        .collect();
    format!(
        r#"using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
{services}    (name = "disk", disk = (path = {objects:?}, writable = true)),
    (name = "assets", disk = {assets:?}),
    # Where a request of ours may go: to public addresses alone.
    (name = "public", network = (allow = ["public"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
{sockets}  ],
);
"#,
        objects = config.objects.display().to_string(),
        assets = config.assets.display().to_string(),
    )
}

fn worker(config: &Config<'_>, name: &str, objects_at: &str, holds_objects: bool) -> String {
    let mut bindings = String::new();
    for class in CLASSES {
        bindings.push_str(&format!(
            "        (name = {class:?}, durableObjectNamespace = (className = {class:?}, serviceName = {objects_at:?})),\n"
        ));
    }
    for variable in config.variables {
        bindings.push_str(&format!(
            "        (name = {variable:?}, fromEnvironment = {variable:?}),\n"
        ));
    }
    if config.hashers.is_some() {
        bindings.push_str("        (name = \"HASHERS\", service = \"hashers\"),\n");
    }
    if config.senders.is_some() {
        bindings.push_str("        (name = \"MAIL\", service = \"senders\"),\n");
    }
    let mut objects = String::new();
    if holds_objects {
        for class in CLASSES {
            objects.push_str(&format!(
                "        (className = {class:?}, uniqueKey = {:?}, enableSql = true),\n",
                unique_key(class)
            ));
        }
        objects = format!(
            "      durableObjectNamespaces = [\n{objects}      ],\n      durableObjectStorage = (localDisk = \"disk\"),\n"
        );
    }
    format!(
        r#"    (name = {name:?}, worker = (
      modules = [
        (name = "index.js", esModule = embed "index.js"),
        (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
      ],
      compatibilityDate = "{COMPATIBILITY_DATE}",
      compatibilityFlags = ["{REQUEST_SIGNAL}"],
      bindings = [
        (name = "ASSETS", service = "assets"),
        (name = "SELF", service = "worker"),
{bindings}      ],
{objects}      globalOutbound = "public",
    )),
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deployment_and_the_local_server_agree() {
        let wrangler: toml::Table = include_str!("../../wrangler.toml").parse().unwrap();
        assert_eq!(
            wrangler["compatibility_date"].as_str(),
            Some(COMPATIBILITY_DATE)
        );
        let flags = toml::Value::from(vec![REQUEST_SIGNAL]);
        assert_eq!(wrangler["compatibility_flags"], flags);
        let bound: Vec<_> = wrangler["durable_objects"]["bindings"]
            .as_array()
            .unwrap()
            .iter()
            .collect();
        let names: Vec<_> = bound
            .iter()
            .map(|binding| binding["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, CLASSES);
        assert!(
            bound
                .iter()
                .all(|binding| binding["name"] == binding["class_name"])
        );
        let made = wrangler["migrations"].as_array().unwrap().iter();
        let made: Vec<_> = made
            .flat_map(|migration| migration["new_sqlite_classes"].as_array().unwrap())
            .map(|class| class.as_str().unwrap())
            .collect();
        assert_eq!(made, CLASSES);
    }

    #[test]
    fn the_worker_and_its_entry_have_the_same_classes() {
        let objects = include_str!("../../worker/src/objects/mod.rs");
        let line = format!("class!({});", CLASSES.join(", "));
        assert!(objects.contains(&line), "{line}");
        let entry = include_str!("../../worker/js/entry.js");
        let exported: Vec<_> = entry
            .lines()
            .filter_map(|line| line.strip_prefix("export const ")?.split_once(" = object("))
            .collect();
        let expected = CLASSES.map(|class| (class, format!("\"{class}\");")));
        assert_eq!(exported.len(), expected.len());
        for ((name, object), (class, of)) in exported.iter().zip(&expected) {
            assert_eq!((*name, *object), (*class, of.as_str()));
        }
        let named = include_str!("../../worker/crates/model/src/object_key.rs");
        let all = CLASSES.map(|class| format!("Self::{class}")).join(", ");
        assert!(named.contains(&format!("ALL: [Self; {}] = [{all}]", CLASSES.len())));
    }

    #[test]
    fn every_worker_has_the_hashers_where_there_are_some() {
        for (topology, workers) in [(Topology::Single, 1), (Topology::Split, 3)] {
            let socket = Path::new("/state/hashers/socket");
            let text = written_with(topology, Some(socket));
            let service = r#"(name = "hashers", external = (address = "unix:/state/hashers/socket", http = ())),"#;
            assert_eq!(text.matches(service).count(), 1);
            let binding = r#"(name = "HASHERS", service = "hashers")"#;
            assert_eq!(text.matches(binding).count(), workers);
            assert!(!written(topology).to_lowercase().contains("hashers"));
        }
    }

    fn written(topology: Topology) -> String {
        written_with(topology, None)
    }

    fn written_with(topology: Topology, hashers: Option<&Path>) -> String {
        written_for(topology, hashers, None)
    }

    fn written_for(
        topology: Topology,
        hashers: Option<&Path>,
        senders: Option<&Network>,
    ) -> String {
        capnp(&Config {
            topology,
            host: IpAddr::from([127, 0, 0, 1]),
            port: 8787,
            objects: Path::new("/state/objects"),
            assets: Path::new("/build/assets"),
            variables: &["VESTIBULE_PUBLIC_URL"],
            hashers,
            senders,
        })
    }

    #[test]
    fn messages_leave_by_a_network_of_their_own() {
        let network = Network {
            allow: vec!["public", "local"],
            authorities: Some("-----BEGIN CERTIFICATE-----\nAA==\n".to_owned()),
        };
        for (topology, workers) in [(Topology::Single, 1), (Topology::Split, 3)] {
            let text = written_for(topology, None, Some(&network));
            let service = r#"(name = "senders", network = (allow = ["public", "local"], tlsOptions = (trustBrowserCas = true, trustedCertificates = ["-----BEGIN CERTIFICATE-----\nAA==\n"]))),"#;
            assert_eq!(text.matches(service).count(), 1, "{text}");
            let binding = r#"(name = "MAIL", service = "senders")"#;
            assert_eq!(text.matches(binding).count(), workers);
            // All else goes where it did.
            assert_eq!(
                text.matches(r#"globalOutbound = "public""#).count(),
                workers
            );
            assert!(text.contains(r#"(name = "public", network = (allow = ["public"], "#));
        }
    }

    #[test]
    fn no_worker_reaches_addresses_that_are_not_public() {
        for topology in [Topology::Single, Topology::Split] {
            let text = written(topology);
            for network in text.split("network = (").skip(1) {
                assert!(network.starts_with(r#"allow = ["public"], "#), "{network}");
            }
            assert!(!text.contains("private"));
        }
    }

    #[test]
    fn one_service_alone_holds_the_objects() {
        for (topology, sockets) in [(Topology::Single, 1), (Topology::Split, 2)] {
            let text = written(topology);
            assert_eq!(text.matches("durableObjectStorage").count(), 1);
            assert_eq!(text.matches("http = ()").count(), sockets);
        }
    }
}
