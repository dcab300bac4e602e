//! Bits end to end, most significant first, and the two codes that lists of articles are written in.

use crate::error::DecodeError;

/// Writes bits.
#[derive(Debug, Default)]
pub struct BitWriter {
    /// Four bytes at a time.
    bytes: Vec<u8>,
    /// The last bits, which are no four bytes yet. What stands above them is of no meaning.
    open: u64,
    /// How many they are, 0 to 31.
    used: u32,
}

impl BitWriter {
    /// Appends the `count` low bits of `value`, at most 32.
    pub fn bits(&mut self, value: u32, count: u32) {
        let value = u64::from(value) & ((1 << count) - 1);
        self.open = self.open << count | value;
        self.used += count;
        if self.used >= 32 {
            self.used -= 32;
            self.bytes.extend_from_slice(&((self.open >> self.used) as u32).to_be_bytes());
        }
    }

    /// Appends `value`, which is below `choices`, in as few bits as so many choices take: truncated
    /// binary code.
    pub fn below(&mut self, value: u32, choices: u32) {
        let (len, short) = truncated(choices);
        if value < short {
            self.bits(value, len);
        } else {
            self.bits(value + short, len + 1);
        }
    }

    /// Appends what another has written.
    pub fn append(&mut self, other: &BitWriter) {
        let (fours, _) = other.bytes.as_chunks();
        fours.iter().for_each(|four| self.bits(u32::from_be_bytes(*four), 32));
        self.bits(other.open as u32, other.used);
    }

    /// Appends the next `count` bits of what has been written before.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] at the end of the bytes.
    pub fn copy(&mut self, from: &mut BitReader<'_>, count: usize) -> Result<(), DecodeError> {
        for _ in 0..count / 32 {
            self.bits(from.bits(32)?, 32);
        }
        let rest = (count % 32) as u32;
        self.bits(from.bits(rest)?, rest);
        Ok(())
    }

    /// How many bits have been written.
    pub fn len(&self) -> usize {
        self.bytes.len() * 8 + self.used as usize
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends `value`, at least 1, in Elias gamma code: 1 bit for 1, 3 for 2 and 3, 5 for up to 7.
    pub fn gamma(&mut self, value: u32) {
        let value = value.max(1);
        let len = value.ilog2() + 1;
        if len <= 16 {
            self.bits(value, 2 * len - 1);
        } else {
            self.bits(0, len - 1);
            self.bits(value, len);
        }
    }

    /// Appends `value` in Rice code with parameter `k`: best where values are near `2^k`.
    pub fn rice(&mut self, value: u32, k: u32) {
        for _ in 0..value >> k {
            self.bits(1, 1);
        }
        self.bits(0, 1);
        self.bits(value & ((1 << k) - 1), k);
    }

    /// Returns the bytes, the last one filled up with zeros.
    pub fn finish(mut self) -> Vec<u8> {
        let bytes = self.len().div_ceil(8);
        self.bits(0, 32 - self.used);
        self.bytes.truncate(bytes);
        self.bytes
    }
}

/// Reads what [`BitWriter`] wrote.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

const ENDED: DecodeError = DecodeError::damaged("bits");

impl<'a> BitReader<'a> {
    /// Begins at the first bit.
    pub fn new(bytes: &'a [u8]) -> Self {
        BitReader::at(bytes, 0)
    }

    /// Begins at a bit, or at the end if there are not so many.
    pub fn at(bytes: &'a [u8], at: usize) -> Self {
        BitReader { bytes, at: at.min(bytes.len() * 8) }
    }

    /// The next bits, 57 or more, from the top; zeros after the end.
    fn ahead(&self) -> u64 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk() {
            Some(eight) => u64::from_be_bytes(*eight),
            None => rest.iter().rev().fold(0, |word, byte| word >> 8 | u64::from(*byte) << 56),
        };
        word << (self.at % 8)
    }

    fn left(&self) -> usize {
        self.bytes.len() * 8 - self.at
    }

    /// Reads `count` bits, at most 32.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] at the end of the bytes.
    pub fn bits(&mut self, count: u32) -> Result<u32, DecodeError> {
        if count as usize > self.left() {
            return Err(ENDED);
        }
        let value = (self.ahead() >> 32) >> (32 - count);
        self.at += count as usize;
        Ok(value as u32)
    }

