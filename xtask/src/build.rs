//! The build: the islands for the browser, then the Worker that serves them, into `build/`.
//!
//! - `build/assets/`: `public/` as it is, and the islands under `pkg/`, their names made of their content;
//! - `build/assets.json`: the islands' paths;
//! - `build/worker/`: `index.js` and `index_bg.wasm`, what `workerd` and `wrangler` run;
//!
//! And what is never deployed. For benchmarks:
//!
//! - `build/empty/`: the same glue around a Worker that answers 200 and nothing;
//! - `build/bounds/`: the same around the heavy parts of the calls;
//! - `build/seeding/`: the Worker, which can also make users by the thousand.
//!
//! For tests:
//!
//! - `build/panics/`: the same glue around a Worker that panics on command.

use crate::{
    alike,
    step::{execute, step},
    tools::{Purpose, Tools, WASM_TARGET},
};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};
use wasm_bindgen_cli_support::Bindgen;

/// How much the compilers try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Release,
    Dev,
}

/// Cargo's profiles of what is deployed: a browser waits for the one's bytes, everybody for the other's work.
const ISLANDS_PROFILE: &str = "islands";
const WORKER_PROFILE: &str = "release";

/// What rustc's own output uses. `--all-features` would let `wasm-opt` write what browsers refuse.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What makes a Worker's module smaller in seconds; all of `-Oz` would take minutes, and compress worse. The names that the
/// last one orders by are those of [`alike`].
const WORKER_PASSES: [&str; 15] = [
    "--duplicate-function-elimination",
    "--remove-unused-module-elements",
    "--dce",
    "--vacuum",
    "--optimize-instructions",
    "--remove-unused-brs",
    "--reorder-locals",
    "--remove-unused-names",
    "--merge-blocks",
    "--simplify-locals-notee-nostructure",
    "--rse",
    // What has become alike.
    "--vacuum",
    "--duplicate-function-elimination",
    "--reorder-locals",
    BY_NAME,
];
const ISLANDS_PASSES: [&str; 2] = ["-Oz", BY_NAME];
const BY_NAME: &str = "--reorder-functions-by-name";

/// Builds everything that is deployed.
pub(crate) fn run(root: &Path, profile: Profile) -> Result<()> {
    let tools = Tools::ready(root, Purpose::Build)?;
    let build = Build {
        root,
        tools: &tools,
        profile,
    };
    let islands = step("Building the islands", || build.islands())?;
    step("Copying assets", || build.assets(&islands))?;
    step("Building the Worker", || build.worker(&islands))
}

/// Builds what benchmarks need beside that, of the same islands.
pub(crate) fn benchmark(root: &Path) -> Result<()> {
    let tools = Tools::ready(root, Purpose::Build)?;
    let build = Build {
        root,
        tools: &tools,
        profile: Profile::Release,
    };
    step("Building the Workers of the benchmark", || {
        build.benchmark()
    })
}

/// Builds what tests of the entry module need beside that, of the same islands.
pub(crate) fn panics(root: &Path) -> Result<()> {
    let tools = Tools::ready(root, Purpose::Build)?;
    let build = Build {
        root,
        tools: &tools,
        profile: Profile::Release,
    };
    step("Building the Worker that panics", || build.panics())
}

struct Build<'a> {
    root: &'a Path,
    tools: &'a Tools,
    profile: Profile,
}

/// The islands' files in `build/pkg/`, and the paths that they are served at.
struct Islands {
    folder: PathBuf,
    js: String,
    wasm: String,
}

