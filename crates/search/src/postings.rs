//! Postings: which articles a syllable, a pair of syllables or a facet value occurs in, and how.
//!
//! A *list* is articles in ascending order, then what each has: how often, and whether in title or
//! lead, is one number, because most often it is once and not there: a single bit.
//!
//! The postings of a syllable are its *readings* (the same letters with different marks: `son` is
//! read sơn, son, sòn …), each with its list. Those of pairs share more: [`crate::pairs`].

use docbao_bundle::DecodeError;
use docbao_bundle::bits::{BitReader, BitWriter};
use docbao_bundle::manifest::DocId;

use crate::text::{Marks, TONES};

/// One article of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The article.
    pub doc: DocId,
    /// How often it has what is listed, at least 1.
    pub count: u32,
    /// Whether it has it in title or lead.
    pub in_head: bool,
}

impl AsRef<Posting> for Posting {
    fn as_ref(&self) -> &Posting {
        self
    }
}

/// Writes the postings of a syllable or facet value; articles ascend within a reading.
pub fn encode<P: AsRef<Posting>>(articles: u32, readings: &[(Marks, &[P])]) -> Vec<u8> {
    let mut out = BitWriter::default();
    out.gamma(readings.len() as u32);
    for (marks, postings) in readings {
        put_marks(&mut out, *marks);
        put_list(&mut out, articles, articles, postings);
    }
    out.finish()
}

/// Reads what [`encode`] wrote and hands each posting to `each`, reading by reading.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bytes are no postings of a library with so many articles.
pub fn decode(
    articles: u32,
    bytes: &[u8],
    mut each: impl FnMut(Marks, Posting),
) -> Result<(), DecodeError> {
    let mut bits = BitReader::new(bytes);
    for _ in 0..bits.gamma()? {
        let marks = marks(&mut bits)?;
        list(&mut bits, articles, articles, &mut |posting| each(marks, posting))?;
    }
    Ok(())
}

/// Where counting in an article ends. Measured on four collections: 3 finds less, and of pairs 16 as well:
/// what stands everywhere in a long article is a way of speaking.
pub const MAX_COUNT: u32 = 6;

/// Whether a list has so many of all articles that it does not say how often each has it: what most
/// have tells little of any.
fn is_frequent(len: u32, articles: u32) -> bool {
    const SHARE: u32 = 8;
    u64::from(len) * u64::from(SHARE) > u64::from(articles)
}

/// Writes a list of a library with so many `articles`, whose own are numbered below `end`.
pub(crate) fn put_list(
    out: &mut BitWriter,
    articles: u32,
    end: u32,
    postings: &[impl AsRef<Posting>],
) {
    let len = postings.len() as u32;
    out.gamma(len);
    put_between(out, 0, end, postings);
    for posting in postings {
        let Posting { count, in_head, .. } = posting.as_ref();
        if is_frequent(len, articles) {
            out.bits(u32::from(*in_head), 1);
        } else {
            out.gamma(((*count).min(MAX_COUNT) - 1) * 2 + u32::from(*in_head) + 1);
        }
    }
}

/// Reads what [`put_list`] wrote.
pub(crate) fn list(
    bits: &mut BitReader<'_>,
    articles: u32,
    end: u32,
    each: &mut dyn FnMut(Posting),
) -> Result<(), DecodeError> {
    let len = bits.gamma()?;
    if len > end {
        return Err(DecodeError::Damaged { what: "list of articles" });
    }
    let mut docs = vec![0; len as usize];
    between(bits, 0, end, &mut docs)?;
    for doc in docs {
        let what = if is_frequent(len, articles) { bits.bits(1)? } else { bits.gamma()? - 1 };
        each(Posting { doc, count: what / 2 + 1, in_head: what % 2 == 1 });
    }
    Ok(())
}

