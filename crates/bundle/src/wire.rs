//! Numbers and strings as bytes: unsigned LEB128 and length-prefixed UTF-8. Reading is by a cursor
//! that cannot leave its bytes.

use crate::error::DecodeError;

/// Appends `value` as unsigned LEB128, 1 to 5 bytes.
pub fn put_u32(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a length-prefixed byte string.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_u32(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

/// A position in bytes that only moves forward.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    rest: &'a [u8],
}

const ENDED: DecodeError = DecodeError::damaged("unexpected end");

impl<'a> Cursor<'a> {
    /// Begins at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Cursor { rest: bytes }
    }

    /// Whether every byte has been read.
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads one byte.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        let (&first, rest) = self.rest.split_first().ok_or(ENDED)?;
        self.rest = rest;
        Ok(first)
    }

    /// Reads an unsigned LEB128 number.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        let mut value = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).map_err(|_| DecodeError::damaged("number too large"));
            }
        }
        Err(DecodeError::damaged("number too long"))
    }

    /// Reads `len` bytes.
    pub fn take(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(ENDED)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Reads a length-prefixed byte string.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let len = self.u32()?;
        self.take(len as usize)
    }

    /// Reads a length-prefixed string.
    pub fn str(&mut self) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| DecodeError::damaged("text is not UTF-8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(value: u32) {
            let mut out = Vec::new();
            put_u32(&mut out, value);
            let mut cursor = Cursor::new(&out);
            prop_assert_eq!(cursor.u32(), Ok(value));
            prop_assert!(cursor.is_at_end());
        }

        #[test]
        fn any_bytes_end_in_a_value_or_an_error(bytes: Vec<u8>) {
            let mut cursor = Cursor::new(&bytes);
            while cursor.str().is_ok() && !cursor.is_at_end() {}
            let mut cursor = Cursor::new(&bytes);
            while cursor.u32().is_ok() && !cursor.is_at_end() {}
        }
    }
}
