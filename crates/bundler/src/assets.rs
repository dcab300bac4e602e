//! What travels with a library besides texts: pictures, and the documents that articles were made of. Each is
//! a file named by its contents, so the same picture in a hundred articles is there once.

mod attached;
mod beside;
mod fetch;
mod room;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use docbao_bundle::pack::hex;
use docbao_bundle::{Article, Block, Figure};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use url::Url;

use self::attached::Attacher;
use self::beside::{Absence, Beside};
use self::fetch::Fetcher;
pub(crate) use self::room::Room;
use crate::collection::Collection;
use crate::ingest::{Draft, Place};
use crate::problem::{Problem, Warned};

/// Folder of the files in a library's folder.
pub const FOLDER: &str = "tep";

/// The largest picture that is carried along, in bytes; no camera writes larger ones for looking at.
pub(crate) const MAX_PICTURE_BYTES: u64 = 32 << 20;

/// Pictures from here on are slow on a telephone; the publisher may not know how large they are.
const LARGE_BYTES: u64 = 2 << 20;

/// A file that travels along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path in the library's folder: `tep/0123456789abcdef.jpg`.
    pub name: String,
    /// What is in it.
    pub contents: Contents,
}

/// Where the contents of a file are until they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Here.
    Bytes(Vec<u8>),
    /// In a file, which has had them when it was looked at.
    File(PathBuf),
}

/// A picture and its size in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) asset: Asset,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl Asset {
    /// The file with these contents. The extension must be letters.
    pub(crate) fn of(bytes: Vec<u8>, extension: &str) -> Self {
        let name = name_of(&bytes, extension);
        Asset { name, contents: Contents::Bytes(bytes) }
    }
}

/// The name of a file with these contents.
pub(crate) fn name_of(bytes: &[u8], extension: &str) -> String {
    format!("{FOLDER}/{}.{extension}", &hex(&Sha256::digest(bytes))[..16])
}

