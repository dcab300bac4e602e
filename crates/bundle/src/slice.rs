//! Slices: the pieces in which a library is read. A pack is nothing but slices end to end.
//!
//! Every slice ends in a checksum of itself and of the place it belongs to, so that neither a changed
//! byte nor a right answer to the wrong question is taken for data.

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
/// A nibble at a time: a table of 64 bytes instead of the 8 KiB of a fast library, which the reader
/// would have to download; slices are a few kilobytes.
fn crc32(seed: u32, bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        let mut table = [0; 16];
        let mut nibble = 0;
        while nibble < 16 {
            let mut crc = nibble as u32;
            let mut bit = 0;
            while bit < 4 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
                bit += 1;
            }
            table[nibble] = crc;
            nibble += 1;
        }
        table
    };
    let step = |crc: u32, byte: &u8| {
        let crc = crc ^ u32::from(*byte);
        let crc = (crc >> 4) ^ TABLE[(crc & 15) as usize];
        (crc >> 4) ^ TABLE[(crc & 15) as usize]
    };
    let seeded = seed.to_le_bytes().iter().fold(u32::MAX, step);
    !bytes.iter().fold(seeded, step)
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
