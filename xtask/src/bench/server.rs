//! The servers that are measured, each a process of its own.

use super::client::{Connection, Request, host};
use crate::{
    child,
    secrets::Secrets,
    serve::Hashers,
    tools::Tools,
    topology::{Config, Topology, capnp},
};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// How long a server may take to answer.
const START: Duration = Duration::from_secs(30);

/// A server, until it is dropped.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
    /// From the start of the process to its first answer.
    pub(super) started_in: Duration,
    /// Of the deployment; they end after the server.
    hashers: Option<Hashers>,
}

impl Server {
    /// Serves the Worker `build/WORKER` over the objects in `state`, with hashers or without. The logs go nowhere.
    pub(super) fn worker(
        root: &Path,
        tools: &Tools,
        worker: &str,
        state: &Path,
        with_hashers: bool,
    ) -> Result<Self> {
        let address = free_address()?;
        let run = state.join("run").join(worker);
        let objects = state.join("objects");
        for folder in [&run, &objects] {
            fs::create_dir_all(folder)?;
        }
        for file in ["index.js", "index_bg.wasm"] {
            fs::copy(root.join("build").join(worker).join(file), run.join(file))
                .with_context(|| format!("build/{worker} is not built"))?;
        }
        let secrets = Secrets::of(state)?;
        let public_url = format!("http://{}", host(address));
        let own = [
            ("VESTIBULE_PUBLIC_URL", public_url.as_str()),
            ("VESTIBULE_DEV_MAILBOX", "on"),
            // The calls of a benchmark come from many addresses, as those of many people do.
            ("VESTIBULE_BEHIND", "cloudflare"),
        ];
        let hashers = match with_hashers {
            true => Hashers::start(state),
            false => None,
        };
        let of_hashers = hashers.as_ref().map(Hashers::variables);
        let of_hashers = of_hashers.iter().flatten();
        let of_hashers = of_hashers.map(|(name, value)| (name.as_str(), value.as_str()));
        let variables: Vec<(&str, &str)> = own
            .into_iter()
            .chain(of_hashers)
            .chain(secrets.iter())
            .collect();
        let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
        let config = run.join("config.capnp");
        fs::write(
            &config,
            capnp(&Config {
                topology: Topology::Single,
                host: LOOPBACK,
                port: address.port(),
                objects: &objects.canonicalize()?,
                assets: &root
                    .join("build/assets")
                    .canonicalize()
                    .context("build/assets")?,
                variables: &names,
                hashers: hashers.as_ref().map(|hashers| hashers.socket.as_path()),
                senders: None,
            }),
        )?;
        let mut command = tools.workerd()?;
        command.arg("serve").arg(&config).envs(variables);
        let mut server = Self::start(&mut command, address, "/healthz")?;
        server.hashers = hashers;
        Ok(server)
    }

    /// npm's `cognito-local`, its state in `folder`.
    pub(super) fn cognito_local(root: &Path, tools: &Tools, folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let address = free_address()?;
        let mut command = tools.node();
        command
            .arg(root.join("node_modules/.bin/cognito-local"))
            .current_dir(folder)
            .env("HOST", LOOPBACK.to_string())
            .env("PORT", address.port().to_string());
        Self::start(&mut command, address, "/health")
    }

    /// Starts a process and waits until it answers 200.
    fn start(command: &mut Command, address: SocketAddr, path: &str) -> Result<Self> {
        let start = Instant::now();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C is for us; what we started ends with us.
            .process_group(0)
            .spawn()
            .with_context(|| command.get_program().display().to_string())?;
        let mut server = Self {
            child,
            address,
            started_in: Duration::ZERO,
            hashers: None,
        };
        let ready = Request::get(path);
        loop {
            match Connection::open(address).and_then(|mut connection| connection.send(&ready)) {
                Ok(_) => break,
                Err(error) if start.elapsed() > START => {
                    return Err(error.context(format!("{path} does not answer after {START:?}")));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(1)),
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("{} ended with {status}", command.get_program().display());
            }
        }
        server.started_in = start.elapsed();
        Ok(server)
    }

    /// Where its hashers listen; `None` without them.
    pub(super) fn socket_of_hashers(&self) -> Option<&Path> {
        self.hashers
            .as_ref()
            .map(|hashers| hashers.socket.as_path())
    }

    /// The memory that the process has in use; where the system tells it.
    pub(super) fn memory(&self) -> Result<Memory> {
        Memory::of(self.child.id()).context("this system does not tell a process's memory")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = child::end(&mut self.child) {
            eprintln!("ending the server at {}: {error:#}", self.address);
        }
    }
}

/// Bytes that a process has in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    pub(super) resident: u64,
    /// Of WASM modules: of each, what it has taken of the gigabytes that the engine keeps free behind it.
    pub(super) wasm: u64,
}

impl Memory {
    fn of(process: u32) -> Result<Self> {
        let read = |name: &str| fs::read_to_string(format!("/proc/{process}/{name}"));
        let status = read("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        let kilobytes: u64 = kilobytes.context("no VmRSS")?.parse()?;
        Ok(Self {
            resident: kilobytes * 1024,
            wasm: wasm(&read("maps")?),
        })
    }
}

/// What is mapped to be written, just before gigabytes that can't be touched.
fn wasm(maps: &str) -> u64 {
    const GIGABYTES: u64 = 2 << 30;
    let mut before = (0, 0);
    let mut sum = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else {
            continue;
        };
        let bounds = range
            .split_once('-')
            .map(|(start, end)| (u64::from_str_radix(start, 16), u64::from_str_radix(end, 16)));
        let Some((Ok(start), Ok(end))) = bounds else {
            continue;
        };
        if rights.starts_with("---") && end - start >= GIGABYTES && before.1 == start {
            sum += before.1 - before.0;
        }
        before = if rights.starts_with("rw-") {
            (start, end)
        } else {
            (0, 0)
        };
    }
    sum
}

/// An address that nothing listens on.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((LOOPBACK, 0))?.local_addr()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_a_module_is_what_lies_before_gigabytes_kept_free() {
        let maps = "10000000-10100000 rw-p 00000000 00:00 0\n\
                    10100000-210100000 ---p 00000000 00:00 0\n\
                    300000000-300200000 rw-p 00000000 00:00 0\n\
                    300200000-300300000 ---p 00000000 00:00 0\n\
                    400000000-600000000 ---p 00000000 00:00 0\n";
        assert_eq!(wasm(maps), 0x10_0000);
    }
}
