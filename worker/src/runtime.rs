//! What one isolate knows: the deployment's settings, and the snapshots and counters that it keeps.

use crate::{
    adapters::{clock, email_binding::BoundEmail, signer},
    pages,
};
use std::{cell::OnceCell, rc::Rc};
use vestibule_crypto::{Keyring, SecretBytes, SecretString, password::Params};
use vestibule_engine::{
    budget::Budgets,
    config::cache::Cache,
    deployment::{AccessKey, CodeHost, Deployment},
    hash_queue::HashQueue,
    log::{self, Outcome, Scope},
    peer::{self, PeerSource},
    ready::Readiness,
};
use vestibule_mail::Senders;
use vestibule_model::time::Timestamp;
use worker::Env;

/// Password hashes a second, where nobody says how many: one takes about 35 ms in wasm.
const HASH_RATE: u32 = 28;

/// The isolate's state.
pub struct Runtime {
    pub deployment: Deployment,
    pub keyring: Keyring,
    pub cache: Cache,
    pub budgets: Budgets,
    pub hashes: HashQueue,
    /// Whether others compute the hashes.
    pub has_hashers: bool,
    pub readiness: Readiness,
    pub dev_mailbox: bool,
    pub senders: Senders,
    pub peer: PeerSource,
    pub log: Scope,
}

impl Runtime {
    /// The isolate's runtime, made at the first request; `None` when the deployment is misconfigured, which the log has said
    /// then: settings change only with a new isolate.
    pub fn of(env: &Env) -> Option<Rc<Self>> {
        thread_local! {
            static RUNTIME: OnceCell<Option<Rc<Runtime>>> = const { OnceCell::new() };
        }
        RUNTIME.with(|runtime| {
            let made = runtime.get_or_init(|| match Self::from_env(env) {
                Ok(made) => Some(Rc::new(made)),
                Err(cause) => {
                    let now = Timestamp::from_millis(clock::now());
                    let line = log::failure(now, Outcome::Misconfigured, &cause);
                    worker::console_log!("{line}");
                    None
                }
            });
            made.clone()
        })
    }

    fn from_env(env: &Env) -> Result<Self, String> {
        signer::install();
        let public_url = read(env, "VESTIBULE_PUBLIC_URL")
            .ok_or("VESTIBULE_PUBLIC_URL is not set")?
            .trim_end_matches('/')
            // A scheme and a host: nothing in it has a case.
            .to_ascii_lowercase();
        if !(public_url.starts_with("https://") || public_url.starts_with("http://")) {
            return Err("VESTIBULE_PUBLIC_URL must begin with https:// or http://".to_owned());
        }
        let dev_mailbox = read(env, "VESTIBULE_DEV_MAILBOX").as_deref() == Some("on");
        let senders = Senders::read(&|name| read(env, name))?;
        let deployment = Deployment {
            public_url,
            account: read(env, "VESTIBULE_ACCOUNT_ID").unwrap_or_else(|| "000000000000".to_owned()),
            access_keys: access_keys(env)?,
            password_params: Params::default(),
            registry_shards: 4,
            users_objects: 8,
            code_host: read(env, "VESTIBULE_SMS_ORIGIN")
                .map(|origin| {
                    CodeHost::parse(origin.trim()).ok_or(
                        "VESTIBULE_SMS_ORIGIN: expected pages, or a host such as example.com",
                    )
                })
                .transpose()?,
            mail_senders: senders.mail_senders().cloned(),
            check_branding: pages::check_branding,
        };
        if dev_mailbox && !deployment.is_loopback() {
            return Err(
                "VESTIBULE_DEV_MAILBOX is on, and VESTIBULE_PUBLIC_URL is not loopback: \
                        everyone could read everyone's codes"
                    .to_owned(),
            );
        }
        if senders.uses_binding() && !BoundEmail::is_bound(env) {
            return Err(
                "VESTIBULE_MAIL is binding, and there is no send_email binding named EMAIL"
                    .to_owned(),
            );
        }
        let hash_rate = number(env, "VESTIBULE_HASH_RATE")?.unwrap_or(HASH_RATE);
        let threads = number(env, "VESTIBULE_HASHERS")?.unwrap_or(0);
        Ok(Self {
            keyring: keyring(env)?,
            deployment,
            cache: Cache::default(),
            budgets: Budgets::of_machine(),
            hashes: HashQueue::of_machine(hash_rate, threads),
            has_hashers: threads > 0,
            readiness: Readiness::default(),
            dev_mailbox,
            senders,
            peer: PeerSource::parse(&read(env, peer::VARIABLE).unwrap_or_default())
                .map_err(|error| error.to_string())?,
            log: Scope::parse(&read(env, log::VARIABLE).unwrap_or_default())?,
        })
    }
}

/// A variable or a secret; `None` when it is unset or empty.
fn read(env: &Env, name: &str) -> Option<String> {
    env.var(name)
        .ok()
        .map(|value| value.to_string())
        .filter(|value| !value.is_empty())
}

fn number(env: &Env, name: &str) -> Result<Option<u32>, String> {
    let Some(text) = read(env, name) else {
        return Ok(None);
    };
    let number = text.parse().map(Some);
    number.map_err(|_| format!("{name} is {text:?}; expected a number such as {HASH_RATE}"))
}

fn keyring(env: &Env) -> Result<Keyring, String> {
    let secrets =
        read(env, "VESTIBULE_MASTER_SECRET").ok_or("VESTIBULE_MASTER_SECRET is not set")?;
    let masters: Vec<SecretBytes> = secrets
        .split(',')
        .map(|secret| SecretBytes::from(secret.trim().as_bytes().to_vec()))
        .collect();
    Keyring::new(&masters).map_err(|error| format!("VESTIBULE_MASTER_SECRET: {error}"))
}

/// Two pairs can be live, so that one can be changed.
fn access_keys(env: &Env) -> Result<Vec<AccessKey>, String> {
    let mut keys = Vec::new();
    for suffix in ["", "_2"] {
        let (id, secret) = (
            read(env, &format!("VESTIBULE_ADMIN_ACCESS_KEY_ID{suffix}")),
            read(env, &format!("VESTIBULE_ADMIN_SECRET_ACCESS_KEY{suffix}")),
        );
        match (id, secret) {
            (None, None) => {}
            (Some(id), Some(secret)) => keys.push(AccessKey {
                id,
                secret: SecretString::from(secret),
            }),
            _ => {
                return Err(format!(
                    "of VESTIBULE_ADMIN_*{suffix} one is set and one is not"
                ));
            }
        }
    }
    Ok(keys)
}
