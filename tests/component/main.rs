//! The pieces of the screen, rendered natively: what a visitor sees, and that content stays content.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests are tests too")]
#![allow(clippy::single_range_in_vec_init, reason = "one mark is a list of one range")]

use std::ops::Range;
use std::rc::Rc;

use docbao_bundle::{Article, Block, Byline, Date, Figure, Item, Month, Row, Source, Span, Text};
use docbao_reader::components::article_view::{ArticleView, ArticleViewProps};
use docbao_reader::components::blocks::{blocks, marked, web_address};
use docbao_reader::components::filters::{chips, filters};
use docbao_reader::components::histogram::histogram;
use docbao_reader::components::notice::notice;
use docbao_reader::components::result_item::result_item;
use docbao_reader::components::result_list::{ResultList, result_list};
use docbao_reader::components::search_box::search_box;
use docbao_reader::components::settings_panel::settings_panel;
use docbao_reader::files::Files;
use docbao_reader::screen::{Card, Reading, Screen, WayOut};
use docbao_reader::settings::{ASPECTS, Settings};
use docbao_reader::state::{Action, Listing};
use docbao_reader::strings::{Lang, Strings};
use docbao_reader::timeline::Timeline;
use docbao_search::{Excerpt, FacetCounts, Filters, Query};
use yew::LocalServerRenderer;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
struct ShowProps {
    html: Html,
}

#[component]
fn Show(props: &ShowProps) -> Html {
    props.html.clone()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime needs nothing but memory");
    tokio::task::LocalSet::new().block_on(&runtime, future)
}

/// The HTML without the marks that hydration would need.
fn render(html: Html) -> String {
    block_on(LocalServerRenderer::<Show>::with_props(ShowProps { html }).hydratable(false).render())
}

fn vi() -> &'static Strings {
    Lang::Vi.strings()
}

fn ignore<T: 'static>() -> Callback<T> {
    Callback::from(|_| ())
}

fn find_none(_: &str) -> Vec<Range<usize>> {
    Vec::new()
}

fn render_block(block: Block) -> String {
    render(blocks(
        &[block],
        &Files { base: "/thu-vien/".into(), ..Files::default() },
        (vi(), "vi"),
        &find_none,
    ))
}

fn link(text: &str, address: &str) -> Span {
    Span { text: text.into(), link: Some(address.into()), ..Span::default() }
}

fn row() -> Row {
    Row {
        id: "do-son".into(),
        title: "Quận Đồ Sơn".into(),
        published: Date::new(2019, 11, 21),
        section: "Tin tức".into(),
        syllables: 500,
        ..Row::default()
    }
}

fn card(has_all_words: bool) -> Card {
    Card {
        doc: 7,
        has_all_words,
        row: row(),
        title_marks: vec![7..17],
        excerpt: Some(Excerpt { text: "…ở <b>Đồ Sơn</b>".into(), marks: vec![] }),
    }
}

#[track_caller]
fn assert_has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "no {part} in\n{html}");
    }
}

#[test]
fn marks_stand_around_the_authors_own_letters() {
    assert_eq!(render(marked("Quận Đồ Sơn", &[7..17])), "Quận <mark>Đồ Sơn</mark>");
    assert_eq!(render(marked("một\nhai", &[])), "một<br>hai");
}

#[test]
fn marks_that_do_not_fit_are_left_out() {
    // In the middle of a letter, backwards, overlapping, beyond the end.
    let (inside, backwards) = (1..3, Range { start: 5, end: 2 });
    for marks in [vec![inside], vec![backwards], vec![0..3, 2..4], vec![90..99]] {
        let html = render(marked("đồ sơn", &marks));
        let text = html.replace("<mark>", "").replace("</mark>", "");
        assert_eq!(text, "đồ sơn", "{marks:?}");
    }
}

