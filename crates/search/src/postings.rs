//! Postings: which articles a syllable, a pair of syllables or a facet value occurs in, and how.
//!
//! A *list* is articles in ascending order, then what each has: how often, and whether in title or
//! lead, is one number, because most often it is once and not there: a single bit.
//!
//! The postings of a syllable are its *readings* (the same letters with different marks: `son` is
//! read sơn, son, sòn …), each with its list. Those of pairs share more: [`crate::pairs`].
//!
//! A syllable that many articles have is *divided*: there is one list of all articles that have it, with
//! whatever marks, and the list of each reading lies elsewhere. Who typed no marks needs the one list only, and
//! who typed some needs one more, where there may be twenty.

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

/// Writes the articles of a facet value, which ascend.
pub fn encode(articles: u32, docs: impl Iterator<Item = DocId>) -> Vec<u8> {
    let postings: Vec<_> = docs.map(|doc| Posting { doc, count: 1, in_head: false }).collect();
    encode_readings(articles, &[(0, postings.as_slice())])
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bytes are no postings of a library with so many articles.
pub fn decode(articles: u32, bytes: &[u8]) -> Result<Vec<DocId>, DecodeError> {
    let mut docs = Vec::new();
    Postings::open(articles, false, bytes)?.read(&mut |_, posting| docs.push(posting.doc))?;
    Ok(docs)
}

/// The postings of a syllable as they are written.
#[derive(Debug)]
pub struct Encoded {
    /// For [`Postings`].
    pub postings: Vec<u8>,
    /// The readings of a divided syllable, for [`decode_reading`]; none of others.
    pub readings: Vec<(Marks, Vec<u8>)>,
}

/// Postings of more bytes are divided. Larger: more is fetched for a frequent word; smaller: more requests, since
/// who types marks asks for two lists, and a larger index, since all lists of the readings come on top. Measured
/// on 100,000 articles from nothing divided to 2,048: a first query 101 KB less; on 5,000, 2.5 KB.
const UNDIVIDED_BYTES: usize = 2048;

/// Writes the postings of a syllable; articles ascend within a reading.
pub fn encode_term<P: AsRef<Posting>>(articles: u32, readings: &[(Marks, &[P])]) -> Encoded {
    let whole = encode_readings(articles, readings);
    if readings.len() < 2 || whole.len() <= UNDIVIDED_BYTES {
        return Encoded { postings: whole, readings: Vec::new() };
    }
    let postings = readings.iter().flat_map(|(_, postings)| *postings);
    let mut docs: Vec<DocId> = postings.clone().map(|posting| posting.as_ref().doc).collect();
    docs.sort_unstable();
    docs.dedup();
    let having = docs.len() as u32;
    let place = |doc: DocId| docs.partition_point(|other| *other < doc);
    let mut all: Vec<_> =
        docs.iter().map(|doc| Posting { doc: *doc, count: 0, in_head: false }).collect();
    for posting in postings {
        let Posting { doc, count, in_head } = *posting.as_ref();
        let all = &mut all[place(doc)];
        all.count = all.count.saturating_add(count);
        all.in_head |= in_head;
    }
    let mut out = BitWriter::default();
    out.gamma(readings.len() as u32);
    out.bits(1, 1);
    for (marks, postings) in readings {
        put_marks(&mut out, *marks);
        out.gamma(postings.len() as u32);
    }
    put_docs(&mut out, articles, &all);
    let heads = all.iter().zip(0..).filter(|(posting, _)| posting.in_head);
    let heads: Vec<_> = heads.map(|(posting, place)| Posting { doc: place, ..*posting }).collect();
    put_docs(&mut out, having, &heads);
    if !is_frequent(having, articles) {
        all.iter().for_each(|posting| out.gamma(posting.count.min(MAX_COUNT)));
    }
    let reading = |postings: &[P]| {
        let placed = |posting: &P| {
            let posting = *posting.as_ref();
            Posting { doc: place(posting.doc) as DocId, ..posting }
        };
        let placed: Vec<_> = postings.iter().map(placed).collect();
        let mut out = BitWriter::default();
        put_docs(&mut out, having, &placed);
        out.finish()
    };
    let readings = readings.iter().map(|(marks, postings)| (*marks, reading(postings)));
    Encoded { postings: out.finish(), readings: readings.collect() }
}

fn encode_readings<P: AsRef<Posting>>(articles: u32, readings: &[(Marks, &[P])]) -> Vec<u8> {
    let mut out = BitWriter::default();
    out.gamma(readings.len() as u32);
    if readings.len() > 1 {
        out.bits(0, 1);
    }
    for (marks, postings) in readings {
        put_marks(&mut out, *marks);
        put_list(&mut out, articles, articles, postings);
    }
    out.finish()
}

/// What [`encode_term`] wrote.
#[derive(Debug)]
pub struct Postings<'a> {
    bits: BitReader<'a>,
    articles: u32,
    /// How many readings are here.
    readings: u32,
    /// The readings of a divided syllable and how many articles have each; none of others.
    pub apart: Vec<(Marks, u32)>,
}

