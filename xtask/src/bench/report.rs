//! What a run found, for people and for programs.

use super::{
    calls::{CONNECTIONS, Crowded, Rival, Row},
    native::{self, Native},
    pools, sizes,
    start::Start,
    under_load::UnderLoad,
    unit_loop::UnitLoop,
};
use serde::Serialize;

/// Of password sign-ins with hashers, by native hashes on all cores.
const NATIVE: f64 = 0.7;
/// Of discovery while others sign in: the p99 by the median alone.
const CROWDED: f64 = 10.0;
/// Of a pool of many users: the median by that of a small pool, and the memory, in bytes.
const LARGE_POOL_RATIO: f64 = 1.2;
const LARGE_POOL_MEMORY: u64 = 100_000_000;
/// Of a large group: the last pages' median by the first ones'.
const LAST_PAGES: f64 = 1.5;
/// More than the empty Worker's, in milliseconds.
const START_MORE: f64 = 100.0;
/// In bytes, compressed.
const LOGIN_PAGE: usize = 14_000;
const ISLANDS: usize = 70_000;
/// 1.4 times the 1.25 MB that it may have at "z".
const WORKER: usize = 1_750_000;

/// Everything that was measured in one run.
#[derive(Default, Serialize)]
pub(super) struct Report {
    /// Seconds since 1970.
    pub(super) at: u64,
    pub(super) cores: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) calls: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) native: Option<Native>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) crowded: Option<Crowded>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cognito_local: Vec<Rival>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pools: Option<pools::Sizes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<Start>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sizes: Option<sizes::Sizes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit_loop: Option<UnitLoop>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) under_load: Option<UnderLoad>,
    /// After each of which everything was as it must be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kills: Option<u32>,
}

impl Report {
    pub(super) fn print(&self) {
        if !self.calls.is_empty() {
            self.print_calls();
        }
        if let Some(native) = &self.native {
            println!(
                "\nPassword sign-in over {} connections with hashers: {:.1}/s; Argon2id natively on all of {} cores: \
                 {:.1}/s; {:.2} of it: {}",
                native::CONNECTIONS,
                native.sign_ins.per_second,
                self.cores,
                native.hashes.per_second,
                native.ratio,
                verdict(native.ratio >= NATIVE, &format!("at least {NATIVE}")),
            );
        }
        if let Some(crowded) = &self.crowded {
            println!(
                "\nDiscovery while {} connections sign in: median {:.1} ms, p99 {:.1} ms, {:.1} times its median alone: {}; \
                 of an empty Worker while they only hash {:.1} ms, {:.1} ms, {:.1} times",
                crowded.signing_in,
                crowded.discovery.median_ms,
                crowded.discovery.p99_ms,
                crowded.slowdown,
                verdict(
                    crowded.slowdown <= CROWDED,
                    &format!("at most {CROWDED} with hashers")
                ),
                crowded.bound.median_ms,
                crowded.bound.p99_ms,
                crowded.bound_slowdown,
            );
        }
        if !self.cognito_local.is_empty() {
            self.print_cognito_local();
        }
        if self.pools.is_some() || self.start.is_some() || self.sizes.is_some() {
            self.print_rest();
        }
        if let Some(unit_loop) = &self.unit_loop {
            unit_loop.print();
        }
        if let Some(under_load) = &self.under_load {
            under_load.print();
        }
        if let Some(kills) = self.kills {
            println!(
                "\n{kills} kills: nothing that was acknowledged was lost, nothing was spent twice"
            );
        }
    }

