//! Putting a library into a folder while people may be reading what is there.
//!
//! Packs are named by their contents, so new ones stand beside the old. The manifest comes last
//! and by renaming: a reader sees the old library or the new one, whole. The packs of some builds
//! before are kept for those who are in the middle of reading them; older ones are removed. Which packs
//! those are stands in a file of its own: a manifest that told would not be the same for the same articles.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use docbao_bundle::{Manifest, manifest};
use serde::{Deserialize, Serialize};

use crate::assets::{self, Referred};
use crate::collection::Sorted;
use crate::library::Library;
use crate::site;

/// A folder that a library may be written into.
#[derive(Debug)]
pub struct Output {
    dir: PathBuf,
    previous: Previous,
    /// Builds before this one whose packs stay.
    keep: u8,
}

/// What the folder holds already.
#[derive(Debug)]
enum Previous {
    Nothing,
    Library(Box<Manifest>),
    /// A manifest that we cannot read. Nothing is removed then: it may be a newer docbao's.
    Unknown,
}

/// What has been written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of this build, whether they were there already or not.
    pub files: usize,
    /// Their length together, in bytes.
    pub bytes: u64,
    /// Whether a page of the publisher's own was found and left as it is.
    pub kept_own_page: bool,
}

impl Written {
    fn count(&mut self, bytes: usize) {
        self.files += 1;
        self.bytes += bytes as u64;
    }
}

