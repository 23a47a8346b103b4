//! `vestibule.toml` as a file: read and checked, then applied.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use url::Url;
use vestibule_crypto::sigv4::Credentials;

use crate::api::Api;
use crate::apply::{self, Failure, Options};
use crate::config::{self, Config, Mistake};
use crate::http::HttpApi;

/// A `vestibule.toml` in which no mistake was found.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    config: Config,
}

impl ConfigFile {
    /// Reads the file, in which `{public_url}` stands for `public_url`. Asks no deployment.
    ///
    /// # Errors
    /// Why the file can't be read, or every mistake in it, a line each: `file:line:column: message`.
    pub fn read(path: &Path, public_url: &Url) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
        let config =
            config::parse(&text, public_url).map_err(|mistakes| listed(path, &mistakes))?;
        let path = path.to_owned();
        Ok(Self { path, config })
    }

    /// Makes the deployment at `endpoint` what the file says, as `vestibule apply --yes` does, and writes the same
    /// to `out`.
    ///
    /// # Errors
    /// Why it is not, and what was changed before, as `vestibule apply` says it.
    pub fn apply(
        &self,
        endpoint: &Url,
        credentials: Credentials,
        out: &mut dyn Write,
    ) -> Result<(), String> {
        let region = "local".to_owned();
        let api = HttpApi::new(endpoint.clone(), region.clone(), credentials, crate::now_ms);
        let options = Options {
            dry_run: false,
            endpoint: endpoint.to_string(),
            region,
        };
        self.carry_out(&api, &options, &mut |_| Ok(true), out)
            .map_err(|failure| crate::explain(self, &failure).message)
    }

    pub(crate) fn carry_out(
        &self,
        api: &dyn Api,
        options: &Options,
        agree: &mut dyn FnMut(&[String]) -> io::Result<bool>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        writeln!(out, "{} → {}\n", self.path.display(), options.endpoint)?;
        apply::apply(api, &self.config, options, agree, out)
    }

    pub(crate) fn listed(&self, mistakes: &[Mistake]) -> String {
        listed(&self.path, mistakes)
    }
}

/// `file:line:column: message`, one mistake a line.
fn listed(path: &Path, mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes
        .iter()
        .map(|mistake| format!("{}:{}: {}", path.display(), mistake.at, mistake.message))
        .collect();
    lines.join("\n")
}