impl<'a> Postings<'a> {
    /// Begins to read; before format 2 no syllable was divided.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if the bytes are no postings.
    pub fn open(articles: u32, may_divide: bool, bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut bits = BitReader::new(bytes);
        let readings = bits.gamma()?;
        let mut apart = Vec::new();
        if may_divide && readings > 1 && bits.bits(1)? == 1 {
            for _ in 0..readings {
                apart.push((marks(&mut bits)?, bits.gamma()?));
            }
        }
        Ok(Postings { bits, articles, readings, apart })
    }

    /// Hands each posting to `each`, reading by reading; those of a divided syllable without marks, each article
    /// once.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if the bytes are no postings of a library with so many articles.
    pub fn read(&mut self, each: &mut dyn FnMut(Marks, Posting)) -> Result<(), DecodeError> {
        let Postings { bits, articles, readings, apart } = self;
        let articles = *articles;
        if !apart.is_empty() {
            let docs = docs_of(bits, articles)?;
            let mut heads = docs_of(bits, docs.len() as u32)?.into_iter().peekable();
            let is_frequent = is_frequent(docs.len() as u32, articles);
            for (doc, place) in docs.into_iter().zip(0..) {
                let in_head = heads.next_if_eq(&place).is_some();
                let count = if is_frequent { 1 } else { bits.gamma()? };
                each(0, Posting { doc, count, in_head });
            }
            return Ok(());
        }
        for _ in 0..*readings {
            let marks = marks(bits)?;
            list(bits, articles, articles, &mut |posting| each(marks, posting))?;
        }
        Ok(())
    }
}

/// Reads a reading of a divided syllable, which `having` articles have, and hands each article that has the
/// reading to `each`, as a position among those that have the syllable.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bytes are no such reading.
pub fn decode_reading(
    having: u32,
    bytes: &[u8],
    each: &mut dyn FnMut(u32),
) -> Result<(), DecodeError> {
    docs_of(&mut BitReader::new(bytes), having)?.into_iter().for_each(each);
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
    put_docs(out, end, postings);
    for posting in postings {
        let Posting { count, in_head, .. } = posting.as_ref();
        if is_frequent(len, articles) {
            out.bits(u32::from(*in_head), 1);
        } else {
            out.gamma(((*count).min(MAX_COUNT) - 1) * 2 + u32::from(*in_head) + 1);
        }
    }
}

fn put_docs(out: &mut BitWriter, end: u32, postings: &[impl AsRef<Posting>]) {
    out.gamma(postings.len() as u32);
    put_between(out, 0, end, postings);
}

/// Reads what [`put_list`] wrote.
pub(crate) fn list(
    bits: &mut BitReader<'_>,
    articles: u32,
    end: u32,
    each: &mut dyn FnMut(Posting),
) -> Result<(), DecodeError> {
    let docs = docs_of(bits, end)?;
    let len = docs.len() as u32;
    for doc in docs {
        let what = if is_frequent(len, articles) { bits.bits(1)? } else { bits.gamma()? - 1 };
        each(Posting { doc, count: what / 2 + 1, in_head: what % 2 == 1 });
    }
    Ok(())
}