#[test]
fn a_mark_goes_through_emphasis() {
    let strong = Span { text: "Đồ".into(), strong: true, ..Span::default() };
    let plain = Span { text: " Sơn xưa".into(), ..Span::default() };
    let whole = |_: &str| vec![0.."Đồ Sơn".len()];
    let html = render(blocks(
        &[Block::Paragraph(Text(vec![strong, plain]))],
        &Files::default(),
        (vi(), "vi"),
        &whole,
    ));
    assert_has(&html, &["<strong><mark>Đồ</mark></strong><mark> Sơn</mark> xưa"]);
}

#[test]
fn markup_in_a_text_is_text() {
    let html = render_block(Block::Paragraph(Text::plain("<script>alert(1)</script>")));
    assert_has(&html, &["&lt;script&gt;alert(1)&lt;"]);
    assert!(!html.contains("<script"), "{html}");
}

#[test]
fn every_block_has_its_element() {
    let text = |words: &str| Text::plain(words);
    let item = |depth, words: &str| Item { depth, text: text(words) };
    let list = Block::List { ordered: true, items: vec![item(0, "a"), item(1, "b"), item(0, "c")] };
    let table = Block::Table {
        header: true,
        rows: vec![vec![text("Năm"), text("Số")], vec![text("2019")]],
    };
    for (block, expected) in [
        (Block::Heading { level: 2, text: text("h") }, "<h2>h</h2>"),
        (Block::Heading { level: 9, text: text("h") }, "<h4>h</h4>"),
        (Block::Paragraph(text("p")), "<p>p</p>"),
        (
            list,
            "<ol><li><span>a</span><ul><li><span>b</span></li></ul></li><li><span>c</span></li></ol>",
        ),
        (Block::Quote(vec![text("q")]), "<blockquote><p>q</p></blockquote>"),
        (
            table,
            "<tr><th scope=\"col\">Năm</th><th scope=\"col\">Số</th></tr><tr><td>2019</td><td></td></tr>",
        ),
        (Block::Code("x < y".into()), "<code>x &lt; y</code>"),
        (Block::Rule, "<hr>"),
    ] {
        assert_has(&render_block(block), &[expected]);
    }
}

#[test]
fn lists_deeper_than_any_page_are_drawn_flat() {
    let items = (0..=255).map(|depth| Item { depth, text: Text::plain("x") }).collect();
    let html = render_block(Block::List { ordered: false, items });
    assert_eq!(html.matches("<ul>").count(), 6);
    assert_eq!(html.matches("<li>").count(), 256);
}

#[test]
fn hostile_links_are_not_links() {
    for address in [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example/",
        "trang-khac.html",
        "http:",
        "https://a\u{0}b",
    ] {
        assert_eq!(web_address(address), None, "{address:?}");
        let html = render_block(Block::Paragraph(Text(vec![link("x", address)])));
        assert!(!html.contains("<a") && !html.contains("href"), "{html}");
    }
    let html = render_block(Block::Paragraph(Text(vec![link("x", "https://vi.wikipedia.org/")])));
    assert_has(&html, &["href=\"https://vi.wikipedia.org/\"", "rel=\"noopener\""]);
}

#[test]
fn only_pictures_of_the_library_are_requested() {
    let figure = |src: &str| {
        let (src, alt) = (src.to_owned(), "Chợ".to_owned());
        render_block(Block::Figure(Figure { src, alt, width: 640, ..Figure::default() }))
    };
    let own = figure("anh/chợ 1.jpg");
    assert_has(
        &own,
        &["src=\"/thu-vien/anh/ch%E1%BB%A3%201.jpg\"", "alt=\"Chợ\"", "width=\"640\""],
    );
    for src in ["https://a.vn/x.jpg", "//a.vn/x.jpg", "../x.jpg", "/x.jpg", "a\\b", "data:x", ""] {
        let html = figure(src);
        assert!(!html.contains("<img"), "{src}: {html}");
        assert_has(&html, &["Chợ"]);
    }
    assert_has(&figure("https://a.vn/x.jpg"), &["href=\"https://a.vn/x.jpg\""]);
}

#[test]
fn nothing_carries_a_style_attribute() {
    let item = result_item((vi(), &None), &card(true), "#docbao=do-son", false, &ignore());
    assert!(!render(item).contains("style="));
}

