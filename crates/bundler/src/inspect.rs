//! `docbao inspect`: what a library holds, and whether all of it is there.

use std::path::Path;

use anyhow::{Context, Result, bail};
use docbao_bundle::manifest::{FILE_NAME, Manifest};
use docbao_bundle::pack::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A library in a few lines.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Its manifest.
    pub manifest: Manifest,
    /// Length of its packs together, in bytes.
    pub bytes: u64,
    /// Packs that are missing or are not what was written, with the reason.
    pub damaged: Vec<String>,
}

/// Reads a library's manifest and checks its packs.
///
/// # Errors
/// If there is no library, or one that this docbao cannot read.
pub fn inspect(dir: &Path) -> Result<Summary> {
    let path = dir.join(FILE_NAME);
    if !path.is_file() {
        bail!("{} is no docbao library: there is no {FILE_NAME} in it", dir.display());
    }
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: Manifest = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is damaged: build the library again", path.display()))?;
    manifest.validate().with_context(|| format!("cannot use {}", path.display()))?;
    let check = |pack: &docbao_bundle::manifest::Pack| {
        let reason = match std::fs::read(dir.join(&pack.file)) {
            Err(error) => error.to_string(),
            Ok(contents) if hex(&Sha256::digest(&contents)) == pack.sha256 => return None,
            Ok(contents) => format!("{} bytes of other contents", contents.len()),
        };
        Some(format!("{}: {reason}", pack.file))
    };
    Ok(Summary {
        bytes: manifest.packs.iter().map(|pack| u64::from(pack.bytes)).sum(),
        damaged: manifest.packs.iter().filter_map(check).collect(),
        manifest,
    })
}
