//! The calls of a sign-in service, each beside what it can't beat.

use super::{
    client::{Connection, Request},
    deployment::{Administrator, Pool, text},
    factors::Factors,
    hashers,
    load::{Call, Figure, Series},
    server::Server,
    srp,
};
use anyhow::{Result, ensure};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

pub(super) const CONNECTIONS: [usize; 2] = [1, 16];
/// More than connections: no user is signed in twice at a time.
const USERS: usize = 100;
/// One round of a call that takes milliseconds, and of one that takes less.
const LONG: Duration = Duration::from_millis(1000);
const SHORT: Duration = Duration::from_millis(400);
/// Of the part in which one connection reads while others sign in.
const CROWDED: Duration = Duration::from_secs(6);

const TOTP: &str = "TOTP sign-in";
const PASSKEY: &str = "passkey sign-in";

/// A call and its bound, at each number of connections.
#[derive(Serialize)]
pub(super) struct Row {
    pub(super) call: &'static str,
    pub(super) bound: &'static str,
    pub(super) at: Vec<At>,
    /// The least ratio that the project asks of itself.
    pub(super) asked: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct At {
    pub(super) connections: usize,
    pub(super) call: Figure,
    pub(super) bound: Figure,
    /// The call's rate by the bound's.
    pub(super) ratio: f64,
}

/// What a reader waits while others sign in.
#[derive(Serialize)]
pub(super) struct Crowded {
    pub(super) signing_in: usize,
    pub(super) alone: Figure,
    pub(super) discovery: Figure,
    /// The p99 of discovery by its median alone.
    pub(super) slowdown: f64,
    /// Of an empty Worker beside hashers that are kept busy; without hashers, of one that hashes for as many connections.
    pub(super) bound: Figure,
    /// The same ratio of the bound.
    pub(super) bound_slowdown: f64,
}

/// A call that npm's `cognito-local` offers too.
#[derive(Serialize)]
pub(super) struct Rival {
    pub(super) call: &'static str,
    pub(super) at: Vec<RivalAt>,
}

#[derive(Serialize)]
pub(super) struct RivalAt {
    pub(super) connections: usize,
    pub(super) vestibule: Figure,
    pub(super) cognito_local: Figure,
}

/// A pool with users that have signed in, and the calls on it.
pub(super) struct Prepared {
    address: SocketAddr,
    pool: Pool,
    refresh_tokens: Vec<String>,
    access_tokens: Vec<String>,
    /// People who have signed up while it was measured.
    registered: AtomicUsize,
}

/// The Workers that only show what can't be beaten.
pub(super) struct Bounds {
    pub(super) empty: Server,
    pub(super) bounds: Server,
}

struct Measured<'a> {
    name: &'static str,
    call: Call<'a>,
    asked: Option<f64>,
}

/// A bound, and the calls that are held against it.
struct Group<'a> {
    bound: Measured<'a>,
    calls: Vec<Measured<'a>>,
}

impl Prepared {
    /// Makes the pool, registers its users and signs each of them in.
    pub(super) fn new(
        address: SocketAddr,
        pool: Pool,
        confirm: impl Fn(&str) -> Result<()>,
    ) -> Result<Self> {
        let mut connection = Connection::open(address)?;
        let (mut refresh_tokens, mut access_tokens) = (Vec::new(), Vec::new());
        for number in 0..USERS {
            let username = username(number);
            connection.send(&pool.sign_up(&username))?;
            confirm(&username)?;
            let answer = connection.send(&pool.sign_in(&username))?;
            let answer: Value = serde_json::from_slice(&answer.body)?;
            refresh_tokens.push(text(&answer, "/AuthenticationResult/RefreshToken")?);
            access_tokens.push(text(&answer, "/AuthenticationResult/AccessToken")?);
        }
        Ok(Self {
            address,
            pool,
            refresh_tokens,
            access_tokens,
            registered: AtomicUsize::new(0),
        })
    }

    pub(super) fn on_vestibule(admin: &Administrator, address: SocketAddr) -> Result<Self> {
        let pool = Pool::create(admin, "calls")?;
        let id = pool.id.clone();
        Self::new(address, pool, |username| {
            let body = json!({"UserPoolId": id, "Username": username});
            admin.call("AdminConfirmSignUp", &body).map(drop)
        })
    }

    pub(super) fn on_cognito_local(server: &Server) -> Result<Self> {
        let mut connection = Connection::open(server.address)?;
        let mut call = |operation: &str, body: &Value| -> Result<Value> {
            let answer = connection.send(&Request::call(operation, body))?;
            Ok(serde_json::from_slice(&answer.body)?)
        };
        let pool = call("CreateUserPool", &json!({"PoolName": "calls"}))?;
        let id = text(&pool, "/UserPool/Id")?;
        let client = call(
            "CreateUserPoolClient",
            &json!({"UserPoolId": id, "ClientName": "app"}),
        )?;
        let client = text(&client, "/UserPoolClient/ClientId")?;
        let pool = Pool {
            id: id.clone(),
            client,
        };
        Self::new(server.address, pool, |username| {
            let body = json!({"UserPoolId": id, "Username": username});
            Connection::open(server.address)?
                .send(&Request::call("AdminConfirmSignUp", &body))
                .map(drop)
        })
    }

