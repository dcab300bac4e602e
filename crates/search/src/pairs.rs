//! Pairs: which articles have two syllables side by side.
//!
//! Most pairs stand in one or two articles, so what a pair *is* weighs as much as where it is. The
//! pairs of one first syllable are therefore written together, in *spans* of about a kilobyte:
//! second syllables as gaps between the numbers of Vietnamese syllables, or as letters where they are
//! none (names, numbers, English), readings of the first syllable as positions in a list of them,
//! articles as positions among those that have the first syllable, which a query for the pair knows anyway,
//! and all postings as one stream of bits. Whether the second syllable begins with a capital is kept as well: within
//! a sentence that is on purpose, and tells Mai from tomorrow (mai). A span is read from its beginning; the table of pairs
//! finds it by its first pair. `FORMAT.md` has the layout.

use docbao_bundle::DecodeError;
use docbao_bundle::bits::BitReader;

use crate::engine::Asking;
use crate::layout::pair_key;
use crate::postings::{Posting, list, marks};
use crate::spelling::numbered_syllable;
use crate::text::Marks;

/// How a pair is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// The marks of its syllables.
    pub marks: [Marks; 2],
    /// Whether the second syllable begins with a capital. Format 1 does not say, and then it is not.
    pub is_capital: bool,
}

/// Leaves of the table that an unfinished second syllable may look at.
const MAX_LEAVES: u32 = 6;

/// Characters that other second syllables are mostly made of, in six bits; the next two numbers are the
/// end and a character in full.
const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const LETTER_BITS: u32 = 6;
const END: u32 = 36;
const OTHER_LETTER: u32 = 37;
const SCALAR_BITS: u32 = 21;

/// Longest second syllable, in bytes; folds are cut at 48.
const MAX_SECOND_BYTES: usize = 64;

/// Bits of the number of a syllable.
const NUMBER_BITS: u32 = 12;

/// Bits of the Rice parameter for gaps between second syllables.
const K_BITS: u32 = 4;

/// Finds the postings of a pair and, if `is_open`, of those whose second syllable begins so. Hands
/// each to `each`, with whether its second syllable is longer than what was asked for; articles as
/// [`decode`] has them. Returns whether there are no more of these, or `None` if it cannot be said.
pub(crate) fn find(
    asking: &mut Asking<'_>,
    first: &str,
    second: &str,
    is_open: bool,
    each: &mut dyn FnMut(bool, Reading, Posting),
) -> Option<bool> {
    let (articles, is_format_1) = (asking.manifest.articles, !asking.manifest.has_short_lists());
    let table = asking.manifest.tables.pairs;
    let key = pair_key(first, second);
    let of_first = pair_key(first, "");
    let floor = asking.floor(table, key.as_bytes())?;
    let (mut spans, mut is_whole) = (Vec::new(), true);
    spans.extend(floor.filter(|(begin, _)| begin.starts_with(of_first.as_bytes())));
    if is_open {
        let scan;
        (scan, is_whole) = asking.scan(table, key.as_bytes(), usize::MAX, MAX_LEAVES);
        spans.extend(scan.into_iter().filter(|(begin, _)| begin != key.as_bytes()));
    }
    for (_, span) in spans {
        let wanted =
            |other: &str| if is_open { other.starts_with(second) } else { other == second };
        let mut each = |other: &str, reading, posting| each(other != second, reading, posting);
        if decode(articles, is_format_1, span, &wanted, &mut each).is_err() {
            asking.damaged();
        }
    }
    Some(is_whole)
}