/// Writes articles from `low` up to but without `end`: the middle one, given how many must come
/// before and after it, then each half (binary interpolative code, Moffat & Stuiver 2000). Articles
/// of one subject stand in clusters, which cost less so.
fn put_between(out: &mut BitWriter, low: u32, end: u32, postings: &[impl AsRef<Posting>]) {
    let (before, after) = postings.split_at(postings.len() / 2);
    let Some((middle, after)) = after.split_first() else { return };
    let Posting { doc, .. } = middle.as_ref();
    let first = low + before.len() as u32;
    out.below(doc - first, end - low - postings.len() as u32 + 1);
    put_between(out, low, *doc, before);
    put_between(out, doc + 1, end, after);
}

/// Reads as many articles as there are places in `docs`, which are no more than `end - low`.
fn between(
    bits: &mut BitReader<'_>,
    low: u32,
    end: u32,
    docs: &mut [u32],
) -> Result<(), DecodeError> {
    let choices = end - low - docs.len() as u32 + 1;
    let (before, after) = docs.split_at_mut(docs.len() / 2);
    let Some((doc, after)) = after.split_first_mut() else { return Ok(()) };
    *doc = low + before.len() as u32 + bits.below(choices)?;
    // Half of all calls would be for nothing.
    if !before.is_empty() {
        between(bits, low, *doc, before)?;
    }
    if !after.is_empty() {
        between(bits, *doc + 1, end, after)?;
    }
    Ok(())
}

/// Codes of the tones by [`crate::text::tone`], the shorter the commoner: bits and their number.
const TONE_CODES: [(u32, u32); TONES as usize] =
    [(0b00, 2), (0b10, 2), (0b1110, 4), (0b1111, 4), (0b01, 2), (0b110, 3)];

/// A third of all syllables have no marks.
pub(crate) fn put_marks(out: &mut BitWriter, marks: Marks) {
    out.bits(u32::from(marks != 0), 1);
    if marks != 0 {
        let (code, len) = TONE_CODES[(marks % TONES) as usize];
        out.bits(code, len);
        out.gamma(marks / TONES + 1);
    }
}

pub(crate) fn marks(bits: &mut BitReader<'_>) -> Result<Marks, DecodeError> {
    if bits.bits(1)? == 0 {
        return Ok(0);
    }
    let (mut code, mut len) = (bits.bits(2)?, 2);
    let tone = loop {
        if let Some(tone) = TONE_CODES.iter().position(|known| *known == (code, len)) {
            break tone as u32;
        }
        // The codes are complete: four bits are always one.
        (code, len) = (code << 1 | bits.bits(1)?, len + 1);
    };
    let variants = bits.gamma()? - 1;
    let marks = variants.checked_mul(TONES).and_then(|marks| marks.checked_add(tone));
    marks.ok_or(DecodeError::Damaged { what: "marks" })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ARTICLES: u32 = 1000;

    fn capped(posting: &Posting) -> Posting {
        Posting { count: posting.count.min(MAX_COUNT), ..*posting }
    }

    fn postings() -> impl Strategy<Value = Vec<Posting>> {
        let posting = (1u32..9, any::<bool>());
        prop::collection::btree_map(0..ARTICLES, posting, 1..40).prop_map(|map| {
            map.into_iter().map(|(doc, (count, in_head))| Posting { doc, count, in_head }).collect()
        })
    }

    proptest! {
        #[test]
        fn postings_come_back(readings in prop::collection::vec((any::<Marks>(), postings()), 1..5)) {
            let lists: Vec<(Marks, &[Posting])> =
                readings.iter().map(|(marks, postings)| (*marks, postings.as_slice())).collect();
            let bytes = encode(ARTICLES, &lists);
            let expected = readings.iter()
                .flat_map(|(marks, postings)| postings.iter().map(|posting| (*marks, capped(posting))));
            let mut found = Vec::new();
            decode(ARTICLES, &bytes, |marks, posting| found.push((marks, posting))).unwrap();
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }

        #[test]
        fn any_bytes_end_in_postings_or_an_error(bytes: Vec<u8>) {
            let _ = decode(ARTICLES, &bytes, |_, posting| assert!(posting.doc < ARTICLES));
        }
    }
}
