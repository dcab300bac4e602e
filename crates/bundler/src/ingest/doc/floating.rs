//! Pictures that float beside the text of a Word document. A character (8) stands where they hang; a list says which shape
//! hangs there (PlcfSpa, [MS-DOC] 2.9.253 Spa), the drawing which picture a shape shows (OfficeArtContent), and a store of
//! pictures where its bytes are ([MS-ODRAW] 2.2.20, 2.2.32). Lines, boxes and what else is drawn are no pictures.

use std::collections::BTreeMap;

use docbao_bundle::Figure;

use super::Bytes;
use super::picture::{MAX_DEPTH, Record, Records, TWIPS};

/// The shapes of a document, and where they hang.
#[derive(Default)]
pub(super) struct Floating<'d> {
    /// By the characters' places in the text.
    anchors: BTreeMap<u32, Anchor>,
    /// By their numbers.
    shapes: BTreeMap<u32, Vec<Shown>>,
    /// Files in the order of the store.
    store: Vec<Option<&'d [u8]>>,
}

struct Anchor {
    shape: u32,
    /// In CSS pixels.
    width: u32,
}

/// A picture that a shape shows: its number in the store, from 1, and what its author says of it.
struct Shown {
    number: u32,
    alt: String,
}

/// A picture with the bytes of its file; `None` stands for one that cannot be had.
pub(super) type Hung<'d> = Option<(Figure, &'d [u8])>;

impl<'d> Floating<'d> {
    pub(super) fn read(main: &'d [u8], table: &'d [u8]) -> Self {
        const ANCHORS: usize = 40;
        const DRAWING: usize = 50;
        let (main, table) = (Bytes(main), Bytes(table));
        let mut floating = Floating::default();
        let anchors = table.part(main, ANCHORS);
        floating.anchors = anchors.map(|list| anchors_of(list).collect()).unwrap_or_default();
        if let Some(drawing) = table.part(main, DRAWING) {
            // Without one the shapes have no pictures, and are told as lost where they hang.
            let _ = floating.take(drawing, main);
        }
        floating
    }

    /// The pictures of the shape that hangs on the character at a place, several for a group. `None` if there hangs no
    /// shape. A shape hangs once: all that says it hangs again would be more than the document.
    pub(super) fn at(&mut self, position: u32) -> Option<Vec<Hung<'d>>> {
        let anchor = self.anchors.get(&position)?;
        let Some(shape) = self.shapes.remove(&anchor.shape) else {
            return Some(vec![None]);
        };
        // A group is as wide as all of its pictures, and says nothing of each.
        let width = if shape.len() == 1 { anchor.width } else { 0 };
        let figure = |shown: &Shown| {
            let file = *self.store.get((shown.number as usize).checked_sub(1)?)?;
            let (src, alt) = (format!("store{}", shown.number), shown.alt.trim().to_owned());
            Some((Figure { src, alt, width, ..Figure::default() }, file?))
        };
        Some(shape.iter().map(figure).collect())
    }

    /// Takes the store of pictures and what stands behind it, the drawings of the text and of the headers, each after a
    /// byte that says which it is.
    fn take(&mut self, content: Bytes<'d>, main: Bytes<'d>) -> Option<()> {
        const STORE: u16 = 0xf001;
        const GROUP: u16 = 0xf003;
        let group = Records(content.0).next()?;
        for record in Records(group.content.0).filter(|record| record.kind == STORE) {
            let entries = Records(record.content.0).filter(|entry| entry.kind == Record::ENTRY);
            self.store = entries.map(|entry| file(&entry, main)).collect();
        }
        self.share_room(main.0.len() + content.0.len());
        let mut at = 8 + group.content.0.len();
        while let Some(drawing) = Records(content.0.get(at + 1..)?).next() {
            for group in Records(drawing.content.0).filter(|record| record.kind == GROUP) {
                for record in Records(group.content.0) {
                    let (mut number, mut shown) = (None, Vec::new());
                    gather(&record, &mut number, &mut shown, 0);
                    if let Some(number) = number {
                        self.shapes.insert(number, shown);
                    }
                }
            }
            at += 9 + drawing.content.0.len();
        }
        Some(())
    }

    /// Leaves out the pictures that would be more together than the document is: entries of a store may all lead to the
    /// same bytes, and each is a copy.
    fn share_room(&mut self, mut room: usize) {
        for file in &mut self.store {
            match file.and_then(|file| room.checked_sub(file.len())) {
                Some(left) => room = left,
                None => *file = None,
            }
        }
    }
}

/// Where shapes hang: the places, one more than there are shapes, and behind them for each its number, its four edges in
/// twentieths of a point, and how the text runs around it.
fn anchors_of(list: Bytes<'_>) -> impl Iterator<Item = (u32, Anchor)> {
    const PLACE: usize = 4;
    const SHAPE: usize = 26;
    let count = list.0.len().saturating_sub(PLACE) / (PLACE + SHAPE);
    (0..count).map_while(move |number| {
        let at = PLACE * (count + 1) + SHAPE * number;
        let edge = |which: usize| Some(i64::from(list.u32(at + 4 + 4 * which)?.cast_signed()));
        let twips = u32::try_from(edge(2)? - edge(0)?).unwrap_or(0);
        let anchor = Anchor { shape: list.u32(at)?, width: twips / TWIPS };
        Some((list.u32(PLACE * number)?, anchor))
    })
}

/// The file of an entry: in it, or where it says in the stream of the text.
fn file<'d>(entry: &Record<'d>, main: Bytes<'d>) -> Option<&'d [u8]> {
    const ELSEWHERE: usize = 28;
    let inside = entry.in_entry().next();
    let outside = || {
        let start = entry.content.u32(ELSEWHERE)? as usize;
        // At the beginning of the stream is its header, and no picture.
        Records(main.0.get(start..).filter(|_| start > 0)?).next()
    };
    inside.or_else(outside)?.file()
}

/// The number of a shape, or of the group that shapes are in, and all pictures it shows.
fn gather(record: &Record<'_>, number: &mut Option<u32>, shown: &mut Vec<Shown>, depth: usize) {
    const GROUP: u16 = 0xf003;
    const NUMBER: u16 = 0xf00a;
    match record.kind {
        GROUP | Record::SHAPE if depth < MAX_DEPTH => {
            for inner in Records(record.content.0) {
                gather(&inner, number, shown, depth + 1);
            }
        }
        NUMBER => *number = number.or(record.content.u32(0)),
        Record::PROPERTIES => {
            let properties = record.properties();
            let picture = properties.picture;
            shown.extend(picture.map(|number| Shown { number, alt: properties.alt }));
        }
        _ => {}
    }
}
