//! A built library as the source of articles again: all of them, in its order, whole.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docbao_bundle::manifest::{FILE_NAME, Manifest};
use docbao_bundle::table::{Lookup, Slices, Table};
use docbao_bundle::{Article, Row, SliceRef, slice};
use flate2::read::GzDecoder;

/// Longest text that is read, in bytes: a library may have been tampered with.
const MAX_TEXT_BYTES: u64 = 256 << 20;

/// A library in a folder.
#[derive(Debug)]
pub(crate) struct Reopened {
    /// What it is.
    pub(crate) manifest: Manifest,
    dir: PathBuf,
    packs: Vec<Vec<u8>>,
}

impl Reopened {
    /// Opens the library in a folder.
    ///
    /// # Errors
    /// If there is none, or not all of it, or one that this docbao cannot read.
    pub(crate) fn open(dir: &Path) -> Result<Self> {
        let path = dir.join(FILE_NAME);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: Manifest = serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is damaged: build the library again", path.display()))?;
        manifest.validate().with_context(|| format!("cannot use {}", path.display()))?;
        let read = |pack: &docbao_bundle::manifest::Pack| {
            let path = dir.join(&pack.file);
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let packs = manifest.packs.iter().map(read).collect::<Result<_>>()?;
        Ok(Reopened { manifest, dir: dir.to_owned(), packs })
    }

    /// The article of a number.
    ///
    /// # Errors
    /// If that part of the library is damaged.
    pub(crate) fn article(&self, doc: u32) -> Result<Article> {
        let damaged = || {
            format!(
                "article {} of {} is damaged: build the library again",
                doc + 1,
                self.dir.display()
            )
        };
        let rows = Table::new(self.manifest.tables.rows);
        let Lookup::Found(row) = rows.get(self, &doc.to_be_bytes()).with_context(damaged)? else {
            bail!(damaged());
        };
        let row = Row::decode(row).with_context(damaged)?;
        let member = self.bytes(row.text).with_context(damaged)?;
        let mut json = Vec::new();
        GzDecoder::new(member).take(MAX_TEXT_BYTES).read_to_end(&mut json).with_context(damaged)?;
        serde_json::from_slice(&json).with_context(damaged)
    }

    fn bytes(&self, at: SliceRef) -> Option<&[u8]> {
        let end = at.offset.checked_add(at.bytes)?;
        self.packs.get(at.pack as usize)?.get(at.offset as usize..end as usize)
    }
}

impl Slices for Reopened {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        slice::open(at, self.bytes(at)?).ok()
    }
}
