//! What holds while somebody asks too much: a flood from one address, settings that change, more sign-ins than the
//! machine can hash, and bodies as large as are taken.

use super::{
    client::{Connection, Request},
    deployment::{Administrator, PASSWORD, Pool},
    hashers,
    load::{Call, Figure, Series, median, millis, quantile},
    server::{Memory, Server},
};
use anyhow::{Context, Result, anyhow, ensure};
use serde::Serialize;
use serde_json::json;
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// People who sign in.
const USERS: usize = 64;
/// How long each part goes on; overload is what the project asks of itself, for a minute.
const SPAN: Duration = Duration::from_secs(20);
const OVERLOAD: Duration = Duration::from_secs(60);
/// Sign-ins of the flood, a second.
const FLOOD: u64 = 30;
const FLOODING: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 1);
/// Between two changes of the pool's settings.
const CHANGES: Duration = Duration::from_millis(100);
/// Sign-ins under overload, by what the machine does.
const TIMES: f64 = 10.0;
/// More than can wait at once: the rest is refused at once.
const OVERLOADING: usize = 320;
/// A status like a gateway's, of a call that was never answered.
const NO_ANSWER: u16 = 504;
const BODIES: usize = 300;
/// No limit is looked for beyond this, in bytes.
const LARGEST: usize = 2 << 20;
/// Time for memory to be given back.
const CALM: Duration = Duration::from_secs(10);

#[derive(Serialize)]
pub(super) struct UnderLoad {
    pub(super) flood: Flood,
    pub(super) settings: Settings,
    pub(super) overload: Overload,
    pub(super) bodies: Bodies,
}

/// One connection signs in, alone and beside a flood from one address that never waits for an answer.
#[derive(Serialize)]
pub(super) struct Flood {
    pub(super) alone: Figure,
    pub(super) beside: Figure,
    /// The median beside the flood by that alone.
    pub(super) slowdown: f64,
    pub(super) refused: usize,
}

/// Four connections sign in while the pool is updated.
#[derive(Serialize)]
pub(super) struct Settings {
    pub(super) changes: u64,
    pub(super) sign_ins: Figure,
    pub(super) refused: usize,
}

/// Sign-ins come at [`TIMES`] the rate that the machine answers.
#[derive(Serialize)]
pub(super) struct Overload {
    /// A second, without overload and with it.
    pub(super) capacity: f64,
    pub(super) served: f64,
    pub(super) asked: usize,
    pub(super) refused: usize,
    /// Answers of 500 and more, and none at all.
    pub(super) failed: usize,
    /// Milliseconds, of those that were served and of those that were refused.
    pub(super) longest_served: f64,
    pub(super) p99_refused: f64,
    /// Milliseconds: the median of some sign-ins before, and the first afterwards.
    pub(super) before: f64,
    pub(super) afterwards: f64,
    /// `None` without hashers.
    pub(super) bound: Option<Bound>,
}

/// What the hashers do for nobody but this program, a second: alone, and beside an empty Worker's answers to as many
/// sign-ins as were refused.
#[derive(Serialize)]
pub(super) struct Bound {
    pub(super) alone: f64,
    pub(super) beside: f64,
}

/// The largest bodies that are taken, all at once.
#[derive(Serialize)]
pub(super) struct Bodies {
    /// Bytes of each.
    pub(super) each: usize,
    /// Bytes that were grown by, at most and after a calm.
    pub(super) resident: [u64; 2],
    /// Of the WASM module's own memory, which never shrinks.
    pub(super) wasm: u64,
}

/// Measures all of it on one pool.
pub(super) fn measure(server: &Server, admin: &Administrator, empty: &Server) -> Result<UnderLoad> {
    let people = People::register(server, admin)?;
    Ok(UnderLoad {
        flood: people.flood().context("beside a flood")?,
        settings: people.settings(admin).context("under changing settings")?,
        overload: people.overload(empty).context("under overload")?,
        bodies: people.bodies().context("with large bodies")?,
    })
}

