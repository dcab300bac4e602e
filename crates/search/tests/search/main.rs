//! Searching a small library of our own sentences, slice by slice as a reader does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod beginnings;
mod capitals;
mod facets;
mod frequent;
mod large;
mod names;
mod properties;
mod slips;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use docbao_bundle::pack::Pack;
use docbao_bundle::table::{Slices, Table};
use docbao_bundle::{Article, Byline, SliceRef, slice};
use docbao_search::rank::Reason;
use docbao_search::{Answer, Engine, Filters, Found, Query, Request, Sort, library};

/// A library in memory and an engine that has been given nothing of it yet.
struct Library {
    engine: Engine,
    packs: Vec<Pack>,
    /// Slices handed out so far.
    fetched: Vec<SliceRef>,
}

impl Library {
    /// Articles are in the order of their numbers, i.e. the newest first.
    fn new(articles: &[Article]) -> Self {
        Library::with(articles, library::Options::default())
    }

    fn with(articles: &[Article], options: library::Options) -> Self {
        let options = library::Options { max_pack_bytes: 1 << 20, ..options };
        let text = |article: &Article| article.title.clone().into_bytes();
        let library = library::Library::new(articles.to_vec(), &options, &text);
        Library {
            engine: Engine::new(library.manifest).unwrap(),
            packs: library.packs,
            fetched: Vec::new(),
        }
    }

    /// Asks and fetches until the answer is final; returns it and the number of rounds of fetching.
    fn ask<T>(&mut self, question: impl Fn(&Engine) -> Answer<T>) -> (T, u32) {
        for rounds in 0..8 {
            let answer = question(&self.engine);
            if answer.needs.is_empty() {
                assert!(answer.complete);
                return (answer.results, rounds);
            }
            for slice in answer.needs {
                let pack = &self.packs[slice.pack as usize].contents;
                let bytes = &pack[slice.offset as usize..(slice.offset + slice.bytes) as usize];
                self.engine.provide(slice, bytes).unwrap();
                self.fetched.push(slice);
            }
        }
        panic!("the engine asks for ever");
    }

    fn search(&mut self, request: &Request) -> Found {
        self.ask(|engine| engine.search(request)).0
    }

    fn titles(&mut self, query: &str) -> Vec<String> {
        let found = self.search(&request(query));
        found
            .hits
            .into_iter()
            .filter(|hit| hit.has_all_words)
            .map(|hit| hit.row.unwrap().title)
            .collect()
    }
}

fn request(query: &str) -> Request {
    Request { query: Query::parse(query), limit: 10, ..Request::default() }
}

fn article(
    id: &str,
    published: &str,
    section: &str,
    tags: &[&str],
    title: &str,
    body: &str,
) -> Article {
    let mut article = Article::from_plain_text(id, title, body);
    article.published = published.parse().ok();
    article.section = (!section.is_empty()).then(|| section.to_owned());
    article.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    article
}

fn library() -> Library {
    let mut letter =
        article("thu", "", "", &[], "Thư bạn đọc", "Bạn đọc hỏi về sơn tường và đồ gỗ.");
    letter.byline = Some(Byline { name: "Lê Văn Tám".into(), role: None });
    Library::new(&[
        article(
            "cang",
            "2026-05-20",
            "Kinh tế",
            &["cảng"],
            "Mở rộng cảng biển",
            "Tàu lớn vào cảng. Ủy ban nhân dân thành phố họp bàn.",
        ),
        article(
            "benh-vien",
            "2026-05-03",
            "Y tế",
            &["bệnh viện", "xây dựng"],
            "Khánh thành bệnh viện quận",
            "Bệnh viện mới phục vụ nhân dân quận Đồ Sơn.",
        ),
        article(
            "do-son",
            "2019-11-21",
            "Chính trị",
            &["hội nghị"],
            "Quận Đồ Sơn sơ kết Chỉ thị số 05-CT/TW",
            "Quận uỷ Đồ Sơn tổ chức hội nghị sơ kết ngày 16/5/2019.",
        ),
        article(
            "du-lich",
            "2019-11-02",
            "Kinh tế",
            &["hội nghị"],
            "Hội nghị du lịch",
            "Đo sông, đếm núi và đó son phấn; chuyện bên lề.",
        ),
        letter,
    ])
}

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    assert_eq!(library().titles(query), expected, "{query}");
}

