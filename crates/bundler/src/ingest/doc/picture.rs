//! A picture that stands in the text of a Word document ([MS-DOC] 2.9.190 PICFAndOfficeArtData, [MS-ODRAW]
//! 2.2.14, 2.2.23): its size, what its author says it shows, and the bytes of a PNG or JPEG file.

use docbao_bundle::Figure;

use super::Bytes;
use crate::assets::MAX_PICTURE_BYTES;

/// Twentieths of a point in a CSS pixel.
pub(super) const TWIPS: u32 = 15;

/// Records within each other that lead to a picture. Word has four.
pub(super) const MAX_DEPTH: usize = 8;

/// The picture at a place of the stream of data, and the bytes of its file. `None` if it is a drawing or in a
/// format that browsers do not show.
pub(super) fn read(data: Bytes<'_>, place: usize) -> Option<(Figure, Vec<u8>)> {
    const IN_A_SHAPE: u16 = 0x64;
    const LINKED: u16 = 0x66;
    let all = data.at(place, data.u32(place)? as usize)?;
    let mut start = usize::from(all.u16(4)?);
    match all.u16(6)? {
        IN_A_SHAPE => {}
        // The name of the file that it was.
        LINKED => start += 1 + usize::from(all.u8(start)?),
        _ => return None,
    }
    let (width, scale) = (u32::from(all.u16(28)?), u32::from(all.u16(32)?));
    let scale = if scale == 0 { 1000 } else { scale };
    let mut found = Found::default();
    found.walk(Records(all.0.get(start..)?), 0);
    let figure = Figure {
        src: format!("data{place}"),
        alt: found.alt.trim().to_owned(),
        width: width * scale / 1000 / TWIPS,
        ..Figure::default()
    };
    Some((figure, found.file?))
}

/// Records that follow each other: two bytes of version and instance, two of type, four of length.
#[derive(Clone, Copy)]
pub(super) struct Records<'b>(pub(super) &'b [u8]);

#[derive(Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) instance: u16,
    pub(super) kind: u16,
    pub(super) content: Bytes<'b>,
}

impl<'b> Iterator for Records<'b> {
    type Item = Record<'b>;

    fn next(&mut self) -> Option<Record<'b>> {
        let rest = Bytes(self.0);
        let len = rest.u32(4)? as usize;
        let content = rest.at(8, len)?;
        let record = Record { instance: rest.u16(0)? >> 4, kind: rest.u16(2)?, content };
        self.0 = self.0.get(8 + len..).unwrap_or_default();
        Some(record)
    }
}

impl<'b> Record<'b> {
    /// A shape, or the group's own in a group.
    pub(super) const SHAPE: u16 = 0xf004;
    /// What a shape is like.
    pub(super) const PROPERTIES: u16 = 0xf00b;
    /// A picture in a store of pictures.
    pub(super) const ENTRY: u16 = 0xf007;

    /// The bytes of the file, if this is a picture that browsers show.
    pub(super) fn file(&self) -> Option<&'b [u8]> {
        const JPEG: [u16; 2] = [0xf01d, 0xf02a];
        const PNG: u16 = 0xf01e;
        if self.kind != PNG && !JPEG.contains(&self.kind) {
            return None;
        }
        // One name of the contents or two, and a mark.
        let head = if self.instance & 1 == 0 { 17 } else { 33 };
        self.content.0.get(head..).filter(|file| file.len() as u64 <= MAX_PICTURE_BYTES)
    }

    /// What stands in an entry behind what it says of its picture and the picture's name.
    pub(super) fn in_entry(&self) -> Records<'b> {
        const HEAD: usize = 36;
        let name = usize::from(self.content.u8(33).unwrap_or(0));
        Records(self.content.0.get(HEAD + name..).unwrap_or_default())
    }

    pub(super) fn properties(&self) -> Properties {
        Properties::read(self.content, usize::from(self.instance))
    }
}

#[derive(Default)]
struct Found {
    alt: String,
    file: Option<Vec<u8>>,
}