impl Bound {
    fn measure(
        socket: &Path,
        empty: SocketAddr,
        answers: f64,
        request: impl Fn(usize) -> Request + Sync,
    ) -> Result<Self> {
        let alone = hashers::rate(socket, SPAN / 2)?;
        let beside = thread::scope(|scope| {
            let answering = scope.spawn(|| at_rate(empty, answers, SPAN, &request));
            let beside = hashers::rate(socket, SPAN);
            answering.join().map_err(|_| panicked())??;
            beside
        })?;
        Ok(Self { alone, beside })
    }
}

struct People<'a> {
    server: &'a Server,
    pool: Pool,
}

impl<'a> People<'a> {
    fn register(server: &'a Server, admin: &Administrator) -> Result<Self> {
        let pool = Pool::create(admin, "load")?;
        let mut connection = Connection::open(server.address)?;
        for number in 0..USERS {
            let username = username(number);
            connection.send(&pool.sign_up(&username))?;
            admin.call(
                "AdminConfirmSignUp",
                &json!({"UserPoolId": pool.id, "Username": username}),
            )?;
        }
        Ok(Self { server, pool })
    }

    /// Sign-ins with the right password; `refused` counts those that were not let in.
    fn sign_ins<'b>(&'b self, refused: &'b AtomicUsize) -> Call<'b> {
        Call::new(self.server.address, SPAN, move |connection, number| {
            let answer = connection.ask(&self.pool.sign_in(&username(number)))?;
            if answer.status != 200 {
                refused.fetch_add(1, Ordering::Relaxed);
            }
            Ok(answer.took)
        })
    }

    fn flood(&self) -> Result<Flood> {
        let refused = AtomicUsize::new(0);
        let call = self.sign_ins(&refused);
        let (mut alone, mut beside) = (Series::default(), Series::default());
        alone.push(call.round(1, SPAN / 2)?);
        let next = AtomicU64::new(0);
        let flood = || {
            let nobody = format!("nobody-{}", next.fetch_add(1, Ordering::Relaxed));
            let request = self.pool.sign_in(&nobody).from(FLOODING);
            Connection::open(self.server.address)?.leave(&request)
        };
        let every = Duration::from_secs(1) / u32::try_from(FLOOD)?;
        beside.push(while_repeating(every, flood, || call.round(1, SPAN))?.0);
        Ok(Flood {
            alone: alone.figure(),
            beside: beside.figure(),
            slowdown: beside.slowdown(&alone),
            refused: refused.load(Ordering::Relaxed),
        })
    }

    fn settings(&self, admin: &Administrator) -> Result<Settings> {
        let refused = AtomicUsize::new(0);
        let call = self.sign_ins(&refused);
        let length = AtomicU64::new(0);
        let change = || {
            let length = 8 + length.fetch_add(1, Ordering::Relaxed) % 8;
            let body = json!({
                "UserPoolId": self.pool.id,
                "Policies": {"PasswordPolicy": {"MinimumLength": length}},
            });
            admin.call("UpdateUserPool", &body).map(drop)
        };
        let (batch, changes) = while_repeating(CHANGES, change, || call.round(4, SPAN))?;
        let mut series = Series::default();
        series.push(batch);
        Ok(Settings {
            changes,
            sign_ins: series.figure(),
            refused: refused.load(Ordering::Relaxed),
        })
    }

    fn overload(&self, empty: &Server) -> Result<Overload> {
        let refused = AtomicUsize::new(0);
        let call = self.sign_ins(&refused);
        let mut series = Series::default();
        series.push(call.round(16, SPAN / 2)?);
        let capacity = series.figure().per_second;
        ensure!(
            refused.load(Ordering::Relaxed) == 0,
            "refused without overload"
        );
        let one = || -> Result<f64> {
            let answer =
                Connection::open(self.server.address)?.send(&self.pool.sign_in(&username(0)))?;
            Ok(millis(answer.took))
        };
        let before = (0..5).map(|_| one()).collect::<Result<Vec<_>>>()?;
        let before = median(before.into_iter());

        let sign_in = |number| self.pool.sign_in(&username(number));
        let answers = at_rate(self.server.address, capacity * TIMES, OVERLOAD, sign_in)?;
        let afterwards = one()?;

        let of = |wanted: fn(u16) -> bool| -> Vec<Duration> {
            let wanted = answers.iter().filter(|(status, _)| wanted(*status));
            wanted.map(|(_, took)| *took).collect()
        };
        let served = of(|status| status == 200);
        let refused = of(|status| (400..500).contains(&status));
        let bound = match self.server.socket_of_hashers() {
            Some(socket) => {
                let refusals = refused.len() as f64 / OVERLOAD.as_secs_f64();
                Some(Bound::measure(socket, empty.address, refusals, sign_in)?)
            }
            None => None,
        };
        Ok(Overload {
            capacity,
            served: served.len() as f64 / OVERLOAD.as_secs_f64(),
            asked: answers.len(),
            refused: refused.len(),
            failed: of(|status| status >= 500).len(),
            longest_served: millis(served.iter().copied().max().unwrap_or_default()),
            p99_refused: millis(quantile(&refused, 0.99)),
            before,
            afterwards,
            bound,
        })
    }

