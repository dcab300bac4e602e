//! An export as WordPress writes it.

use docbao_bundle::Block;

use super::*;
use crate::source::{Format, Hints};

const EXPORT: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>UBND phường Hải Sơn</title><link>https://hs.vn</link><language>vi</language>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[an.lt]]></wp:author_login><wp:author_display_name><![CDATA[Lê Thị An]]></wp:author_display_name></wp:author>
<item><title>Họp &amp; bầu</title><link>https://hs.vn/hop-va-bau/</link><dc:creator><![CDATA[an.lt]]></dc:creator>
 <content:encoded><![CDATA[Đoạn một,
xuống dòng.

[caption id="a" width="300"]<img src="https://hs.vn/a.jpg" width="300" height="200" alt="Hội trường" /> Ảnh: An[/caption]

Đoạn hai [xem kèm].]]></content:encoded><excerpt:encoded><![CDATA[Tóm tắt]]></excerpt:encoded>
 <wp:post_date><![CDATA[2020-03-02 05:00:00]]></wp:post_date><wp:post_name><![CDATA[hop-va-bau]]></wp:post_name>
 <wp:status><![CDATA[publish]]></wp:status><wp:post_type><![CDATA[post]]></wp:post_type><wp:post_password></wp:post_password>
 <category domain="category" nicename="tin"><![CDATA[Tin &amp; sự kiện]]></category><category domain="post_tag" nicename="bc"><![CDATA[bầu cử]]></category>
 <wp:comment><wp:comment_content>Bình luận</wp:comment_content></wp:comment></item>
<item><title>Khối</title><content:encoded><![CDATA[<!-- wp:paragraph -->
<p>Một
dòng.</p>
<!-- /wp:paragraph -->]]></content:encoded><wp:post_name>khoi</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Nháp</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>a.jpg</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
</channel></rss>"#;

fn articles_of(xml: &str) -> Warned<Vec<Draft>> {
    let path = std::path::PathBuf::from("tin.xml");
    let hints = std::sync::Arc::new(Hints::default());
    let document = Document { path, format: Format::Feed, is_gzip: false, hints };
    let mut all = Warned::default();
    feed::read(&mut xml.as_bytes(), &document, &mut |portion| all.append(portion));
    all
}

#[test]
fn posts_and_pages_come_and_drafts_and_files_do_not() {
    let Warned { output, problems } = articles_of(EXPORT);
    let names: Vec<&str> = output.iter().map(|draft| draft.name.as_str()).collect();
    assert_eq!(names, ["hop-va-bau", "khoi"]);
    let article = &output[0].article;
    assert_eq!(article.title, "Họp & bầu");
    assert_eq!(article.byline.as_ref().unwrap().name, "Lê Thị An");
    assert_eq!(article.published.unwrap().to_string(), "2020-03-02");
    assert_eq!(
        (article.section.as_deref(), article.tags.join(",")),
        (Some("Tin & sự kiện"), "bầu cử".to_owned())
    );
    assert_eq!((article.lead.as_deref(), article.lang.as_str()), (Some("Tóm tắt"), "vi"));
    assert!(article.blocks.iter().any(
        |block| matches!(block, Block::Figure(figure) if figure.caption.to_plain() == "Ảnh: An")
    ));
    assert_eq!(article.source.as_ref().unwrap().name.as_deref(), Some("UBND phường Hải Sơn"));
    let passages: Vec<String> = article.passages().filter(|text| !text.is_empty()).collect();
    assert_eq!(passages, ["Đoạn một,", "xuống dòng.", "Ảnh: An", "Đoạn hai [xem kèm]."]);
    assert_eq!(output[1].article.passages().collect::<Vec<_>>(), ["Một dòng."]);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].message.starts_with("one entry is not published"));
}

#[test]
fn a_cut_export_keeps_what_came_before_and_is_named() {
    let cut = EXPORT.split("<item><title>Nháp").next().unwrap();
    let Warned { output, problems } = articles_of(&format!("{cut}<item><title></broken>"));
    assert_eq!(output.len(), 2);
    assert!(problems[0].message.starts_with("after 2 entries its XML is broken"), "{problems:?}");
}

#[test]
fn codes_of_plugins_go_and_words_in_brackets_stay() {
    for (text, clean) in [
        ("a [contact-form-7 id=\"12\" title=\"Góp ý\"] b", "a  b"),
        ("[docbao src='/tv/']<p>Chữ</p>[/docbao]", "<p>Chữ</p>"),
        ("[gallery ids=\"1,2\"]", ""),
        ("[xem lịch kèm] và [1]", "[xem lịch kèm] và [1]"),
        ("[a = b] [/u] [x y=", "[a = b] [/u] [x y="),
        ("[Điều 5 sửa=đổi]", "[Điều 5 sửa=đổi]"),
    ] {
        assert_eq!(without_codes(text), clean);
    }
    let linked = "[caption id='a']<a href='x'><img src='y'></a> Ảnh: <a href='z'>An</a>[/caption]";
    assert_eq!(
        without_codes(linked),
        "<figure><a href='x'><img src='y'></a><figcaption>Ảnh: <a href='z'>An</a></figcaption></figure>"
    );
}
