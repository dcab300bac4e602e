//! Texts of articles as they are stored: JSON, deflated with what all texts of a library have in common as
//! history (`dictionary`), so that the first sentence is as cheap as the last. `FORMAT.md` says it byte
//! by byte.

use std::collections::HashMap;
use std::io::{self, Read};

use docbao_bundle::Article;
use flate2::read::DeflateDecoder;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};

/// Length of a dictionary, in bytes. Larger: texts are smaller, by ever less; smaller: a first visitor
/// has less to fetch. Measured on 5,000 news articles: 4, 8, 16 and 32 KiB save 15, 18, 21 and 23 % of
/// texts and cost 1.7, 3.1, 5.8 and 10.5 KB once. Range 0 to 32 KiB.
const DICTIONARY_BYTES: usize = 8 << 10;

/// Articles that a dictionary is made of, about.
pub(crate) const SAMPLE: usize = 500;

/// Collections smaller than this get none: whoever reads ten articles would pay more than he saves.
const MIN_SAMPLE: usize = 100;

/// Words in a turn that may be taken into the dictionary, at most.
const MAX_TURN: usize = 6;

/// Longest text that is read, in bytes: a library may have been tampered with.
const MAX_TEXT_BYTES: u64 = 256 << 20;

/// Deflates texts.
pub(crate) struct Deflater {
    /// Has read the dictionary.
    primed: Box<CompressorOxide>,
}

impl std::fmt::Debug for Deflater {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Deflater")
    }
}

impl Deflater {
    /// Begins with a dictionary, which may be empty.
    pub(crate) fn new(dictionary: &[u8]) -> Self {
        const LEVEL: i32 = 9;
        // Negative: without the wrapping of zlib.
        const WINDOW_BITS: i32 = -15;
        let flags = create_comp_flags_from_zip_params(LEVEL, WINDOW_BITS, 0);
        let mut primed = Box::new(CompressorOxide::new(flags));
        if !dictionary.is_empty() {
            // What comes out stands for the dictionary itself and ends on a whole byte.
            compress_to_output(&mut primed, dictionary, TDEFLFlush::Sync, |_| true);
        }
        Deflater { primed }
    }

    /// The article as it is stored.
    pub(crate) fn article(&self, article: &Article) -> Vec<u8> {
        self.deflate(&json(article))
    }

    pub(crate) fn deflate(&self, bytes: &[u8]) -> Vec<u8> {
        let mut deflated = Vec::new();
        let mut take = |piece: &[u8]| {
            deflated.extend_from_slice(piece);
            true
        };
        let mut deflate = self.primed.clone();
        compress_to_output(&mut deflate, bytes, TDEFLFlush::Finish, &mut take);
        deflated
    }
}

/// What was deflated with a dictionary.
///
/// # Errors
/// If it is something else.
pub(crate) fn inflate(deflated: &[u8], dictionary: &[u8]) -> io::Result<Vec<u8>> {
    // A block that stores the dictionary as it is, and is not the last one (RFC 1951, 3.2.4).
    let len = dictionary.len() as u16;
    let [head, length, inverse] = [&[0][..], &len.to_le_bytes(), &(!len).to_le_bytes()];
    let stored = head.chain(length).chain(inverse).chain(dictionary).chain(deflated);
    let mut bytes = Vec::new();
    DeflateDecoder::new(stored).take(MAX_TEXT_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes.split_off(dictionary.len().min(bytes.len())))
}

/// Makes a dictionary of a sample of articles: the turns that most of them share, weighed by the bytes
/// they take, the best at the end, where they are nearest. Empty where the sample is small.
pub(crate) fn dictionary(sample: &[Article]) -> Vec<u8> {
    if sample.len() < MIN_SAMPLE {
        return Vec::new();
    }
    let texts: Vec<String> =
        sample.iter().map(|article| String::from_utf8(json(article)).unwrap_or_default()).collect();
    // By hash, because nearly all turns occur once: how many articles have each, and the last of these.
    let mut known: HashMap<u64, (u32, u32)> = HashMap::new();
    for (text, nth) in texts.iter().zip(1..) {
        for turn in turns(text) {
            let (articles, last) = known.entry(fnv(turn)).or_default();
            *articles += u32::from(*last != nth);
            *last = nth;
        }
    }
    // Beginning and length of a match cost about three bytes.
    const COST: usize = 3;
    let least = (sample.len() / 200).max(3) as u32;
    let mut candidates: Vec<(usize, &str)> = Vec::new();
    for turn in texts.iter().flat_map(|text| turns(text)) {
        // Each is taken once, where it is met first.
        if let Some((articles, _)) =
            known.remove(&fnv(turn)).filter(|(articles, _)| *articles >= least)
        {
            candidates.push((articles as usize * turn.len().saturating_sub(COST), turn));
        }
    }
    candidates.sort_by_key(|(weight, turn)| (std::cmp::Reverse(*weight), *turn));
    let mut chosen: Vec<&str> = Vec::new();
    let mut all = String::new();
    for (_, turn) in candidates {
        if all.len() >= DICTIONARY_BYTES {
            break;
        }
        if !all.contains(turn) {
            all.push_str(turn);
            chosen.push(turn);
        }
    }
    chosen.reverse();
    let bytes = chosen.concat().into_bytes();
    let surplus = bytes.len().saturating_sub(DICTIONARY_BYTES);
    bytes[surplus..].to_vec()
}

/// Up to [`MAX_TURN`] words in a row, each with the space after it.
fn turns(text: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> =
        [0].into_iter().chain(text.match_indices(' ').map(|(at, _)| at + 1)).collect();
    let runs = move |at: usize| {
        let start = starts[at];
        let ends: Vec<usize> = starts[at + 1..].iter().take(MAX_TURN).copied().collect();
        ends.into_iter().map(move |end| &text[start..end])
    };
    let words = text.matches(' ').count() + 1;
    (0..words).flat_map(runs)
}

/// FNV-1a.
fn fnv(text: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    text.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step)
}

fn json(article: &Article) -> Vec<u8> {
    // It fails for no reason but one in the article's own serialisation, and that has neither maps with
    // odd keys nor floats.
    let json = serde_json::to_vec(article);
    debug_assert!(json.is_ok(), "an article must serialise");
    json.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(at: usize) -> Article {
        let text = format!(
            "Ủy ban nhân dân quận Đồ Sơn ban hành kế hoạch số {at}, gửi các phường {}.",
            at * 7
        );
        Article::from_plain_text(&format!("bai-{at}"), "Kế hoạch mới", &text)
    }

    #[test]
    fn texts_come_back_with_and_without_a_dictionary() {
        let articles: Vec<Article> = (0..200).map(article).collect();
        let shared = dictionary(&articles);
        assert!(!shared.is_empty() && shared == dictionary(&articles));
        let lengths = [&[][..], &shared].map(|dictionary| {
            let deflater = Deflater::new(dictionary);
            let stored = deflater.article(&articles[7]);
            let json = inflate(&stored, dictionary).unwrap();
            assert_eq!(serde_json::from_slice::<Article>(&json).unwrap(), articles[7]);
            stored.len()
        });
        assert!(lengths[1] * 2 < lengths[0], "{lengths:?}");
        assert_eq!(dictionary(&articles[..MIN_SAMPLE - 1]), Vec::<u8>::new());
    }

    #[test]
    fn what_is_damaged_is_noticed_or_ends() {
        let stored = Deflater::new(b"").article(&article(1));
        assert!(inflate(&stored[..stored.len() / 2], b"").is_err());
        assert!(inflate(b"\xff\xff", b"").is_err());
    }
}
