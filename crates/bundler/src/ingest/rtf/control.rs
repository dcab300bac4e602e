//! The pieces that rich text is written in: braces, control words and bytes.

/// A piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'b> {
    Open,
    Close,
    /// `\*`: who does not know the word that follows passes the group over.
    Optional,
    /// A control word, or a sign that stands for one, with its number.
    Word(&'b str, Option<i32>),
    Byte(u8),
    /// Bytes of a picture, as they are.
    Bytes(&'b [u8]),
}

/// Pieces in the order of the document. Whatever the bytes, it comes to an end.
pub(super) struct Pieces<'b> {
    rest: &'b [u8],
}

impl<'b> Pieces<'b> {
    pub(super) fn of(bytes: &'b [u8]) -> Self {
        Pieces { rest: bytes }
    }

    fn bump(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn control(&mut self) -> Option<Piece<'b>> {
        let sign = *self.rest.first()?;
        if sign.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.bump();
        Some(match sign {
            b'\'' => {
                let code = self.rest.get(..2).and_then(|code| std::str::from_utf8(code).ok());
                match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                    Some(byte) => {
                        self.rest = &self.rest[2..];
                        Piece::Byte(byte)
                    }
                    None => Piece::Byte(b'\''),
                }
            }
            b'*' => Piece::Optional,
            b'\r' | b'\n' => Piece::Word("par", None),
            b'\t' => Piece::Word("tab", None),
            b'~' => Piece::Word("~", None),
            b'_' => Piece::Word("_", None),
            b'-' | b'|' | b':' => Piece::Word("", None),
            other => Piece::Byte(other),
        })
    }

    fn word(&mut self) -> Piece<'b> {
        let len = |bytes: &[u8], is_part: fn(&u8) -> bool| {
            bytes.iter().take_while(|byte| is_part(byte)).count()
        };
        let (word, rest) = self.rest.split_at(len(self.rest, u8::is_ascii_alphabetic));
        self.rest = rest;
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = len(&rest[sign..], u8::is_ascii_digit);
        let mut value = None;
        if digits > 0 {
            let (number, rest) = rest.split_at(sign + digits);
            value = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
            self.rest = rest;
        }
        if self.rest.first() == Some(&b' ') {
            self.rest = &self.rest[1..];
        }
        let word = std::str::from_utf8(word).unwrap_or_default();
        if word == "bin" {
            // So many bytes of a picture follow, whatever they look like.
            let len = value.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0);
            let (bytes, rest) = self.rest.split_at(len.min(self.rest.len()));
            self.rest = rest;
            return Piece::Bytes(bytes);
        }
        Piece::Word(word, value)
    }
}

impl<'b> Iterator for Pieces<'b> {
    type Item = Piece<'b>;

    fn next(&mut self) -> Option<Piece<'b>> {
        loop {
            return Some(match self.bump()? {
                b'{' => Piece::Open,
                b'}' => Piece::Close,
                b'\\' => self.control()?,
                // Lines end where the program liked.
                b'\r' | b'\n' | 0 => continue,
                byte => Piece::Byte(byte),
            });
        }
    }
}