#[test]
fn a_card_shows_section_date_title_and_lines() {
    let html = render(result_item((vi(), &None), &card(true), "#docbao=do-son", true, &ignore()));
    assert_has(
        &html,
        &[
            "Tin tức",
            "<time lang=\"vi\" datetime=\"2019-11-21\">21/11/2019</time>",
            "href=\"#docbao=do-son\"",
            "aria-current=\"true\"",
            "Quận <mark>Đồ Sơn</mark>",
            "ở &lt;b&gt;Đồ Sơn",
        ],
    );
}

#[test]
fn what_is_the_librarys_is_in_its_language_and_what_is_ours_in_ours() {
    let english = Lang::En.strings();
    let screen = Screen { total: 1, cards: vec![Rc::new(card(false))], ..Screen::default() };
    let html = render_list_in(english, &screen);
    assert_has(&html, &["lang=\"vi\"", "<li class=\"tier\">", "<time lang=\"en\""]);
    let values = vec![("Tin tức".into(), 3), ("Văn bản".into(), 2)];
    let facets = [FacetCounts { field: "section".into(), values }];
    let listing = Listing::default();
    let html = render(filters(english, &facets, (&listing, Some("vi".into())), &[], &ignore()));
    assert_has(&html, &["<ul lang=\"vi\"><li>"]);
}

#[test]
fn what_is_said_of_an_article_is_in_the_language_of_the_reader() {
    let mut article = Article {
        published: Date::new(2019, 11, 21),
        byline: Some(Byline { name: "Thu Hà".into(), role: None }),
        source: Some(Source { name: Some("Cổng quận".into()), url: None }),
        tags: vec!["đê biển".into()],
        ..Article::from_plain_text("a", "Quy chế", "Mở đầu")
    };
    article.blocks.extend(
        ["I", "II", "III"].map(|words| Block::Heading { level: 2, text: Text::plain(words) }),
    );
    let figure = |src: &str| Figure { src: src.into(), alt: "Chợ".into(), ..Figure::default() };
    article.blocks.push(Block::Figure(figure("a.jpg")));
    article.blocks.push(Block::Figure(figure("https://a.vn/x.jpg")));
    article.blocks.push(Block::Table { header: false, rows: vec![vec![Text::plain("ô")]] });
    let html = render_article_in(Lang::En.strings(), article, Some(456));
    assert_has(
        &html,
        &[
            "lang=\"vi\" class=\"article\"",
            "<time datetime=\"2019-11-21\" lang=\"en\">21 Nov 2019</time>",
            "<li>Thu Hà</li>",
            "<span lang=\"en\">3 min read</span>",
            "<p lang=\"en\" class=\"resume\">",
            "<summary lang=\"en\">Contents</summary>",
            "<span lang=\"en\">Source: </span>Cổng quận",
            "lang=\"en\" title=\"See the picture large\" class=\"enlarge\"",
            "src=\"/a.jpg\" lang=\"vi\" alt=\"Chợ\"",
            "<span>Chợ</span>",
            "lang=\"en\" aria-label=\"Table\"",
            "<table lang=\"vi\">",
            "<li lang=\"vi\"><button type=\"button\" class=\"chip\">đê biển",
        ],
    );
}

#[test]
fn a_card_without_an_address_is_a_button() {
    let html = render(result_item((vi(), &None), &card(true), "", false, &ignore()));
    assert!(!html.contains("<a"), "{html}");
    assert_has(&html, &["<button type=\"button\" class=\"open\""]);
}

#[test]
fn facets_show_counts_and_what_is_in_force() {
    let values = (0..10).map(|n| (format!("Mục {n}"), 1200 - n)).collect();
    let facet = FacetCounts { field: "section".into(), values };
    let alike = FacetCounts { field: "tag".into(), values: vec![("một".into(), 3)] };
    let mut listing = Listing::default();
    listing.filters.add("section", "Mục 1");
    let facets = [facet, alike];
    let html = render(filters(vi(), &facets, (&listing, None), &[], &ignore()));
    assert_has(&html, &["Chuyên mục</legend>", "1.200", "<summary>Thêm 3</summary>"]);
    assert!(!html.contains("Mục 9"), "what is folded away is not drawn");
    let unfolded = [("section".to_owned(), String::new())];
    assert_has(&render(filters(vi(), &facets, (&listing, None), &unfolded, &ignore())), &["Mục 9"]);
    assert_eq!(html.matches(" checked").count(), 1);
    assert!(!html.contains("một"), "a facet in which all are alike narrows nothing");
}