fn docs_of(bits: &mut BitReader<'_>, end: u32) -> Result<Vec<u32>, DecodeError> {
    let len = bits.gamma()?;
    if len > end {
        return Err(DecodeError::Damaged { what: "list of articles" });
    }
    let mut docs = vec![0; len as usize];
    between(bits, 0, end, &mut docs)?;
    Ok(docs)
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
    if choices == 1 {
        // All that there are. What most articles have is made of such runs.
        (low..).zip(docs).for_each(|(doc, place)| *place = doc);
        return Ok(());
    }
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
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// So few that some of what is tried is frequent.
    const ARTICLES: u32 = 4000;

    /// What comes back of a list.
    fn said(list: &[Posting]) -> impl Iterator<Item = Posting> {
        let most = if is_frequent(list.len() as u32, ARTICLES) { 1 } else { MAX_COUNT };
        list.iter().map(move |posting| Posting { count: posting.count.min(most), ..*posting })
    }

    fn postings() -> impl Strategy<Value = Vec<Posting>> {
        let posting = (1u32..9, any::<bool>());
        prop::collection::btree_map(0..ARTICLES, posting, 1..900).prop_map(|map| {
            map.into_iter().map(|(doc, (count, in_head))| Posting { doc, count, in_head }).collect()
        })
    }

    type Read = Vec<(Marks, Posting)>;

    fn read(bytes: &[u8]) -> Result<(Read, Vec<(Marks, u32)>), DecodeError> {
        let mut found = Vec::new();
        let mut postings = Postings::open(ARTICLES, true, bytes)?;
        let apart = postings.apart.clone();
        postings.read(&mut |marks, posting| found.push((marks, posting)))?;
        Ok((found, apart))
    }

    proptest! {
        #[test]
        fn postings_come_back(readings in prop::collection::btree_map(any::<Marks>(), postings(), 1..9)) {
            let lists: Vec<(Marks, &[Posting])> =
                readings.iter().map(|(marks, postings)| (*marks, postings.as_slice())).collect();
            let encoded = encode_term(ARTICLES, &lists);
            let mut expected: Read = readings.iter()
                .flat_map(|(marks, postings)| said(postings).map(|posting| (*marks, posting)))
                .collect();
            let (found, apart) = read(&encoded.postings).unwrap();
            prop_assert_eq!(apart.len(), encoded.readings.len());
            if apart.is_empty() {
                prop_assert_eq!(found, expected);
                return Ok(());
            }
            // Of a divided syllable the one list says who has it and in what part, the others in which reading.
            let docs: Vec<DocId> = found.iter().map(|(_, posting)| posting.doc).collect();
            prop_assert!(docs.is_sorted_by(|a, b| a < b));
            for ((marks, len), (of, bytes)) in apart.iter().zip(&encoded.readings) {
                prop_assert_eq!(marks, of);
                let mut had = Vec::new();
                decode_reading(docs.len() as u32, bytes, &mut |place| had.push(docs[place as usize])).unwrap();
                prop_assert_eq!(had.len() as u32, *len);
                let of_reading = expected.iter().filter(|(marks, _)| marks == of);
                prop_assert_eq!(had, of_reading.map(|(_, p)| p.doc).collect::<Vec<_>>());
            }
            let heads = |read: &Read| read.iter().filter(|(_, p)| p.in_head).map(|(_, p)| p.doc).collect::<BTreeSet<_>>();
            prop_assert_eq!(heads(&found), heads(&expected));
            expected.sort_by_key(|(_, posting)| posting.doc);
            expected.dedup_by_key(|(_, posting)| posting.doc);
            prop_assert_eq!(docs.len(), expected.len());
        }

        #[test]
        fn any_bytes_end_in_postings_or_an_error(bytes: Vec<u8>, having in 0..ARTICLES) {
            if let Ok((found, _)) = read(&bytes) {
                assert!(found.iter().all(|(_, posting)| posting.doc < ARTICLES));
            }
            let _ = decode_reading(having, &bytes, &mut |place| assert!(place < having));
        }
    }
}