const DO_SON: &str = "Quận Đồ Sơn sơ kết Chỉ thị số 05-CT/TW";
const HOSPITAL: &str = "Khánh thành bệnh viện quận";

#[test]
fn diacritics_may_be_left_out() {
    check("quan do son", &[DO_SON, HOSPITAL]);
    check("QUẬN ĐỒ SƠN", &[DO_SON, HOSPITAL]);
    check("qua\u{323}\u{302}n Ð\u{f4}\u{300} S\u{1a1}n", &[DO_SON, HOSPITAL]);
}

#[test]
fn what_is_about_it_comes_before_what_only_says_it_often() {
    let long = "Các đại biểu nghe báo cáo và thảo luận về việc học tập của đảng viên. ".repeat(60);
    let about = ["Hội nghị họp tại Đồ Sơn. ", &long].concat();
    let often = "Có người viết Đồ Sơn, có người viết Đo Son, và nhiều người chỉ gõ do son.";
    let mut articles = vec![
        Article::from_plain_text("often", "Chữ Việt trên máy tính", often),
        Article::from_plain_text("about", "Quận Đồ Sơn tổ chức hội nghị", &about),
    ];
    let other = |at: usize| Article::from_plain_text(&at.to_string(), "Tin khác", &long);
    articles.extend((0..14).map(other));
    let mut library = Library::new(&articles);
    assert_eq!(
        library.titles("do son"),
        [&articles[1].title, &articles[0].title].map(String::as_str)
    );
}

#[test]
fn diacritics_that_were_typed_come_first() {
    assert_eq!(library().titles("đó son")[0], "Hội nghị du lịch");
    assert_eq!(library().titles("Đồ Sơn")[0], DO_SON);
    // Only one word typed with marks, and that one is respected.
    assert_eq!(library().titles("bệnh vien")[0], HOSPITAL);
}

#[test]
fn where_the_tone_stands_does_not_matter() {
    check("quận ủy ", &[DO_SON]);
    check("quận uỷ ", &[DO_SON]);
}

#[test]
fn an_unfinished_last_word_is_found() {
    check("quận đồ s", &[DO_SON, HOSPITAL]);
    check("khanh th", &[HOSPITAL]);
    check("khanh th ", &[]);
}

#[test]
fn document_numbers_and_dates_are_found_as_typed() {
    for query in ["05-CT/TW", "05 ct tw", "chi thi 05", "16/5/2019", "16-5-2019"] {
        check(query, &[DO_SON]);
    }
}

#[test]
fn authors_tags_and_sections_are_searched() {
    check("le van tam", &["Thư bạn đọc"]);
    check("xay dung ", &[HOSPITAL]);
    check("y te ", &[HOSPITAL]);
}

/// The first hit and what the query was taken for.
#[track_caller]
fn check_reading(query: &str, shown: Option<&str>, first: &str) {
    let found = library().search(&request(query));
    assert_eq!(found.reading.as_deref(), shown, "{query}");
    assert_eq!(found.hits[0].row.as_ref().unwrap().title, first, "{query}");
}

#[test]
fn keystrokes_left_over_are_read_and_said() {
    check_reading("quaanj ddoof sown", Some("quận đồ sơn"), DO_SON);
    check_reading("qua6n5 d9o62 so7n", Some("quận đồ sơn"), DO_SON);
    check_reading("beenhj vieenj", Some("bệnh viện"), HOSPITAL);
}

#[test]
fn words_typed_without_spaces_are_read_and_said() {
    check_reading("quandoson", Some("quận đồ sơn"), DO_SON);
    check_reading("benhvien moi", Some("bệnh viện moi"), HOSPITAL);
}