/// Reads a span and hands the postings of the wanted second syllables to `each`: their articles are
/// positions among those that have the first syllable; in format 1, numbers of the library.
///
/// # Errors
/// [`DecodeError::Damaged`] if the bytes are no span of a library with so many articles.
pub fn decode(
    articles: u32,
    is_format_1: bool,
    bytes: &[u8],
    wanted: &dyn Fn(&str) -> bool,
    each: &mut dyn FnMut(&str, Reading, Posting),
) -> Result<(), DecodeError> {
    const LYING: DecodeError = DecodeError::Damaged { what: "pairs" };
    let mut bits = BitReader::new(bytes);
    let end = if is_format_1 { articles } else { bits.gamma()? };
    if end > articles {
        return Err(LYING);
    }
    let mut of_first = Vec::new();
    for _ in 0..bits.gamma()? {
        of_first.push(marks(&mut bits)?);
    }
    // Seconds come first: the wanted ones are remembered, the others are passed by.
    let mut seconds: Vec<Option<String>> = Vec::new();
    let mut note = |second: &str| seconds.push(wanted(second).then(|| second.to_owned()));
    let syllables = bits.gamma()? - 1;
    let k = if syllables > 0 { bits.bits(K_BITS)? } else { 0 };
    let mut next = 0u32;
    let mut second = String::new();
    for at in 0..syllables {
        let gap = if at == 0 { bits.bits(NUMBER_BITS)? } else { bits.rice(k)? };
        let number = next.checked_add(gap).ok_or(LYING)?;
        second.clear();
        numbered_syllable(number, &mut second).ok_or(LYING)?;
        note(&second);
        next = number + 1;
    }
    second.clear();
    for _ in 1..bits.gamma()? {
        let shared = bits.gamma()? - 1;
        let (shared_end, _) =
            second.char_indices().nth(shared as usize).unwrap_or((second.len(), ' '));
        second.truncate(shared_end);
        loop {
            second.push(match bits.bits(LETTER_BITS)? {
                END => break,
                OTHER_LETTER => char::from_u32(bits.bits(SCALAR_BITS)?).ok_or(LYING)?,
                code => char::from(*LETTERS.get(code as usize).ok_or(LYING)?),
            });
            if second.len() > MAX_SECOND_BYTES {
                return Err(LYING);
            }
        }
        note(&second);
    }
    for second in seconds {
        // Most pairs have one reading, in lower case: a single bit.
        let (mut is_capital, mut is_mixed) = (false, false);
        let mut readings = 1;
        if is_format_1 {
            readings = bits.gamma()?;
        } else if bits.bits(1)? == 1 {
            is_capital = bits.bits(1)? == 0;
            if !is_capital {
                readings = bits.gamma()?.saturating_add(1);
                is_mixed = bits.bits(1)? == 1;
            }
        }
        let mut of_second = 0;
        for at in 0..readings {
            let first = *of_first.get(bits.gamma()? as usize - 1).ok_or(LYING)?;
            if at == 0 || is_format_1 || bits.bits(1)? == 0 {
                of_second = marks(&mut bits)?;
            }
            if is_mixed {
                is_capital = bits.bits(1)? == 1;
            }
            let reading = Reading { marks: [first, of_second], is_capital };
            list(&mut bits, articles, end, &mut |posting| {
                if let Some(second) = &second {
                    each(second, reading, posting);
                }
            })?;
        }
    }
    Ok(())
}

#[cfg(feature = "write")]
pub(crate) use writer::{Pair, spans};

#[cfg(feature = "write")]
mod writer {
    use super::{END, K_BITS, LETTER_BITS, LETTERS, NUMBER_BITS, OTHER_LETTER, SCALAR_BITS};
    use docbao_bundle::bits::{BitReader, BitWriter};

    use crate::postings::{put_list, put_marks};
    use crate::running::{Occurrence, readings};
    use crate::text::Marks;

    /// Size at which a span is closed, in bytes: with its key it fills a leaf. A pair with a longer
    /// list has a span of its own.
    const SPAN_BYTES: usize = 960;

    /// A second syllable and where it follows the first.
    #[derive(Clone, Debug)]
    pub(crate) struct Pair<'n, 'o> {
        pub(crate) second: &'n str,
        /// Its number, if it is a Vietnamese syllable: worked out once for the many pairs it is in.
        pub(crate) number: Option<u32>,
        /// By readings.
        pub(crate) occurrences: &'o [Occurrence],
    }

