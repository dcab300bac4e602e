//! What is kept, and when it counts.

use std::sync::Arc;

use super::*;
use crate::source::Hints;

fn document(path: &Path) -> Document {
    let hints = Arc::new(Hints::default());
    Document { path: path.to_owned(), format: Format::Markdown, is_gzip: false, hints }
}

#[test]
fn what_is_kept_comes_back_as_it_was_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.md");
    let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    fs::write(&path, format!("# Tin\n\n[x](y.md)\n\n![Ảnh](data:image/png;base64,{pixel})\n"))
        .unwrap();
    let (folder, library) = (dir.path().join("cache"), dir.path().join("out"));
    let first = Cache::open(Some(&folder), &library);
    let read = first.read(&document(&path));
    assert_eq!((read.output[0].files.len(), read.problems.len()), (1, 1));
    first.keep();
    let second = Cache::open(Some(&folder), &library);
    let key = key(&document(&path), &fs::read(&path).unwrap());
    assert!(second.0.as_ref().unwrap().get(&key).is_some());
    assert_eq!(second.read(&document(&path)), read);
    second.keep();
    // Another text, another name or another encoding is another document.
    fs::write(&path, "# Tin mới\n\nx").unwrap();
    let third = Cache::open(Some(&folder), &library);
    assert_eq!(third.read(&document(&path)).output[0].article.title, "Tin mới");
    third.keep();
    // What was not read this time is forgotten.
    let fourth = Cache::open(Some(&folder), &library);
    assert_eq!(fourth.0.as_ref().unwrap().known.len(), 1);
    assert!(fourth.0.as_ref().unwrap().get(&key).is_none());
}

#[test]
fn a_damaged_or_foreign_cache_is_as_good_as_none() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.md");
    fs::write(&path, "# Tin\n\nx").unwrap();
    let (folder, library) = (dir.path().join("cache"), dir.path().join("out"));
    let cache = Cache::open(Some(&folder), &library);
    let read = cache.read(&document(&path));
    let file = cache.0.as_ref().unwrap().path.clone();
    cache.keep();
    let whole = fs::read(&file).unwrap();
    for damaged in [&whole[..whole.len() - 3], &whole[..40], b"", b"something else altogether"] {
        fs::write(&file, damaged).unwrap();
        assert_eq!(Cache::open(Some(&folder), &library).read(&document(&path)), read);
    }
    let mut changed = whole;
    let last = changed.len() - 1;
    changed[last] ^= 1;
    fs::write(&file, changed).unwrap();
    assert_eq!(Cache::open(Some(&folder), &library).read(&document(&path)), read);
    assert_eq!(Cache::open(Some(&path), &library).read(&document(&path)), read);
}

#[test]
fn caches_of_libraries_that_are_gone_go() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, gone, there) =
        (dir.path().join("cache"), dir.path().join("gone"), dir.path().join("there"));
    fs::create_dir_all(&there).unwrap();
    Cache::open(Some(&folder), &gone).keep();
    Cache::open(Some(&folder), &there).keep();
    let count = || fs::read_dir(&folder).unwrap().count();
    assert_eq!(count(), 1);
    Cache::open(Some(&folder), &gone).keep();
    assert_eq!(count(), 2);
}