/// Whether a name in the folder is one that we give.
pub(crate) fn is_name(name: &str) -> bool {
    let parts = name.split_once('.');
    parts.is_some_and(|(hash, extension)| {
        hash.len() == 16
            && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && (1..=4).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

impl Picture {
    /// The picture in these bytes, if browsers show it. Drawings that can hold scripts (SVG) are left out.
    pub(crate) fn of(bytes: Vec<u8>) -> Option<Self> {
        use imagesize::ImageType::{Gif, Heif, Jpeg, Png, Webp};
        let extension = match imagesize::image_type(&bytes).ok()? {
            Png => "png",
            Jpeg => "jpg",
            Gif => "gif",
            Webp => "webp",
            Heif(imagesize::Compression::Av1) => "avif",
            _ => return None,
        };
        let size = imagesize::blob_size(&bytes).ok()?;
        let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
        let is_shown = width > 0 && height > 0;
        is_shown.then(|| Picture { asset: Asset::of(bytes, extension), width, height })
    }

    /// Puts the picture into a figure, in the size that its author gave or else its own.
    pub(crate) fn show_in(&self, figure: &mut Figure) {
        figure.src.clone_from(&self.asset.name);
        let scaled = |given: u32, of: u32, other: u32| {
            let scaled = u64::from(given) * u64::from(other) / u64::from(of.max(1));
            u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
        };
        // The shape is the picture's own, whatever is said: space is kept for it before it comes.
        (figure.width, figure.height) = match (figure.width, figure.height) {
            (0, 0) => (self.width, self.height),
            (0, height) => (scaled(height, self.height, self.width), height),
            (width, _) => (width, scaled(width, self.width, self.height)),
        };
    }
}

/// Takes pictures out of the addresses that hold them (`data:`).
pub(crate) fn unpack_data(draft: &mut Draft) {
    let figures = draft.article.blocks.iter_mut().filter_map(figure_of);
    for figure in figures.filter(|figure| figure.src.starts_with("data:")) {
        let bytes = data(&figure.src).and_then(Picture::of);
        match bytes {
            Some(picture) => {
                picture.show_in(figure);
                draft.files.push(picture.asset);
            }
            None => figure.src.clear(),
        }
    }
}

fn data(address: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let (kind, data) = address.strip_prefix("data:")?.split_once(',')?;
    let is_base64 = kind.to_ascii_lowercase().ends_with(";base64");
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD
        .decode(data.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="))
        .ok()
        .filter(|_| is_base64)
}

/// What the articles of a library refer to in its folder: each name with the sections it is read in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referred(BTreeMap<String, BTreeSet<String>>);

impl Referred {
    /// Adds what an article refers to.
    pub(crate) fn add(&mut self, article: &Article) {
        for name in names_in(article) {
            self.0.entry(name).or_default().extend(article.section.clone());
        }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Names and their sections, in the order of names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.0.iter().map(|(name, sections)| (name.as_str(), sections))
    }
}

/// Names of what an article refers to in the library's folder.
pub(crate) fn names_in(article: &Article) -> Vec<String> {
    let names = article.blocks.iter().filter_map(|block| match block {
        Block::Figure(figure) => Some(figure.src.as_str()),
        _ => None,
    });
    let attached = article.attachments.iter().map(|attachment| attachment.file.as_str());
    names.chain(attached).filter(|name| is_ours(name)).map(str::to_owned).collect()
}

/// Whether an article refers to a picture or an attachment that is a file: in a library's folder, or wherever its
/// document says. What has an address (`https:`) or is its own address (`data:`) goes where the article goes.
pub(crate) fn has_any(article: &Article) -> bool {
    let is_file = |block: &Block| match block {
        Block::Figure(figure) => !figure.src.is_empty() && !figure.src.contains(':'),
        _ => false,
    };
    !article.attachments.is_empty() || article.blocks.iter().any(is_file)
}

impl Contents {
    /// Their length, in bytes.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Contents::Bytes(bytes) => bytes.len() as u64,
            // What has gone meanwhile is named when it is written.
            Contents::File(path) => path.metadata().map_or(0, |metadata| metadata.len()),
        }
    }
}

fn is_ours(src: &str) -> bool {
    src.strip_prefix(FOLDER).and_then(|name| name.strip_prefix('/')).is_some_and(is_name)
}

fn figure_of(block: &mut Block) -> Option<&mut Figure> {
    match block {
        Block::Figure(figure) => Some(figure),
        _ => None,
    }
}

/// Brings the pictures and attachments that articles refer to.
#[derive(Debug)]
pub(crate) struct Gatherer {
    beside: Beside,
    fetcher: Option<Fetcher>,
    attacher: Attacher,
}

impl Gatherer {
    /// For documents from these inputs. Pictures of other sites are asked for if `fetches`; documents go
    /// along with their articles if `attaches`.
    pub(crate) fn new(inputs: &[PathBuf], fetches: bool, attaches: bool) -> Self {
        let beside = Beside::new(inputs);
        let attacher = Attacher::new(attaches);
        Gatherer { beside, fetcher: fetches.then(Fetcher::new), attacher }
    }

    /// Finds the attachments of one article, and says which are not there.
    pub(crate) fn attach(&self, draft: &mut Draft) -> Vec<Problem> {
        self.attacher.attach(draft, &self.beside)
    }

    /// Whether an article has named this file as its attachment.
    pub(crate) fn is_attached(&self, path: &Path) -> bool {
        self.attacher.named_by(path).is_some()
    }

    /// Whether a file that a document names is there.
    pub(crate) fn has(&self, file: &str, place: &Place) -> bool {
        // What lies outside may be there; that it cannot come along is another complaint.
        self.beside.find(file, place).map_or_else(|absence| absence.is_outside, |_| true)
    }

    /// What was not attached though it was asked for.
    pub(crate) fn left_behind(&self) -> Vec<Problem> {
        self.attacher.left_behind()
    }

    /// Takes out of a collection the documents that its articles have named as attachments, with what there was to
    /// complain about them: a form to fill in is no article of its own.
    pub(crate) fn set_apart(&self, collection: &mut Collection) {
        let mut apart = BTreeMap::new();
        collection.withdraw(|path| {
            let by = self.attacher.named_by(path);
            let is_apart = by.is_some();
            apart.extend(by.map(|by| (path.to_owned(), by)));
            is_apart
        });
        let note = |(path, by): (PathBuf, PathBuf)| {
            let message =
                format!("it is an attachment of {}, and no article of its own", by.display());
            let cure = "take it out of the `attachments` there if it shall be one";
            Problem::note(&path, message, cure)
        };
        collection.problems.extend(apart.into_iter().map(note));
    }

    /// Finds the pictures and attachments of articles, and says which are not there.
    pub(crate) fn gather(&self, read: Warned<Vec<Draft>>) -> Warned<Vec<Draft>> {
        let Warned { output: mut drafts, mut problems } = read;
        let found = drafts.par_iter_mut().map(|draft| self.gather_one(draft));
        let found: Vec<Vec<Problem>> = found.collect();
        problems.extend(found.into_iter().flatten());
        Warned { output: drafts, problems }
    }

    fn gather_one(&self, draft: &mut Draft) -> Vec<Problem> {
        let mut problems = self.attach(draft);
        let Draft { article, place, files, .. } = draft;
        for figure in article.blocks.iter_mut().filter_map(figure_of) {
            if figure.src.is_empty() || files.iter().any(|file| file.name == figure.src) {
                continue;
            }
            let found = match address_of(&figure.src) {
                Some(Address::Elsewhere) => continue,
                Some(Address::Web(address)) => match &self.fetcher {
                    None => continue,
                    Some(fetcher) => fetcher.picture(&address).map_err(|cause| {
                        let message = format!("the picture {address} cannot be fetched: {cause}");
                        let cure =
                            "look whether the address is right; without it a link stands there";
                        place.warning(message, cure)
                    }),
                },
                None => self.beside(&figure.src, place).inspect_err(|_| figure.src.clear()),
            };
            match found {
                Ok(picture) => {
                    problems.extend(large(&picture, figure, place));
                    picture.show_in(figure);
                    files.push(picture.asset);
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems
    }

    /// A picture that lies beside the document.
    fn beside(&self, src: &str, place: &Place) -> Result<Picture, Problem> {
        let missing = |message: &str, cure: &str| {
            Err(place.warning(format!("the picture {src} {message}"), cure))
        };
        let file = src.split(['?', '#']).next().unwrap_or_default();
        let found = match self.beside.find(&crate::check::decoded(file), place) {
            Ok(found) => found,
            Err(Absence { message, cure, .. }) => return missing(message, cure),
        };
        let Some((bytes, contents)) = self.beside.read(&found, MAX_PICTURE_BYTES) else {
            let cure = "look at it, and save it smaller: 1600 pixels are enough";
            return missing("is empty, cannot be read, or is larger than 32 MiB", cure);
        };
        let Some(mut picture) = Picture::of(bytes) else {
            let cure = "save it as JPEG, PNG, GIF, WebP or AVIF";
            return missing("is in no format that all browsers show", cure);
        };
        picture.asset.contents = contents;
        Ok(picture)
    }
}

enum Address {
    Web(String),
    /// A picture that only the visitor's own program can find.
    Elsewhere,
}

/// Where a picture of another site is; `None` for one that lies beside the document.
fn address_of(src: &str) -> Option<Address> {
    if src.starts_with("//") {
        return Some(Address::Web(format!("https:{src}")));
    }
    let url = Url::parse(src).ok()?;
    Some(match url.scheme() {
        "http" | "https" => Address::Web(url.into()),
        _ => Address::Elsewhere,
    })
}

fn large(picture: &Picture, figure: &Figure, place: &Place) -> Option<Problem> {
    let bytes = picture.asset.contents.len();
    let message = || format!("the picture {} has {:.1} MB", figure.src, bytes as f64 / 1e6);
    let cure = "save it smaller, 1600 pixels wide: on a telephone it takes long to come";
    (bytes > LARGE_BYTES).then(|| place.note(message(), cure))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One grey pixel.
    pub(crate) const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

    #[test]
    fn pictures_are_known_by_their_bytes_and_keep_their_shape() {
        let bytes = data(&format!("data:image/png;base64,{PIXEL}")).unwrap();
        let picture = Picture::of(bytes).unwrap();
        assert_eq!((picture.width, picture.height), (1, 1));
        assert!(
            is_name(picture.asset.name.strip_prefix("tep/").unwrap()),
            "{}",
            picture.asset.name
        );
        let wide = Picture { width: 800, height: 600, ..picture };
        let shown = |width, height| {
            let mut figure = Figure { width, height, ..Figure::default() };
            wide.show_in(&mut figure);
            (figure.width, figure.height)
        };
        assert_eq!(
            [shown(0, 0), shown(400, 0), shown(0, 300), shown(400, 9)],
            [(800, 600), (400, 300), (400, 300), (400, 300)]
        );
        assert_eq!(Picture::of(b"<svg onload='x()'/>".to_vec()), None);
        assert_eq!(data("data:image/png,abc"), None);
        assert!(!is_name("../0123456789abcdef.jpg") && !is_name("0123456789abcdef.x/../y"));
    }

    #[test]
    fn addresses_are_told_from_paths() {
        assert!(
            matches!(address_of("//a.vn/x.png"), Some(Address::Web(address)) if address == "https://a.vn/x.png")
        );
        assert!(matches!(address_of("cid:x"), Some(Address::Elsewhere)));
        assert!(address_of("anh/a b.png").is_none());
    }
}