#[test]
fn slips_of_a_finger_are_put_right_and_said() {
    check_reading("bệnh vein", Some("bệnh viện"), HOSPITAL);
    check_reading("hội ngị sơ kết", Some("hội nghị sơ kết"), DO_SON);
    check_reading("Thư bạn đcọ", Some("thư bạn đọc"), "Thư bạn đọc");
}

#[test]
fn what_was_typed_stands_where_an_article_has_it() {
    check_reading("đồ sơn", None, DO_SON);
    // "tàu" without its mark is a word of another meaning, and `tauf` a Telex string; both are met.
    check_reading("tau lon", None, "Mở rộng cảng biển");
    let literal = Request { literal: true, ..request("quaanj ddoof sown") };
    let found = library().search(&literal);
    assert_eq!((found.reading, found.total), (None, 0));
}

#[test]
fn a_score_is_explained() {
    let mut library = library();
    let query = Query::parse("hội nghị");
    let first = library.search(&request("hội nghị")).hits[0].doc;
    let why = library.engine.explain(&query, first).results;
    let reasons: Vec<Reason> = why.parts.into_iter().map(|(reason, _)| reason).collect();
    let [hoi, nghi] = ["hoi", "nghi"].map(str::to_owned);
    let pair = Reason::Pair(hoi.clone(), nghi.clone());
    assert_eq!(reasons, [Reason::Word(hoi), Reason::Word(nghi), pair, Reason::Phrases]);
}

#[test]
fn quoted_words_must_stand_side_by_side() {
    check("\"sơn tường\"", &["Thư bạn đọc"]);
    check("\"do son\" hội nghị ", &["Hội nghị du lịch", DO_SON]);
    check("\"Đồ Sơn\" hội nghị ", &[DO_SON]);
    let found = library().search(&request("\"quận đồ sơn\""));
    assert!(found.estimated && found.total == 2);
}

#[test]
fn words_after_a_minus_keep_articles_out() {
    check("đồ sơn -chỉ ", &[HOSPITAL, "Thư bạn đọc", "Hội nghị du lịch"]);
    check("do son -\"bệnh viện\"", &[DO_SON, "Hội nghị du lịch", "Thư bạn đọc"]);
    // However often another reading occurs: "hóa" is not "hòa".
    let often = article("a", "", "", &[], "Một", &"hóa giải ".repeat(5));
    let once = article("b", "", "", &[], "Hai", "hóa giải");
    assert_eq!(Library::new(&[often, once]).titles("hóa giải -hòa ").len(), 2);
    check("-quận -sơn ", &["Mở rộng cảng biển", "Hội nghị du lịch"]);
}

#[test]
fn dates_and_numbers_are_found_in_every_spelling() {
    for query in [
        "ngày 16 tháng 5 năm 2019",
        "16/05/2019",
        "16.5.2019",
        "2019-05-16",
        "tháng 5 năm 2019",
        "thang 05/2019",
        "5/2019 sơ kết",
        "5-CT/TW",
        "05ct/tw",
        "chỉ thị 5",
    ] {
        assert_eq!(library().titles(query)[0], DO_SON, "{query}");
    }
    check("ngày 16 tháng 6 năm 2019", &[]);
}

#[test]
fn i_and_y_are_found_for_each_other() {
    let ky = article("ky", "", "", &[], "Một", "Kỹ sư ấy quý bạn.");
    let ki = article("ki", "", "", &[], "Hai", "Kĩ sư này quí thầy.");
    let mut library = Library::new(&[ky, ki]);
    assert_eq!(library.titles("kỹ sư "), ["Một", "Hai"]);
    assert_eq!(library.titles("kĩ sư "), ["Hai", "Một"]);
    assert_eq!(library.titles("quí thầy "), ["Hai"]);
    assert_eq!(library.titles("quy thay "), ["Hai"]);
}

