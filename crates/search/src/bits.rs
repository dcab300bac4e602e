//! Bits end to end, most significant first, and the two codes that lists of articles are written in.

use docbao_bundle::DecodeError;

/// Writes bits.
#[derive(Debug, Default)]
pub struct BitWriter {
    bytes: Vec<u8>,
    /// Bits used of the last byte, 0 to 7; 0: none is open.
    used: u32,
}

impl BitWriter {
    /// Appends the `count` low bits of `value`, at most 32.
    pub fn bits(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            if self.used == 0 {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((value >> bit & 1) as u8) << (7 - self.used);
            }
            self.used = (self.used + 1) % 8;
        }
    }

    /// Appends `value`, at least 1, in Elias gamma code: 1 bit for 1, 3 for 2 and 3, 5 for up to 7.
    pub fn gamma(&mut self, value: u32) {
        let len = 32 - value.max(1).leading_zeros();
        self.bits(0, len - 1);
        self.bits(value.max(1), len);
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
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`BitWriter`] wrote.
#[derive(Clone, Debug)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

const ENDED: DecodeError = DecodeError::Damaged { what: "list of articles" };

impl<'a> BitReader<'a> {
    /// Begins at the first bit.
    pub fn new(bytes: &'a [u8]) -> Self {
        BitReader { bytes, at: 0 }
    }

    /// Reads `count` bits, at most 32.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] at the end of the bytes.
    pub fn bits(&mut self, count: u32) -> Result<u32, DecodeError> {
        let end = self.at + count as usize;
        let bytes = self.bytes.get(self.at / 8..end.div_ceil(8)).ok_or(ENDED)?;
        // At most 39 bits lie in the bytes that 32 bits touch.
        let word = bytes.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        let word = word >> (end.div_ceil(8) * 8 - end);
        self.at = end;
        Ok((word & ((1 << count) - 1)) as u32)
    }

    /// Counts ones up to the next zero, which is read too.
    fn ones(&mut self) -> Result<u32, DecodeError> {
        let mut ones = 0;
        loop {
            let byte = *self.bytes.get(self.at / 8).ok_or(ENDED)?;
            let left = 8 - (self.at % 8) as u32;
            let run = (byte << (8 - left)).leading_ones().min(left);
            ones += run;
            self.at += run as usize;
            if run < left {
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
        let mut zeros = 0;
        while self.bits(1)? == 0 {
            zeros += 1;
            if zeros == 32 {
                return Err(ENDED);
            }
        }
        Ok(1 << zeros | self.bits(zeros)?)
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
            }
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            for (value, k) in values {
                prop_assert_eq!(reader.gamma(), Ok(value));
                prop_assert_eq!(reader.rice(k), Ok(value));
                prop_assert_eq!(reader.bits(17), Ok(value));
            }
        }

        #[test]
        fn any_bytes_end_in_a_number_or_an_error(bytes: Vec<u8>, k in 0u32..32) {
            let mut reader = BitReader::new(&bytes);
            while reader.gamma().is_ok() && reader.rice(k).is_ok() {}
        }
    }
}
