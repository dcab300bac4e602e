//! Feeds as portals write them.

use super::*;
use crate::source::{Format, Hints};

fn articles_of(xml: &str) -> Warned<Vec<Draft>> {
    let path = std::path::PathBuf::from("tin.xml");
    let hints = std::sync::Arc::new(Hints::default());
    let document = Document { path, format: Format::Feed, is_gzip: false, hints };
    let mut all = Warned::default();
    read(&mut xml.as_bytes(), &document, &mut |portion| all.append(portion));
    all
}

#[test]
fn rss_becomes_articles_with_their_day_as_printed() {
    let Warned { output, problems } = articles_of(
        r#"<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
          <title>Phường Hải Sơn</title><link>https://hs.vn/</link><description>Tin</description><language>vi</language>
          <item><title>Họp tổ dân phố &amp; bầu tổ trưởng</title><link>https://hs.vn/tin/hop-to-12.html</link>
            <pubDate>Mon, 02 Mar 2020 05:00:00 +0700</pubDate><dc:creator>Lê Thị An</dc:creator>
            <category>Thông báo</category><category>bầu cử</category>
            <description><![CDATA[<p>Tóm tắt của <b>tin</b>.</p>]]></description>
            <content:encoded><![CDATA[<p>Tối qua, tổ 5 họp.</p><ul><li>Một</li><li>Hai</li></ul><script>x()</script>]]></content:encoded>
          </item>
          <item><description>Chỉ có tóm tắt thôi</description></item>
          <item><link>https://hs.vn/?p=3</link></item>
          </channel></rss>"#,
    );
    let article = &output[0].article;
    assert_eq!(article.title, "Họp tổ dân phố & bầu tổ trưởng");
    assert_eq!(article.published.unwrap().to_string(), "2020-03-02");
    assert_eq!(article.byline.as_ref().unwrap().name, "Lê Thị An");
    assert_eq!(
        (article.section.as_deref(), &article.tags[..]),
        (Some("Thông báo"), &["bầu cử".to_owned()][..])
    );
    assert_eq!(article.lead.as_deref(), Some("Tóm tắt của tin."));
    assert_eq!(article.passages().collect::<Vec<_>>(), ["Tối qua, tổ 5 họp.", "Một", "Hai"]);
    assert_eq!(
        article.source.as_ref().unwrap().url.as_deref(),
        Some("https://hs.vn/tin/hop-to-12.html")
    );
    assert_eq!(output[0].name, "hop-to-12");
    assert_eq!(output[1].article.title, "Chỉ có tóm tắt thôi");
    assert_eq!((output.len(), problems.len()), (2, 1));
    assert!(problems[0].message.contains("article 3: there is neither"), "{problems:?}");
}

#[test]
fn atom_becomes_articles() {
    let Warned { output, problems } = articles_of(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title><id>urn:x</id><updated>2020-01-01T00:00:00Z</updated>
          <entry><title type="html">Nước &lt;i&gt;sạch&lt;/i&gt;</title><id>urn:1</id><updated>2019-05-16T06:30:00+07:00</updated>
          <link rel="alternate" href="https://hs.vn/nuoc-sach"/>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Một <em>dòng</em>.</p></div></content></entry></feed>"#,
    );
    assert_eq!(problems, []);
    let article = &output[0].article;
    assert_eq!(article.title, "Nước sạch");
    assert_eq!(article.published.unwrap().to_string(), "2019-05-16");
    assert_eq!(article.passages().collect::<Vec<_>>(), ["Một dòng."]);
}

#[test]
fn other_xml_and_broken_feeds_are_named() {
    let message = |xml: &str| {
        let read = articles_of(xml);
        assert!(read.output.is_empty());
        read.problems[0].message.clone()
    };
    assert_eq!(message("<sitemap/>"), "this XML is neither a feed nor a WordPress export");
    assert!(message("<rss version='2.0'><channel><item><title>a</rss>").contains("broken"));
    // Entities of the document's own are not resolved, so none can swell.
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
        <rss version="2.0"><channel><title>t</title><item><title>&b;</title><description>c</description></item></channel></rss>"#;
    let read = articles_of(bomb);
    assert!(read.output.iter().all(|draft| !draft.article.title.contains("aaaaaaaaaa")));
}