#[test]
fn fields_narrow_a_query() {
    let found = |query: &str| ids(&library().search(&request(query)));
    assert_eq!(found("tác giả:\"le van tam\""), ["thu"]);
    assert_eq!(found("author:TÁM bạn đọc"), ["thu"]);
    assert_eq!(found("author:\"tam van\""), [] as [&str; 0]);
    assert_eq!(found("chuyên mục:\"kinh te\""), ["cang", "du-lich"]);
    assert_eq!(found("section:kin"), ["cang", "du-lich"]);
    assert_eq!(found("section:kin "), [] as [&str; 0]);
    assert_eq!(found("hội nghị -thẻ:\"hội nghị\" "), [] as [&str; 0]);
    assert_eq!(found("thẻ:\"hội nghị\" du lịch "), ["du-lich"]);
    assert_eq!(found("từ:11/2019 đến:4/5/2026"), ["benh-vien", "do-son", "du-lich"]);
    assert_eq!(found("to:2019-11-20"), ["du-lich"]);
    let both = Filters { from: "2019-11-10".parse().ok(), ..Filters::default() };
    let both = Request { filters: both, ..request("từ:2019 đến:2019") };
    assert_eq!(ids(&library().search(&both)), ["do-son"]);
}

#[test]
fn words_of_a_title_must_stand_in_the_head() {
    check("tiêu đề:\"do son\"", &[DO_SON]);
    check("title:quận -title:bệnh ", &[DO_SON]);
    check("tieu de:quan nhan dan ", &[HOSPITAL]);
    let found = library().search(&request("title:sơn"));
    assert_eq!((ids(&found), found.total), (vec!["do-son".to_owned()], 1));
}

#[test]
fn articles_with_most_words_follow_a_small_match_set() {
    let found = library().search(&request("hội nghị sơ kết du lịch "));
    let hits = found
        .hits
        .iter()
        .map(|hit| (hit.row.clone().unwrap().id, hit.has_all_words))
        .collect::<Vec<_>>();
    assert_eq!(found.total, 0);
    assert_eq!(hits, [("do-son".to_owned(), false), ("du-lich".to_owned(), false)]);
}

#[test]
fn without_a_query_the_newest_come_first_and_two_rounds_suffice() {
    let mut library = library();
    let (found, rounds) = library.ask(|engine| engine.search(&request("")));
    let ids = found.hits.into_iter().map(|hit| hit.row.unwrap().id).collect::<Vec<_>>();
    assert_eq!(ids, ["cang", "benh-vien", "do-son", "du-lich", "thu"]);
    assert!(rounds <= 2, "{rounds} rounds");
}

fn filters(values: &[(&str, &str)]) -> Filters {
    let mut filters = Filters::default();
    for (field, value) in values {
        filters.add(field, value);
    }
    filters
}

fn ids(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.row.clone().unwrap().id).collect()
}

#[test]
fn lists_can_be_sorted() {
    let mut library = library();
    let mut ask = |sort| ids(&library.search(&Request { sort, limit: 10, ..Request::default() }));
    assert_eq!(ask(Sort::Oldest), ["du-lich", "do-son", "benh-vien", "cang", "thu"]);
    assert_eq!(ask(Sort::Title), ["du-lich", "benh-vien", "cang", "do-son", "thu"]);
    let second_page = Request { offset: 2, limit: 2, ..Request::default() };
    assert_eq!(ids(&library.search(&second_page)), ["do-son", "du-lich"]);
}

#[test]
fn ids_lead_to_articles() {
    let mut library = library();
    assert_eq!(library.ask(|engine| engine.resolve("do-son")).0, Some(2));
    assert_eq!(library.ask(|engine| engine.resolve("do")).0, None);
    assert_eq!(library.ask(|engine| engine.row(2)).0.unwrap().title, DO_SON);
    assert_eq!(library.ask(|engine| engine.row(99)).0, None);
}

#[test]
fn the_same_articles_give_the_same_bytes() {
    let bytes =
        |library: Library| library.packs.into_iter().map(|pack| pack.contents).collect::<Vec<_>>();
    assert_eq!(bytes(library()), bytes(library()));
}