impl Build<'_> {
    fn islands(&self) -> Result<Islands> {
        execute(self.tools.cargo().args([
            "rustc",
            "--package=vestibule-app",
            "--lib",
            // Not in the manifest: the module has no hash in its name, and the Worker's build would make it anew each time.
            "--crate-type=cdylib",
            "--no-default-features",
            "--features=hydrate",
            "--target",
            WASM_TARGET,
            "--profile",
            self.cargo_profile(ISLANDS_PROFILE),
        ]))?;
        let compiled = self.compiled(ISLANDS_PROFILE, "vestibule_app.wasm");
        let folder = self.out("islands");
        let name = self.bundle(&folder, &compiled, &[], |raw| {
            bindings(&compiled, "app").web(true)?.generate(raw)?;
            let wasm = folder.join("app.wasm");
            self.shrink(&raw.join("app_bg.wasm"), &wasm, &ISLANDS_PASSES)?;
            execute(
                self.esbuild()
                    .arg(raw.join("app.js"))
                    .arg(out_file(&folder.join("app.js"))),
            )
        })?;
        // Both files change together, so one name serves for both.
        let name = &name[..16];
        Ok(Islands {
            folder,
            js: format!("/pkg/{name}.js"),
            wasm: format!("/pkg/{name}.wasm"),
        })
    }

    fn assets(&self, islands: &Islands) -> Result<()> {
        let assets = self.out("assets");
        fresh(&assets)?;
        copy_tree(&self.root.join("public"), &assets)?;
        fs::create_dir_all(assets.join("pkg"))?;
        for (from, to) in [("app.js", &islands.js), ("app.wasm", &islands.wasm)] {
            fs::copy(
                islands.folder.join(from),
                assets.join(to.trim_start_matches('/')),
            )?;
        }
        let manifest = serde_json::json!({ "js": islands.js, "wasm": islands.wasm });
        Ok(fs::write(
            self.out("assets.json"),
            format!("{manifest:#}\n"),
        )?)
    }

    fn worker(&self, islands: &Islands) -> Result<()> {
        self.compile_worker(&["--lib"], &islands.js, &islands.wasm)?;
        self.worker_bundle("vestibule_worker.wasm", "worker")
    }

    fn benchmark(&self) -> Result<()> {
        self.compile_beside(&[
            "--lib",
            "--example=empty",
            "--example=bounds",
            "--features=bench",
        ])?;
        for (file, folder) in [
            ("vestibule_worker.wasm", "seeding"),
            ("examples/empty.wasm", "empty"),
            ("examples/bounds.wasm", "bounds"),
        ] {
            self.worker_bundle(file, folder)?;
        }
        Ok(())
    }

    fn panics(&self) -> Result<()> {
        self.compile_beside(&["--example=panics"])?;
        self.worker_bundle("examples/panics.wasm", "panics")
    }

    /// Compiles targets of the Worker's package as they were compiled for `build/worker/`.
    fn compile_beside(&self, targets: &[&str]) -> Result<()> {
        let manifest = fs::read(self.out("assets.json")).context("build/assets.json")?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
        let path = |kind: &str| manifest[kind].as_str().unwrap_or_default();
        self.compile_worker(targets, path("js"), path("wasm"))
    }

    fn compile_worker(&self, targets: &[&str], islands_js: &str, islands_wasm: &str) -> Result<()> {
        execute(
            self.tools
                .cargo()
                .args(["build", "--package=vestibule-worker"])
                .args(targets)
                .args(["--target", WASM_TARGET])
                .args(["--profile", self.cargo_profile(WORKER_PROFILE)])
                .env("VESTIBULE_ISLANDS_JS", islands_js)
                .env("VESTIBULE_ISLANDS_WASM", islands_wasm),
        )
    }

    /// Cargo's name of the profile, `release` being the one of what is deployed.
    fn cargo_profile(&self, release: &'static str) -> &'static str {
        match self.profile {
            Profile::Release => release,
            Profile::Dev => "dev",
        }
    }

    /// Binds a Worker's wasm to the entry module, into a folder of `build/`. Not by `worker-build`: its entry hangs
    /// the caller of an object that panics, and finds the exports to wrap by searching generated text.
    fn worker_bundle(&self, compiled: &str, folder: &str) -> Result<()> {
        let compiled = self.compiled(WORKER_PROFILE, compiled);
        let folder = self.out(folder);
        let [body, entry, published] = ["body.js", "entry.js", "published.js"]
            .map(|name| self.root.join("worker/js").join(name));
        self.bundle(&folder, &compiled, &[&body, &entry, &published], |raw| {
            bindings(&compiled, "index")
                .module(true)?
                // What the entry module replaces a panicked instance with.
                .reset_state_function(true)
                .generate(raw)?;
            let glue = raw.join("index.js");
            // workerd and wrangler know wasm modules by a plain import.
            let text = fs::read_to_string(&glue)?.replace("import source ", "import ");
            fs::write(&glue, text)?;
            fs::copy(&body, raw.join("body.js"))?;
            fs::copy(&entry, raw.join("entry.js"))?;
            fs::copy(&published, raw.join("published.js"))?;
            let wasm = "index_bg.wasm";
            self.shrink(&raw.join(wasm), &folder.join(wasm), &WORKER_PASSES)?;
            execute(
                self.esbuild()
                    .args(["--external:cloudflare:*", "--external:./index_bg.wasm"])
                    .arg(raw.join("entry.js"))
                    .arg(out_file(&folder.join("index.js"))),
            )
        })?;
        Ok(())
    }

    /// Makes `folder` with `work`, unless it was made of the same inputs; the hash of those.
    /// `work` gets a folder beside it for what comes between.
    fn bundle(
        &self,
        folder: &Path,
        compiled: &Path,
        sources: &[&Path],
        work: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<String> {
        let mut hash = Sha256::new();
        for input in sources
            .iter()
            .copied()
            .chain([compiled, &self.root.join("package-lock.json")])
        {
            hash.update(fs::read(input).with_context(|| input.display().to_string())?);
        }
        // How we bind is an input too.
        hash.update(include_bytes!("build.rs"));
        hash.update([u8::from(self.profile == Profile::Release)]);
        let hash = hex::encode(hash.finalize());

        let stamp = folder.join(".inputs");
        if fs::read_to_string(&stamp).is_ok_and(|made| made == hash) {
            return Ok(hash);
        }
        fresh(folder)?;
        let raw = self
            .root
            .join("target/bindings")
            .join(folder.file_name().context("a named folder")?);
        fresh(&raw)?;
        work(&raw)?;
        fs::write(&stamp, &hash)?;
        Ok(hash)
    }

    /// Also takes the names of functions away, a third of a module.
    fn shrink(&self, from: &Path, to: &Path, passes: &[&str]) -> Result<()> {
        if self.profile == Profile::Dev {
            fs::copy(from, to)?;
            return Ok(());
        }
        let named = from.with_extension("named.wasm");
        let module = fs::read(from).with_context(|| from.display().to_string())?;
        fs::write(&named, alike::named_by_kind(&module)?)?;
        execute(
            self.tools
                .wasm_opt()
                .args(WASM_FEATURES)
                .args(passes)
                .arg(named)
                .arg("-o")
                .arg(to),
        )
    }

    fn esbuild(&self) -> std::process::Command {
        let mut command = self.tools.esbuild();
        command.args(["--bundle", "--format=esm", "--log-level=warning"]);
        if self.profile == Profile::Release {
            command.arg("--minify");
        }
        command
    }

    fn compiled(&self, release: &str, file: &str) -> PathBuf {
        let folder = match self.profile {
            Profile::Release => release,
            Profile::Dev => "debug",
        };
        self.root
            .join("target")
            .join(WASM_TARGET)
            .join(folder)
            .join(file)
    }

    fn out(&self, name: &str) -> PathBuf {
        self.root.join("build").join(name)
    }
}

/// What wasm-bindgen makes of a compiled module: JavaScript named `name`, and the module bound to it.
fn bindings(compiled: &Path, name: &str) -> Bindgen {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .out_name(name)
        // As the command line of wasm-bindgen has it.
        .omit_default_module_path(false);
    bindgen
}

fn out_file(path: &Path) -> std::ffi::OsString {
    let mut option = std::ffi::OsString::from("--outfile=");
    option.push(path);
    option
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
