//! A server on this machine: `workerd` over a state folder, configured by a file.

mod compact;
mod links;
mod ports;
mod state;

use crate::{
    build::{self, Profile},
    log_lines::{self, Form},
    secrets::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, Secrets},
    step::step,
    tools::{Purpose, Tools},
    topology::{Config, Topology, capnp},
};
use anyhow::{Context, Result, anyhow, bail};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{IpAddr, SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ExitCode, Stdio},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use url::Url;
use vestibule_cli::ConfigFile;
use vestibule_crypto::{SecretString, sigv4::Credentials};

pub(crate) use ports::{host, port};

/// What to serve, and where.
pub(crate) struct Options {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) state: PathBuf,
    pub(crate) config: PathBuf,
    pub(crate) apply: bool,
    /// `None` serves what is built.
    pub(crate) build: Option<Profile>,
    pub(crate) topology: Topology,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::from([127, 0, 0, 1]),
            port: 8787,
            state: PathBuf::from(".vestibule"),
            config: PathBuf::from("vestibule.toml"),
            apply: true,
            build: Some(Profile::Release),
            topology: Topology::Single,
        }
    }
}

/// How long `workerd` may take to answer, and to end when asked to.
const START: Duration = Duration::from_secs(30);
const END: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(25);

/// Serves until Ctrl-C, or until `workerd` ends by itself.
pub(crate) fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    // What can be wrong is looked at before minutes are spent on building.
    let public_url = public_url(options)?;
    let file = options
        .apply
        .then(|| read_config(options, &public_url))
        .transpose()?;
    let ports = options.topology.ports(options.port);
    let held = state::hold(&options.state, &public_url)?;
    ports::are_free(options.host, &ports)?;

    let tools = Tools::ready(root, Purpose::Build)?;
    if let Some(profile) = options.build {
        if !root.join("build/worker/index.js").exists() {
            println!("The first build takes some minutes; after it only what changes is built.");
        }
        build::run(root, profile)?;
        ports::are_free(options.host, &ports)?;
    }

    let asked_to_end = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked_to_end);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))?;

    compact::run(&options.state.join("objects"))?;
    let secrets = Secrets::of(&options.state)?;
    let variables = variables(&secrets, options);
    let mut server = start(root, &tools, options, &variables, held)?;
    let served = (|| {
        if !server.answers(&ports, options.host, &asked_to_end)? {
            return Ok(());
        }
        if let Some(file) = &file {
            step(&format!("Applying {}", options.config.display()), || {
                apply(file, options, &secrets)
            })?;
        }
        let announcement = links::announcement(options, &secrets, &public_url);
        server.log.pass_on();
        println!("{announcement}");
        server.wait(&asked_to_end)
    })();
    if served.is_err() {
        server.log.print_held();
    }
    server.end()?;
    served?;
    println!(
        "\nStopped. What it keeps is in {}: the next `cargo xtask serve` goes on from there. Good-bye.",
        options.state.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Where people reach the server: what the environment says, or this machine.
fn public_url(options: &Options) -> Result<Url> {
    let url = match std::env::var("VESTIBULE_PUBLIC_URL") {
        Ok(url) => url,
        Err(_) => local_url(options.port),
    };
    Url::parse(&url).with_context(|| {
        format!(
            "VESTIBULE_PUBLIC_URL: expected a URL such as \"http://localhost:8787\", found {url:?}"
        )
    })
}

fn local_url(port: u16) -> String {
    format!("http://localhost:{port}")
}

fn read_config(options: &Options, public_url: &Url) -> Result<ConfigFile> {
    ConfigFile::read(&options.config, public_url).map_err(|mistakes| {
        anyhow!("the configuration can't be used; nothing was built or started\n\n{mistakes}\n")
    })
}

/// What the Worker sees of the environment, with defaults for one machine.
fn variables(secrets: &Secrets, options: &Options) -> BTreeMap<String, String> {
    let mut variables = defaults(options);
    variables.extend(std::env::vars().filter(|(name, _)| {
        // Where the tests find what they test is not the Worker's business.
        name.starts_with("VESTIBULE_") && !name.starts_with("VESTIBULE_TEST_")
    }));
    variables.extend(
        secrets
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    variables
}

/// The dev mailbox is on only where nobody else can come, unless it was asked for.
fn defaults(options: &Options) -> BTreeMap<String, String> {
    let mailbox = options.host.is_loopback();
    [("VESTIBULE_PUBLIC_URL", local_url(options.port))]
        .into_iter()
        .chain(mailbox.then(|| ("VESTIBULE_DEV_MAILBOX", "on".to_owned())))
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn start(
    root: &Path,
    tools: &Tools,
    options: &Options,
    variables: &BTreeMap<String, String>,
    held: fs::File,
) -> Result<Server> {
    let run = options.state.join("run");
    let objects = options.state.join("objects");
    for folder in [&run, &objects] {
        fs::create_dir_all(folder)?;
    }
    // A copy: building again must not change what runs.
    for file in ["index.js", "index_bg.wasm"] {
        fs::copy(root.join("build/worker").join(file), run.join(file))
            .context("nothing is built; leave --no-build away, or run `cargo xtask build`")?;
    }
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    let config = run.join("config.capnp");
    fs::write(
        &config,
        capnp(&Config {
            topology: options.topology,
            host: options.host,
            port: options.port,
            objects: &objects.canonicalize()?,
            assets: &root
                .join("build/assets")
                .canonicalize()
                .context("build/assets")?,
            variables: &names,
        }),
    )?;
    let mut child = tools
        .workerd()?
        .arg("serve")
        .arg(&config)
        .envs(variables)
        // Ctrl-C is for us: we end it, and see to it that it has ended.
        .process_group(0)
        // It holds the state folder for as long as it lives, whatever becomes of us.
        .stdin(held)
        .stdout(Stdio::piped())
        .spawn()
        .context("starting workerd")?;
    let log = Log::new(options.apply);
    let lines = child.stdout.take().context("no standard output")?;
    let reader = log.clone();
    thread::spawn(move || {
        for line in BufReader::new(lines).lines().map_while(Result::ok) {
            reader.add(line);
        }
    });
    Ok(Server { child, log })
}

/// What the server prints, a line a request. While a configuration is applied only a failure makes them of interest.
#[derive(Clone)]
struct Log {
    /// `None` where lines are passed on.
    held: Arc<Mutex<Option<Vec<String>>>>,
    form: Form,
}

impl Log {
    fn new(hold: bool) -> Self {
        Self {
            held: Arc::new(Mutex::new(hold.then(Vec::new))),
            form: Form::of_stdout(),
        }
    }

    fn add(&self, line: String) {
        match self.held().as_mut() {
            Some(held) if !log_lines::is_urgent(&line) => held.push(line),
            _ => println!("{}", self.form.show(&line)),
        }
    }

    /// Forgets what was held.
    fn pass_on(&self) {
        *self.held() = None;
    }

    fn print_held(&self) {
        for line in self.held().take().into_iter().flatten() {
            println!("{}", self.form.show(&line));
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Vec<String>>> {
        // Lines are whole even where a thread that held the lock has died.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running `workerd`.
struct Server {
    child: Child,
    log: Log,
}

impl Server {
    /// Waits for the first answers. False when asked to end before.
    fn answers(&mut self, ports: &[u16], host: IpAddr, asked_to_end: &AtomicBool) -> Result<bool> {
        let start = Instant::now();
        for &port in ports {
            let address = SocketAddr::new(reachable(host), port);
            while !get(address, "/healthz").is_ok_and(|(status, _)| status == 200) {
                if asked_to_end.load(Ordering::Relaxed) {
                    return Ok(false);
                }
                if let Some(status) = self.child.try_wait()? {
                    bail!("workerd ended with {status}");
                }
                if start.elapsed() > START {
                    let last =
                        get(address, "/healthz").map(|(status, body)| format!("{status} {body}"));
                    bail!("/healthz does not answer 200 after {START:?}: {last:?}");
                }
                thread::sleep(POLL);
            }
        }
        println!("Serving after {:.1} s", start.elapsed().as_secs_f32());
        Ok(true)
    }

    fn wait(&mut self, asked_to_end: &AtomicBool) -> Result<()> {
        while !asked_to_end.load(Ordering::Relaxed) {
            if let Some(status) = self.child.try_wait()? {
                bail!("workerd ended with {status}");
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Ends it whole. `workerd` may ignore a polite signal, after a panic in an object for one.
    fn end(mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        let pid = Pid::from_raw(i32::try_from(self.child.id())?);
        kill(pid, Signal::SIGTERM)?;
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            if asked.elapsed() > END {
                self.child.kill()?;
                self.child.wait()?;
                break;
            }
            thread::sleep(POLL);
        }
        Ok(())
    }
}

fn apply(file: &ConfigFile, options: &Options, secrets: &Secrets) -> Result<()> {
    let address = SocketAddr::new(reachable(options.host), options.port);
    let credentials = Credentials {
        access_key_id: secrets.get(ACCESS_KEY_ID).to_owned(),
        secret_access_key: SecretString::from(secrets.get(SECRET_ACCESS_KEY)),
        session_token: None,
    };
    file.apply(&Url::parse(&format!("http://{address}"))?, credentials)
        .map_err(|message| anyhow!(message))
}

/// An address to reach ourselves by: one can listen on all, but not connect to all.
fn reachable(host: IpAddr) -> IpAddr {
    match host {
        IpAddr::V4(address) if address.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(address) if address.is_unspecified() => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        host => host,
    }
}

/// The status and the body of a page.
fn get(address: SocketAddr, path: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // HTTP/1.0: no chunks to put together, and the server closes.
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: localhost:{}\r\n\r\n",
        address.port()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no HTTP")?;
    let status = head.split(' ').nth(1).context("no status")?.parse()?;
    Ok((status, body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dev_mailbox_is_on_by_itself_only_where_nobody_else_can_come() {
        for (host, mailbox) in [
            ("127.0.0.1", Some("on")),
            ("::1", Some("on")),
            ("0.0.0.0", None),
            ("::", None),
            ("192.0.2.1", None),
        ] {
            let defaults = defaults(&Options {
                host: host.parse().unwrap(),
                ..Options::default()
            });
            let set = defaults.get("VESTIBULE_DEV_MAILBOX").map(String::as_str);
            assert_eq!(set, mailbox, "{host}");
        }
    }
}
