//! The folder must be a whole library at every moment, and nobody else's files may be touched.

use docbao_bundle::Article;

use super::*;
use crate::library::Options;

fn library(text: &str) -> Library {
    let options =
        Options { title: "Thử".to_owned(), max_pack_bytes: 16 << 20, ..Options::default() };
    Library::new(vec![Article::from_plain_text("a", "Bài", text)], &options)
}

fn publish(dir: &Path, text: &str) -> Library {
    let library = library(text);
    Output::open(dir)
        .unwrap()
        .write(&library, None, site::About::default(), &Referred::default())
        .unwrap();
    library
}

fn names(dir: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(dir).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn packs(library: &Library) -> BTreeSet<String> {
    library.packs.iter().map(|pack| pack.entry.file.clone()).collect()
}

#[test]
fn the_packs_of_the_build_before_stay_and_older_ones_go() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(manifest::FILE_NAME), "{}").unwrap();
    let own = ["index-của-tôi.bin", "ghi-chu.txt", "index-0123456789ABCDEF.bin"];
    own.iter().for_each(|name| fs::write(dir.path().join(name), "x").unwrap());

    let one = publish(dir.path(), "một");
    let two = publish(dir.path(), "hai");
    assert!(packs(&one).union(&packs(&two)).all(|pack| names(dir.path()).contains(pack)));
    // The same again removes nothing: someone may still be reading the first.
    publish(dir.path(), "hai");
    assert!(packs(&one).is_subset(&names(dir.path())));
    let three = publish(dir.path(), "ba");

    let mut expected: BTreeSet<String> = own.iter().map(|name| (*name).to_owned()).collect();
    expected.extend([manifest::FILE_NAME, KEPT].map(str::to_owned));
    expected.extend(packs(&two));
    expected.extend(packs(&three));
    assert_eq!(names(dir.path()), expected);
}

#[test]
fn as_many_builds_stay_as_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let publish = |text: &str, keep: u8| {
        let library = library(text);
        Output::open(dir.path())
            .unwrap()
            .keeping(keep)
            .write(&library, None, site::About::default(), &Referred::default())
            .unwrap();
        packs(&library)
    };
    let builds = ["một", "hai", "ba", "bốn"].map(|text| publish(text, 2));
    let is_there = |build: &BTreeSet<String>| build.is_subset(&names(dir.path()));
    assert_eq!(builds.each_ref().map(is_there), [false, true, true, true]);
    // A build that is back is the newest, and not one before itself.
    publish("hai", 2);
    assert_eq!(builds.each_ref().map(is_there), [false, true, true, true]);
    publish("hai", 0);
    assert_eq!(builds.each_ref().map(is_there), [false, true, false, false]);
    assert!(!names(dir.path()).contains(KEPT));
}

#[test]
fn a_failed_build_leaves_the_old_library_whole() {
    let dir = tempfile::tempdir().unwrap();
    let old = publish(dir.path(), "một");
    let manifest_path = dir.path().join(manifest::FILE_NAME);
    let before = fs::read(&manifest_path).unwrap();

    // A folder stands where a pack must go: the write fails half-way.
    let new = library("hai");
    let last = &new.packs.last().unwrap().entry.file;
    fs::create_dir(dir.path().join(last)).unwrap();
    let output = Output::open(dir.path()).unwrap();
    let error = output
        .write(&new, None, site::About::default(), &Referred::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains(last), "{error}");

    assert_eq!(fs::read(&manifest_path).unwrap(), before);
    assert!(packs(&old).is_subset(&names(dir.path())));
    assert!(!names(dir.path()).iter().any(|name| name.starts_with(TEMP_PREFIX)));
}

#[test]
fn a_pack_that_was_cut_short_is_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let library = publish(dir.path(), "một");
    let pack = &library.packs[0];
    let path = dir.path().join(&pack.entry.file);
    fs::write(&path, &pack.contents[..9]).unwrap();
    publish(dir.path(), "một");
    assert_eq!(fs::read(&path).unwrap(), pack.contents);
}

#[test]
fn other_peoples_folders_and_files_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("trang.html");
    fs::write(&file, "x").unwrap();
    let error = Output::open(dir.path()).unwrap_err().to_string();
    assert!(error.contains("trang.html") && error.contains("name another folder"), "{error}");
    let error = Output::open(&file).unwrap_err().to_string();
    assert!(error.contains("is a file"), "{error}");
}

#[test]
fn what_an_interrupted_first_build_left_is_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    let pack = library("một").packs.remove(0);
    fs::write(dir.path().join(pack.entry.file), pack.contents).unwrap();
    fs::write(dir.path().join(".docbao-x1y2z3"), "nửa").unwrap();
    fs::write(
        dir.path().join(site::PAGE),
        site::page("Bài", "vi", site::About::default(), &[], None),
    )
    .unwrap();
    publish(dir.path(), "một");
}

#[test]
fn the_reader_comes_along_with_a_page_and_the_publishers_own_page_stays() {
    let dir = tempfile::tempdir().unwrap();
    let reader: &[(&str, &[u8])] = &[("docbao.js", b"js"), ("docbao-reader_bg.wasm", b"\0asm")];
    let write = || {
        Output::open(dir.path())
            .unwrap()
            .write(&library("một"), Some(reader), site::About::default(), &Referred::default())
            .unwrap()
    };
    let written = write();
    assert_eq!(written.files, names(dir.path()).len());
    let bytes: u64 =
        names(dir.path()).iter().map(|name| dir.path().join(name).metadata().unwrap().len()).sum();
    assert_eq!(written.bytes, bytes);
    let page_path = dir.path().join(site::PAGE);
    let page = fs::read_to_string(&page_path).unwrap();
    assert!(page.contains("<li>Bài</li>"), "{page}");

    let own = page.replace(site::PAGE_MARK, "");
    fs::write(&page_path, &own).unwrap();
    assert!(write().kept_own_page);
    assert_eq!(fs::read_to_string(&page_path).unwrap(), own);
}

#[test]
fn what_other_sites_ask_for_is_there_while_the_address_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let reader: &[(&str, &[u8])] = &[("docbao.js", b"js"), ("embed.html", b"html")];
    let write = |base_url| {
        let about = site::About { base_url, ..site::About::default() };
        let output = Output::open(dir.path()).unwrap();
        output.write(&library("một"), Some(reader), about, &Referred::default()).unwrap()
    };
    let written = write(Some("https://example.vn/tin/"));
    assert_eq!(written.files, names(dir.path()).len());
    let answer = fs::read_to_string(dir.path().join(site::OEMBED)).unwrap();
    assert!(answer.contains("https://example.vn/tin/embed.html"), "{answer}");
    let page = fs::read_to_string(dir.path().join(site::PAGE)).unwrap();
    assert!(page.contains("https://example.vn/tin/oembed.json"), "{page}");
    // Nobody is sent to an address that holds no more.
    write(None);
    assert!(!names(dir.path()).contains(site::OEMBED));
}

#[cfg(unix)]
#[test]
fn a_web_server_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    publish(dir.path(), "một");
    for name in names(dir.path()) {
        let mode = dir.path().join(&name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "{name}");
    }
}