    fn bodies(&self) -> Result<Bodies> {
        let each = self.largest()?;
        let request = self.sign_up_of(each);
        let before = self.server.memory()?;
        let at_most = Mutex::new(before);
        let watch = || {
            let now = self.server.memory()?;
            let mut at_most = at_most.lock().unwrap_or_else(PoisonError::into_inner);
            at_most.resident = at_most.resident.max(now.resident);
            at_most.wasm = at_most.wasm.max(now.wasm);
            Ok(())
        };
        while_repeating(Duration::from_millis(5), watch, || {
            thread::scope(|scope| {
                let threads: Vec<_> = (0..BODIES)
                    .map(|_| scope.spawn(|| Connection::open(self.server.address)?.ask(&request)))
                    .collect();
                threads.into_iter().try_for_each(|thread| {
                    let answer = thread.join().map_err(|_| panicked())??;
                    ensure!(answer.status < 500, "a body was answered {}", answer.status);
                    Ok(())
                })
            })
        })?;
        thread::sleep(CALM);
        let after = self.server.memory()?;
        let at_most = at_most.into_inner().unwrap_or_else(PoisonError::into_inner);
        let grown = |memory: Memory| memory.resident.saturating_sub(before.resident);
        Ok(Bodies {
            each,
            resident: [grown(at_most), grown(after)],
            wasm: at_most.wasm.saturating_sub(before.wasm),
        })
    }

    /// The size of the largest sign-up that is not refused for its size.
    fn largest(&self) -> Result<usize> {
        let mut connection = Connection::open(self.server.address)?;
        let mut is_taken = |bytes: usize| -> Result<bool> {
            Ok(match connection.ask(&self.sign_up_of(bytes)) {
                Ok(answer) => {
                    !String::from_utf8_lossy(&answer.body).contains("RequestEntityTooLarge")
                        && answer.status != 413
                }
                // Whoever sends too much may be hung up on.
                Err(_) => {
                    connection = Connection::open(self.server.address)?;
                    false
                }
            })
        };
        let (mut taken, mut refused) = (1024, LARGEST);
        ensure!(is_taken(taken)?, "a sign-up of {taken} bytes is too large");
        while refused - taken > 1 {
            let middle = taken.midpoint(refused);
            if is_taken(middle)? {
                taken = middle;
            } else {
                refused = middle;
            }
        }
        Ok(taken)
    }

    /// A sign-up whose body has this many bytes.
    fn sign_up_of(&self, bytes: usize) -> Request {
        let request = |padding: usize| {
            let body = json!({
                "ClientId": self.pool.client,
                "Username": "somebody",
                "Password": PASSWORD,
                "ClientMetadata": {"padding": "x".repeat(padding)},
            });
            Request::call("SignUp", &body)
        };
        let bare = request(0).body.len();
        request(bytes.saturating_sub(bare))
    }
}

