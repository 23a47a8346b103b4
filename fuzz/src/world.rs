//! A deployment of one pool, as far as a request gets by its own form: the objects know the pool's configuration and no
//! user, and fail at everything else.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, value::to_raw_value};
use std::{
    cell::{Cell, RefCell},
    future::ready,
    pin::pin,
    sync::LazyLock,
    task::{Context, Poll, Waker},
};
use vestibule_app::theme;
use vestibule_crypto::{
    Keyring, Purpose, SecretBytes, SecretString, SeededRng, password::Params, srp::ModPow,
};
use vestibule_engine::{
    budget::Budgets,
    config::cache::Cache,
    cx::Cx,
    deployment::{AccessKey, Deployment},
    ports::{
        LocalFuture,
        keys::{KeyError, KeyMaker, RsaKey},
        mail::{MailError, Mailer, Message},
        objects::{ObjectError, Objects},
        timer::Timer,
    },
};
use vestibule_model::{
    client::{Client, ClientIdentity, ClientSettings, ExplicitAuthFlow, OAuthFlow, ValidityUnits},
    contact::ContactAttribute,
    ids::{ClientId, PoolId},
    object_key::ObjectKey,
    placement::Table,
    pool::{
        Attribute, AttributeType, Names, Pool, PoolExtensions, PoolIdentity, PoolSettings,
        Recovery, ResourceServer,
    },
    signing_key::{Active, KeyUse, State},
    time::{Span, Timestamp},
    unicode::NativeUnicode,
};
use vestibule_store::{
    envelope::{Envelope, Reply},
    pool::{
        config::{LoadConfig, Loaded},
        keys::KeyRow,
    },
    registry::names::{FindPool, KeepCheckKey},
    transition::Transition,
    users::{
        attempts::{RecordFailure, ReserveAttempt, Reserved},
        list::{CountUsers, ListUsers},
        read::{Found, ReadUser},
    },
};

/// The pool's own host.
pub(crate) const HOST: &str = "demo.id.example.com";
pub(crate) const POOL: &str = "local_AbCdEf123";
/// A client without a secret, which signs people in.
pub(crate) const WEB: &str = "webapp";
pub(crate) const CALLBACK: &str = "https://app.example.com/callback";
pub(crate) const SIGNED_OUT: &str = "https://app.example.com/";
/// A client with a secret, which acts for itself.
const SERVER: &str = "server";
const SERVER_SECRET: &str = "s3cret";

/// 2026-01-01 00:00:00 UTC
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_767_225_600);

/// The keyring of one fixed master secret.
pub(crate) static KEYRING: LazyLock<Keyring> =
    LazyLock::new(|| Keyring::new(&[SecretBytes::from(vec![7; 32])]).expect("32 bytes are enough"));

pub(crate) static DEPLOYMENT: LazyLock<Deployment> = LazyLock::new(|| Deployment {
    public_url: "https://id.example.com".to_owned(),
    account: "000000000000".to_owned(),
    access_keys: vec![AccessKey {
        id: "AKIDEXAMPLE".to_owned(),
        secret: SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    }],
    // The cheapest that Argon2 allows.
    password_params: Params {
        m_kib: 8,
        t: 1,
        p: 1,
    },
    registry_shards: 2,
    users_objects: 4,
    check_branding,
});

static LOADED: LazyLock<Loaded> = LazyLock::new(loaded);

/// What one request meets.
pub(crate) struct World {
    rng: SeededRng,
    cache: Cache,
    budgets: Budgets,
    has_failed: Cell<bool>,
}

/// Two, to whatever power: the real one takes too long to be run as often.
pub(crate) struct Two;

impl World {
    pub(crate) fn new() -> Self {
        Self {
            rng: rng(),
            cache: Cache::default(),
            budgets: Budgets::unlimited(),
            has_failed: Cell::new(false),
        }
    }