#[test]
fn what_cannot_be_had_makes_an_answer_incomplete_and_not_empty() {
    let mut library = library();
    let answer = loop {
        let answer = library.engine.search(&request("quận đồ sơn"));
        let Some(slice) = answer.needs.first().copied() else {
            break answer;
        };
        // Of the syllables nothing comes; the rest does.
        if slice == library.engine.manifest().tables.terms {
            library.engine.unavailable(slice);
        } else {
            let pack = &library.packs[slice.pack as usize].contents;
            let bytes = &pack[slice.offset as usize..(slice.offset + slice.bytes) as usize];
            library.engine.provide(slice, bytes).unwrap();
        }
    };
    assert!(!answer.complete);
    library.engine.retry();
    assert!(!library.engine.search(&request("quận đồ sơn")).needs.is_empty());
    assert_eq!(library.titles("quận đồ sơn"), [DO_SON, HOSPITAL]);
}

#[test]
fn damaged_slices_are_refused() {
    let mut library = library();
    let slice = library.engine.manifest().tables.terms;
    let mut seen = BTreeSet::new();
    for bit in 0..64 {
        let pack = &library.packs[slice.pack as usize].contents;
        let mut bytes = pack[slice.offset as usize..(slice.offset + slice.bytes) as usize].to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        seen.insert(library.engine.provide(slice, &bytes).is_err());
    }
    assert_eq!(seen, BTreeSet::from([true]));
}

/// Queries of all shapes.
const QUERIES: [&str; 10] = [
    "",
    "quận đồ sơn",
    "do s",
    "son",
    "quaanj ddoof sown",
    "quandoson",
    "bệnh vein",
    "\"hội nghị\" -quận",
    "UBND thành phố",
    "mot hai ba bon nam sau bay",
];

#[test]
fn the_list_of_all_articles_takes_one_round() {
    let mut library = library();
    let all = |engine: &Engine| engine.search(&Request { limit: 20, ..Request::default() });
    let (found, rounds) = library.ask(all);
    assert!(found.hits.iter().all(|hit| hit.row.is_some()));
    assert_eq!(rounds, 1);
    let mut start = library.engine.manifest().start.clone();
    library.fetched.sort_unstable();
    start.sort_unstable();
    // What every question begins with comes along.
    assert!(start.iter().all(|slice| library.fetched.contains(slice)));
    assert!(library.fetched.len() <= start.len() + 3, "{:?} {start:?}", library.fetched);
}

#[test]
fn slice_by_slice_leads_to_the_same_answer_as_everything_at_once() {
    for query in QUERIES {
        let request = request(query);
        let mut by_slice = library();
        let mut one_at_a_time = by_slice.engine.search(&request);
        while let Some(slice) = one_at_a_time.needs.first().copied() {
            let pack = &by_slice.packs[slice.pack as usize].contents;
            let bytes = &pack[slice.offset as usize..(slice.offset + slice.bytes) as usize];
            by_slice.engine.provide(slice, bytes).unwrap();
            one_at_a_time = by_slice.engine.search(&request);
        }
        assert_eq!(one_at_a_time.results, library().search(&request), "{query}");
        assert_eq!(one_at_a_time, with_everything().engine.search(&request), "{query}");
    }
}

/// The library with all slices at hand before anything is asked.
fn with_everything() -> Library {
    struct Seen<'p>(&'p [Pack], RefCell<BTreeSet<SliceRef>>);
    impl Slices for Seen<'_> {
        fn slice(&self, at: SliceRef) -> Option<&[u8]> {
            self.1.borrow_mut().insert(at);
            let bytes = &self.0[at.pack as usize].contents;
            slice::open(at, &bytes[at.offset as usize..(at.offset + at.bytes) as usize]).ok()
        }
    }
    let mut library = library();
    let roots = serde_json::to_value(library.engine.manifest().tables).unwrap();
    let seen = Seen(&library.packs, RefCell::default());
    for root in roots.as_object().unwrap().values() {
        let root: SliceRef = serde_json::from_value(root.clone()).unwrap();
        let mut each = |_: &[u8], _: &[u8]| ControlFlow::Continue(());
        Table::new(root).scan(&seen, b"", u32::MAX, &mut Vec::new(), &mut each).unwrap();
    }
    for at in seen.1.into_inner() {
        let bytes = &library.packs[at.pack as usize].contents;
        let bytes = &bytes[at.offset as usize..(at.offset + at.bytes) as usize];
        library.engine.provide(at, bytes).unwrap();
    }
    library
}