    fn sign_up(&self) -> Call<'_> {
        self.repeat(LONG, |_| {
            let number = self.registered.fetch_add(1, Ordering::Relaxed);
            self.pool.sign_up(&format!("new-{number}@example.com"))
        })
    }

    pub(super) fn sign_in(&self) -> Call<'_> {
        self.repeat(LONG, |number| self.pool.sign_in(&username(number)))
    }

    fn refresh(&self) -> Call<'_> {
        self.repeat(SHORT, |number| {
            self.pool.refresh(&self.refresh_tokens[number % USERS])
        })
    }

    fn get_user(&self) -> Call<'_> {
        self.repeat(SHORT, |number| {
            Pool::get_user(&self.access_tokens[number % USERS])
        })
    }

    fn get(&self, path: &str) -> Call<'static> {
        let path = format!("/{}/.well-known/{path}", self.pool.id);
        same(self.address, SHORT, Request::get(path))
    }

    fn repeat<'a>(
        &self,
        span: Duration,
        request: impl Fn(usize) -> Request + Sync + 'a,
    ) -> Call<'a> {
        Call::new(self.address, span, move |connection, number| {
            Ok(connection.send(&request(number))?.took)
        })
    }
}

fn username(number: usize) -> String {
    format!("person-{}@example.com", number % USERS)
}

fn same(address: SocketAddr, span: Duration, request: Request) -> Call<'static> {
    Call::new(address, span, move |connection, _| {
        Ok(connection.send(&request)?.took)
    })
}

fn plain<'a>(name: &'static str, call: Call<'a>) -> Measured<'a> {
    Measured {
        name,
        call,
        asked: None,
    }
}

fn asked<'a>(name: &'static str, ratio: f64, call: Call<'a>) -> Measured<'a> {
    Measured {
        name,
        call,
        asked: Some(ratio),
    }
}

/// Measures every call beside its bound, in `rounds` rounds.
pub(super) fn measure(
    admin: &Administrator,
    prepared: &Prepared,
    bounds: &Bounds,
    rounds: usize,
    only: Option<&str>,
) -> Result<Vec<Row>> {
    let bound =
        |name, span, path: &str| plain(name, same(bounds.bounds.address, span, Request::get(path)));
    let client = srp::Client::new(&prepared.pool)?;
    let srp_sign_in = Call::new(prepared.address, LONG, move |connection, number| {
        client.sign_in(connection, &username(number))
    });
    let machine = prepared.pool.client_credentials(admin)?;
    let factors = match only.is_none_or(|only| [TOTP, PASSKEY].contains(&only)) {
        true => Some(Factors::on_vestibule(admin, prepared.address)?),
        false => None,
    };
    let mut groups = vec![
        Group {
            bound: bound("Argon2id", LONG, "/argon2id"),
            calls: vec![
                asked("password sign-in", 0.85, prepared.sign_in()),
                plain("sign-up", prepared.sign_up()),
            ],
        },
        Group {
            bound: bound("3 exponentiations, 2 RSA", LONG, "/srp"),
            calls: vec![plain("SRP sign-in", srp_sign_in)],
        },
        Group {
            bound: bound("2 RSA signatures", SHORT, "/rsa?n=2"),
            calls: vec![asked("refresh", 0.5, prepared.refresh())],
        },
        Group {
            bound: bound("1 RSA signature", SHORT, "/rsa?n=1"),
            calls: vec![plain(
                "client_credentials",
                same(prepared.address, SHORT, machine),
            )],
        },
        Group {
            bound: plain(
                "empty Worker",
                same(bounds.empty.address, SHORT, Request::get("/")),
            ),
            calls: vec![
                asked("discovery", 0.6, prepared.get("openid-configuration")),
                asked("key set", 0.6, prepared.get("jwks.json")),
                plain("GetUser", prepared.get_user()),
                plain(
                    "login page",
                    same(prepared.address, SHORT, prepared.pool.login_page()),
                ),
            ],
        },
    ];
    if let Some(factors) = &factors {
        let address = factors.address;
        let code = Call::new(address, LONG, |connection, _| {
            factors.sign_in_with_code(connection)
        });
        groups[0].calls.push(plain(TOTP, code));
        let passkey = Call::new(address, SHORT, |connection, number| {
            factors.sign_in_with_passkey(connection, number)
        });
        groups.push(Group {
            bound: bound("1 ES256 verification", SHORT, "/es256"),
            calls: vec![plain(PASSKEY, passkey)],
        });
    }
    let mut rows = Vec::new();
    for mut group in groups {
        group
            .calls
            .retain(|call| only.is_none_or(|only| call.name == only));
        if group.calls.is_empty() {
            continue;
        }
        rows.extend(group.measure(rounds)?);
    }
    ensure!(!rows.is_empty(), "--call: there is no such call");
    Ok(rows)
}