    pub(crate) fn cx(&self) -> Cx<'_> {
        Cx {
            now: NOW,
            rng: &self.rng,
            objects: self,
            key_maker: self,
            modpow: &Two,
            unicode: &NativeUnicode,
            mailer: self,
            timer: self,
            keyring: &KEYRING,
            deployment: &DEPLOYMENT,
            cache: &self.cache,
            budgets: &self.budgets,
            peer: None,
            region: "local".to_owned(),
            request_id: "00000000-0000-4000-8000-000000000000".to_owned(),
            hops: Cell::new(0),
            line: RefCell::default(),
        }
    }

    /// Whether something was asked for that this world hasn't got: only then may an answer be 500.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed.get()
    }

    fn reply(&self, message: &[u8]) -> Result<Vec<u8>, ObjectError> {
        let envelope: Envelope = serde_json::from_slice(message).expect("the core sends envelopes");
        Ok(match envelope.name.as_str() {
            CountUsers::NAME => done::<CountUsers>(&0),
            FindPool::NAME => {
                let asked: FindPool = body(&envelope);
                let is_known = [
                    format!("client:{SERVER}"),
                    format!("client:{WEB}"),
                    "domain:demo".to_owned(),
                    format!("pool:{POOL}"),
                ]
                .contains(&asked.name);
                done::<FindPool>(&is_known.then(|| LOADED.pool.id.clone()))
            }
            KeepCheckKey::NAME => done::<KeepCheckKey>(&body::<KeepCheckKey>(&envelope).offered),
            ListUsers::NAME => done::<ListUsers>(&Vec::new()),
            LoadConfig::NAME => {
                let asked: LoadConfig = body(&envelope);
                let client = asked.client.and_then(|id| client(id.as_str()));
                done::<LoadConfig>(&Some(Loaded {
                    client,
                    ..LOADED.clone()
                }))
            }
            ReadUser::NAME => done::<ReadUser>(&Found::Nobody),
            RecordFailure::NAME => done::<RecordFailure>(&()),
            ReserveAttempt::NAME => done::<ReserveAttempt>(&Reserved::Nobody),
            name => {
                self.has_failed.set(true);
                return Err(ObjectError::Failed(format!("{name} is not played here")));
            }
        })
    }
}

/// Runs what never waits.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}

/// The pool, whose users sign in with an e-mail address, with one custom attribute of each kind.
pub(crate) fn pool() -> Pool {
    LOADED.pool.clone()
}

pub(crate) fn client(id: &str) -> Option<Client> {
    let web = Client {
        identity: ClientIdentity {
            id: ClientId::parse(WEB).expect("it is an id"),
            created: NOW,
            modified: NOW,
            secrets: Vec::new(),
        },
        settings: ClientSettings {
            name: "app".to_owned(),
            flows: Some(vec![
                ExplicitAuthFlow::AllowAdminUserPasswordAuth,
                ExplicitAuthFlow::AllowRefreshTokenAuth,
                ExplicitAuthFlow::AllowUserPasswordAuth,
                ExplicitAuthFlow::AllowUserSrpAuth,
            ]),
            prevent_user_existence_errors: None,
            refresh_token_validity: 30,
            access_token_validity: None,
            id_token_validity: None,
            validity_units: ValidityUnits::default(),
            read_attributes: None,
            write_attributes: None,
            callback_urls: texts(&[CALLBACK]),
            logout_urls: texts(&[SIGNED_OUT]),
            default_redirect_uri: None,
            oauth: true,
            oauth_flows: vec![OAuthFlow::Code],
            oauth_scopes: texts(&["openid", "email", "api/read"]),
            identity_providers: texts(&["COGNITO"]),
            revocation: true,
            rotation: None,
            auth_session_minutes: 3,
        },
    };
    match id {
        WEB => Some(web),
        SERVER => Some(Client {
            identity: ClientIdentity {
                id: ClientId::parse(SERVER).expect("it is an id"),
                secrets: vec![seal(
                    Purpose::ClientSecret,
                    &[SERVER],
                    SERVER_SECRET.as_bytes(),
                )],
                ..web.identity
            },
            settings: ClientSettings {
                callback_urls: Vec::new(),
                logout_urls: Vec::new(),
                oauth_flows: vec![OAuthFlow::ClientCredentials],
                oauth_scopes: texts(&["api/read"]),
                ..web.settings
            },
        }),
        _ => None,
    }
}

impl Objects for World {
    fn send<'a>(
        &'a self,
        _key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(ready(self.reply(&message)))
    }
}

impl KeyMaker for World {
    fn rsa(&self) -> LocalFuture<'_, Result<RsaKey, KeyError>> {
        self.has_failed.set(true);
        Box::pin(ready(Err(KeyError("no keys are made here".to_owned()))))
    }
}

