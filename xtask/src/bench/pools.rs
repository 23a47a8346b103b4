//! Whether a large pool is slower than a small one.

use super::{
    client::Connection,
    deployment::{Administrator, PASSWORD, Pool},
    load::{Call, Figure, Series},
    server::Server,
};
use crate::{secrets::Secrets, tools::Tools};
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde_json::json;
use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

const SMALL: u32 = 100;
/// Users that are made by one call.
const AT_ONCE: u32 = 2000;
const ROUND: Duration = Duration::from_millis(1500);
/// Sign-ins after which memory is looked at.
const SIGN_INS: usize = 200;

#[derive(Serialize)]
pub(super) struct Sizes {
    pub(super) small: u32,
    pub(super) large: u32,
    pub(super) seeded_in_s: f64,
    pub(super) small_sign_in: Figure,
    pub(super) large_sign_in: Figure,
    /// The large pool's median by the small one's.
    pub(super) ratio: f64,
    /// Of the pages of a group of all of the large pool's, in milliseconds: the medians of the first tenth and of the last.
    pub(super) first_pages_ms: f64,
    pub(super) last_pages_ms: f64,
    /// What the runtime used after sign-ins to the small pool, and then to the large one, in bytes.
    pub(super) memory: [u64; 2],
}

/// A group of everybody.
const GROUP: &str = "everybody";
/// The longest page.
const PAGE: u32 = 60;

/// The two pools, in the state folder.
pub(super) struct Seeded {
    small: Pool,
    large: Pool,
    users: u32,
    took: Duration,
}

/// Makes the pools with the build that can, and ends it: what is measured is the build that is deployed.
pub(super) fn seed(root: &Path, tools: &Tools, state: &Path, users: u32) -> Result<Seeded> {
    for (build, seeds) in [("worker", false), ("seeding", true)] {
        let wasm = fs::read(root.join("build").join(build).join("index_bg.wasm"))
            .with_context(|| format!("build/{build} is not built"))?;
        let found = wasm.windows(10).any(|part| part == b"seed_users");
        ensure!(
            found == seeds,
            "build/{build} {} seed users",
            if found { "can" } else { "can't" }
        );
    }
    let start = Instant::now();
    let server = Server::worker(root, tools, "seeding", state, false)?;
    let admin = Administrator::new(server.address, &Secrets::of(state)?);
    let make = |name: &str, users: u32| -> Result<Pool> {
        let pool = Pool::create(&admin, name)?;
        let group = json!({"UserPoolId": pool.id, "GroupName": GROUP});
        admin.call("CreateGroup", &group)?;
        for first in (0..users).step_by(AT_ONCE as usize) {
            let count = AT_ONCE.min(users - first);
            let answer = admin.call_extension(
                "SeedUsers",
                &json!({
                    "UserPoolId": pool.id, "First": first, "Count": count, "Password": PASSWORD, "GroupName": GROUP,
                }),
            )?;
            ensure!(answer["Made"] == count, "{answer} of {count} users");
        }
        Ok(pool)
    };
    Ok(Seeded {
        small: make("small", SMALL)?,
        large: make("large", users)?,
        users,
        took: start.elapsed(),
    })
}

/// Signs in to both pools on a server that has done nothing else yet.
pub(super) fn measure(
    server: &Server,
    admin: &Administrator,
    seeded: &Seeded,
    rounds: usize,
) -> Result<Sizes> {
    let sign_in = |pool: &'static str| {
        let (pool, users) = match pool {
            "small" => (&seeded.small, SMALL),
            _ => (&seeded.large, seeded.users),
        };
        Call::new(server.address, ROUND, move |connection, number| {
            Ok(connection.send(&pool.sign_in(&spread(number, users)))?.took)
        })
    };
    let memory_after = |pool: &Pool, users: u32| -> Result<u64> {
        let mut connection = Connection::open(server.address)?;
        for number in 0..SIGN_INS {
            connection.send(&pool.sign_in(&spread(number, users)))?;
        }
        Ok(server.memory()?.resident)
    };
    let memory = [
        memory_after(&seeded.small, SMALL)?,
        memory_after(&seeded.large, seeded.users)?,
    ];
    let calls = [sign_in("small"), sign_in("large")];
    let mut series = [Series::default(), Series::default()];
    for round in 0..rounds {
        for at in [round % 2, (round + 1) % 2] {
            series[at].push(calls[at].round(1, ROUND)?);
        }
    }
    let [small, large] = series;
    let [first_pages_ms, last_pages_ms] = pages(admin, seeded)?;
    Ok(Sizes {
        first_pages_ms,
        last_pages_ms,
        small: SMALL,
        large: seeded.users,
        seeded_in_s: seeded.took.as_secs_f64(),
        ratio: large.slowdown(&small),
        small_sign_in: small.figure(),
        large_sign_in: large.figure(),
        memory,
    })
}

/// Another user each time, from all over the pool.
fn spread(number: usize, users: u32) -> String {
    let number = number as u64 * 7919 % u64::from(users);
    format!("user-{number}")
}

/// Walks through the large pool's group; the medians of its first pages and of its last.
fn pages(admin: &Administrator, seeded: &Seeded) -> Result<[f64; 2]> {
    let mut took = Vec::new();
    let mut members = 0;
    let mut request = json!({"UserPoolId": seeded.large.id, "GroupName": GROUP, "Limit": PAGE});
    loop {
        let start = Instant::now();
        let page = admin.call("ListUsersInGroup", &request)?;
        took.push(start.elapsed());
        members += page["Users"].as_array().map_or(0, Vec::len);
        match page.get("NextToken") {
            Some(next) => request["NextToken"] = next.clone(),
            None => break,
        }
    }
    let users = usize::try_from(seeded.users)?;
    ensure!(members == users, "{members} of {users} are listed");
    let tenth = took.len().div_ceil(10);
    let median = |pages: &[Duration]| {
        let mut pages = pages.to_vec();
        pages.sort();
        pages[pages.len() / 2].as_secs_f64() * 1000.0
    };
    Ok([median(&took[..tenth]), median(&took[took.len() - tenth..])])
}
