//! Every visible string, a table for each language, and how numbers and dates are written in it.
//!
//! `Intl` would bring two ways of writing them, the browser's and ours in native tests, for the
//! sake of a dot between thousands.

pub mod later;

use docbao_bundle::Date;
use docbao_search::Sort;

use crate::trouble::Trouble;

/// A language of the reader's own words; the articles' language is their own matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English, for every language we do not speak.
    En,
}

impl Lang {
    /// Reads a BCP 47 tag. No tag: Vietnamese.
    pub fn parse(tag: &str) -> Lang {
        let language = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if language.is_empty() || language.eq_ignore_ascii_case("vi") { Lang::Vi } else { Lang::En }
    }

    /// The language's words.
    pub fn strings(self) -> &'static Strings {
        match self {
            Lang::Vi => &VI,
            Lang::En => &EN,
        }
    }
}

/// The words of one language. `{0}` and `{1}` are filled in by [`fill`].
#[derive(Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the tables below say what each field is better than a gloss would"
)]
pub struct Strings {
    pub tag: &'static str,
    thousands: &'static str,
    months: Option<[&'static str; 12]>,

    pub search_in: &'static str,
    pub search_label: &'static str,
    pub clear: &'static str,
    pub suggestions: &'static str,
    pub sought: &'static str,
    pub to_article: &'static str,
    pub forget_sought: &'static str,
    pub hint: &'static str,

    pub filters: &'static str,
    pub filters_active: &'static str,
    pub filters_done: &'static str,
    pub clear_filters: &'static str,
    pub remove_filter: &'static str,
    pub find_value: &'static str,
    pub more_values: &'static str,
    pub section: &'static str,
    pub tag_field: &'static str,
    pub year: &'static str,
    mentioned: [&'static str; 4],
    pub active_filters: &'static str,
    pub since: &'static str,
    pub until: &'static str,
    pub time: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub span: &'static str,

    one_article: &'static str,
    articles: &'static str,
    pub about: &'static str,
    pub matching: &'static str,
    pub search_literally: &'static str,
    /// `{0}`: what was typed for a day and is none.
    pub no_day: &'static str,
    pub sort: &'static str,
    pub by_relevance: &'static str,
    pub by_newest: &'static str,
    pub by_oldest: &'static str,
    pub by_title: &'static str,
    pub results: &'static str,
    pub skip: &'static str,
    pub page: &'static str,
    pub show_more: &'static str,
    pub shown_of: &'static str,
    pub most_words: &'static str,

    pub nothing: &'static str,
    pub nothing_in_library: &'static str,
    pub try_other_words: &'static str,
    pub try_without: &'static str,
    pub drop_filter: &'static str,
    pub drop_query: &'static str,
    pub loading: &'static str,
    pub loading_article: &'static str,
    pub loading_part: &'static str,
    pub retry: &'static str,

    pub shelf: &'static str,
    pub back: &'static str,
    pub back_to_query: &'static str,
    pub reading_time: &'static str,
    pub source: &'static str,
    pub tags: &'static str,
    pub enlarge: &'static str,
    pub picture_elsewhere: &'static str,
    pub table: &'static str,
    pub by: &'static str,
    pub choose: &'static str,
    pub from_to: &'static str,
    pub contents: &'static str,
    pub resume: &'static str,
    pub progress: &'static str,
    pub neighbours: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub look_for: &'static str,

    pub settings_label: &'static str,
    pub not_kept: &'static str,

    no_source: [&'static str; 2],
    unreachable: [&'static str; 2],
    elsewhere: [&'static str; 2],
    busy: [&'static str; 2],
    missing: [&'static str; 2],
    not_a_library: [&'static str; 2],
    newer: [&'static str; 2],
    incomplete: [&'static str; 2],
    no_article: [&'static str; 2],
    no_text: [&'static str; 2],

    pub bad_attribute: &'static str,
    pub key_taken: &'static str,
}

static VI: Strings = Strings {
    tag: "vi",
    thousands: ".",
    months: None,

    search_in: "Tìm trong {0}",
    search_label: "Tìm bài",
    clear: "Xóa ô tìm",
    suggestions: "Gợi ý",
    sought: "Đã tìm",
    to_article: "Đọc",
    forget_sought: "Xóa các lần tìm",
    hint: "Gõ không dấu cũng được: “do son”, “05 ct tw”",

    filters: "Bộ lọc",
    filters_active: "Bộ lọc {0} đang dùng",
    filters_done: "Xem {0}",
    clear_filters: "Bỏ hết bộ lọc",
    remove_filter: "Bỏ bộ lọc",
    find_value: "Tìm trong danh sách này",
    more_values: "Thêm {0}",
    section: "Chuyên mục",
    tag_field: "Thẻ",
    year: "Năm",
    mentioned: ["Địa danh", "Văn bản", "Người", "Cơ quan, tổ chức"],
    active_filters: "Bộ lọc đang dùng",
    since: "Từ {0}",
    until: "Đến {0}",
    time: "Thời gian",
    from: "Từ",
    to: "Đến",
    span: "Từ {0} đến {1}",

    one_article: "1 bài",
    articles: "{0} bài",
    about: "khoảng {0}",
    matching: "{0} cho “{1}”",
    search_literally: "Tìm đúng “{0}”",
    no_day: "Không có ngày “{0}”, nên chữ ấy được tìm như từ thường. Hãy viết ngày như từ:16/5/2019 hoặc từ:2019.",
    sort: "Sắp xếp",
    by_relevance: "Sát nhất trước",
    by_newest: "Mới nhất trước",
    by_oldest: "Cũ nhất trước",
    by_title: "Theo tiêu đề",
    results: "Danh sách bài",
    skip: "Đến danh sách bài",
    page: "Bài viết",
    show_more: "Xem thêm",
    shown_of: "Đang xem {0} trong {1}",
    most_words: "Không đủ mọi từ: {0} có phần lớn các từ",

    nothing: "Không có bài nào khớp với “{0}”.",
    nothing_in_library: "Không có bài nào.",
    try_other_words: "Thử ít từ hơn, hoặc viết cách khác.",
    try_without: "Bỏ bộ lọc “{0}” thì có {1}.",
    drop_filter: "Bỏ bộ lọc này",
    drop_query: "Xem tất cả bài",
    loading: "Đang mở thư viện…",
    loading_article: "Đang mở bài…",
    loading_part: "Đang tải phần này…",
    retry: "Thử lại",

    shelf: "Đã lưu",
    back: "Danh sách",
    back_to_query: "Kết quả cho “{0}”",
    reading_time: "{0} phút đọc",
    source: "Nguồn",
    tags: "Thẻ",
    enlarge: "Xem hình lớn",
    picture_elsewhere: "Xem hình ở nơi đăng",
    table: "Bảng",
    by: "{0}, {1}",
    choose: "Chọn một bài trong danh sách để đọc ở đây.",
    from_to: "{0}, từ {1} đến {2}",
    contents: "Mục lục",
    resume: "Đọc tiếp từ {0} %",
    progress: "Đã đọc",
    neighbours: "Bài trước và bài sau trong danh sách",
    previous: "Bài trước",
    next: "Bài sau",
    look_for: "Tìm “{0}”",

    settings_label: "Cách hiển thị",
    not_kept: "Trình duyệt không cho lưu trên máy này; lựa chọn chỉ giữ đến khi đóng trang.",

    no_source: [
        "Chưa có thư viện để đọc.",
        "Thêm thuộc tính src, ví dụ <doc-bao src=\"thu-vien/\">.",
    ],
    unreachable: ["Không tải được “{0}”.", "Kiểm tra kết nối mạng rồi thử lại."],
    elsewhere: [
        "Không tải được “{0}”.",
        "Kiểm tra kết nối mạng; máy chủ ở đó còn phải trả Access-Control-Allow-Origin cho trang này.",
    ],
    busy: ["Máy chủ đang bận hoặc gặp sự cố (mã {0}).", "Chờ vài phút rồi thử lại."],
    missing: [
        "Máy chủ không trả về tệp “{0}” (mã {1}).",
        "Kiểm tra thuộc tính src, hoặc tải các tệp của thư viện lên lại.",
    ],
    not_a_library: [
        "Không đọc được thư viện: tệp “{0}” không đúng định dạng.",
        "Tải các tệp của thư viện lên lại, hoặc báo quản trị trang.",
    ],
    newer: [
        "Thư viện có định dạng {0}, mới hơn trình đọc này (biết đến {1}).",
        "Cập nhật docbao.js và các tệp đi kèm, hoặc dựng lại thư viện bằng bản docbao của trình đọc.",
    ],
    incomplete: [
        "Chưa tải hết chỉ mục; kết quả có thể thiếu.",
        "Kiểm tra kết nối mạng rồi thử lại.",
    ],
    no_article: [
        "Không có bài “{0}” trong thư viện.",
        "Bài có thể đã được gỡ hoặc đổi địa chỉ; tìm lại trong danh sách.",
    ],
    no_text: ["Chưa tải được nội dung bài này.", "Kiểm tra kết nối mạng rồi thử lại."],

    bad_attribute: "{0}=\"{1}\" không dùng được; dùng “{2}” thay thế.",
    key_taken: "Một <doc-bao> khác đã dùng khóa “{0}” trong địa chỉ; phần tử này dùng routing=\"memory\". Đặt id khác nhau cho mỗi phần tử.",
};

static EN: Strings = Strings {
    tag: "en",
    thousands: ",",
    months: Some([
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec",
    ]),

    search_in: "Search {0}",
    search_label: "Search articles",
    clear: "Clear the search field",
    suggestions: "Suggestions",
    sought: "Again",
    to_article: "Read",
    forget_sought: "Forget searches",
    hint: "Diacritics optional: “do son”, “05 ct tw”",

    filters: "Filters",
    filters_active: "Filters {0} active",
    filters_done: "Show {0}",
    clear_filters: "Clear all filters",
    remove_filter: "Remove filter",
    find_value: "Find in this list",
    more_values: "{0} more",
    section: "Section",
    tag_field: "Tag",
    year: "Year",
    mentioned: ["Places", "Papers", "People", "Organisations"],
    active_filters: "Active filters",
    since: "From {0}",
    until: "Until {0}",
    time: "Time",
    from: "From",
    to: "To",
    span: "From {0} to {1}",

    one_article: "1 article",
    articles: "{0} articles",
    about: "about {0}",
    matching: "{0} for “{1}”",
    search_literally: "Search instead for “{0}”",
    no_day: "There is no day “{0}”, so it is sought as words. Write days like from:16/5/2019 or from:2019.",
    sort: "Sort",
    by_relevance: "Best match first",
    by_newest: "Newest first",
    by_oldest: "Oldest first",
    by_title: "By title",
    results: "Articles",
    skip: "Skip to articles",
    page: "Article",
    show_more: "Show more",
    shown_of: "Showing {0} of {1}",
    most_words: "Not all words: {0} with most of them",

    nothing: "Nothing matches “{0}”.",
    nothing_in_library: "There are no articles.",
    try_other_words: "Try fewer words, or another spelling.",
    try_without: "Without the filter “{0}”: {1}.",
    drop_filter: "Remove this filter",
    drop_query: "Show all articles",
    loading: "Opening the library…",
    loading_article: "Opening the article…",
    loading_part: "Loading this part…",
    retry: "Retry",

    shelf: "Saved",
    back: "All articles",
    back_to_query: "Results for “{0}”",
    reading_time: "{0} min read",
    source: "Source",
    tags: "Tags",
    enlarge: "See the picture large",
    picture_elsewhere: "See the picture where it was published",
    table: "Table",
    by: "{0}, {1}",
    choose: "Choose an article from the list to read it here.",
    from_to: "{0}, from {1} to {2}",
    contents: "Contents",
    resume: "Continue from {0}%",
    progress: "Read so far",
    neighbours: "Previous and next article of the list",
    previous: "Previous article",
    next: "Next article",
    look_for: "Look for “{0}”",

    settings_label: "Display settings",
    not_kept: "The browser does not allow storage here; choices last until the page is closed.",

    no_source: [
        "There is no library to read.",
        "Add a src attribute, such as <doc-bao src=\"library/\">.",
    ],
    unreachable: ["“{0}” could not be loaded.", "Check the connection and retry."],
    elsewhere: [
        "“{0}” could not be loaded.",
        "Check the connection; its host must also send Access-Control-Allow-Origin for this page.",
    ],
    busy: ["The server is busy or in trouble (status {0}).", "Wait a few minutes, then retry."],
    missing: [
        "The server does not give the file “{0}” (status {1}).",
        "Check the src attribute, or upload the library’s files again.",
    ],
    not_a_library: [
        "The library cannot be read: the file “{0}” has the wrong format.",
        "Upload the library’s files again, or tell the site’s administrator.",
    ],
    newer: [
        "The library has format {0}, newer than this reader (which knows up to {1}).",
        "Update docbao.js and the files beside it, or build the library again with this reader’s docbao.",
    ],
    incomplete: [
        "The index is incomplete; results may be missing.",
        "Check the connection and retry.",
    ],
    no_article: [
        "There is no article “{0}” in the library.",
        "It may have been withdrawn or renamed; look for it in the list.",
    ],
    no_text: ["The text of this article could not be loaded.", "Check the connection and retry."],

    bad_attribute: "{0}=\"{1}\" cannot be used; using “{2}” instead.",
    key_taken: "Another <doc-bao> already uses the key “{0}” in the address; this element falls back to routing=\"memory\". Give each element its own id.",
};

impl Strings {
    /// A whole number with its thousands apart.
    pub fn number(&self, number: u32) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(self.thousands);
            }
            out.push(digit);
        }
        out
    }

    /// A day as it is written in running text: `21/11/2019`, `21 Nov 2019`.
    pub fn date(&self, date: Date) -> String {
        let [day, month, year] =
            [u16::from(date.day()), u16::from(date.month().month()), date.year()]
                .map(|n| n.to_string());
        match self.months {
            None => [day, month, year].join("/"),
            Some(names) => {
                let month = names[usize::from(date.month().month()) - 1].to_owned();
                [day, month, year].join(" ")
            }
        }
    }

    /// "37 bài".
    pub fn articles(&self, count: u32) -> String {
        match count {
            1 => self.one_article.to_owned(),
            _ => fill(self.articles, &[&self.number(count)]),
        }
    }

    /// The name of a facet field, or the publisher's own where we have none.
    pub fn field<'a>(&'a self, field: &'a str) -> &'a str {
        match field {
            "section" => self.section,
            "tag" => self.tag_field,
            "year" => self.year,
            "place" => self.mentioned[0],
            "document" => self.mentioned[1],
            "person" => self.mentioned[2],
            "organisation" => self.mentioned[3],
            other => other,
        }
    }

    /// The name of an order.
    pub fn order(&self, sort: Sort) -> &'static str {
        match sort {
            Sort::Relevance => self.by_relevance,
            Sort::Newest => self.by_newest,
            Sort::Oldest => self.by_oldest,
            Sort::Title => self.by_title,
        }
    }

    /// What happened and what to do about it.
    pub fn trouble(&self, trouble: &Trouble) -> [String; 2] {
        let filled =
            |[what, cure]: [&str; 2], values: &[&str]| [fill(what, values), cure.to_owned()];
        match trouble {
            Trouble::NoSource => filled(self.no_source, &[]),
            Trouble::Unreachable { file } => filled(self.unreachable, &[file]),
            Trouble::Elsewhere { file } => filled(self.elsewhere, &[file]),
            Trouble::Busy { status } => filled(self.busy, &[&status.to_string()]),
            Trouble::Missing { file, status } => filled(self.missing, &[file, &status.to_string()]),
            Trouble::NotALibrary { file } => filled(self.not_a_library, &[file]),
            Trouble::Newer { found, known } => {
                filled(self.newer, &[&found.to_string(), &known.to_string()])
            }
            Trouble::Incomplete => filled(self.incomplete, &[]),
            Trouble::NoArticle { id } => filled(self.no_article, &[id]),
            Trouble::NoText => filled(self.no_text, &[]),
        }
    }
}

/// Puts `values` in the places `{0}`, `{1}`, … of `template`.
pub fn fill(template: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, place)) = rest.split_once('{') {
        out.push_str(before);
        let digit = place.bytes().next().map_or(0, |byte| usize::from(byte.wrapping_sub(b'0')));
        out.push_str(values.get(digit).copied().unwrap_or_default());
        rest = place.split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_to_their_places() {
        assert_eq!(fill("{0} cho “{1}”", &["2 bài", "{0}"]), "2 bài cho “{0}”");
        assert_eq!(fill("không có gì", &["thừa"]), "không có gì");
    }

    #[test]
    fn numbers_and_dates_follow_the_language() {
        let date = Date::new(2019, 11, 2).unwrap();
        assert_eq!(VI.number(1_234_567), "1.234.567");
        assert_eq!(EN.number(123), "123");
        assert_eq!(VI.date(date), "2/11/2019");
        assert_eq!(EN.date(date), "2 Nov 2019");
        assert_eq!(EN.articles(1), "1 article");
        assert_eq!(VI.articles(1234), "1.234 bài");
    }

    #[test]
    fn other_languages_get_english() {
        assert_eq!(Lang::parse(" vi-VN "), Lang::Vi);
        assert_eq!(Lang::parse(""), Lang::Vi);
        assert_eq!(Lang::parse("fr"), Lang::En);
    }
}