impl Mailer for World {
    fn deliver<'a>(&'a self, _message: &'a Message) -> LocalFuture<'a, Result<(), MailError>> {
        self.has_failed.set(true);
        Box::pin(ready(Err(MailError(
            "nothing is sent from here".to_owned(),
        ))))
    }
}

impl Timer for World {
    fn wait(&self, _span: Span) -> LocalFuture<'_, ()> {
        Box::pin(ready(()))
    }
}

impl ModPow for Two {
    fn modpow(&self, _base: &[u8], _exponent: &[u8], _modulus: &[u8]) -> Vec<u8> {
        vec![2]
    }
}

fn loaded() -> Loaded {
    let id = PoolId::parse(POOL).expect("it is an id");
    let key = |kid: &str, usage| KeyRow {
        id: kid.to_owned(),
        usage,
        state: State::Active(Active { since: NOW }),
        private: seal(Purpose::SigningKey, &[POOL, kid], b"nothing is signed here"),
        n: URL_SAFE_NO_PAD.encode([0xff; 256]),
        e: "AQAB".to_owned(),
    };
    Loaded {
        version: 1,
        unpushed: false,
        client: None,
        resource_servers: vec![ResourceServer {
            identifier: "api".to_owned(),
            name: "API".to_owned(),
            scopes: vec![("read".to_owned(), "Read it".to_owned())],
        }],
        routing_key: seal(Purpose::RoutingKey, &[POOL], &[5; 32]),
        slots: Table::even(4),
        keys: vec![key("id", KeyUse::Id), key("access", KeyUse::Access)],
        pool: Pool {
            identity: PoolIdentity {
                id,
                created: NOW,
                modified: NOW,
                names: Names::Attributes(vec![ContactAttribute::Email]),
                case_sensitive: false,
                case_sensitivity_given: true,
                schema: schema(),
                domain: Some("demo".to_owned()),
                managed_login_version: None,
            },
            settings: PoolSettings {
                auto_verified: vec![ContactAttribute::Email],
                recovery: vec![Recovery::VerifiedEmail],
                ..PoolSettings::new("people".to_owned())
            },
            extensions: PoolExtensions {
                hardening: true,
                ..PoolExtensions::default()
            },
        },
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn schema() -> Vec<Attribute> {
    let bounded = |name: &str, kind, min: Option<&str>, max: Option<&str>| Attribute {
        name: name.to_owned(),
        kind,
        required: name == "email" || name == "sub",
        mutable: name != "sub" && name != "custom:fixed",
        developer_only: name.starts_with("dev:"),
        min: min.map(str::to_owned),
        max: max.map(str::to_owned),
    };
    let text = |name: &str| bounded(name, AttributeType::String, Some("0"), Some("2048"));
    vec![
        text("sub"),
        text("name"),
        text("given_name"),
        text("preferred_username"),
        text("email"),
        bounded("email_verified", AttributeType::Boolean, None, None),
        bounded("birthdate", AttributeType::String, Some("10"), Some("10")),
        text("phone_number"),
        bounded("phone_number_verified", AttributeType::Boolean, None, None),
        bounded("updated_at", AttributeType::Number, Some("0"), None),
        bounded("custom:team", AttributeType::String, Some("1"), Some("8")),
        bounded("custom:level", AttributeType::Number, Some("-5"), Some("5")),
        bounded("custom:flag", AttributeType::Boolean, None, None),
        bounded("custom:when", AttributeType::DateTime, None, None),
        text("custom:fixed"),
        text("dev:custom:note"),
    ]
}

/// As the Worker checks it.
fn check_branding(branding: &Value) -> Result<(), String> {
    let branding: theme::Branding =
        serde_json::from_value(branding.clone()).map_err(|error| error.to_string())?;
    theme::Theme::new(&branding)
        .map(drop)
        .map_err(|error| error.to_string())
}

fn seal(purpose: Purpose, associated: &[&str], plain: &[u8]) -> String {
    KEYRING
        .seal_text(purpose, associated, plain, &rng())
        .expect("it is short")
}

fn rng() -> SeededRng {
    SeededRng::new([1; 32])
}

fn body<T: Transition>(envelope: &Envelope) -> T {
    serde_json::from_str(envelope.body.get()).expect("an envelope holds what it says")
}

fn done<T: Transition>(output: &T::Output) -> Vec<u8> {
    let output = to_raw_value(output).expect("an output is JSON");
    serde_json::to_vec(&Reply::Done(output)).expect("a reply is JSON")
}