#[test]
fn of_two_articles_that_are_as_good_the_newer_comes_first() {
    let same = |id, date| article(id, date, "", &[], "Lễ hội", "Chọi trâu.");
    let articles = [same("moi", "2026-01-01"), same("cu", "2016-01-01")];
    let found = Library::new(&articles).search(&request("chọi trâu"));
    assert_eq!(found.hits[0].score.to_bits(), found.hits[1].score.to_bits());
    assert_eq!(ids(&found), ["moi", "cu"]);
}

#[test]
fn libraries_that_lie_end_in_an_answer() {
    use docbao_bundle::slice::{open, seal};
    // A generator of its own: the same lies in every run.
    let mut state = 1u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for lie in 0..300 {
        let mut library = library();
        let request =
            Request { filters: filters(&[("section", "Kinh tế")]), ..request(QUERIES[lie % 10]) };
        // An honest checksum on dishonest contents: in every other slice a few bytes are others.
        for _ in 0..12 {
            let answer = library.engine.search(&request);
            if answer.needs.is_empty() {
                break;
            }
            for slice in answer.needs {
                let pack = &library.packs[slice.pack as usize].contents;
                let Some(bytes) =
                    pack.get(slice.offset as usize..(slice.offset + slice.bytes) as usize)
                else {
                    panic!("a slice outside of its pack was asked for");
                };
                let mut payload =
                    open(slice, bytes).map_or_else(|_| bytes.to_vec(), <[u8]>::to_vec);
                for _ in 0..random(4) * random(2) {
                    let at = random(payload.len().max(1));
                    if let Some(byte) = payload.get_mut(at) {
                        *byte = random(256) as u8;
                    }
                }
                let sealed = seal(slice.offset, payload);
                if library.engine.provide(slice, &sealed).is_err() {
                    library.engine.unavailable(slice);
                }
            }
        }
        let found = library.engine.search(&request).results;
        assert!(found.total <= 5 && found.hits.len() <= 5);
    }
}

#[test]
fn related_articles_share_what_sets_them_apart() {
    let common = "Hội nghị được tổ chức tại thành phố vào sáng nay.";
    let body = |own: &str| format!("{own}\n{common}");
    let topics = [
        "Lễ hội chọi trâu Đồ Sơn mở màn trên sân vận động Đồ Sơn.",
        "Giá vé xe buýt tuyến số mười lăm giữ nguyên cả năm.",
        "Trường tiểu học Ngọc Xuyên sơn lại lớp học trước khai giảng.",
    ];
    let mut articles = Vec::new();
    for at in 0..12 {
        let title = format!("Bài số {at}");
        articles.push(article(
            &format!("bai-{at}"),
            "2026-05-20",
            "",
            &[],
            &title,
            &body(topics[at % 3]),
        ));
    }
    articles.push(article("le-loi", "2020-01-01", "", &[], "Riêng một mình", "Chẳng giống ai cả."));
    let mut library = Library::new(&articles);
    for doc in 0..12u32 {
        let related = library.ask(|engine| engine.related(doc)).0;
        let subjects = related.iter().map(|row| row.id["bai-".len()..].parse::<u32>().unwrap());
        let subjects = subjects.collect::<Vec<_>>();
        assert_eq!(subjects.len(), 3, "{doc}: {subjects:?}");
        assert!(
            subjects.iter().all(|other| other % 3 == doc % 3 && *other != doc),
            "{doc}: {subjects:?}"
        );
    }
    assert_eq!(library.ask(|engine| engine.related(12)).0, []);
}