#[test]
fn a_filter_in_force_says_what_removes_it_and_whose_language_its_parts_are_in() {
    let mut listing = Listing::default();
    for (field, value) in [("section", "Mục 1"), ("year", "2019"), ("person", "Thu Hà")] {
        listing.filters.add(field, value);
    }
    listing.filters.from = Date::new(2019, 5, 1);
    let html = render(chips(Lang::En.strings(), (&listing, &Some("vi".into())), &ignore()));
    let says = |words: &str| format!("<span class=\"hidden\">Remove filter</span>{words}</span>");
    for words in [
        " <span lang=\"vi\">Mục 1</span>",
        " Year <span>2019</span>",
        " People <span lang=\"vi\">Thu Hà</span>",
        " <span>From 1 May 2019</span>",
    ] {
        assert_has(&html, &[&says(words)]);
    }
    assert!(!html.contains("aria-label=\"Remove"), "a label is all in one language: {html}");
}

#[test]
fn a_long_facet_is_searched_by_names_in_all_of_its_list() {
    let values = (0..30).map(|n| (format!("Xã {}", n + 10), 9999)).collect();
    let facets = [FacetCounts { field: "place".into(), values }];
    let shown = |sought: &str| {
        let unfolded = [("place".to_owned(), sought.to_owned())];
        render(filters(vi(), &facets, (&Listing::default(), None), &unfolded, &ignore()))
    };
    let html = shown("xa 1");
    assert_eq!(html.matches("<li>").count(), 10, "the first values are narrowed too");
    assert_has(&html, &["Xã 10", "Xã 19", "<summary>Thêm 23</summary>", "value=\"xa 1\""]);
    assert_eq!(shown("9").matches("<li>").count(), 3, "a count is no name");
    assert_eq!(shown(" ").matches("<li>").count(), 30);
}

#[test]
fn bars_stand_for_months_and_handles_say_which() {
    let month = |month| (Month::new(2019, month).unwrap(), 2 * u32::from(month));
    let found = |at: u8, count| (month(at).0, count);
    let timeline = Timeline::new(&[month(6), month(4)], &[found(6, 3), found(4, 2)]);
    let filters = Filters { from: Date::new(2019, 5, 1), ..Filters::default() };
    let html = render(histogram(vi(), &timeline, &filters, &ignore()));
    assert_has(
        &html,
        &[
            "viewBox=\"0 0 12 48\"",
            "<path d=\"M0 48v-39h3v39zM8 48v-48h3v48z\" class=\"all\">",
            "<path d=\"M0 48v-19h3v19z\" class=\"rest\">",
            "<path d=\"M8 48v-24h3v24z\" class=\"chosen\">",
            "aria-label=\"Từ\" aria-valuetext=\"5/2019\"",
            "aria-label=\"Đến\" aria-valuetext=\"6/2019\"",
            "Từ 5/2019 đến 6/2019",
            "<span>Từ</span><input value=\"2019-05-01\" type=\"date\" class=\"order\">",
            "<span>Đến</span><input value=\"\" type=\"date\" class=\"order\">",
        ],
    );
    let one = Timeline::new(&[month(6)], &[month(6)]);
    assert!(is_hidden(
        &render(histogram(vi(), &one, &Filters::default(), &ignore())),
        "facet time"
    ));
}

#[test]
fn days_without_articles_are_a_filter_to_drop() {
    let screen = Screen {
        complete: true,
        way_out: Some(WayOut { filter: None, total: 12 }),
        ..Screen::default()
    };
    assert_has(&render_list(&screen), &["Bỏ bộ lọc “<span>Thời gian</span>” thì có 12 bài."]);
}

