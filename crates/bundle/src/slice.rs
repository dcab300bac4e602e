//! Slices: the pieces in which a library is read. A pack is nothing but slices end to end.
//!
//! Every slice ends in a checksum of itself and of the place it belongs to, so that neither a changed
//! byte nor a right answer to the wrong question is taken for data.

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::DecodeError;

/// Where a slice lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SliceRef {
    /// Position of its pack in the manifest.
    pub pack: u32,
    /// Offset of its first byte in the pack.
    pub offset: u32,
    /// Length in bytes, checksum included.
    pub bytes: u32,
}

const CHECKSUM_BYTES: usize = 4;

/// Adds the checksum to what is to be stored at `offset` of a pack.
pub fn seal(offset: u32, mut payload: Vec<u8>) -> Vec<u8> {
    let checksum = crc32(offset, &payload);
    payload.extend_from_slice(&checksum.to_le_bytes());
    payload
}

/// Returns what was stored, if `sealed` is just that.
///
/// # Errors
/// [`DecodeError::Damaged`] if length or checksum do not fit.
pub fn open(slice: SliceRef, sealed: &[u8]) -> Result<&[u8], DecodeError> {
    let fits = |payload: &[u8], checksum: &[u8]| {
        sealed.len() == slice.bytes as usize
            && crc32(slice.offset, payload).to_le_bytes() == *checksum
    };
    let split = sealed.len().checked_sub(CHECKSUM_BYTES);
    match split.map(|at| sealed.split_at(at)) {
        Some((payload, checksum)) if fits(payload, checksum) => Ok(payload),
        _ => Err(DecodeError::damaged("checksum")),
    }
}

/// CRC-32 (ISO-HDLC, the one of gzip) of `seed` as four little-endian bytes, then `bytes`.
///
/// Four bytes at a time (Kounavis & Berry, A Systematic Approach to Building High Performance
/// Software-based CRC Generators, 2005). The tables are made when they are first needed: a reader would
/// have to download those of a library.
fn crc32(seed: u32, bytes: &[u8]) -> u32 {
    static TABLES: LazyLock<[[u32; 256]; 4]> = LazyLock::new(|| {
        let mut tables = [[0; 256]; 4];
        for byte in 0..256 {
            let mut crc = byte as u32;
            for table in &mut tables {
                for _ in 0..8 {
                    crc = (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
                }
                table[byte] = crc;
            }
        }
        tables
    });
    let tables = &*TABLES;
    let four = |crc: u32, word: u32| {
        let [a, b, c, d] = (crc ^ word).to_le_bytes().map(usize::from);
        tables[3][a] ^ tables[2][b] ^ tables[1][c] ^ tables[0][d]
    };
    let one = |crc: u32, byte: &u8| (crc >> 8) ^ tables[0][usize::from(crc as u8 ^ byte)];
    let (words, rest) = bytes.as_chunks::<4>();
    let seeded = four(u32::MAX, seed);
    let crc = words.iter().fold(seeded, |crc, word| four(crc, u32::from_le_bytes(*word)));
    !rest.iter().fold(crc, one)
}

impl Serialize for SliceRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.pack, self.offset, self.bytes).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SliceRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (pack, offset, bytes) = Deserialize::deserialize(deserializer)?;
        Ok(SliceRef { pack, offset, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_checksum_is_the_well_known_one() {
        // The check value of CRC-32/ISO-HDLC is that of "123456789".
        let seed = u32::from_le_bytes(*b"1234");
        assert_eq!(crc32(seed, b"56789"), 0xcbf4_3926);
    }

    proptest! {
        #[test]
        fn a_changed_or_misplaced_slice_is_noticed(
            payload in prop::collection::vec(any::<u8>(), 0..200), offset: u32, bit in 0usize..1600,
        ) {
            let sealed = seal(offset, payload.clone());
            let slice = SliceRef { pack: 0, offset, bytes: sealed.len() as u32 };
            prop_assert_eq!(open(slice, &sealed), Ok(payload.as_slice()));

            let mut flipped = sealed.clone();
            let bit = bit % (flipped.len() * 8);
            flipped[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(open(slice, &flipped).is_err());
            prop_assert!(open(slice, &sealed[1..]).is_err());
            let elsewhere = SliceRef { offset: offset ^ 4096, ..slice };
            prop_assert!(open(elsewhere, &sealed).is_err());
        }
    }
}
