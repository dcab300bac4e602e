//! One thing by several names: abbreviations, places that were renamed, and what a library adds to these.

use docbao_search::{Highlighter, library::Options};

use super::{DO_SON, HOSPITAL, Library, article, check, request};

#[test]
fn abbreviations_are_found_both_ways() {
    check("UBND thành phố ", &["Mở rộng cảng biển"]);
    check("\"UBND thành phố\"", &["Mở rộng cảng biển"]);
    check("ubnd ", &["Mở rộng cảng biển"]);
}

#[test]
fn a_place_is_found_as_what_it_was_before() {
    check("phường Đồ Sơn ", &[DO_SON, HOSPITAL]);
    check("huyện Đồ Sơn ", &[DO_SON, HOSPITAL]);
    let port = article("a", "", "", &[], "Một", "Cảng Hải Phòng đón tàu.");
    let town = article("b", "", "", &[], "Hai", "Thành phố Hải Dương đón khách.");
    let mut library = Library::new(&[port, town]);
    // The name searched is said.
    let found = library.search(&request("Hải Dương đón tàu "));
    assert_eq!(found.reading.as_deref(), Some("hải phòng đón tàu"));
    assert_eq!(library.titles("Hải Dương đón tàu "), ["Một"]);
    assert_eq!(library.titles("Hải Dương "), ["Hai"]);
    assert_eq!(library.titles("Hải Phòng "), ["Một"]);
}

/// A library with names of its own.
fn local() -> Library {
    let names = |one: &str, other: &str| vec![[one.to_owned(), other.to_owned()]];
    let options = Options {
        abbreviations: names("BTGTU", "Ban Tuyên giáo Thành ủy"),
        aliases: names("Núi Đối", "thị trấn Kiến Thụy"),
        ..Options::default()
    };
    let articles = [
        article("tat", "", "", &[], "Một", "BTGTU mở lớp ở phường."),
        article("du", "", "", &[], "Hai", "Ban Tuyên giáo Thành uỷ mở lớp ở quận."),
        article("cho", "", "", &[], "Ba", "Chợ thị trấn Kiến Thụy họp sáng sớm."),
    ];
    Library::with(&articles, options)
}

#[test]
fn a_library_has_abbreviations_of_its_own() {
    assert_eq!(local().titles("btgtu mở lớp "), ["Một", "Hai"]);
    let mut titles = local().titles("ban tuyên giáo thành ủy ");
    titles.sort();
    assert_eq!(titles, ["Hai", "Một"]);
    assert_eq!(local().search(&request("btgtu mở lớp ")).reading, None);
    // A library that has not said so does not know.
    check("btgtu ", &[]);
}

#[test]
fn what_an_abbreviation_stands_for_is_marked() {
    let found = local().search(&request("btgtu mở lớp "));
    let text = article("du", "", "", &[], "Hai", "Ban Tuyên giáo Thành uỷ mở lớp ở quận.");
    let excerpt = Highlighter::new(&found.query, &text).excerpt(200);
    let marked: Vec<&str> = excerpt.marks.iter().map(|mark| &excerpt.text[mark.clone()]).collect();
    assert_eq!(marked, ["Ban Tuyên giáo Thành uỷ mở lớp"]);
}

#[test]
fn another_name_is_searched_where_the_one_typed_is_not_found_and_said() {
    for query in ["chợ Núi Đối ", "cho nui doi "] {
        let found = local().search(&request(query));
        assert_eq!(
            found.reading.as_deref().map(|shown| shown.ends_with("thị trấn kiến thụy")),
            Some(true)
        );
        assert_eq!(local().titles(query), ["Ba"]);
        let literal = docbao_search::Request { literal: true, ..request(query) };
        assert_eq!(local().search(&literal).total, 0);
    }
    assert_eq!(local().search(&request("chợ thị trấn Kiến Thụy ")).reading, None);
}

#[test]
fn names_that_a_manifest_lies_about_change_nothing() {
    let lies = ["", " ", "a  b", "quan ", &"a ".repeat(300)];
    let lie = |text: &str| [text.to_owned(), "do son".to_owned()];
    let library = super::library();
    let mut manifest = library.engine.manifest().clone();
    manifest.abbreviations = lies.map(lie).to_vec();
    manifest.aliases = manifest.abbreviations.clone();
    let mut lying = Library { engine: docbao_search::Engine::new(manifest).unwrap(), ..library };
    assert_eq!(lying.titles("quận đồ sơn"), [DO_SON, HOSPITAL]);
    assert_eq!(lying.titles("đồ sơn nào đó ở a b "), [] as [&str; 0]);
}