#[test]
fn a_filter_to_drop_is_named_by_the_reader_and_its_value_by_the_library() {
    for (field, value, named) in [
        ("section", "Báo cáo", "“<span lang=\"vi\">Báo cáo</span>”"),
        ("place", "Hải Phòng", "“Places <span lang=\"vi\">Hải Phòng</span>”"),
        ("year", "2019", "“Year <span>2019</span>”"),
    ] {
        let filter = Some((field.to_owned(), value.to_owned()));
        let way_out = Some(WayOut { filter, total: 1 });
        let screen = Screen { complete: true, way_out, ..Screen::default() };
        let html = render_list_in(Lang::En.strings(), &screen);
        assert_has(&html, &[&["<p>Without the filter ", named, ": 1 article.</p>"].concat()]);
    }
}

fn render_list(screen: &Screen) -> String {
    render_list_in(vi(), screen)
}

fn render_list_in(strings: &'static Strings, screen: &Screen) -> String {
    render(result_list(&ResultList {
        strings,
        screen,
        listing: &screen.listing,
        open: None,
        href: &|id| format!("#docbao={id}"),
        list: &NodeRef::default(),
        lang: Some("vi".into()),
        on_action: &ignore::<Action>(),
    }))
}

/// Whether the element with this class carries `hidden`.
fn is_hidden(html: &str, class: &str) -> bool {
    let at = html.find(&format!("class=\"{class}\"")).unwrap();
    let tag = &html[html[..at].rfind('<').unwrap()..];
    tag.split('>').next().unwrap().contains(" hidden")
}

#[test]
fn articles_with_only_most_words_stand_apart() {
    let fewer = Card { doc: 8, ..card(false) };
    let screen = Screen {
        listing: Listing { query: "đồ sơn".into(), ..Listing::default() },
        query: Query::parse("đồ sơn"),
        total: 1,
        complete: true,
        cards: vec![Rc::new(card(true)), Rc::new(fewer)],
        ..Screen::default()
    };
    let html = render_list(&screen);
    assert_has(
        &html,
        &["1 bài cho “<span>đồ sơn</span>”", "Không đủ mọi từ: 1 bài có phần lớn các từ"],
    );
    assert!(is_hidden(&html, "more") && is_hidden(&html, "partial") && is_hidden(&html, "nothing"));
}

#[test]
fn what_has_no_syllable_was_not_sought() {
    let screen = Screen {
        listing: Listing { query: "😀😀".into(), ..Listing::default() },
        query: Query::parse("😀😀"),
        total: 17,
        complete: true,
        ..Screen::default()
    };
    let html = render_list(&screen);
    assert_has(&html, &["17 bài"]);
    assert!(!html.contains("cho “"), "{html}");
}

#[test]
fn where_nothing_matches_there_is_a_way_out() {
    let way_out = WayOut { filter: Some(("year".into(), "2018".into())), total: 12 };
    let screen = Screen {
        listing: Listing { query: "sổ".into(), ..Listing::default() },
        complete: true,
        way_out: Some(way_out),
        ..Screen::default()
    };
    let html = render_list(&screen);
    assert_has(
        &html,
        &["Không có bài nào khớp với “sổ”.", "Bỏ bộ lọc “Năm <span>2018</span>” thì có 12 bài."],
    );
    assert!(!is_hidden(&html, "nothing"));
}

#[test]
fn an_incomplete_answer_says_so_and_another_reading_too() {
    let screen = Screen {
        listing: Listing { query: "ddoof sown".into(), ..Listing::default() },
        query: Query::parse("đồ sơn"),
        reading: Some("đồ sơn".into()),
        total: 3,
        ..Screen::default()
    };
    let html = render_list(&screen);
    assert_has(
        &html,
        &[
            "3 bài cho “<span lang=\"vi\">đồ sơn</span>”",
            "Tìm đúng “ddoof sown”",
            "Chưa tải hết chỉ mục",
        ],
    );
    assert!(!is_hidden(&html, "partial") && !is_hidden(&html, "reading"));
    assert!(is_hidden(&html, "nothing"), "what is incomplete is not nothing");
}

