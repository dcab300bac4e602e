//! The small library that seeds are taken from, and a host that serves it as an attacker would like.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use docbao_bundle::{Article, SliceRef, slice};
use docbao_search::library::{Library, Options};

/// Sentences that the sample articles are made of.
const SENTENCES: [&str; 12] = [
    "Ủy ban nhân dân quận Đồ Sơn ban hành Quyết định số 05/2019/QĐ-UBND.",
    "Bệnh viện đa khoa thành phố tiếp nhận người bệnh từ sáng sớm.",
    "Học sinh trường Trung học cơ sở Ngọc Xuyên dự lễ khai giảng năm học mới.",
    "Tàu lớn vào cảng, hàng hóa được bốc dỡ suốt ngày đêm.",
    "Đoàn thanh niên phường Hải Sơn trồng cây, thu gom rác thải trên bãi biển.",
    "Lễ hội chọi trâu được tổ chức vào ngày 9 tháng 8 âm lịch.",
    "Nguyễn Thị Hạnh, 42 tuổi, kể lại chuyến đi khơi đầu tiên.",
    "The harbour was dredged again in 2018, a report of the World Bank says.",
    "Chỉ thị 05-CT/TW của Bộ Chính trị được học tập ở các chi bộ.",
    "Giá vé xe buýt tuyến 15B giữ nguyên 12.000 đồng.",
    "Москва и Киев, naïve café, 東京 và Zürich đều có trong bài.",
    "Người dân hỏi về đất ở, sơn tường và đồ gỗ.",
];

/// The sample library: some sixty articles with all that an article may have.
pub fn sample() -> &'static Library {
    static SAMPLE: LazyLock<Library> = LazyLock::new(|| {
        let options = Options {
            title: "Thư viện mẫu".to_owned(),
            max_pack_bytes: 20_000,
            ..Options::default()
        };
        let text = |article: &Article| article.title.clone().into_bytes();
        Library::new((0..60).map(article).collect(), &options, &text)
    });
    &SAMPLE
}

/// The article of one number.
pub(crate) fn article(at: usize) -> Article {
    let sentence = |step: usize| SENTENCES[(at * step + at / 12 + step) % SENTENCES.len()];
    let body = [sentence(1), sentence(5), sentence(7), sentence(11)];
    let lines: Vec<String> = body.chunks(2).map(|two| two.join(" ")).collect();
    let title = sentence(3).split(' ').take(7).collect::<Vec<_>>().join(" ");
    let mut article = Article::from_plain_text(&format!("bai-{at}"), &title, &lines.join("\n"));
    article.lead = at.is_multiple_of(3).then(|| sentence(2).to_owned());
    article.published =
        format!("20{:02}-{:02}-{:02}", 10 + at % 9, 1 + at % 12, 1 + at % 28).parse().ok();
    article.published = article.published.filter(|_| !at.is_multiple_of(7));
    article.section = Some(["Tin tức", "Y tế", "Giáo dục"][at % 3].to_owned());
    article.tags = vec![format!("nhãn {}", at % 5)];
    article
}

/// A host that serves the sample library with some bytes changed and every checksum right: damage
/// that only decoding can notice.
pub(crate) struct Host {
    /// By position among the index slices that were asked for so far: what is served instead.
    changed: BTreeMap<u8, Vec<Edit>>,
    asked: u8,
}

/// What happens to a payload.
pub(crate) enum Edit {
    /// A byte becomes another.
    Set { at: usize, to: u8 },
    /// It ends early.
    Cut { at: usize },
    /// Bytes are put in.
    Insert { at: usize, bytes: Vec<u8> },
    /// It is other bytes altogether.
    Replace { bytes: Vec<u8> },
}

impl Host {
    pub(crate) fn new(changed: BTreeMap<u8, Vec<Edit>>) -> Self {
        Host { changed, asked: 0 }
    }

    /// The slice as the host serves it. `None` where the library has no such place.
    pub(crate) fn serve(&mut self, at: SliceRef) -> Option<Vec<u8>> {
        let sealed = sample().slice(at)?;
        // What lies about where slices begin does not stop at checksums.
        let mut payload = sealed.get(..sealed.len().saturating_sub(4)).unwrap_or_default().to_vec();
        for edit in self.changed.get(&self.asked).into_iter().flatten() {
            edit.apply(&mut payload);
        }
        self.asked = self.asked.wrapping_add(1);
        // The engine takes a slice only in the length it asked for.
        payload.resize(at.bytes.saturating_sub(4) as usize, 0);
        Some(slice::seal(at.offset, payload))
    }
}

impl Edit {
    fn apply(&self, payload: &mut Vec<u8>) {
        let len = payload.len();
        match self {
            Edit::Set { at, to } => {
                if let Some(byte) = payload.get_mut(at % len.max(1)) {
                    *byte = *to;
                }
            }
            Edit::Cut { at } => payload.truncate(at % (len + 1)),
            Edit::Insert { at, bytes } => {
                let at = at % (len + 1);
                payload.splice(at..at, bytes.iter().copied());
            }
            Edit::Replace { bytes } => payload.clone_from(bytes),
        }
    }
}
