//! The words of what comes later (`src/later.rs`): a table of its own, so that it travels with it.

use super::Strings;

/// The words of one language.
#[derive(Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the tables below say what each field is better than a gloss would"
)]
pub struct LaterStrings {
    pub save: &'static str,
    pub saved: &'static str,
    pub listen: &'static str,

    pub mark: &'static str,
    pub note: &'static str,
    pub copy_link: &'static str,
    pub cite: &'static str,
    pub selection: &'static str,
    pub copied: &'static str,
    pub cited: &'static str,
    pub citation: &'static str,
    pub copy_this: &'static str,

    pub notes: &'static str,
    pub note_label: &'static str,
    pub save_note: &'static str,
    pub cancel: &'static str,
    pub edit: &'static str,
    pub remove: &'static str,
    pub removed: &'static str,
    pub undo: &'static str,
    pub go_there: &'static str,
    pub passage_gone: &'static str,
    pub not_kept: &'static str,
    pub no_room: &'static str,

    pub related: &'static str,
    pub mentions: &'static str,
    pub people: &'static str,
    pub organisations: &'static str,
    pub places: &'static str,
    pub documents: &'static str,

    pub shelf: &'static str,
    pub shelf_empty: &'static str,
    pub half_read: &'static str,
    pub saved_articles: &'static str,
    pub passages: &'static str,
    pub seen: &'static str,
    pub read_so_far: &'static str,
    pub export_json: &'static str,
    pub export_markdown: &'static str,
    pub import: &'static str,
    pub imported: &'static str,
    pub not_ours: &'static str,

    pub player: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub sentence_before: &'static str,
    pub sentence_after: &'static str,
    pub speed: &'static str,
    pub voice: &'static str,
    pub stop: &'static str,
    pub voice_failed: &'static str,

    pub close: &'static str,
    pub keys: &'static str,
    pub key_names: &'static [(&'static str, &'static str)],
}

impl Strings {
    /// The words of what comes later, in the same language.
    pub fn later(&self) -> &'static LaterStrings {
        if self.tag == "vi" { &VI } else { &EN }
    }
}

static VI: LaterStrings = LaterStrings {
    save: "Lưu",
    saved: "Đã lưu",
    listen: "Nghe",

    mark: "Đánh dấu",
    note: "Ghi chú",
    copy_link: "Chép liên kết",
    cite: "Trích dẫn",
    selection: "Với đoạn đã chọn",
    copied: "Đã chép liên kết đến đoạn này.",
    cited: "Đã chép đoạn trích kèm nguồn.",
    citation: "“{0}” ({1})",
    copy_this: "Trình duyệt không cho chép. Mời chép tay: {0}",

    notes: "Đánh dấu và ghi chú của bạn",
    note_label: "Ghi chú cho đoạn này",
    save_note: "Lưu ghi chú",
    cancel: "Thôi",
    edit: "Sửa",
    remove: "Xóa",
    removed: "Đã xóa một mục.",
    undo: "Hoàn tác",
    go_there: "Đến đoạn này",
    passage_gone: "Bài đã được sửa; không còn đoạn này.",
    not_kept: "Trình duyệt không cho lưu trên máy này; mục đã lưu chỉ giữ đến khi đóng trang. Xuất tệp để giữ lâu hơn.",
    no_room: "Đã đủ 2.000 mục. Xuất tệp rồi xóa bớt để lưu thêm.",

    related: "Bài liên quan",
    mentions: "Được nhắc đến trong bài",
    people: "Người",
    organisations: "Cơ quan",
    places: "Địa danh",
    documents: "Văn bản",

    shelf: "Bài đã lưu và ghi chú",
    shelf_empty: "Chưa có gì ở đây. Bấm “Lưu” khi đọc một bài, hoặc chọn một đoạn để đánh dấu và ghi chú.",
    half_read: "Đang đọc dở",
    saved_articles: "Bài đã lưu",
    passages: "Đánh dấu và ghi chú",
    seen: "Đã xem gần đây",
    read_so_far: "đã đọc {0} %",
    export_json: "Xuất tệp sao lưu",
    export_markdown: "Xuất Markdown",
    import: "Nhập tệp sao lưu",
    imported: "Đã nhập thêm {0} mục.",
    not_ours: "Không nhập được: đây không phải tệp sao lưu ghi chú. Chọn tệp .json đã xuất từ trang này.",

    player: "Nghe đọc bài",
    play: "Nghe tiếp",
    pause: "Tạm dừng",
    sentence_before: "Câu trước",
    sentence_after: "Câu sau",
    speed: "Tốc độ",
    voice: "Giọng đọc",
    stop: "Thôi nghe",
    voice_failed: "Giọng đọc của máy không đọc được. Thử giọng khác.",

    close: "Đóng",
    keys: "Phím tắt",
    key_names: &[
        ("/", "Tìm bài"),
        ("Esc", "Quay lại một bước"),
        ("J · K", "Bài sau · bài trước"),
        ("N · P", "Chỗ có từ cần tìm: sau · trước"),
        ("S", "Lưu bài, hoặc bỏ lưu"),
        ("L", "Nghe · tạm dừng"),
        ("?", "Phím tắt"),
    ],
};

static EN: LaterStrings = LaterStrings {
    save: "Save",
    saved: "Saved",
    listen: "Listen",

    mark: "Highlight",
    note: "Note",
    copy_link: "Copy link",
    cite: "Cite",
    selection: "With the selected passage",
    copied: "Link to this passage copied.",
    cited: "Passage and source copied.",
    citation: "“{0}” ({1})",
    copy_this: "The browser does not allow copying. Please copy by hand: {0}",

    notes: "Your highlights and notes",
    note_label: "Note on this passage",
    save_note: "Save note",
    cancel: "Cancel",
    edit: "Edit",
    remove: "Delete",
    removed: "Deleted.",
    undo: "Undo",
    go_there: "Go to this passage",
    passage_gone: "The article was changed; this passage is no longer in it.",
    not_kept: "The browser does not allow storage here; what you save lasts until the page is closed. Export a file to keep it longer.",
    no_room: "There are 2,000 items already. Export a file and delete some to save more.",

    related: "Related articles",
    mentions: "Mentioned in this article",
    people: "People",
    organisations: "Organisations",
    places: "Places",
    documents: "Documents",

    shelf: "Saved articles and notes",
    shelf_empty: "Nothing here yet. Choose “Save” while reading, or select a passage to highlight it and take notes.",
    half_read: "Half read",
    saved_articles: "Saved articles",
    passages: "Highlights and notes",
    seen: "Seen lately",
    read_so_far: "{0}% read",
    export_json: "Export backup",
    export_markdown: "Export Markdown",
    import: "Import backup",
    imported: "{0} items added.",
    not_ours: "This is no backup of notes. Choose the .json file that was exported here.",

    player: "Read aloud",
    play: "Continue",
    pause: "Pause",
    sentence_before: "Previous sentence",
    sentence_after: "Next sentence",
    speed: "Speed",
    voice: "Voice",
    stop: "Stop listening",
    voice_failed: "The device’s voice has failed. Try another one.",

    close: "Close",
    keys: "Keyboard shortcuts",
    key_names: &[
        ("/", "Search"),
        ("Esc", "One step back"),
        ("J · K", "Next · previous article"),
        ("N · P", "Next · previous match"),
        ("S", "Save the article, or no longer"),
        ("L", "Listen · pause"),
        ("?", "Keyboard shortcuts"),
    ],
};