#[test]
fn a_notice_says_what_and_the_cure() {
    let html = render(notice("Hỏng rồi.", "Thử lại.".into(), "Thử lại", ignore()));
    assert_has(&html, &["<p class=\"what\">Hỏng rồi.</p>", "<p>Thử lại.</p>", "Thử lại</button>"]);
}

#[test]
fn the_field_says_how_much_there_is_to_search() {
    let html =
        render(search_box(vi(), "", Some(1234), &NodeRef::default(), Html::default(), &ignore()));
    assert_has(&html, &["placeholder=\"Tìm trong 1.234 bài\"", "for=\"query\"", "id=\"query\""]);
}

fn render_article(article: Article, resume: Option<u32>) -> String {
    render_article_in(vi(), article, resume)
}

fn render_article_in(strings: &'static Strings, article: Article, resume: Option<u32>) -> String {
    let article = Rc::new(article);
    let reading = Reading {
        row: row(),
        article,
        lang: "vi".into(),
        files: Files { base: "/".into(), ..Files::default() },
    };
    let props = ArticleViewProps {
        strings,
        reading: Rc::new(reading),
        query: Query::default(),
        heading: NodeRef::default(),
        text: NodeRef::default(),
        resume,
        on_action: ignore(),
    };
    block_on(LocalServerRenderer::<ArticleView>::with_props(props).hydratable(false).render())
}

#[test]
fn three_headings_make_a_table_of_contents() {
    let mut article = Article::from_plain_text("a", "Quy chế", "Mở đầu");
    for (level, words) in [(2, "Chương I"), (3, "Điều 1"), (2, "Chương II")] {
        assert!(is_hidden(&render_article(article.clone(), None), "contents"));
        article.blocks.push(Block::Heading { level, text: Text::plain(words) });
    }
    let html = render_article(article, None);
    assert!(!is_hidden(&html, "contents"), "{html}");
    assert_has(
        &html,
        &["<summary lang=\"vi\">Mục lục</summary>", "Điều 1</button>", "<h3>Điều 1</h3>"],
    );
    assert_eq!(html.matches("data-deeper").count(), 1);
}

#[test]
fn an_article_left_half_read_offers_to_go_on() {
    let article = || Article::from_plain_text("a", "Quy chế", "Mở đầu");
    assert!(is_hidden(&render_article(article(), None), "resume"));
    let html = render_article(article(), Some(456));
    assert!(!is_hidden(&html, "resume"));
    assert_has(&html, &["Đọc tiếp từ 45 %</button>"]);
}

#[test]
fn settings_show_what_is_chosen() {
    let mut settings = Settings::default();
    settings.choose(0, 3);
    let html = render(settings_panel(vi(), &settings, &ignore()));
    assert_eq!(html.matches("<fieldset").count(), ASPECTS);
    assert_eq!(html.matches(" checked").count(), ASPECTS, "one choice of each aspect");
    let dark = html.split("</label>").find(|label| label.contains(">Tối<")).unwrap();
    assert!(dark.contains(" checked"), "{dark}");
}

#[test]
fn an_article_has_all_that_it_has_and_nothing_else() {
    let article = Article {
        lead: Some("Sáng nay.".into()),
        published: Date::new(2019, 11, 21),
        byline: Some(Byline { name: "Thu Hà".into(), role: Some("phóng viên".into()) }),
        source: Some(Source {
            name: Some("Cổng quận".into()),
            url: Some("javascript:alert(1)".into()),
        }),
        tags: vec!["nghị quyết".into()],
        ..Article::from_plain_text("do-son", "Quận Đồ Sơn", "Đoạn một\nĐoạn hai")
    };
    let html = render_article(article, None);
    assert_has(
        &html,
        &[
            "lang=\"vi\"",
            "<h1 tabindex=\"-1\">Quận Đồ Sơn</h1>",
            "21/11/2019",
            "Thu Hà, phóng viên",
            "3 phút đọc",
            "<p>Đoạn hai</p>",
            "Nguồn: </span>Cổng quận",
            "nghị quyết</button>",
        ],
    );
    assert!(!html.contains("javascript:"), "{html}");
}
