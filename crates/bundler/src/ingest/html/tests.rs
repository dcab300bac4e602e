//! Web pages as portals make them, and pages that mean harm.

use std::path::PathBuf;

use expect_test::{Expect, expect};

use super::*;

fn page(text: &str) -> Warned<Option<Article>> {
    read(text, &Place { path: PathBuf::from("a.html"), ..Place::default() })
}

/// Shows the article as JSON, a block a line, and problems.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let Warned { output, problems } = page(text);
    let mut lines = Vec::new();
    if let Some(mut article) = output {
        let blocks = std::mem::take(&mut article.blocks);
        lines.push(serde_json::to_string(&article).unwrap());
        lines.extend(blocks.iter().map(|block| serde_json::to_string(block).unwrap()));
    }
    lines.extend(problems.iter().map(|problem| problem.message.clone()));
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

/// A page of a portal with all the furniture around the article.
#[test]
fn the_article_is_found_among_the_furniture() {
    let menu =
        "<li><a href='/x'>Tin tức và sự kiện nổi bật trong tuần của địa phương</a></li>".repeat(20);
    let long =
        "Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên. "
            .repeat(3);
    let text = format!(
        "<!doctype html><html lang=en><head><title>Trồng cây đầu xuân - Cổng thông tin phường</title>\
         <meta property=og:site_name content='Cổng thông tin phường'><meta property=og:type content=article>\
         <meta property=og:title content='Trồng cây đầu xuân'><meta property=og:url content='https://a.vn/tin/1.html'>\
         <meta name=description content='Phường phát động trồng cây.'><meta property=article:section content='Môi trường'>\
         <meta property=article:tag content='cây xanh, xuân'>\
         <script type='application/ld+json'>{{\"@graph\":[{{\"@type\":\"WebPage\"}},{{\"@type\":\"NewsArticle\",\
         \"headline\":\"Trồng cây đầu xuân\",\"datePublished\":\"2024-02-20T08:00:00+07:00\",\"author\":[{{\"name\":\"Lê Mẫu\"}}]}}]}}</script>\
         </head><body><form id=aspnet><h1 class=logo>Cổng thông tin phường</h1><ul class=menu>{menu}</ul>\
         <div class='col-8'><h1>Trồng cây đầu xuân</h1><time>20/2/2024</time><div><p><b>Phường phát động trồng cây.</b></p>\
         <p style='text-align:justify'>{long}<a href='../van-ban/5'>Kế hoạch <i>số 5</i></a>, <a href='javascript:x()'>in</a>.</p>\
         <h3><b>Kết quả</b></h3><ul><li>Cây phượng<ul><li>50 cây</li></ul></li><li><p>Cây bàng</p></li></ul>\
         <blockquote><p>Trồng cây nào, sống cây ấy.</p></blockquote>\
         <figure><img src='/anh/1.jpg' alt='Người trồng cây' width=640 height=480><figcaption>Ảnh: Lê Mẫu</figcaption></figure>\
         <table><tr><td><img src='/anh/2.jpg' alt=''></td></tr><tr><td>Chú thích</td></tr></table>\
         <table border=1><thead><tr><th>Cây</th><th colspan=2>Số</th></tr></thead><tr><td rowspan=2>Phượng</td><td>1</td><td>2</td></tr>\
         <tr><td>3<br>4</td><td>5</td></tr></table><hr><pre>a  b\nc</pre><p>{long}</p><p>&nbsp;</p></div>\
         <div class='tin-lien-quan related'><p>{long}</p></div><script>alert(1)</script></div>\
         <footer><p>{long}</p></footer></form></body></html>"
    );
    check(
        &text,
        expect![[r#"
            {"id":"","title":"Trồng cây đầu xuân","lead":"Phường phát động trồng cây.","blocks":[],"published":"2024-02-20","byline":{"name":"Lê Mẫu"},"source":{"name":"Cổng thông tin phường","url":"https://a.vn/tin/1.html"},"section":"Môi trường","tags":["cây xanh","xuân"]}
            {"paragraph":["Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên. Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên. Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên. ",{"text":"Kế hoạch","link":"https://a.vn/van-ban/5"}," ",{"text":"số 5","emphasis":true,"link":"https://a.vn/van-ban/5"},", in."]}
            {"heading":{"level":3,"text":"Kết quả"}}
            {"list":{"items":[{"text":"Cây phượng"},{"depth":1,"text":"50 cây"},{"text":"Cây bàng"}]}}
            {"quote":["Trồng cây nào, sống cây ấy."]}
            {"figure":{"src":"https://a.vn/anh/1.jpg","alt":"Người trồng cây","caption":"Ảnh: Lê Mẫu","width":640,"height":480}}
            {"figure":{"src":"https://a.vn/anh/2.jpg","alt":"","width":0,"height":0}}
            {"paragraph":"Chú thích"}
            {"table":{"header":true,"rows":[["Cây","Số"],["Phượng","1","2"],["","3\n4","5"]]}}
            "rule"
            {"code":"a  b\nc"}
            {"paragraph":"Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên. Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên. Sáng nay, Uỷ ban nhân dân phường tổ chức phát động trồng cây đầu xuân tại công viên."}
        "#]],
    );
}

#[test]
fn an_official_paper_says_itself_what_it_is() {
    let text = "<title>Tải về văn bản mới</title><table><tr><td><p>ỦY BAN NHÂN DÂN<br>TỈNH MẪU<br>-------</p></td>\
        <td><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc<br>------</b></p></td></tr>\
        <tr><td>Số: 15/QĐ-UBND</td><td><i>Mẫu, ngày 05 tháng 3 năm 2021</i></td></tr></table>\
        <p align=center><b>QUYẾT ĐỊNH</b></p><p>Về việc trồng cây</p><p><b>CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH</b></p>\
        <p><i>Căn cứ Luật Lâm nghiệp;</i></p><p><b>QUYẾT ĐỊNH:</b></p><p><b>Điều 1.</b> Trồng cây phượng ở các trường học trong tỉnh.</p>\
        <p>Điều 2. Hiệu lực</p><p>Từ ngày ký.</p>\
        <table><tr><td>Nơi nhận:<br>- Như Điều 2;<br>- Lưu: VT.</td><td>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH<br><br>Lê Thị Mẫu</td></tr></table>";
    check(
        text,
        expect![[r#"
        {"id":"","title":"Quyết định số 15/QĐ-UBND về việc trồng cây","blocks":[],"published":"2021-03-05","dateline":{"place":"Mẫu","text":"Mẫu, ngày 05 tháng 3 năm 2021"},"byline":{"name":"Lê Thị Mẫu","role":"KT. CHỦ TỊCH, PHÓ CHỦ TỊCH"},"source":{"name":"ỦY BAN NHÂN DÂN TỈNH MẪU"}}
        {"paragraph":[{"text":"CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH","strong":true}]}
        {"paragraph":[{"text":"Căn cứ Luật Lâm nghiệp;","emphasis":true}]}
        {"paragraph":[{"text":"QUYẾT ĐỊNH:","strong":true}]}
        {"paragraph":[{"text":"Điều 1. ","strong":true},"Trồng cây phượng ở các trường học trong tỉnh."]}
        {"heading":{"level":3,"text":"Điều 2. Hiệu lực"}}
        {"paragraph":"Từ ngày ký."}
        {"paragraph":[{"text":"KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Thị Mẫu","strong":true}]}
        {"paragraph":[{"text":"Nơi nhận:","emphasis":true}]}
        {"list":{"items":[{"text":"Như Điều 2;"},{"text":"Lưu: VT."}]}}
    "#]],
    );
}

#[test]
fn poor_pages_are_read_as_far_as_they_go() {
    check(
        "<p>Một</p><p>Hai",
        expect![[r#"
        {"id":"","title":"Một","blocks":[]}
        {"paragraph":"Một"}
        {"paragraph":"Hai"}
        no title: the first words stand for it
    "#]],
    );
    check(
        "<title>Chỉ có đề</title>",
        expect![[r#"
        {"id":"","title":"Chỉ có đề","blocks":[]}
        no text was found in the page: the article has its title only
    "#]],
    );
    check(
        "<div></div>",
        expect![[r#"
        there is neither a title nor a text in the page
    "#]],
    );
    check(
        "chữ thường & <b>đậm",
        expect![[r#"
        {"id":"","title":"chữ thường & đậm","blocks":[]}
        {"paragraph":["chữ thường & ",{"text":"đậm","strong":true}]}
        no title: the first words stand for it
    "#]],
    );
    check(
        "<p>M&ocirc;\u{300} hình <a href='tep/a.doc'>tải về</a> <img src='a_files/b.jpg'>",
        expect![[r#"
            {"id":"","title":"Mồ hình tải về","blocks":[]}
            {"paragraph":"Mồ hình tải về"}
            {"figure":{"src":"a_files/b.jpg","alt":"","width":0,"height":0}}
            the link tep/a.doc leads nowhere from a library
            no title: the first words stand for it
        "#]],
    );
}

#[test]
fn depth_and_broken_markup_end_in_an_article_or_a_named_refusal() {
    for element in ["div", "b", "ul><li", "table><tr><td", "blockquote", "font color=1"] {
        let nested = |levels: usize| page(&(format!("<{element}>").repeat(levels) + "Chữ"));
        assert_eq!(nested(700).output.unwrap().title, "Chữ", "{element}");
        let refused = nested(10_000).problems.pop().unwrap();
        assert!(refused.message.contains("deeper"), "{element}");
    }
    // Formatting that is never closed is opened again in every paragraph.
    let many: String = (0..3_000).map(|n| format!("<font color={n}>")).collect();
    let multiplied = many + &"<p>x".repeat(3_000);
    assert!(page(&multiplied).problems[0].message.contains("elements"));
    for odd in [
        "<table><table><table>",
        "<tr><td>",
        "</p></div>",
        "<p><table><p>a<tr>b",
        "<!--",
        "<a href",
        "<td colspan=99999999 rowspan=99999999>a",
    ] {
        page(odd);
    }
}

#[test]
fn the_button_behind_a_file_of_wordpress_does_not_stick_to_its_name() {
    let file = r#"<div class="wp-block-file"><a href="https://hs.vn/don.pdf">Mẫu đơn</a><a href="https://hs.vn/don.pdf"
        class="wp-block-file__button wp-element-button" download>Tải về</a></div>"#;
    let read = fragment(file, None, &Place::default()).unwrap();
    let passages: Vec<String> = read.output.iter().flat_map(Block::passages).collect();
    assert_eq!(passages, ["Mẫu đơn"]);
}