    fn print_calls(&self) {
        println!(
            "\n{:<20}{:>6}{:>10}{:>10}{:>9}   {:<25}{:>9}{:>7}",
            "call", "conns", "median ms", "p99 ms", "/s", "bound", "/s", "ratio"
        );
        for row in &self.calls {
            for (number, at) in row.at.iter().enumerate() {
                let asked = match row.asked {
                    Some(asked) => format!(
                        "  {}",
                        verdict(at.ratio >= asked, &format!("at least {asked}"))
                    ),
                    None => String::new(),
                };
                println!(
                    "{:<20}{:>6}{:>10.2}{:>10.2}{:>9.1}   {:<25}{:>9.1}{:>7.2}{asked}",
                    if number == 0 { row.call } else { "" },
                    at.connections,
                    at.call.median_ms,
                    at.call.p99_ms,
                    at.call.per_second,
                    if number == 0 { row.bound } else { "" },
                    at.bound.per_second,
                    at.ratio,
                );
            }
        }
    }

    fn print_cognito_local(&self) {
        println!(
            "\n{:<20}{:>6}{:>14}{:>10}{:>9}   {:>13}{:>10}{:>9}",
            "call", "conns", "Vestibule ms", "p99", "/s", "cognito-local", "p99", "/s"
        );
        for rival in &self.cognito_local {
            for (at, connections) in rival.at.iter().zip(CONNECTIONS) {
                let (own, other) = (at.vestibule, at.cognito_local);
                println!(
                    "{:<20}{:>6}{:>14.2}{:>10.2}{:>9.1}   {:>13.2}{:>10.2}{:>9.1}",
                    if connections == 1 { rival.call } else { "" },
                    connections,
                    own.median_ms,
                    own.p99_ms,
                    own.per_second,
                    other.median_ms,
                    other.p99_ms,
                    other.per_second,
                );
            }
        }
        println!("cognito-local compares passwords as they are: it hashes none.");
    }

    fn print_rest(&self) {
        println!();
        let line = |what: &str, found: String, holds: bool, asked: String| {
            println!("{what:<52}{found:>16}  {}", verdict(holds, &asked));
        };
        if let Some(pools) = &self.pools {
            line(
                &format!(
                    "sign-in to {} users, by that to {}",
                    pools.large, pools.small
                ),
                format!("{:.2}", pools.ratio),
                pools.ratio <= LARGE_POOL_RATIO,
                format!("at most {LARGE_POOL_RATIO}"),
            );
            let [before, after] = pools.memory;
            let grown = after.saturating_sub(before);
            line(
                "memory grown by the large pool",
                format!("{:.1} MB", grown as f64 / 1e6),
                grown < LARGE_POOL_MEMORY,
                "under 100 MB".to_owned(),
            );
        }
        if let Some(pools) = &self.pools {
            let ratio = pools.last_pages_ms / pools.first_pages_ms;
            line(
                &format!(
                    "pages of a group of {}, {:.1} ms, last by first",
                    pools.large, pools.first_pages_ms
                ),
                format!("{ratio:.2}"),
                ratio <= LAST_PAGES,
                format!("at most {LAST_PAGES}"),
            );
        }
        if let Some(start) = &self.start {
            let more = start.vestibule_ms - start.empty_ms;
            line(
                &format!(
                    "start, {:.0} ms, more than an empty Worker's",
                    start.vestibule_ms
                ),
                format!("{more:.0} ms"),
                more <= START_MORE,
                format!("at most {START_MORE} ms"),
            );
        }
        if let Some(sizes) = &self.sizes {
            for (what, found, asked) in [
                (
                    "login page with its CSS, brotli -q 5",
                    sizes.login_page,
                    LOGIN_PAGE,
                ),
                (
                    "all WASM and JavaScript of the pages, brotli -q 5",
                    sizes.islands,
                    ISLANDS,
                ),
                ("the same, brotli -q 11", sizes.islands_at_best, ISLANDS),
                ("the Worker, gzip", sizes.worker, WORKER),
            ] {
                let kilobytes = |bytes: usize| format!("{:.1} kB", bytes as f64 / 1000.0);
                line(
                    what,
                    kilobytes(found),
                    found <= asked,
                    format!("at most {}", kilobytes(asked)),
                );
            }
            sizes.code.print();
        }
    }
}

fn verdict(holds: bool, asked: &str) -> String {
    format!("{} ({asked})", if holds { "holds" } else { "MISSED" })
}
