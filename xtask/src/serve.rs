//! A server on this machine: `workerd` over a state folder, configured by a file.

mod compact;
pub(crate) mod databases;
mod descriptors;
mod hashers;
mod links;
mod log;
mod modes;
mod ports;
mod senders;
mod state;
mod tied;

use crate::{
    build::{self, Profile},
    child,
    secrets::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, Secrets},
    step::{bold, say},
    tools::{Purpose, Tools},
    topology::{Config, Topology, capnp},
};
use anyhow::{Context, Result, anyhow, bail};
use databases::Databases;
use log::Log;
use std::{
    collections::BTreeMap,
    fs,
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ExitCode, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use url::Url;
use vestibule_cli::{ConfigFile, is_loopback};
use vestibule_crypto::{SecretString, sigv4::Credentials};

pub(crate) use hashers::{COMMAND as HASHER, Hashers};
pub(crate) use ports::{host, port};
pub(crate) use tied::{COMMAND as TIED, become_another};

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
    /// Whether passwords are hashed beside the Worker.
    pub(crate) hashers: bool,
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
            hashers: true,
        }
    }
}

/// How long `workerd` may take to answer.
const START: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(25);
/// How long it may say that it is not ready: by then it is not about to be.
const UNREADY: Duration = Duration::from_secs(5);
/// Each time that it says so leaves an error in the log.
const UNREADY_POLL: Duration = Duration::from_millis(500);
/// How often is looked whether the databases are still there.
const LOOK: Duration = Duration::from_secs(60);

/// Serves until Ctrl-C, or until `workerd` ends by itself.
pub(crate) fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    // What can be wrong is looked at before minutes are spent on building.
    let public_url = public_url(options)?;
    let file = options
        .apply
        .then(|| read_config(options, &public_url))
        .transpose()?;
    let ports = options.topology.ports(options.port);
    let held = state::hold(&options.state, &public_url, state::PATIENCE)?;
    ports::are_free(options.host, &ports)?;
    let mut state = State::ready(options)?;

    let tools = Tools::ready(root, Purpose::Build)?;
    if let Some(profile) = options.build {
        if !root.join("build/worker/index.js").exists() {
            say("The first build takes some minutes; after it only what changes is built.");
        }
        build::run(root, profile)?;
        ports::are_free(options.host, &ports)?;
    }

    let asked_to_end = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&asked_to_end);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))?;

    let connections = descriptors::raise()?;
    // They end when we have, which is after the server.
    let hashers = match options.hashers {
        true => Hashers::start(&options.state),
        false => None,
    };
    let mut server = start(
        root,
        &tools,
        options,
        &public_url,
        &state,
        hashers.as_ref(),
        held,
    )?;
    let log = server.log.clone();
    if let Some(hashers) = &hashers {
        hashers.tell(log.clone());
    }
    let served = (|| {
        if !server.answers(&ports, options.host, &asked_to_end)? {
            return Ok(());
        }
        if let Some(file) = &file {
            match apply(file, options, &state.secrets, &log) {
                Err(error) if state.is_damaged => log.say(&format!(
                    "{} {} is not applied, as something is damaged; the rest is served: {error:#}",
                    bold("Warning:"),
                    options.config.display()
                )),
                applied => applied?,
            }
        }
        let announcement = links::announcement(options, &state.secrets, &public_url, connections);
        log.pass_on();
        log.say(&announcement);
        server.wait(&asked_to_end, &mut state.databases)
    })();
    if served.is_err() {
        log.print_held();
    }
    server.end(&mut state.databases)?;
    if served.is_ok() {
        log.say(&format!(
            "\nStopped. What it keeps is in {}: the next `cargo xtask serve` goes on from there. Good-bye.",
            options.state.display()
        ));
    }
    log.finish();
    served?;
    Ok(ExitCode::SUCCESS)
}

/// What the state folder holds, before anything is started over it.
struct State {
    secrets: Secrets,
    databases: Databases,
    is_damaged: bool,
    /// The folder with the databases.
    objects: PathBuf,
}