impl Output {
    /// Looks at the folder before any work is done.
    ///
    /// # Errors
    /// If it holds something that is no library: it could be anybody's work.
    pub fn open(dir: &Path) -> Result<Self> {
        let output = |previous| Output { dir: dir.to_owned(), previous, keep: 1 };
        let Ok(metadata) = dir.metadata() else {
            return Ok(output(Previous::Nothing));
        };
        if !metadata.is_dir() {
            bail!("{} is a file: name a folder to write the library into", dir.display());
        }
        // Better said now than after minutes of work.
        let probe = tempfile::Builder::new().prefix(TEMP_PREFIX).tempfile_in(dir);
        probe.with_context(|| {
            format!("cannot write into {}: change its permissions or name another", dir.display())
        })?;
        let manifest_path = dir.join(manifest::FILE_NAME);
        if manifest_path.is_file() {
            let bytes = fs::read(&manifest_path)
                .with_context(|| format!("cannot read {}", manifest_path.display()))?;
            let manifest = serde_json::from_slice::<Manifest>(&bytes).ok();
            let known = manifest.filter(|manifest| manifest.validate().is_ok());
            return Ok(output(
                known.map_or(Previous::Unknown, |manifest| Previous::Library(Box::new(manifest))),
            ));
        }
        let entries =
            fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // What an interrupted first build leaves behind is ours.
            let is_our_page = || {
                let page = fs::read(entry.path()).unwrap_or_default();
                name == site::PAGE && contains(&page, site::PAGE_MARK)
            };
            if !is_ours(&name) && !is_our_page() {
                bail!(
                    "{} holds files that are not of a docbao library (such as {name}): \
                     name another folder, or empty this one",
                    dir.display()
                );
            }
        }
        Ok(output(Previous::Nothing))
    }

    /// The same folder, of which the packs of so many builds before stay. With 0, what has been
    /// withdrawn is gone.
    pub fn keeping(self, keep: u8) -> Self {
        Output { keep, ..self }
    }

    /// Writes a library and, unless `reader` is `None`, the files of the reader and a page. `assets` is
    /// what its articles refer to; of the other files only those of the library before stay.
    ///
    /// # Errors
    /// If the folder cannot be written. The library that was there is whole then.
    pub fn write(
        &self,
        library: &Library,
        reader: Option<site::Files<'_>>,
        about: site::About<'_>,
        assets: &Referred,
    ) -> Result<Written> {
        let dir = &self.dir;
        fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the folder {}", dir.display()))?;
        self.remove_leftovers();
        let earlier = fs::read_to_string(dir.join(ASSETS_LIST)).unwrap_or_default();
        let mut written = Written::default();
        for pack in &library.packs {
            written.count(pack.contents.len());
            let path = dir.join(&pack.entry.file);
            let is_there = path
                .metadata()
                .is_ok_and(|there| there.is_file() && there.len() == pack.contents.len() as u64);
            if !is_there {
                replace(&path, &pack.contents)?;
            }
        }
        let manifest = &library.manifest;
        if let Some(reader) = reader {
            self.write_site(library, reader, about, &mut written)?;
        }
        let json = serde_json::to_vec(manifest).context("cannot serialise the manifest")?;
        written.count(json.len());
        replace(&dir.join(manifest::FILE_NAME), &json)?;
        self.remove_older(manifest)?;
        let is_same = matches!(&self.previous, Previous::Library(previous) if previous.build == manifest.build);
        self.keep_assets(&manifest.build, assets, &earlier, is_same)?;
        Ok(written)
    }

    /// Removes what neither this library nor the one before refers to, and remembers what this one does.
    fn keep_assets(
        &self,
        build: &str,
        assets: &Referred,
        earlier: &str,
        is_same: bool,
    ) -> Result<()> {
        let folder = self.dir.join(assets::FOLDER);
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{}/{name}", assets::FOLDER);
            let was_there =
                self.keep > 0 && earlier.lines().any(|line| line.split('\t').next() == Some(&path));
            if assets::is_name(&name) && !assets.contains(&path) && !was_there {
                let _ = fs::remove_file(entry.path());
            }
        }
        // The same build again tells nothing of the one before.
        if is_same {
            return Ok(());
        }
        if assets.iter().next().is_none() {
            let _ = fs::remove_file(self.dir.join(ASSETS_LIST));
            let _ = fs::remove_dir(&folder);
            return Ok(());
        }
        replace(&self.dir.join(ASSETS_LIST), self.list_of(build, assets).as_bytes())
    }

    /// The build, and in a line each the files that it refers to: name, bytes, and sections, between tabs. It
    /// tells who saves the library what else there is to save.
    fn list_of(&self, build: &str, assets: &Referred) -> String {
        let mut list = format!("{build}\n");
        for (name, sections) in assets.iter() {
            let Ok(file) = self.dir.join(name).metadata() else { continue };
            list.push_str(&format!("{name}\t{}", file.len()));
            for section in sections.iter().filter(|section| !section.contains(char::is_control)) {
                list.push('\t');
                list.push_str(section);
            }
            list.push('\n');
        }
        list
    }

    /// Writes the reader and the page around it. The service worker comes last: a browser that sees a new
    /// one finds all that it lists.
    fn write_site(
        &self,
        library: &Library,
        reader: site::Files<'_>,
        about: site::About<'_>,
        written: &mut Written,
    ) -> Result<()> {
        let Manifest { title, language, .. } = &library.manifest;
        let write = |name: &str, contents: &[u8]| replace(&self.dir.join(name), contents);
        let web_manifest = site::web_manifest(title, language, about.theme);
        let oembed = about.base_url.map(|base_url| site::oembed(title, language, base_url));
        if oembed.is_none() {
            let _ = fs::remove_file(self.dir.join(site::OEMBED));
        }
        let oembed = oembed.iter().map(|answer| (site::OEMBED, answer.as_bytes()));
        let generated = oembed.chain([(site::WEB_MANIFEST, web_manifest.as_bytes())]);
        let files: Vec<_> = reader.iter().copied().chain(generated).collect();
        let mut worker = None;
        for (name, contents) in &files {
            match *name {
                site::WORKER => worker = Some(String::from_utf8_lossy(contents)),
                name => {
                    written.count(contents.len());
                    write(name, contents)?;
                }
            }
        }
        let path = self.dir.join(site::PAGE);
        let there = fs::read(&path).ok().filter(|page| !contains(page, site::PAGE_MARK));
        written.kept_own_page = there.is_some();
        let page = match there {
            Some(own) => own,
            None => {
                let has_files = self.dir.join(assets::FOLDER).is_dir();
                let files = has_files.then_some(ASSETS_LIST);
                let page = site::page(title, language, about, &library.newest, files).into_bytes();
                written.count(page.len());
                replace(&path, &page)?;
                page
            }
        };
        if let Some(code) = worker {
            let worker = site::worker(&code, &files, &page);
            written.count(worker.len());
            write(site::WORKER, worker.as_bytes())?;
        }
        Ok(())
    }

    /// Removes the halves of files that an interrupted build has left.
    fn remove_leftovers(&self) {
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let is_leftover =
                entry.file_name().as_encoded_bytes().starts_with(TEMP_PREFIX.as_bytes());
            if is_leftover && entry.file_type().is_ok_and(|kind| kind.is_file()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes packs of neither this build nor those that are kept. What cannot be removed does no
    /// harm, so it is no failure.
    fn remove_older(&self, manifest: &Manifest) -> Result<()> {
        let Previous::Library(previous) = &self.previous else {
            return Ok(());
        };
        let path = self.dir.join(KEPT);
        let kept = fs::read(&path).unwrap_or_default();
        let mut kept: Vec<Kept> = serde_json::from_slice(&kept).unwrap_or_default();
        kept.insert(0, Kept::of(previous));
        // The same build again, or an older one that is back, is no build before.
        kept.retain(|kept| kept.build != manifest.build);
        kept.truncate(self.keep.into());
        let packs = manifest.packs.iter().map(|pack| pack.file.as_str());
        let packs = packs.chain(kept.iter().flat_map(|kept| &kept.packs).map(String::as_str));
        let in_use: BTreeSet<&str> = packs.collect();
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_pack_name(&name) && !in_use.contains(name.as_ref()) {
                let _ = fs::remove_file(entry.path());
            }
        }
        if kept.is_empty() {
            let _ = fs::remove_file(&path);
            return Ok(());
        }
        replace(&path, &serde_json::to_vec(&kept).context("cannot serialise the builds before")?)
    }
}

