//! The network by which messages leave: what the Worker's senders are set to reach may be where nothing else of it may go.

use crate::topology::Network;
use anyhow::{Context, Result, bail};
use std::{collections::BTreeMap, fs};
use url::Url;
use vestibule_cli::is_loopback;

/// Variables that name what a sender reaches.
const REACHED: [&str; 4] = [
    "VESTIBULE_MAIL",
    "VESTIBULE_MAIL_ENDPOINT",
    "VESTIBULE_SMS",
    "VESTIBULE_SMS_ENDPOINT",
];

/// `None` where no sender is set.
pub(super) fn network(variables: &BTreeMap<String, String>) -> Result<Option<Network>> {
    let set = |name: &str| variables.get(name).filter(|value| !value.is_empty());
    if set("VESTIBULE_MAIL").is_none() && set("VESTIBULE_SMS").is_none() {
        return Ok(None);
    }
    let mut allow = vec!["public"];
    match set("VESTIBULE_MAIL_NETWORK").map(String::as_str) {
        None | Some("public") => {
            let mut reached = REACHED.iter().filter_map(|name| set(name));
            if reached.any(|value| is_on_this_machine(value)) {
                allow.push("local");
            }
        }
        Some("private") => allow.push("private"),
        Some(other) => {
            bail!("VESTIBULE_MAIL_NETWORK: expected public or private, found {other:?}")
        }
    }
    let authorities = set("VESTIBULE_MAIL_CA").map(|file| {
        let pem = fs::read_to_string(file).with_context(|| format!("VESTIBULE_MAIL_CA: {file}"))?;
        if !pem.contains("-----BEGIN CERTIFICATE-----") {
            bail!("VESTIBULE_MAIL_CA: {file} has no certificate in PEM");
        }
        Ok(pem)
    });
    Ok(Some(Network {
        allow,
        authorities: authorities.transpose()?,
    }))
}

/// By whatever scheme: `smtp://localhost`.
fn is_on_this_machine(reached: &str) -> bool {
    let Some((_, rest)) = reached.trim().split_once("://") else {
        return false;
    };
    Url::parse(&format!("http://{rest}")).is_ok_and(|url| is_loopback(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(set: &[(&str, &str)]) -> Result<Option<Network>> {
        let set = set
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        super::network(&set.collect())
    }

    fn allowed(set: &[(&str, &str)]) -> Vec<&'static str> {
        network(set).unwrap().unwrap().allow
    }

    #[test]
    fn there_is_one_only_where_a_sender_is_set() {
        assert_eq!(network(&[]).unwrap(), None);
        assert_eq!(network(&[("VESTIBULE_MAIL", "")]).unwrap(), None);
        assert_eq!(
            allowed(&[("VESTIBULE_MAIL", "smtps://mail.example")]),
            ["public"]
        );
    }

    #[test]
    fn it_reaches_this_machine_and_private_networks_only_where_that_was_set() {
        let elsewhere = ("VESTIBULE_MAIL", "smtp://mail.localhost.example:587");
        assert_eq!(allowed(&[elsewhere]), ["public"]);
        for here in [
            "smtp+plain://localhost:1025",
            "smtps://127.0.0.1",
            "http://[::1]:9000/mail",
        ] {
            assert_eq!(
                allowed(&[("VESTIBULE_MAIL", here)]),
                ["public", "local"],
                "{here}"
            );
        }
        let stand_in = ("VESTIBULE_SMS_ENDPOINT", "http://127.0.0.1:4566");
        assert_eq!(
            allowed(&[("VESTIBULE_SMS", "sns:eu-central-1"), stand_in]),
            ["public", "local"]
        );
        let private = ("VESTIBULE_MAIL_NETWORK", "private");
        assert_eq!(allowed(&[elsewhere, private]), ["public", "private"]);
        let unknown = ("VESTIBULE_MAIL_NETWORK", "all");
        assert!(network(&[elsewhere, unknown]).is_err());
    }

    #[test]
    fn a_file_of_authorities_has_to_hold_some() {
        let folder = std::env::temp_dir().join(format!("vestibule-ca-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("ca.pem");
        let path = file.to_str().unwrap();
        let set = [
            ("VESTIBULE_MAIL", "smtps://mail.example"),
            ("VESTIBULE_MAIL_CA", path),
        ];
        assert!(
            network(&set)
                .unwrap_err()
                .to_string()
                .contains("VESTIBULE_MAIL_CA")
        );
        fs::write(&file, "nothing").unwrap();
        assert!(
            network(&set)
                .unwrap_err()
                .to_string()
                .contains("no certificate")
        );
        fs::write(
            &file,
            "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
        )
        .unwrap();
        let authorities = network(&set).unwrap().unwrap().authorities;
        assert!(authorities.is_some_and(|pem| pem.contains("AA==")));
        fs::remove_dir_all(&folder).unwrap();
    }
}
