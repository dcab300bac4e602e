//! Where things are: the folders of this checkout and of what is built from it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

/// The top of the checkout.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// A command that runs the cargo which runs us, at the top of the checkout.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The same for compiling the reader: with a standard library of its own, built for size and without
/// words for panics, which nobody in a browser could read. That is 7 KB less on the wire. Cargo still
/// calls it unstable, hence the first variable; Rust is pinned, so it cannot change under us.
///
/// By environment, so that `.ci/run` can have Trunk build the very same.
pub(crate) fn cargo_for_reader() -> Command {
    let mut command = cargo();
    // Nothing that ships shows a value as programmers see it, and without that form of every type goes
    // what of JavaScript it would be written with.
    let mut flags = "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none".to_owned();
    // Where this machine keeps the sources of crates is nobody's business, and must not make the
    // bytes of the reader differ from another machine's.
    if let Some(home) = cargo_home() {
        let sources = home.join("registry").join("src");
        flags += &format!(" --remap-path-prefix={}=crates", sources.display());
    }
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    command
}

fn cargo_home() -> Option<PathBuf> {
    let home = || env::home_dir().map(|home| home.join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

/// Cargo's target folder, wherever it was configured to be.
pub(crate) fn target() -> Result<&'static Path> {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    if let Some(known) = TARGET.get() {
        return Ok(known);
    }
    let asked = cargo().args(["metadata", "--no-deps", "--format-version=1"]).output();
    let answer = asked.context("cargo metadata")?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let found = string_field(&text, "target_directory");
    let folder = found.context("cargo metadata names no target directory")?;
    Ok(TARGET.get_or_init(|| folder.into()))
}

/// What we build, apart from cargo's own files.
pub(crate) fn products() -> Result<PathBuf> {
    Ok(target()?.join("docbao"))
}

/// A binary that cargo has built, by the folder of its profile.
pub(crate) fn binary(profile: &str, name: &str) -> Result<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    Ok(target()?.join(profile).join(file))
}

/// FNV-1a in hexadecimal: tells whether bytes have changed, guards against nobody.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

/// Reads one string of a JSON text whose key occurs once: not worth a JSON parser.
fn string_field(json: &str, key: &str) -> Option<String> {
    let after = json.split_once(&format!("\"{key}\":\""))?.1;
    Some(after.split_once('"')?.0.replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_folder_is_read_from_metadata() {
        let json = r#"{"packages":[],"target_directory":"C:\\work\\target","version":1}"#;
        let found = string_field(json, "target_directory");
        assert_eq!(found.as_deref(), Some(r"C:\work\target"));
    }
}