/// Name of the file that says which packs are of builds before.
const KEPT: &str = "docbao-kept.json";

/// A build before this one.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    build: String,
    packs: Vec<String>,
}

impl Kept {
    fn of(manifest: &Manifest) -> Self {
        let packs = manifest.packs.iter().map(|pack| pack.file.clone()).collect();
        Kept { build: manifest.build.clone(), packs }
    }
}

/// Writes a file beside its place and renames it into it, so that nobody sees half of it.
pub(crate) fn replace(path: &Path, contents: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == contents) {
        return Ok(());
    }
    let dir = path.parent().unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMP_PREFIX);
        #[cfg(unix)]
        {
            // A web server runs as somebody else: temporary files are private by default.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o644));
        }
        let mut file = builder.tempfile_in(dir)?;
        file.write_all(contents)?;
        file.as_file().sync_all()?;
        file.persist(path).map(drop).map_err(|error| error.error)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// Writes pictures and documents that travel along into a library's folder. Returns how many there are, and
/// their length together.
///
/// # Errors
/// If one cannot be read any more, or the folder cannot be written.
pub(crate) fn write_assets(dir: &Path, articles: &mut Sorted) -> Result<Written> {
    let mut written = Written::default();
    articles.each_asset(|name, contents| {
        let path = dir.join(name);
        let folder = path.parent().unwrap_or(dir);
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        written.files += 1;
        written.bytes += contents.len() as u64;
        // Named by its contents, it is what it is called.
        let is_there = path.metadata().is_ok_and(|there| there.len() == contents.len() as u64);
        if is_there { Ok(()) } else { replace(&path, contents) }
    })?;
    Ok(written)
}

/// What the library refers to, for the build after it and for who saves it.
const ASSETS_LIST: &str = "tep/docbao.txt";

const TEMP_PREFIX: &str = ".docbao-";

fn is_ours(name: &str) -> bool {
    is_pack_name(name)
        || name == KEPT
        || name.starts_with(TEMP_PREFIX)
        || name == assets::FOLDER
        || name == site::WEB_MANIFEST
        || name == site::OEMBED
        || site::READER.iter().any(|(file, _)| *file == name)
}

/// Whether a name is one that a pack can have: `index-0123456789abcdef.bin`.
fn is_pack_name(name: &str) -> bool {
    let hash = ["index-", "texts-"].iter().find_map(|kind| name.strip_prefix(kind));
    let hash = hash.and_then(|rest| rest.strip_suffix(".bin"));
    hash.is_some_and(|hash| {
        hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[cfg(test)]
mod tests;
