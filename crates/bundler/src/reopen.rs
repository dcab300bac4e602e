//! A built library as the source of articles again: all of them, in its order, whole. Slices are read from
//! the packs as they are needed, so a library of any size takes little memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docbao_bundle::manifest::{FILE_NAME, Manifest};
use docbao_bundle::table::{Lookup, Slices, Table};
use docbao_bundle::{Article, Row, SliceRef, slice};

use crate::text::inflate;

/// Slices of tables that are kept at a time. Articles are asked for in order, so the next one's are mostly there.
const MAX_SLICES: usize = 256;

/// A library in a folder.
#[derive(Debug)]
pub(crate) struct Reopened {
    /// What it is.
    pub(crate) manifest: Manifest,
    dir: PathBuf,
    packs: Vec<File>,
    slices: RefCell<Kept>,
    /// What the texts were deflated with.
    dictionary: Vec<u8>,
}

/// Slices that have been read.
#[derive(Debug, Default)]
struct Kept(BTreeMap<SliceRef, Vec<u8>>);

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
        let open = |pack: &docbao_bundle::manifest::Pack| {
            let path = dir.join(&pack.file);
            File::open(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let packs = manifest.packs.iter().map(open).collect::<Result<_>>()?;
        let (slices, dictionary) = Default::default();
        let mut library = Reopened { manifest, dir: dir.to_owned(), packs, slices, dictionary };
        if let Some(at) = library.manifest.dictionary {
            let damaged = || format!("{} is damaged: build the library again", dir.display());
            library.dictionary = library.inflated(at, b"").with_context(damaged)?;
        }
        Ok(library)
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
        let row = self.row(doc).with_context(damaged)?;
        let json = self.inflated(row.text, &self.dictionary).with_context(damaged)?;
        serde_json::from_slice(&json).with_context(damaged)
    }

    fn row(&self, doc: u32) -> Result<Row> {
        let rows = Table::new(self.manifest.tables.rows);
        let mut kept = self.slices.borrow_mut();
        loop {
            let missing = match rows.get(&*kept, &doc.to_be_bytes())? {
                Lookup::Found(row) => return Ok(Row::decode(row)?),
                Lookup::Absent => bail!("its row is not there"),
                Lookup::Missing(missing) => missing,
            };
            if kept.0.len() >= MAX_SLICES {
                kept.0.clear();
            }
            let bytes = self.read(missing)?;
            slice::open(missing, &bytes)?;
            kept.0.insert(missing, bytes);
        }
    }

    fn inflated(&self, at: SliceRef, dictionary: &[u8]) -> Result<Vec<u8>> {
        let sealed = self.read(at)?;
        Ok(inflate(slice::open(at, &sealed)?, dictionary)?)
    }

    fn read(&self, at: SliceRef) -> Result<Vec<u8>> {
        let mut pack = self.packs.get(at.pack as usize).context("there is no such pack")?;
        let mut bytes = vec![0; at.bytes as usize];
        pack.seek(SeekFrom::Start(at.offset.into()))?;
        pack.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl Slices for Kept {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        // It was checked when it was read.
        slice::open(at, self.0.get(&at)?).ok()
    }
}