#[test]
fn times_of_greenwich_are_told_as_days_in_vietnam_and_others_as_printed() {
    let day = |time: &str| {
        let item = format!("<item><title>a</title><pubDate>{time}</pubDate></item>");
        let read = articles_of(&format!("<rss version='2.0'><channel>{item}</channel></rss>"));
        read.output[0].article.published.unwrap().to_string()
    };
    // A quarter past six in Vietnam, as WordPress prints it in RSS and in Atom.
    assert_eq!(day("Sun, 03 Mar 2024 23:15:00 +0000"), "2024-03-04");
    assert_eq!(day("2024-03-03T23:15:00Z"), "2024-03-04");
    assert_eq!(day("Mon, 04 Mar 2024 02:00:00 GMT"), "2024-03-04");
    assert_eq!(day("Sun, 03 Mar 2024 23:15:00 +0700"), "2024-03-03");
    assert_eq!(day("2024-03-03T23:15:00+09:00"), "2024-03-03");
    assert_eq!(day("03/03/2024 23:15"), "2024-03-03");
}

#[test]
fn what_has_a_password_is_left_out_and_named() {
    let Warned { output, problems } = articles_of(
        r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
          <item><title>Bảo vệ: Họp nội bộ</title><content:encoded><![CDATA[<form action="https://hs.vn/wp-login.php?action=postpass"
          class="post-password-form" method="post"><p>Mật khẩu: <input type="password"></p></form>]]></content:encoded></item>
          </channel></rss>"#,
    );
    assert!(output.is_empty());
    assert!(problems[0].message.contains("article 1: it has a password"), "{problems:?}");
}

#[test]
fn what_is_enclosed_is_shown_or_linked_once() {
    let Warned { output, .. } = articles_of(
        r#"<rss version="2.0"><channel>
          <item><title>a</title><description>&lt;p&gt;Chữ &lt;a href="https://hs.vn/b.pdf"&gt;đơn&lt;/a&gt;.&lt;/p&gt;</description>
            <enclosure url="https://hs.vn/a.jpg" length="1" type="image/jpeg"/></item>
          <item><title>b</title><description>&lt;img src="https://hs.vn/c.jpg"&gt; &lt;a href="https://hs.vn/d.mp3"&gt;nghe&lt;/a&gt;</description>
            <enclosure url="https://hs.vn/a.jpg" length="1" type="image/jpeg"/></item>
          <item><title>c</title><description>Chữ</description><enclosure url="https://hs.vn/tin/e.mp3" length="1" type="audio/mpeg"/></item>
          <item><title>d</title><description>&lt;a href="https://hs.vn/tin/e.mp3"&gt;nghe&lt;/a&gt;</description>
            <enclosure url="https://hs.vn/tin/e.mp3" length="1" type="audio/mpeg"/></item>
          </channel></rss>"#,
    );
    let pictures = |at: usize| {
        let blocks = output[at].article.blocks.iter();
        let src = |block: &Block| match block {
            Block::Figure(figure) => Some(figure.src.clone()),
            _ => None,
        };
        blocks.filter_map(src).collect::<Vec<_>>()
    };
    assert!(matches!(output[0].article.blocks[0], Block::Figure(_)));
    assert_eq!(
        (pictures(0), pictures(1)),
        (vec!["https://hs.vn/a.jpg".into()], vec!["https://hs.vn/c.jpg".into()])
    );
    let texts = |at: usize| output[at].article.passages().collect::<Vec<_>>();
    assert_eq!((texts(2), texts(3)), (vec!["Chữ".into(), "e.mp3".into()], vec!["nghe".to_owned()]));
    // Atom has links for it.
    let Warned { output, .. } = articles_of(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title><id>urn:x</id><updated>2020-01-01T00:00:00Z</updated>
          <entry><title>a</title><id>urn:1</id><updated>2020-01-01T00:00:00Z</updated><link href="https://hs.vn/a"/>
          <link rel="enclosure" type="audio/mpeg" length="1" href="https://hs.vn/e.mp3"/><content>Chữ</content></entry></feed>"#,
    );
    assert_eq!(output[0].article.passages().collect::<Vec<_>>(), ["Chữ", "e.mp3"]);
}
