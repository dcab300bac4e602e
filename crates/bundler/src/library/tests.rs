//! What a library holds must be found in it again.

use docbao_bundle::Date;
use docbao_bundle::table::{Lookup, Slices, Table};
use docbao_bundle::wire::Cursor;
use docbao_bundle::{Month, Row, SliceRef, slice};

use super::*;
use crate::text::inflate;

struct Shelf(Vec<Pack>);

impl Slices for Shelf {
    fn slice(&self, at: SliceRef) -> Option<&[u8]> {
        let end = (at.offset + at.bytes) as usize;
        let sealed = self.0[at.pack as usize].contents.get(at.offset as usize..end)?;
        slice::open(at, sealed).ok()
    }
}

fn article(id: &str, day: Option<u8>) -> Article {
    Article {
        published: day.and_then(|day| Date::new(2019, 11, day)),
        section: Some("Tin".to_owned()),
        ..Article::from_plain_text(id, &format!("Bài {id}"), "Một hai ba.\nBốn năm.")
    }
}

fn library(articles: Vec<Article>, max_pack_bytes: u32) -> Library {
    let options = Options { title: "Thử".to_owned(), max_pack_bytes, ..Options::default() };
    Library::new(articles, &options)
}

fn row(library: &Library, shelf: &Shelf, doc: u32) -> Row {
    let rows = Table::new(library.manifest.tables.rows);
    match rows.get(shelf, &doc.to_be_bytes()).unwrap() {
        Lookup::Found(row) => Row::decode(row).unwrap(),
        other => panic!("row {doc}: {other:?}"),
    }
}

#[test]
fn the_newest_come_first_and_the_undated_last() {
    let days = [("b", None), ("c", Some(3)), ("d", Some(5)), ("a", None), ("e", Some(3))];
    let library = library(days.map(|(id, day)| article(id, day)).to_vec(), 16 << 20);
    let shelf = Shelf(library.packs.clone());
    let ids: Vec<String> = (0..5).map(|doc| row(&library, &shelf, doc).id).collect();
    assert_eq!(ids, ["d", "c", "e", "b", "a"]);
    assert_eq!(library.manifest.months, [(Month::new(2019, 11).unwrap(), 3)]);
    assert_eq!(library.newest, ["Bài d", "Bài c", "Bài e", "Bài b", "Bài a"]);
    assert_eq!(library.manifest.validate(), Ok(()));
}

#[test]
fn rows_ids_and_texts_come_back_from_packs_of_any_size() {
    let articles: Vec<Article> =
        (0..300).map(|n| article(&format!("bai-{n}"), Some(1 + (n % 30) as u8))).collect();
    for max_pack_bytes in [4 << 10, 16 << 20] {
        let library = library(articles.clone(), max_pack_bytes);
        let shelf = Shelf(library.packs.clone());
        let dictionary = library.manifest.dictionary.unwrap();
        let dictionary = inflate(shelf.slice(dictionary).unwrap(), b"").unwrap();
        let largest = library.packs.iter().map(|pack| pack.contents.len()).max().unwrap();
        assert!(largest <= max_pack_bytes as usize, "{largest}");
        for article in &articles {
            let ids = Table::new(library.manifest.tables.ids);
            let Lookup::Found(doc) = ids.get(&shelf, article.id.as_bytes()).unwrap() else {
                panic!("{} is not found", article.id);
            };
            let row = row(&library, &shelf, Cursor::new(doc).u32().unwrap());
            assert_eq!((&row.id, &row.title), (&article.id, &article.title));
            assert_eq!((row.published, row.section.as_str()), (article.published, "Tin"));
            assert_eq!(row.syllables, 5);
            let json = inflate(shelf.slice(row.text).unwrap(), &dictionary).unwrap();
            assert_eq!(&serde_json::from_slice::<Article>(&json).unwrap(), article);
        }
    }
}

#[test]
fn the_build_is_named_after_everything_a_reader_sees() {
    let build = |articles: &[Article], title: &str| {
        let options = Options { title: title.to_owned(), ..Options::default() };
        Library::new(articles.to_vec(), &options).manifest.build
    };
    let articles = [article("a", Some(1)), article("b", None)];
    assert_eq!(build(&articles, "T"), build(&articles, "T"));
    assert_ne!(build(&articles, "T"), build(&articles, "U"));
    assert_ne!(build(&articles, "T"), build(&articles[..1], "T"));
}

#[test]
fn the_manifest_begins_with_the_format() {
    let json =
        serde_json::to_string(&library(vec![article("a", None)], 16 << 20).manifest).unwrap();
    assert!(json.starts_with(r#"{"docbao":2,"build":""#), "{json}");
}