impl Found {
    fn walk(&mut self, records: Records<'_>, depth: usize) {
        for record in records {
            match record.kind {
                Record::SHAPE if depth < MAX_DEPTH => {
                    self.walk(Records(record.content.0), depth + 1);
                }
                Record::ENTRY if depth < MAX_DEPTH => self.walk(record.in_entry(), depth + 1),
                Record::PROPERTIES => self.alt = record.properties().alt,
                _ if self.file.is_none() => self.file = record.file().map(<[u8]>::to_owned),
                _ => {}
            }
        }
    }
}

/// What we want to know of a shape, among its properties: six bytes each, and behind all of them, in their order,
/// what does not fit into four.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Properties {
    /// What its author says it shows.
    pub(super) alt: String,
    /// Number of its picture in the store, from 1.
    pub(super) picture: Option<u32>,
}

impl Properties {
    fn read(properties: Bytes<'_>, count: usize) -> Self {
        const IS_LONG: u16 = 0x8000;
        const PICTURE: u16 = 0x104;
        const DESCRIPTION: u16 = 0x381;
        let mut read = Properties::default();
        let mut at = 6 * count;
        for number in 0..count {
            let (Some(name), Some(value)) =
                (properties.u16(6 * number), properties.u32(6 * number + 2))
            else {
                break;
            };
            let is_long = name & IS_LONG != 0;
            match name & 0x3fff {
                PICTURE if !is_long && value > 0 => read.picture = Some(value),
                DESCRIPTION if is_long => {
                    let units = properties.at(at, value as usize).map_or(&[][..], |bytes| bytes.0);
                    let units =
                        units.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
                    let letters = char::decode_utf16(units.take_while(|unit| *unit != 0));
                    read.alt = letters.map(|letter| letter.unwrap_or(' ')).collect();
                }
                _ => {}
            }
            if is_long {
                at = at.saturating_add(value as usize);
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(instance: u16, kind: u16, content: &[u8]) -> Vec<u8> {
        let len = u32::try_from(content.len()).unwrap();
        let head = [(instance << 4).to_le_bytes(), kind.to_le_bytes()].concat();
        [&head[..], &len.to_le_bytes(), content].concat()
    }

    fn picture(kind: u16, records: &[u8]) -> Vec<u8> {
        let mut head = [0; 68];
        head[..4].copy_from_slice(&u32::try_from(68 + records.len()).unwrap().to_le_bytes());
        head[4] = 68;
        head[6..8].copy_from_slice(&kind.to_le_bytes());
        head[28..30].copy_from_slice(&3000_u16.to_le_bytes());
        head[32..34].copy_from_slice(&500_u16.to_le_bytes());
        [&head[..], records].concat()
    }

    #[test]
    fn a_picture_is_found_with_its_size_and_description() {
        let alt: Vec<u8> = "Cổng\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entry =
            |name: u16, value: u32| [&name.to_le_bytes()[..], &value.to_le_bytes()].concat();
        let properties =
            [entry(0x0104, 1), entry(0xc105, 2), entry(0xc381, 10), vec![0, 0], alt].concat();
        let shape = record(0, 0xf004, &record(3, 0xf00b, &properties));
        let blip = record(0x6e1, 0xf01e, &[&[7; 33][..], b"png"].concat());
        let entry = record(6, 0xf007, &[vec![0; 36], blip].concat());
        let data = [b"??".to_vec(), picture(0x64, &[shape, entry].concat())].concat();
        let (figure, file) = read(Bytes(&data), 2).unwrap();
        assert_eq!(
            (figure.alt.as_str(), figure.width, file.as_slice()),
            ("Cổng", 100, &b"png"[..])
        );
        // A drawing has no file, and what is cut or lies has nothing.
        assert_eq!(read(Bytes(&picture(0x64, &record(0, 0xf01b, b"wmf"))), 0), None);
        for len in 0..data.len() {
            let _ = read(Bytes(&data[..len]), 2);
            let mut lying = data.clone();
            lying[len] ^= 0xff;
            let _ = read(Bytes(&lying), 2);
        }
    }
}
