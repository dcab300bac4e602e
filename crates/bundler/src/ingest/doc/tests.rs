//! Documents made byte by byte, for what no real one at hand has.

use std::io::Write;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A document of this text, in which rules hold for the character at `at`, and its stream of data.
fn document(text: &str, at: usize, rules: &[u8], data: &[u8]) -> Vec<u8> {
    /// Where the text begins, behind the header and a page of properties.
    const START: usize = 0x400;
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let int = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let count = int(units.len() / 2);
    let pieces = [&[2][..], &int(16), &int(0), &count, &[0, 0], &int(START), &[0, 0]].concat();
    let pages = [int(START), int(START + units.len()), int(1)].concat();
    let mut main = vec![0; START];
    for (place, bytes) in [
        (0, &WORD_97.to_le_bytes()[..]),
        (2, &193_u16.to_le_bytes()),
        (0x0a, &0x0200_u16.to_le_bytes()),
        (0x4c, &count),
        (0x9a + 8 * 33, &int(0)),
        (0x9a + 8 * 33 + 4, &int(pieces.len())),
        (0x9a + 8 * 12, &int(pieces.len())),
        (0x9a + 8 * 12 + 4, &int(pages.len())),
        // The page: places of three stretches, where the rules of each are, and these.
        (0x200, &int(START)),
        (0x204, &int(START + 2 * at)),
        (0x208, &int(START + 2 * at + 2)),
        (0x20c, &int(START + units.len())),
        (0x210, &[0, 0x20, 0]),
        (0x240, &[u8::try_from(rules.len()).unwrap()]),
        (0x241, rules),
        (0x3ff, &[3]),
    ] {
        main[place..place + bytes.len()].copy_from_slice(bytes);
    }
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let streams =
        [("/WordDocument", [main, units].concat()), ("/1Table", [pieces, pages].concat())];
    for (name, bytes) in streams.into_iter().chain([("/Data", data.to_owned())]) {
        file.create_stream(name).unwrap().write_all(&bytes).unwrap();
    }
    file.into_inner().into_inner()
}

#[test]
fn a_picture_in_the_text_stands_between_its_paragraphs() {
    let blip = [&[0; 17][..], PNG].concat();
    let blip = [&[0, 0x6e, 0x1e, 0xf0, 25, 0, 0, 0], &blip[..]].concat();
    let mut data = vec![0; 4 + 68];
    data[4] = u8::try_from(68 + blip.len()).unwrap();
    data[8] = 68;
    data[10] = 0x64;
    data.extend(blip);
    // It is special, and its picture is at four.
    let rules = [0x55, 0x08, 1, 0x03, 0x6a, 4, 0, 0, 0];
    let text = "Trên\u{1}dưới\r";
    let office = read(&document(text, 4, &rules, &data)).unwrap();
    assert!(
        matches!(
            &office.blocks[..],
            [Block::Paragraph(_), Block::Figure(figure), Block::Paragraph(_)] if figure.src == "data4"
        ),
        "{:?}",
        office.blocks
    );
    assert_eq!((office.pictures["data4"].as_slice(), office.lost), (PNG, 0));
    // Without its bytes it is named, and the text is there.
    let office = read(&document(text, 4, &rules, b"")).unwrap();
    assert_eq!((office.blocks.len(), office.lost), (1, 1));
}
