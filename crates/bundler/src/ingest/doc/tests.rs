//! Documents made byte by byte, for what no real one at hand has.

use std::io::Write;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A document of this text, in which rules hold for the character at `at`, and its stream of data.
fn document(text: &str, at: usize, rules: &[u8], data: &[u8]) -> Vec<u8> {
    document_with_shapes(text, at, rules, data, [&[], &[]])
}

/// The same with the list of what floats and the drawing.
fn document_with_shapes(
    text: &str,
    at: usize,
    rules: &[u8],
    data: &[u8],
    [anchors, drawing]: [&[u8]; 2],
) -> Vec<u8> {
    /// Where the text begins, behind the header and a page of properties.
    const START: usize = 0x400;
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let int = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let count = int(units.len() / 2);
    let pieces = [&[2][..], &int(16), &int(0), &count, &[0, 0], &int(START), &[0, 0]].concat();
    let pages = [int(START), int(START + units.len()), int(1)].concat();
    let table = pieces.len() + pages.len();
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
        (0x9a + 8 * 40, &int(table)),
        (0x9a + 8 * 40 + 4, &int(anchors.len())),
        (0x9a + 8 * 50, &int(table + anchors.len())),
        (0x9a + 8 * 50 + 4, &int(drawing.len())),
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
    let table = [&pieces, &pages, anchors, drawing].concat();
    let streams = [("/WordDocument", [main, units].concat()), ("/1Table", table)];
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

fn record(instance: u16, kind: u16, content: &[u8]) -> Vec<u8> {
    let len = u32::try_from(content.len()).unwrap();
    [&(instance << 4).to_le_bytes()[..], &kind.to_le_bytes(), &len.to_le_bytes(), content].concat()
}

/// A shape of this number that shows a picture of the store, or none.
fn shape(number: u32, picture: Option<u32>) -> Vec<u8> {
    let id = record(0x4b, 0xf00a, &[number.to_le_bytes(), [0; 4]].concat());
    let shown =
        picture.map(|picture| [&0x4104_u16.to_le_bytes()[..], &picture.to_le_bytes()].concat());
    let properties = shown.map(|shown| record(1, 0xf00b, &shown)).unwrap_or_default();
    record(0, 0xf004, &[id, properties].concat())
}

/// An anchor for each shape, at the places.
fn anchors_at(shapes: &[(u32, u32)], end: u32) -> Vec<u8> {
    let places = shapes.iter().map(|(place, _)| *place).chain([end]).flat_map(u32::to_le_bytes);
    let anchor = |number: u32| {
        let [left, right] = [150_u32, 1650].map(u32::to_le_bytes);
        [&number.to_le_bytes()[..], &left, &[0; 4], &right, &[0; 10]].concat()
    };
    places.chain(shapes.iter().flat_map(|(_, number)| anchor(*number))).collect()
}

/// The store and the drawing of the text, with these shapes in a group that holds all.
fn drawing_of(entries: &[u8], shapes: &[Vec<u8>]) -> Vec<u8> {
    let store = record(0, 0xf000, &record(1, 0xf001, entries));
    let all = record(0, 0xf003, &[shape(1024, None), shapes.concat()].concat());
    [store, vec![0], record(0, 0xf002, &all)].concat()
}

#[test]
fn pictures_beside_the_text_stand_below_their_paragraph_and_lines_are_nothing() {
    let blip = record(0x6e0, 0xf01e, &[&[0; 17][..], PNG].concat());
    // The first picture is in its entry, the second is said to be where nothing is, the third is a drawing.
    let entries = [
        record(6, 0xf007, &[&[0; 36][..], &blip].concat()),
        record(6, 0xf007, &[&[0; 28][..], &[0xff; 4], &[0; 4]].concat()),
        record(3, 0xf007, &[&[0; 36][..], &record(0x216, 0xf01b, b"wmf")].concat()),
    ]
    .concat();
    let group = record(0, 0xf003, &[shape(7, None), shape(8, Some(1)), shape(9, Some(3))].concat());
    let shapes = [shape(5, Some(1)), shape(6, None), shape(10, Some(2)), group];
    let drawing = drawing_of(&entries, &shapes);
    // A stand-in for older programs follows the first.
    let text = "Tr\u{8}\u{1}ên\r\u{8}D\u{8}ưới\r\u{8}\r\u{8}Hết\r";
    let anchors = anchors_at(&[(2, 5), (7, 6), (9, 10), (14, 7), (16, 99)], 21);
    let office = read(&document_with_shapes(text, 3, &[0x55, 8, 1], b"", [&anchors, &drawing]));
    let office = office.unwrap();
    let shown: Vec<String> = office
        .blocks
        .iter()
        .map(|block| match block {
            Block::Figure(figure) => format!("{} {}", figure.src, figure.width),
            block => block.passages().concat(),
        })
        .collect();
    assert_eq!(shown, ["Trên", "store1 100", "Dưới", "store1 0", "Hết"]);
    assert_eq!(office.pictures["store1"], PNG);
    // The one that is nowhere, the drawing in the group, and a shape that is not there.
    assert_eq!(office.lost, 3);
    // Entries that all lead to the same bytes are not more together than the document is.
    let large = record(0x6e0, 0xf01e, &[0; 40_000]);
    let entry = |start: &[u8]| record(6, 0xf007, &[&[0; 28][..], start, &[0; 4]].concat());
    let many = [shape(5, Some(1)), shape(6, Some(2)), shape(7, Some(3))];
    let start = u32::try_from(0x400 + 2 * text.encode_utf16().count()).unwrap();
    let entries = entry(&start.to_le_bytes()).repeat(3);
    let drawing = drawing_of(&entries, &many);
    let anchors = anchors_at(&[(2, 5), (7, 6), (9, 7)], 21);
    let whole = document_with_shapes(text, 3, &[0x55, 8, 1], b"", [&anchors, &drawing]);
    let mut file = cfb::CompoundFile::open(Cursor::new(whole)).unwrap();
    let mut stream = file.open_stream("/WordDocument").unwrap();
    std::io::Seek::seek(&mut stream, std::io::SeekFrom::End(0)).unwrap();
    stream.write_all(&large).unwrap();
    drop(stream);
    let office = read(&file.into_inner().into_inner()).unwrap();
    assert_eq!((office.pictures.len(), office.lost), (1, 2));
}

#[test]
fn a_drawing_that_is_cut_or_lies_ends_in_a_document_without_it() {
    let blip = record(0x6e0, 0xf01e, &[&[0; 17][..], PNG].concat());
    let entry = record(6, 0xf007, &[&[0; 36][..], &blip].concat());
    let drawing = drawing_of(&entry, &[shape(5, Some(1))]);
    let anchors = anchors_at(&[(2, 5)], 9);
    let text = "Tr\u{8}ên\r";
    for at in 0..drawing.len() {
        let mut lying = drawing.clone();
        lying[at] ^= 0xff;
        for drawing in [&drawing[..at], &lying] {
            let office =
                read(&document_with_shapes(text, 2, &[0x55, 8, 1], b"", [&anchors, drawing]));
            assert!(office.unwrap().lost <= 1);
        }
    }
    for len in 0..anchors.len() {
        read(&document_with_shapes(text, 2, &[0x55, 8, 1], b"", [&anchors[..len], &drawing]))
            .unwrap();
    }
}