impl Group<'_> {
    fn measure(&self, rounds: usize) -> Result<Vec<Row>> {
        let all: Vec<&Measured<'_>> = std::iter::once(&self.bound).chain(&self.calls).collect();
        let mut series: BTreeMap<(&str, usize), Series> = BTreeMap::new();
        warm_up(&all)?;
        for round in 0..rounds {
            for connections in CONNECTIONS {
                // Neither is always the first.
                let mut order = all.clone();
                if round % 2 == 1 {
                    order.reverse();
                }
                for measured in order {
                    let batch = measured.call.round(connections, measured.call.span)?;
                    series
                        .entry((measured.name, connections))
                        .or_default()
                        .push(batch);
                }
            }
        }
        let row = |measured: &Measured<'_>| Row {
            call: measured.name,
            bound: self.bound.name,
            at: CONNECTIONS
                .into_iter()
                .map(|connections| {
                    let call = &series[&(measured.name, connections)];
                    let bound = &series[&(self.bound.name, connections)];
                    At {
                        connections,
                        call: call.figure(),
                        bound: bound.figure(),
                        ratio: call.ratio(bound),
                    }
                })
                .collect(),
            asked: measured.asked,
        };
        Ok(self.calls.iter().map(row).collect())
    }
}

/// The engine compiles what runs often a second time: not within what is measured.
fn warm_up(all: &[&Measured<'_>]) -> Result<()> {
    for measured in all {
        measured.call.round(4, measured.call.span)?;
    }
    Ok(())
}

/// What one reader of the discovery document waits while 16 connections sign in.
pub(super) fn crowded(
    prepared: &Prepared,
    bounds: &Bounds,
    hashers: Option<&Path>,
) -> Result<Crowded> {
    let [_, signing_in] = CONNECTIONS;
    let alone = |reads: &Call<'_>| -> Result<Figure> {
        let mut series = Series::default();
        series.push(reads.round(1, SHORT)?);
        Ok(series.figure())
    };
    let reads = prepared.get("openid-configuration");
    let reads_alone = alone(&reads)?;
    let sign_in = prepared.sign_in();
    let discovery = beside(&reads, || sign_in.round(signing_in, CROWDED).map(drop))?;
    let empty = |address| same(address, CROWDED, Request::get("/healthz"));
    let (bound_alone, bound) = match hashers {
        Some(socket) => {
            let reads = empty(bounds.empty.address);
            let hashes = || hashers::rate(socket, CROWDED).map(drop);
            (alone(&reads)?, beside(&reads, hashes)?)
        }
        None => {
            let address = bounds.bounds.address;
            let (reads, hashes) = (
                empty(address),
                same(address, CROWDED, Request::get("/argon2id")),
            );
            let hashes = || hashes.round(signing_in, CROWDED).map(drop);
            (alone(&reads)?, beside(&reads, hashes)?)
        }
    };
    Ok(Crowded {
        signing_in,
        alone: reads_alone,
        discovery,
        slowdown: discovery.p99_ms / reads_alone.median_ms,
        bound,
        bound_slowdown: bound.p99_ms / bound_alone.median_ms,
    })
}

/// What one connection waits while something else is done.
fn beside(reads: &Call<'_>, work: impl FnOnce() -> Result<()> + Send) -> Result<Figure> {
    std::thread::scope(|scope| {
        let others = scope.spawn(work);
        let mut series = Series::default();
        series.push(reads.round(1, CROWDED)?);
        others
            .join()
            .map_err(|_| anyhow::anyhow!("a thread panicked"))??;
        Ok(series.figure())
    })
}

/// Measures the calls that both offer, side by side.
pub(super) fn rival(own: &Prepared, other: &Prepared, rounds: usize) -> Result<Vec<Rival>> {
    let calls: [(&'static str, Call<'_>, Call<'_>); 4] = [
        ("sign-up", own.sign_up(), other.sign_up()),
        ("password sign-in", own.sign_in(), other.sign_in()),
        ("refresh", own.refresh(), other.refresh()),
        ("GetUser", own.get_user(), other.get_user()),
    ];
    let mut rivals = Vec::new();
    for (name, own, other) in calls {
        let mut at = Vec::new();
        for connections in CONNECTIONS {
            let (mut vestibule, mut cognito_local) = (Series::default(), Series::default());
            for _ in 0..rounds {
                vestibule.push(own.round(connections, SHORT)?);
                cognito_local.push(other.round(connections, SHORT)?);
            }
            at.push(RivalAt {
                connections,
                vestibule: vestibule.figure(),
                cognito_local: cognito_local.figure(),
            });
        }
        rivals.push(Rival { call: name, at });
    }
    Ok(rivals)
}