    /// Pairs of one first syllable that lie together, from the one second syllable to the other.
    pub(crate) struct Span<'n> {
        pub(crate) from: &'n str,
        pub(crate) to: &'n str,
        pub(crate) bytes: Vec<u8>,
    }

    /// Writes the pairs of one first syllable, which `having` articles have: the pairs in the order of their
    /// second, their articles as positions among these.
    #[inline(never)]
    pub(crate) fn spans<'n>(articles: u32, having: u32, pairs: &[Pair<'n, '_>]) -> Vec<Span<'n>> {
        let of_first = readings_of_first(pairs);
        let mut head = BitWriter::default();
        head.gamma(having);
        head.gamma(of_first.len() as u32);
        of_first.iter().for_each(|marks| put_marks(&mut head, *marks));

        let mut all = BitWriter::default();
        let mut streams = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let start = all.len();
            postings(&mut all, [articles, having], pair, &of_first);
            streams.push(Stream { pair, start, bits: all.len() - start });
        }
        let all = all.finish();
        let mut spans = Vec::new();
        let (mut first, mut bits) = (0, 0);
        for (at, Stream { pair, bits: of_pair, .. }) in streams.iter().enumerate() {
            // Second syllables weigh about a byte, or their letters.
            let other = pair.number.map_or(pair.second.len() * 6, |_| 0);
            let needed = of_pair + other + 8;
            if first < at && (head.len() + bits + needed) / 8 > SPAN_BYTES {
                spans.push(close(&head, &all, &streams[first..at]));
                (first, bits) = (at, 0);
            }
            bits += needed;
        }
        if first < streams.len() {
            spans.push(close(&head, &all, &streams[first..]));
        }
        spans
    }

    /// Where the postings of a pair are among those of all pairs of the first syllable.
    struct Stream<'p, 'n, 'o> {
        pair: &'p Pair<'n, 'o>,
        start: usize,
        bits: usize,
    }

    /// The readings of the first syllable, those of most pairs first.
    fn readings_of_first(pairs: &[Pair<'_, '_>]) -> Vec<Marks> {
        let mut all: Vec<Marks> = Vec::new();
        for pair in pairs {
            all.extend(readings(pair.occurrences).map(|(reading, _)| reading.marks[0]));
        }
        all.sort_unstable();
        let mut counted: Vec<(usize, Marks)> =
            all.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
        counted.sort_by_key(|(count, marks)| (std::cmp::Reverse(*count), *marks));
        counted.into_iter().map(|(_, marks)| marks).collect()
    }

    fn postings(
        out: &mut BitWriter,
        [articles, having]: [u32; 2],
        pair: &Pair<'_, '_>,
        of_first: &[Marks],
    ) {
        let readings = readings(pair.occurrences);
        let count = readings.clone().count() as u32;
        let has_capital = readings.clone().any(|(reading, _)| reading.is_capital);
        if count == 1 {
            let (code, len) = if has_capital { (0b10, 2) } else { (0, 1) };
            out.bits(code, len);
        } else {
            out.bits(0b11, 2);
            out.gamma(count - 1);
            out.bits(u32::from(has_capital), 1);
        }
        let mut before = None;
        for (reading, list) in readings {
            let [first, second] = reading.marks;
            let place = of_first.iter().position(|marks| *marks == first).unwrap_or_default();
            out.gamma(place as u32 + 1);
            if let Some(before) = before {
                out.bits(u32::from(before == second), 1);
            }
            if before != Some(second) {
                put_marks(out, second);
            }
            before = Some(second);
            if count > 1 && has_capital {
                out.bits(u32::from(reading.is_capital), 1);
            }
            put_list(out, articles, having, list);
        }
    }

    fn close<'n>(head: &BitWriter, all: &[u8], open: &[Stream<'_, 'n, '_>]) -> Span<'n> {
        let mut syllables = Vec::new();
        let mut others = Vec::new();
        let (from, to) = (open[0].pair.second, open[open.len() - 1].pair.second);
        for stream in open {
            match stream.pair.number {
                Some(number) => syllables.push((number, stream)),
                None => others.push((stream.pair.second, stream)),
            }
        }
        syllables.sort_unstable_by_key(|(number, _)| *number);
        let mut out = BitWriter::default();
        out.append(head);
        out.gamma(syllables.len() as u32 + 1);
        if let [(first, _), ..] = syllables.as_slice() {
            let last = syllables.last().map_or(*first, |(last, _)| *last);
            let k = rice_parameter(last + 1 - first, syllables.len() as u32).min((1 << K_BITS) - 1);
            out.bits(k, K_BITS);
            out.bits(*first, NUMBER_BITS);
            let mut next = first + 1;
            for (number, _) in &syllables[1..] {
                out.rice(number - next, k);
                next = number + 1;
            }
        }
        out.gamma(others.len() as u32 + 1);
        let mut last = "";
        for (second, _) in &others {
            put_letters(&mut out, last, second);
            last = second;
        }
        let of_syllables = syllables.iter().map(|(_, stream)| stream);
        for stream in of_syllables.chain(others.iter().map(|(_, stream)| stream)) {
            let copied = out.copy(&mut BitReader::at(all, stream.start), stream.bits);
            debug_assert!(copied.is_ok(), "a stream is as long as it was written");
        }
        Span { from, to, bytes: out.finish() }
    }

    /// The Rice parameter for `len` numbers spread over `range`: log2 of the mean gap times ln 2, which
    /// is near the best for gaps of random lists (Witten, Moffat & Bell, Managing Gigabytes, §3.3).
    fn rice_parameter(range: u32, len: u32) -> u32 {
        let mean_gap = u64::from(range) * 69 / (100 * u64::from(len.max(1)));
        mean_gap.checked_ilog2().unwrap_or(0)
    }

    /// A syllable by its letters: how many it shares with the one before, then the others.
    fn put_letters(out: &mut BitWriter, last: &str, second: &str) {
        let shared = last.chars().zip(second.chars()).take_while(|(a, b)| a == b).count();
        out.gamma(shared as u32 + 1);
        for c in second.chars().skip(shared) {
            match LETTERS.iter().position(|letter| char::from(*letter) == c) {
                Some(code) => out.bits(code as u32, LETTER_BITS),
                None => {
                    out.bits(OTHER_LETTER, LETTER_BITS);
                    out.bits(u32::from(c), SCALAR_BITS);
                }
            }
        }
        out.bits(END, LETTER_BITS);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::writer::Span;
    use super::*;
    use crate::postings::MAX_COUNT;
    use crate::running::Occurrence;
    use crate::spelling::syllable_number;

    const ARTICLES: u32 = 1000;
    /// How many have the first syllable.
    const HAVING: u32 = 300;

    type Pairs = BTreeMap<String, BTreeMap<Reading, BTreeMap<u32, (u32, bool)>>>;

    fn pairs() -> impl Strategy<Value = Pairs> {
        let second = prop_oneof![
            "(t|th|ng|qu|gi|g)(a|an|oan|uyen|i|ieng)",
            "[a-z0-9]{1,9}",
            "[а-яa-z]{1,4}"
        ];
        let list = prop::collection::btree_map(0..HAVING, (1u32..6, any::<bool>()), 1..30);
        let reading = ([0u32..40, 0u32..4], any::<bool>())
            .prop_map(|(marks, is_capital)| Reading { marks, is_capital });
        let readings = prop::collection::btree_map(reading, list, 1..6);
        prop::collection::btree_map(second, readings, 1..60)
    }

    type Found = Vec<(String, Reading, Posting)>;

    fn expected(pairs: &Pairs) -> Found {
        let mut all = Vec::new();
        for (second, readings) in pairs {
            for (reading, list) in readings {
                all.extend(list.iter().map(|(doc, (count, in_head))| {
                    let count = (*count).min(MAX_COUNT);
                    (second.clone(), *reading, Posting { doc: *doc, count, in_head: *in_head })
                }));
            }
        }
        all
    }

    /// What was written: from, to, bytes.
    fn written(pairs: &Pairs) -> Vec<(String, String, Vec<u8>)> {
        let posting = |(doc, (count, in_head)): (&u32, &(u32, bool))| Posting {
            doc: *doc,
            count: *count,
            in_head: *in_head,
        };
        let mut of_pairs: Vec<Vec<Occurrence>> = Vec::new();
        for readings in pairs.values() {
            let of_reading = |(reading, list): (&Reading, &BTreeMap<u32, (u32, bool)>)| {
                let occurrence = |posting| Occurrence { key: [0, 0], reading: *reading, posting };
                list.iter().map(posting).map(occurrence).collect::<Vec<_>>()
            };
            of_pairs.push(readings.iter().flat_map(of_reading).collect());
        }
        let mut of_first: Vec<Pair<'_, '_>> = Vec::new();
        for (second, occurrences) in pairs.keys().zip(&of_pairs) {
            of_first.push(Pair { second, number: syllable_number(second), occurrences });
        }
        let owned = |span: Span<'_>| (span.from.to_owned(), span.to.to_owned(), span.bytes);
        spans(ARTICLES, HAVING, &of_first).into_iter().map(owned).collect()
    }

    proptest! {
        #[test]
        fn pairs_come_back(pairs in pairs()) {
            let mut found = Found::new();
            let mut last = String::new();
            for (from, to, bytes) in written(&pairs) {
                prop_assert!(from <= to && last < from);
                last = to.clone();
                let wanted = |second: &str| from.as_str() <= second && second <= to.as_str();
                decode(ARTICLES, false, &bytes, &wanted, &mut |second, reading, posting| {
                    found.push((second.to_owned(), reading, posting));
                }).unwrap();
            }
            let key = |(second, reading, posting): &(String, Reading, Posting)| {
                (second.clone(), *reading, posting.doc)
            };
            found.sort_by_key(key);
            prop_assert_eq!(found, expected(&pairs));
        }

        #[test]
        fn only_what_is_wanted_is_handed_out(pairs in pairs(), at: prop::sample::Index) {
            let second = at.get(&pairs.keys().cloned().collect::<Vec<_>>()).clone();
            let mut found = Found::new();
            for (.., bytes) in written(&pairs) {
                decode(ARTICLES, false, &bytes, &|other| other == second, &mut |second, reading, posting| {
                    found.push((second.to_owned(), reading, posting));
                }).unwrap();
            }
            let expected = expected(&pairs).into_iter().filter(|(other, ..)| *other == second);
            prop_assert_eq!(found, expected.collect::<Found>());
        }

        #[test]
        fn any_bytes_end_in_pairs_or_an_error(bytes: Vec<u8>, is_format_1: bool) {
            let each = &mut |_: &str, _, posting: Posting| assert!(posting.doc < ARTICLES);
            let _ = decode(ARTICLES, is_format_1, &bytes, &|_| true, each);
        }
    }
}
