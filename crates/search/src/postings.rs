//! Postings: which articles a syllable or a pair of syllables occurs in, and how.
//!
//! The postings of one key are one stream of bits: the number of *readings* of the key (the same
//! letters with different marks: `son` is read sơn, son, sòn …), then each reading with its
//! articles. Gaps between articles are in Rice code, whose parameter follows from how many articles
//! there are, so that it need not be stored; "in title or lead" is a bit; a count is in gamma code.

use docbao_bundle::DecodeError;
use docbao_bundle::manifest::DocId;

use crate::bits::{BitReader, BitWriter};
use crate::text::Marks;

/// What is indexed: one syllable, or two that stand next to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gram {
    /// One syllable; occurrences are counted.
    Term,
    /// Two adjacent syllables; occurrences are counted up to [`MAX_PAIR_COUNT`].
    Pair,
}

/// Where counting of pairs ends. Measured: 3 finds as well as any number, and costs a fifth of a bit
/// more than not to count, because nearly all pairs occur once.
pub const MAX_PAIR_COUNT: u32 = 3;

/// A reading of a key: the marks of its syllables. The second is 0 for a [`Gram::Term`].
pub type Reading = [Marks; 2];

/// One article of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The article.
    pub doc: DocId,
    /// How often the key occurs there in this reading, at least 1.
    pub count: u32,
    /// Whether it occurs in title or lead.
    pub in_head: bool,
}

/// Writes the postings of a key; articles ascend within a reading.
pub fn encode(gram: Gram, articles: u32, readings: &[(Reading, Vec<Posting>)]) -> Vec<u8> {
    let mut out = BitWriter::default();
    out.gamma(readings.len() as u32);
    for (marks, postings) in readings {
        put_marks(&mut out, marks[0]);
        if gram == Gram::Pair {
            put_marks(&mut out, marks[1]);
        }
        out.gamma(postings.len() as u32);
        let k = rice_parameter(articles, postings.len() as u32);
        let mut next = 0;
        for posting in postings {
            out.rice(posting.doc - next, k);
            out.bits(u32::from(posting.in_head), 1);
            match gram {
                Gram::Term => out.gamma(posting.count),
                Gram::Pair => match posting.count {
                    0 | 1 => out.bits(0, 1),
                    2 => out.bits(0b10, 2),
                    _ => out.bits(0b11, 2),
                },
            }
            next = posting.doc + 1;
        }
    }
    out.finish()
}

/// Reads the postings of a key and hands each to `each`, reading by reading.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bytes are no postings of a library with so many articles.
pub fn decode(
    gram: Gram,
    articles: u32,
    bytes: &[u8],
    mut each: impl FnMut(Reading, Posting),
) -> Result<(), DecodeError> {
    const LYING: DecodeError = DecodeError::Damaged { what: "list of articles" };
    let mut bits = BitReader::new(bytes);
    for _ in 0..bits.gamma()? {
        let first = marks(&mut bits)?;
        let second = if gram == Gram::Pair { marks(&mut bits)? } else { 0 };
        let len = bits.gamma()?;
        let k = rice_parameter(articles, len);
        let mut next = 0u32;
        for _ in 0..len {
            let doc = next.checked_add(bits.rice(k)?).filter(|doc| *doc < articles);
            let doc = doc.ok_or(LYING)?;
            let in_head = bits.bits(1)? == 1;
            let count = match gram {
                Gram::Term => bits.gamma()?,
                Gram::Pair if bits.bits(1)? == 0 => 1,
                Gram::Pair => 2 + bits.bits(1)?,
            };
            each([first, second], Posting { doc, count, in_head });
            next = doc + 1;
        }
    }
    Ok(())
}

/// The Rice parameter for `len` articles spread over `articles`: log2 of the mean gap times ln 2,
/// which is near the best for gaps of random lists (Witten, Moffat & Bell, Managing Gigabytes, §3.3).
fn rice_parameter(articles: u32, len: u32) -> u32 {
    let mean_gap = u64::from(articles) * 69 / (100 * u64::from(len.max(1)));
    mean_gap.checked_ilog2().unwrap_or(0)
}

/// Marks fit in a byte for nearly all syllables, and a third have none.
fn put_marks(out: &mut BitWriter, marks: Marks) {
    match marks {
        0 => out.bits(0, 1),
        1..=0x7f => out.bits(0b10 << 7 | marks, 9),
        _ => {
            out.bits(0b11, 2);
            out.bits(marks, 32);
        }
    }
}

fn marks(bits: &mut BitReader<'_>) -> Result<Marks, DecodeError> {
    if bits.bits(1)? == 0 {
        Ok(0)
    } else if bits.bits(1)? == 0 {
        bits.bits(7)
    } else {
        bits.bits(32)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ARTICLES: u32 = 1000;

    fn postings() -> impl Strategy<Value = Vec<Posting>> {
        let posting = (1u32..9, any::<bool>());
        prop::collection::btree_map(0..ARTICLES, posting, 1..40).prop_map(|map| {
            map.into_iter().map(|(doc, (count, in_head))| Posting { doc, count, in_head }).collect()
        })
    }

    proptest! {
        #[test]
        fn postings_come_back(readings in prop::collection::vec((any::<[Marks; 2]>(), postings()), 0..5)) {
            let bytes = encode(Gram::Term, ARTICLES, &readings);
            let expected = readings.iter().flat_map(|(reading, postings)| {
                postings.iter().map(|posting| ([reading[0], 0], *posting))
            });
            let mut found = Vec::new();
            // Gamma cannot say 0: no readings are written as one would be, and are not needed.
            if !readings.is_empty() {
                decode(Gram::Term, ARTICLES, &bytes, |reading, posting| found.push((reading, posting))).unwrap();
                prop_assert_eq!(found, expected.collect::<Vec<_>>());
            }
        }

        #[test]
        fn pairs_keep_both_marks(reading: [Marks; 2], postings in postings()) {
            let bytes = encode(Gram::Pair, ARTICLES, &[(reading, postings.clone())]);
            let mut found = Vec::new();
            decode(Gram::Pair, ARTICLES, &bytes, |marks, posting| found.push((marks, posting))).unwrap();
            let counted = |posting: &Posting| Posting { count: posting.count.min(MAX_PAIR_COUNT), ..*posting };
            prop_assert_eq!(found, postings.iter().map(|posting| (reading, counted(posting))).collect::<Vec<_>>());
        }

        #[test]
        fn any_bytes_end_in_postings_or_an_error(bytes: Vec<u8>) {
            for gram in [Gram::Term, Gram::Pair] {
                let _ = decode(gram, ARTICLES, &bytes, |_, posting| assert!(posting.doc < ARTICLES));
            }
        }
    }
}