/// Requests that come at this rate a second, whether those before were answered or not, as long as connections are
/// free; the status of each and how long it took.
fn at_rate(
    address: SocketAddr,
    rate: f64,
    span: Duration,
    request: impl Fn(usize) -> Request + Sync,
) -> Result<Vec<(u16, Duration)>> {
    let answers = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let one_after_another = || -> Result<()> {
        let mut connection = Connection::open(address)?;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let due = Duration::from_secs_f64(number as f64 / rate);
            if due >= span || start.elapsed() >= span {
                return Ok(());
            }
            thread::sleep(due.saturating_sub(start.elapsed()));
            let asked = Instant::now();
            let status = match connection.ask(&request(number)) {
                Ok(answer) => answer.status,
                Err(_) => {
                    connection = Connection::open(address)?;
                    NO_ANSWER
                }
            };
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            answers.push((status, asked.elapsed()));
        }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..OVERLOADING)
            .map(|_| scope.spawn(one_after_another))
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| panicked())?)
    })?;
    Ok(answers.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Does one thing again and again, at its pace, for as long as another takes; how often it was done.
fn while_repeating<T>(
    every: Duration,
    again: impl Fn() -> Result<()> + Sync,
    work: impl FnOnce() -> Result<T>,
) -> Result<(T, u64)> {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let repeating = scope.spawn(|| -> Result<u64> {
            let start = Instant::now();
            let mut times = 0;
            while !over.load(Ordering::Relaxed) {
                again()?;
                times += 1;
                let due = every * u32::try_from(times)?;
                thread::sleep(due.saturating_sub(start.elapsed()));
            }
            Ok(times)
        });
        let worked = work();
        over.store(true, Ordering::Relaxed);
        let times = repeating.join().map_err(|_| panicked())??;
        Ok((worked?, times))
    })
}

fn username(number: usize) -> String {
    format!("person-{}@example.com", number % USERS)
}

fn panicked() -> anyhow::Error {
    anyhow!("a thread panicked")
}

impl UnderLoad {
    pub(super) fn print(&self) {
        let kept = |holds: bool| if holds { "holds" } else { "MISSED" };
        let Self {
            flood,
            settings,
            overload,
            bodies,
        } = self;
        println!(
            "\nBeside a flood of {FLOOD} sign-ins a second from one address: median {:.1} ms, p99 {:.1}; alone {:.1}, \
             {:.1}; {:.2} times: {} (at most 2); refused {}: {} (none)",
            flood.beside.median_ms,
            flood.beside.p99_ms,
            flood.alone.median_ms,
            flood.alone.p99_ms,
            flood.slowdown,
            kept(flood.slowdown <= 2.0),
            flood.refused,
            kept(flood.refused == 0),
        );
        println!(
            "Under {} changes of settings: {} sign-ins, median {:.1} ms, p99 {:.1}; refused {}: {} (none)",
            settings.changes,
            settings.sign_ins.calls,
            settings.sign_ins.median_ms,
            settings.sign_ins.p99_ms,
            settings.refused,
            kept(settings.refused == 0),
        );
        let share = overload.served / overload.capacity;
        println!(
            "Overload, {} sign-ins in {} s where {:.1} a second are answered: {:.1} a second served, {share:.2}: {} (at \
             least 0.9); {} refused, p99 after {:.0} ms; {} failed: {} (none); longest {:.0} ms: {} (at most 2,000 and \
             the work); the first afterwards {:.1} ms, before {:.1}",
            overload.asked,
            OVERLOAD.as_secs(),
            overload.capacity,
            overload.served,
            kept(share >= 0.9),
            overload.refused,
            overload.p99_refused,
            overload.failed,
            kept(overload.failed == 0),
            overload.longest_served,
            kept(overload.longest_served <= 2_000.0 + 2.0 * overload.before),
            overload.afterwards,
            overload.before,
        );
        if let Some(Bound { alone, beside }) = overload.bound {
            println!(
                "The hashers, asked by nobody else, keep {:.2} of their rate beside an empty Worker's answers to as many \
                 sign-ins as were refused: {:.2} of that was served",
                beside / alone,
                share / (beside / alone),
            );
        }
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        println!(
            "{BODIES} bodies of {} bytes at once: memory grew by {:.1} MB: {} (at most 64), after a calm {:.1}; that of \
             the module by {:.1}: {} (at most 16)",
            bodies.each,
            megabytes(bodies.resident[0]),
            kept(bodies.resident[0] <= 64_000_000),
            megabytes(bodies.resident[1]),
            megabytes(bodies.wasm),
            kept(bodies.wasm <= 16_000_000),
        );
    }
}
