//! Texts as a library in memory stores them: in deflate that has compressed nothing, without a dictionary.
//! The reader inflates them as it does those of any library; compressing would take longer than all else,
//! for bytes that never travel.

use docbao_bundle::Article;

use crate::written::json;

/// The longest stored block of deflate.
const MAX_BLOCK: usize = 0xffff;

/// The article as JSON in stored blocks (RFC 1951, 3.2.4).
pub fn deflate(article: &Article) -> Vec<u8> {
    stored(json(article).as_bytes())
}

fn stored(contents: &[u8]) -> Vec<u8> {
    let blocks = contents.len().div_ceil(MAX_BLOCK).max(1);
    let mut out = Vec::with_capacity(contents.len() + 5 * blocks);
    let mut rest = contents;
    loop {
        let (block, after) = rest.split_at(rest.len().min(MAX_BLOCK));
        let len = block.len() as u16;
        out.push(u8::from(after.is_empty()));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend_from_slice(block);
        rest = after;
        if rest.is_empty() {
            return out;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::DeflateDecoder;

    use super::*;

    #[test]
    fn what_is_stored_inflates_to_itself() {
        for len in [0, 1, MAX_BLOCK, MAX_BLOCK + 1, 3 * MAX_BLOCK] {
            let contents: Vec<u8> = (0..len).map(|at| (at * at) as u8).collect();
            let mut inflated = Vec::new();
            DeflateDecoder::new(stored(&contents).as_slice()).read_to_end(&mut inflated).unwrap();
            assert!(inflated == contents, "{len} bytes");
        }
    }
}
