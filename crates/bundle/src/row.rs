//! The row of an article: all that a result card shows, and where the text lies.

use crate::bits::BitReader;
#[cfg(feature = "write")]
use crate::bits::BitWriter;
use crate::date::Date;
use crate::error::DecodeError;
use crate::letters;
use crate::slice::SliceRef;
use crate::wire::Cursor;
#[cfg(feature = "write")]
use crate::wire::{put_bytes, put_u32};

/// What a result card shows of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// [`Article::id`](crate::Article::id).
    pub id: String,
    /// Headline.
    pub title: String,
    /// Day of publication.
    pub published: Option<Date>,
    /// Section; empty if it has none.
    pub section: String,
    /// Length of the text in syllables, for the reading time.
    pub syllables: u32,
    /// The article as JSON, deflated.
    pub text: SliceRef,
    /// [`Article::lang`](crate::Article::lang): empty if it is that of the library.
    pub lang: String,
}

impl Row {
    /// Appends the row's bytes.
    #[cfg(feature = "write")]
    pub fn encode(&self, out: &mut Vec<u8>) {
        put_bytes(out, self.id.as_bytes());
        put_u32(out, self.published.map_or(0, Date::to_code));
        put_u32(out, self.syllables);
        put_u32(out, self.text.pack);
        put_u32(out, self.text.offset);
        put_u32(out, self.text.bytes);
        let mut letters = BitWriter::default();
        letters::put(&mut letters, &self.title);
        letters::put(&mut letters, &self.section);
        if !self.lang.is_empty() {
            letters::put(&mut letters, &self.lang);
        }
        out.extend(letters.finish());
    }

    /// Reads a row. Bytes after it are left for later minor formats.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(bytes);
        let id = cursor.str()?.to_owned();
        let published = Date::from_code(cursor.u32()?);
        let syllables = cursor.u32()?;
        let text = SliceRef { pack: cursor.u32()?, offset: cursor.u32()?, bytes: cursor.u32()? };
        let mut bits = BitReader::new(cursor.rest());
        let title = letters::read(&mut bits)?;
        let section = letters::read(&mut bits)?;
        // Most rows end here, and all of earlier releases. The zeros that fill up the last byte are no text.
        let lang = letters::read(&mut bits).unwrap_or_default();
        Ok(Row { id, title, published, section, syllables, text, lang })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back() {
        let row = Row {
            id: "do-son".into(),
            title: "Quận Đồ Sơn".into(),
            published: Date::new(2019, 11, 21),
            section: "Tin tức".into(),
            syllables: 1440,
            text: SliceRef { pack: 2, offset: 70_000, bytes: 1800 },
            lang: String::new(),
        };
        let bytes = written(&row);
        assert_eq!(Row::decode(&bytes), Ok(row));
        assert!((0..bytes.len()).all(|len| Row::decode(&bytes[..len]).is_err()));
    }

    /// However many bits are left of the last byte.
    #[test]
    fn a_language_comes_back_and_none_is_made_up() {
        for title in 0..16 {
            let of_library = Row { title: "a".repeat(title), ..Row::default() };
            let of_its_own = Row { lang: "zh-Hant".into(), ..of_library.clone() };
            for row in [of_library, of_its_own] {
                assert_eq!(Row::decode(&written(&row)), Ok(row));
            }
        }
    }

    fn written(row: &Row) -> Vec<u8> {
        let mut bytes = Vec::new();
        row.encode(&mut bytes);
        bytes
    }
}
