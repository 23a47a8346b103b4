//! What browsers and the platform have to load, in bytes.

use super::code::{self, Code};
use crate::{floors, step::output, tools::Tools};
use anyhow::Result;
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Serialize)]
pub(super) struct Sizes {
    /// The login page's HTML with its CSS, by `brotli -q 5`.
    pub(super) login_page: usize,
    /// All WASM and JavaScript of the hosted pages, each file by `brotli -q 5`.
    pub(super) islands: usize,
    /// The same by `brotli -q 11`, as a file that never changes can be kept.
    pub(super) islands_at_best: usize,
    /// The Worker's WASM and JavaScript, by gzip.
    pub(super) worker: usize,
    /// What the Worker's WASM consists of.
    pub(super) code: Code,
}

pub(super) fn measure(
    root: &Path,
    tools: &Tools,
    login_page: &[u8],
    folder: &Path,
) -> Result<Sizes> {
    let page = folder.join("login.html");
    fs::write(&page, login_page)?;
    let islands = files(&root.join("build/assets/pkg"))?;
    Ok(Sizes {
        login_page: brotli(tools, 5, &[page])?,
        islands: brotli(tools, 5, &islands)?,
        islands_at_best: brotli(tools, 11, &islands)?,
        worker: compressed(tools, "gzipSync(file)", &files(&root.join("build/worker"))?)?,
        code: code::measure(root, &floors::contents(root)?)?,
    })
}

/// The modules and scripts in a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|kind| kind == "wasm" || kind == "js")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn brotli(tools: &Tools, quality: u8, files: &[PathBuf]) -> Result<usize> {
    let compress = format!(
        "brotliCompressSync(file, {{ params: {{ [constants.BROTLI_PARAM_QUALITY]: {quality} }} }})"
    );
    compressed(tools, &compress, files)
}

/// The bytes of all files, each compressed by zlib, the library that servers and `wrangler` have too.
fn compressed(tools: &Tools, compress: &str, files: &[PathBuf]) -> Result<usize> {
    let script = format!(
        "const {{ brotliCompressSync, constants, gzipSync }} = require('node:zlib');
         const files = process.argv.slice(1).map((path) => require('node:fs').readFileSync(path));
         const sizes = files.map((file) => {compress}.length);
         console.log(sizes.reduce((a, b) => a + b, 0));"
    );
    let mut node = tools.node();
    node.args(["--input-type=commonjs", "--eval", &script, "--"]);
    Ok(output(node.args(files))?.trim().parse()?)
}