impl State {
    /// Fails, saying which and what to do, where something can't be used or would be lost.
    fn ready(options: &Options) -> Result<Self> {
        let objects = state::prepare(&options.state)?;
        let secrets = Secrets::of(&options.state)?;
        let (databases, damaged) = Databases::look(&options.state)?;
        compact::run(&objects)?;
        let loose = modes::tighten(&options.state)?;
        for warning in loose.iter().chain(&damaged) {
            say(&format!("{} {warning}", bold("Warning:")));
        }
        Ok(Self {
            secrets,
            databases,
            is_damaged: !damaged.is_empty(),
            objects,
        })
    }
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
fn variables(
    secrets: &Secrets,
    options: &Options,
    public_url: &Url,
    hashers: Option<&Hashers>,
) -> BTreeMap<String, String> {
    let mut variables = defaults(options, public_url);
    variables.extend(hashers.into_iter().flat_map(Hashers::variables));
    variables.extend(std::env::vars().filter(|(name, _)| {
        // Where the tests find what they test is not the Worker's business.
        name.starts_with("VESTIBULE_")
            && !name.starts_with("VESTIBULE_TEST_")
            // Whether there are any is ours to say.
            && name != "VESTIBULE_HASHERS"
    }));
    variables.extend(
        secrets
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    variables
}

/// The dev mailbox is on only where nobody else can come, unless it was asked for.
fn defaults(options: &Options, public_url: &Url) -> BTreeMap<String, String> {
    let mailbox = options.host.is_loopback() && is_loopback(public_url);
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
    public_url: &Url,
    state: &State,
    hashers: Option<&Hashers>,
    held: fs::File,
) -> Result<Server> {
    let variables = variables(&state.secrets, options, public_url, hashers);
    let run = options.state.join("run");
    // A copy: building again must not change what runs.
    for file in ["index.js", "index_bg.wasm"] {
        let copy = run.join(file);
        fs::copy(root.join("build/worker").join(file), &copy)
            .context("nothing is built; leave --no-build away, or run `cargo xtask build`")?;
        modes::keep_private(&copy)?;
    }
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    let senders = senders::network(&variables)?;
    let config = run.join("config.capnp");
    fs::write(
        &config,
        capnp(&Config {
            topology: options.topology,
            host: options.host,
            port: options.port,
            objects: &state.objects.canonicalize()?,
            assets: &root
                .join("build/assets")
                .canonicalize()
                .context("build/assets")?,
            variables: &names,
            hashers: hashers.map(|hashers| hashers.socket.as_path()),
            senders: senders.as_ref(),
        }),
    )?;
    modes::keep_private(&config)?;
    let mut workerd = tools.workerd()?;
    workerd.arg("serve").arg(&config);
    let mut child = tied::tied(&workerd)?
        .envs(variables)
        // Ctrl-C is for us: we end it, and see to it that it has ended.
        .process_group(0)
        // It holds the state folder for as long as it lives, whatever becomes of us.
        .stdin(held)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("starting workerd")?;
    let log = Log::new(options.apply)?;
    log.follow(
        child.stdout.take().context("no standard output")?,
        child.stderr.take().context("no standard error")?,
    );
    Ok(Server { child, log })
}

/// A running `workerd`.
struct Server {
    child: Child,
    log: Log,
}

impl Server {
    /// Waits until it is ready. False when asked to end before.
    fn answers(&mut self, ports: &[u16], host: IpAddr, asked_to_end: &AtomicBool) -> Result<bool> {
        let start = Instant::now();
        for &port in ports {
            let address = SocketAddr::new(reachable(host), port);
            let mut unready_since = None;
            loop {
                let last = ready(address);
                match &last {
                    Ok((200, _)) => break,
                    Ok((503, cause)) => {
                        let since = unready_since.get_or_insert_with(Instant::now);
                        if since.elapsed() > UNREADY {
                            bail!("the server is not ready: {}", cause.trim());
                        }
                    }
                    _ => unready_since = None,
                }
                if asked_to_end.load(Ordering::Relaxed) {
                    return Ok(false);
                }
                if let Some(status) = self.child.try_wait()? {
                    bail!("workerd ended with {status}");
                }
                if start.elapsed() > START {
                    bail!("the server does not answer 200 after {START:?}: {last:?}");
                }
                thread::sleep(match last {
                    Ok((503, _)) => UNREADY_POLL,
                    _ => POLL,
                });
            }
        }
        self.log.say(&format!(
            "Serving after {:.1} s",
            start.elapsed().as_secs_f32()
        ));
        Ok(true)
    }

    fn wait(&mut self, asked_to_end: &AtomicBool, databases: &mut Databases) -> Result<()> {
        self.note(databases);
        let mut noted = Instant::now();
        while !asked_to_end.load(Ordering::Relaxed) {
            if let Some(status) = self.child.try_wait()? {
                bail!("workerd ended with {status}");
            }
            if noted.elapsed() > LOOK {
                self.note(databases);
                noted = Instant::now();
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Sees which databases are there. A disk that is full, say, is told and ends nothing.
    fn note(&self, databases: &mut Databases) {
        match databases.note() {
            Ok(gone) => {
                for name in gone {
                    self.log.event("error", "database_gone", &name);
                }
            }
            Err(error) => {
                let cause = format!("{error:#}");
                self.log.event("error", "databases_not_noted", &cause);
            }
        }
    }

    fn end(mut self, databases: &mut Databases) -> Result<()> {
        child::end(&mut self.child)?;
        self.note(databases);
        Ok(())
    }
}

/// Applies the configuration, saying how that goes.
fn apply(file: &ConfigFile, options: &Options, secrets: &Secrets, log: &Log) -> Result<()> {
    log.say(&bold(&format!("Applying {}", options.config.display())));
    let start = Instant::now();
    let address = SocketAddr::new(reachable(options.host), options.port);
    let credentials = Credentials {
        access_key_id: secrets.get(ACCESS_KEY_ID).to_owned(),
        secret_access_key: SecretString::from(secrets.get(SECRET_ACCESS_KEY)),
        session_token: None,
    };
    let mut text = Vec::new();
    let applied = file.apply(
        &Url::parse(&format!("http://{address}"))?,
        credentials,
        &mut text,
    );
    let outcome = if applied.is_ok() { "done" } else { "FAILED" };
    log.say(&format!(
        "{}  {outcome} in {:.1} s",
        String::from_utf8_lossy(&text),
        start.elapsed().as_secs_f32()
    ));
    applied.map_err(|message| anyhow!(message))
}

/// Whether the server can work, and if not, why. A Worker that doesn't say can if it answers at all.
fn ready(address: SocketAddr) -> Result<(u16, String)> {
    match get(address, "/readyz")? {
        (404, _) => get(address, "/healthz"),
        answer => Ok(answer),
    }
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
    use std::{
        io::{BufRead, BufReader},
        net::TcpListener,
    };

    /// Answers a request for each of the answers, and gives what was asked for.
    fn serving(answers: &'static [(&str, &str)]) -> (SocketAddr, thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = thread::spawn(move || {
            let answer = |(status, body): &(&str, &str)| {
                let (mut stream, _) = listener.accept().unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let first = lines.next().unwrap().unwrap();
                while lines.next().unwrap().unwrap() != "" {}
                write!(stream, "HTTP/1.0 {status}\r\n\r\n{body}").unwrap();
                first
            };
            answers.iter().map(answer).collect()
        });
        (address, asked)
    }

    #[test]
    fn the_server_itself_says_whether_it_can_work() {
        let (address, asked) = serving(&[("503 Unready", "sealed under another secret")]);
        let (status, cause) = ready(address).unwrap();
        assert_eq!(
            (status, cause.as_str()),
            (503, "sealed under another secret")
        );
        assert_eq!(asked.join().unwrap(), ["GET /readyz HTTP/1.0"]);

        // One of an older build is asked what it knows.
        let (address, asked) = serving(&[("404 Not Found", ""), ("200 OK", "ok")]);
        assert_eq!(ready(address).unwrap().0, 200);
        assert_eq!(asked.join().unwrap().len(), 2);
    }

    #[test]
    fn the_dev_mailbox_is_on_by_itself_only_where_nobody_else_can_come() {
        for (host, url, mailbox) in [
            ("127.0.0.1", "http://localhost:8787", Some("on")),
            ("127.0.0.1", "http://127.0.0.1:8787/", Some("on")),
            ("::1", "http://[::1]:8787", Some("on")),
            ("127.0.0.1", "https://id.example.com", None),
            ("0.0.0.0", "http://localhost:8787", None),
            ("::", "http://localhost:8787", None),
            ("192.0.2.1", "http://localhost:8787", None),
        ] {
            let options = Options {
                host: host.parse().unwrap(),
                ..Options::default()
            };
            let defaults = defaults(&options, &Url::parse(url).unwrap());
            let set = defaults.get("VESTIBULE_DEV_MAILBOX").map(String::as_str);
            assert_eq!(set, mailbox, "{host} {url}");
        }
    }
}
