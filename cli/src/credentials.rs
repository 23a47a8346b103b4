//! The access key that signs the calls.

use vestibule_crypto::sigv4::Credentials;

/// The names of an access key, its secret and the token that temporary keys come with. The deployment's own go
/// first, so that keys for AWS that happen to be set are not sent elsewhere by mistake.
const VARIABLES: [(&str, &str, Option<&str>); 2] = [
    (
        "VESTIBULE_ADMIN_ACCESS_KEY_ID",
        "VESTIBULE_ADMIN_SECRET_ACCESS_KEY",
        None,
    ),
    (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        Some("AWS_SESSION_TOKEN"),
    ),
];

/// The access key of the environment, of which `variable` gives one variable.
pub(crate) fn from_environment(
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Credentials, Missing> {
    let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
    for (id_name, secret_name, token_name) in VARIABLES {
        match (variable(id_name), variable(secret_name)) {
            (Some(access_key_id), Some(secret)) => {
                let session_token = token_name.and_then(&variable).map(Into::into);
                return Ok(Credentials {
                    access_key_id,
                    secret_access_key: secret.into(),
                    session_token,
                });
            }
            (Some(_), None) => {
                return Err(Missing::Half {
                    set: id_name,
                    unset: secret_name,
                });
            }
            (None, Some(_)) => {
                return Err(Missing::Half {
                    set: secret_name,
                    unset: id_name,
                });
            }
            (None, None) => {}
        }
    }
    Err(Missing::Both)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Missing {
    #[error("{set} is set, but {unset} is not")]
    Half {
        set: &'static str,
        unset: &'static str,
    },
    #[error(
        "there are no credentials; set VESTIBULE_ADMIN_ACCESS_KEY_ID and VESTIBULE_ADMIN_SECRET_ACCESS_KEY \
         (`cargo xtask serve` prints where it keeps them)"
    )]
    Both,
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWS: [(&str, &str); 3] = [
        ("AWS_ACCESS_KEY_ID", "aws"),
        ("AWS_SECRET_ACCESS_KEY", "hush"),
        ("AWS_SESSION_TOKEN", "token"),
    ];

    fn from(variables: &[(&str, &str)]) -> Result<Credentials, Missing> {
        from_environment(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_deployments_own_names_go_before_those_of_aws() {
        let aws = from(&AWS).unwrap();
        assert_eq!(
            (aws.access_key_id.as_str(), aws.session_token.is_some()),
            ("aws", true)
        );
        let own = [
            ("VESTIBULE_ADMIN_ACCESS_KEY_ID", "own"),
            ("VESTIBULE_ADMIN_SECRET_ACCESS_KEY", "hush"),
        ];
        let own = from(&[&AWS[..], &own].concat()).unwrap();
        assert_eq!(
            (own.access_key_id.as_str(), own.session_token.is_some()),
            ("own", false)
        );
    }

    #[test]
    fn half_a_key_is_a_mistake_and_not_another_key() {
        let half = [&AWS[..], &[("VESTIBULE_ADMIN_ACCESS_KEY_ID", "own")]].concat();
        let missing = Missing::Half {
            set: "VESTIBULE_ADMIN_ACCESS_KEY_ID",
            unset: "VESTIBULE_ADMIN_SECRET_ACCESS_KEY",
        };
        assert_eq!(from(&half).unwrap_err(), missing);
        assert_eq!(
            from(&[("AWS_ACCESS_KEY_ID", "")]).unwrap_err(),
            Missing::Both
        );
    }
}