    /// Counts ones up to the next zero, which is read too.
    fn ones(&mut self) -> Result<u32, DecodeError> {
        const AT_ONCE: u32 = 56;
        let mut ones = 0;
        loop {
            let run = self.ahead().leading_ones().min(AT_ONCE);
            if run as usize >= self.left() {
                return Err(ENDED);
            }
            ones += run;
            self.at += run as usize;
            if run < AT_ONCE {
                self.at += 1;
                return Ok(ones);
            }
        }
    }

    /// Reads an Elias gamma code.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if the bits are none.
    pub fn gamma(&mut self) -> Result<u32, DecodeError> {
        let zeros = self.ahead().leading_zeros();
        if zeros >= 32 || zeros as usize >= self.left() {
            return Err(ENDED);
        }
        self.at += zeros as usize;
        self.bits(zeros + 1)
    }

    /// Reads a number below `choices` in truncated binary code; 0 where there is no choice.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] at the end of the bytes.
    pub fn below(&mut self, choices: u32) -> Result<u32, DecodeError> {
        let (len, short) = truncated(choices);
        // Lists of articles are little else: looked ahead once, for the longer code.
        let ahead = self.ahead() >> 32;
        let value = (ahead >> (32 - len)) as u32;
        let (value, len) = match value < short {
            true => (value, len),
            false => ((ahead >> (31 - len)) as u32 - short, len + 1),
        };
        if len as usize > self.left() {
            return Err(ENDED);
        }
        self.at += len as usize;
        Ok(value)
    }

    /// Reads a Rice code with parameter `k`, at most 31.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if the bits are none.
    pub fn rice(&mut self, k: u32) -> Result<u32, DecodeError> {
        let high = self.ones()?;
        let low = self.bits(k)?;
        if u64::from(high) << k > u64::from(u32::MAX) {
            return Err(ENDED);
        }
        Ok(high << k | low)
    }
}

/// The length of the shorter codes of [`BitWriter::below`], and how many there are; there are at
/// least as many as there are choices where a single one is left.
fn truncated(choices: u32) -> (u32, u32) {
    let len = choices.max(1).ilog2();
    (len, (2u64 << len).saturating_sub(u64::from(choices.max(1))) as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn codes_come_back(values in prop::collection::vec((1u32..100_000, 4u32..18), 0..50)) {
            let mut writer = BitWriter::default();
            for (value, k) in &values {
                writer.gamma(*value);
                writer.rice(*value, *k);
                writer.bits(*value, 17);
                writer.below(*value, *value + *k);
                writer.below(0, 1);
            }
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for (value, k) in values {
                prop_assert_eq!(reader.gamma(), Ok(value));
                prop_assert_eq!(reader.rice(k), Ok(value));
                prop_assert_eq!(reader.bits(17), Ok(value));
                prop_assert_eq!(reader.below(value + k), Ok(value));
                prop_assert_eq!(reader.below(1), Ok(0));
            }
        }

        #[test]
        fn pieces_append_to_a_whole(pieces in prop::collection::vec((any::<u32>(), 0u32..33), 0..20), cut in 0usize..20) {
            let write = |pieces: &[(u32, u32)]| {
                let mut writer = BitWriter::default();
                pieces.iter().for_each(|(value, count)| writer.bits(*value, *count));
                writer
            };
            let (begin, end) = pieces.split_at(cut.min(pieces.len()));
            let mut joined = write(begin);
            joined.append(&write(end));
            let len = pieces.iter().map(|(_, count)| *count as usize).sum::<usize>();
            prop_assert_eq!(joined.len(), len);
            let whole = write(&pieces).finish();
            prop_assert_eq!(&joined.finish(), &whole);
            let (mut copied, mut reader) = (BitWriter::default(), BitReader::new(&whole));
            let before = write(begin).len();
            copied.copy(&mut reader, before).unwrap();
            copied.copy(&mut reader, len - before).unwrap();
            prop_assert_eq!(copied.finish(), whole);
        }

        #[test]
        fn any_bytes_end_in_a_number_or_an_error(bytes: Vec<u8>, k in 0u32..32) {
            let mut reader = BitReader::new(&bytes);
            while reader.gamma().is_ok() && reader.rice(k).is_ok() && reader.below(k).is_ok() {}
        }
    }
}
