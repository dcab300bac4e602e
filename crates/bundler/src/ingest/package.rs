//! Documents that are zip archives of XML, such as `.docx`: reading their parts with bounded memory.
//!
//! Parts are asked for by name and never written to a disk, so a path in an archive leads nowhere.

use std::io::{BufRead, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::encoding;

/// The largest part when unpacked. The text of a thousand pages is a tenth of it; an archive that swells beyond
/// is no document.
const MAX_PART_BYTES: u64 = 64 << 20;

/// The same for all parts together, where another program reads them.
const MAX_ALL_BYTES: u64 = if cfg!(test) { 8 << 20 } else { 256 << 20 };

/// An open archive.
pub(super) struct Package<'b>(ZipArchive<Cursor<&'b [u8]>>);

impl<'b> Package<'b> {
    /// Opens an archive. The error says what is wrong with it.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        const OLE: &[u8] = b"\xd0\xcf\x11\xe0";
        if bytes.starts_with(OLE) {
            return Err(
                "the document is encrypted, or in the format of an older program".to_owned()
            );
        }
        let archive = ZipArchive::new(Cursor::new(bytes));
        archive.map(Package).map_err(|error| format!("the file is damaged ({error})"))
    }

    /// Makes sure that all parts together are no longer than a document's can be.
    pub(super) fn weigh(&mut self) -> Result<(), String> {
        let mut left = MAX_ALL_BYTES;
        for number in 0..self.0.len() {
            let part = self
                .0
                .by_index(number)
                .map_err(|error| format!("the file is damaged ({error})"))?;
            let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
            let unpacked = unpacked.map_err(|error| format!("the file is damaged ({error})"))?;
            left = left.checked_sub(unpacked).ok_or_else(|| {
                format!("its parts are larger than {} MiB when unpacked", MAX_ALL_BYTES >> 20)
            })?;
        }
        Ok(())
    }

    /// The text of a part; `None` if there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, String> {
        let Some(bytes) = self.bytes(name, MAX_PART_BYTES)? else {
            return Ok(None);
        };
        let decoded = encoding::decode(&bytes, None);
        decoded.map(|decoded| Some(decoded.text)).ok_or(format!("the part {name} is no text"))
    }

    /// What is in a part, which may be so long; `None` if there is no such part.
    pub(super) fn bytes(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
        let file = match self.0.by_name(name) {
            Err(ZipError::FileNotFound) => return Ok(None),
            file => file.map_err(|error| format!("the part {name} is damaged ({error})"))?,
        };
        let mut bytes = Vec::new();
        let read = file.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("the part {name} is damaged ({error})"))?;
        if bytes.len() as u64 > limit {
            let limit = limit >> 20;
            return Err(format!("the part {name} is larger than {limit} MiB when unpacked"));
        }
        Ok(Some(bytes))
    }
}

/// A piece of XML. Names are without their prefixes.
pub(super) enum Xml<'x> {
    Open(Tag<'x>),
    Close(String),
    Text(String),
}

/// A start tag. One that is empty is closed next.
pub(super) struct Tag<'x> {
    pub(super) name: String,
    tag: BytesStart<'x>,
}

impl Tag<'_> {
    /// The name with its prefix.
    pub(super) fn prefixed(&self) -> String {
        self.tag.name().as_ref().to_owned()
    }

    /// Value of an attribute, whatever its prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut found = attributes.filter(|attribute| attribute.key.local_name().as_ref() == name);
        let value = found.next()?.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(value.into_owned())
    }
}

/// Reads XML piece by piece. Only the five entities that XML knows are resolved: a document that
/// declares others is read without them, so none can swell.
pub(super) fn each_piece(xml: &str, mut each: impl FnMut(Xml<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    loop {
        let event = reader.read_event().map_err(|error| broken(&error))?;
        if !hand_on(event, &mut each) {
            return Ok(());
        }
    }
}

/// The same for XML of any length, in UTF-8. Only the piece at hand is in memory.
pub(super) fn each_piece_of(
    reader: impl BufRead,
    mut each: impl FnMut(Xml<'_>),
) -> Result<(), String> {
    let mut reader = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|error| broken(&error))?;
        if !hand_on(event, &mut each) {
            return Ok(());
        }
        buffer.clear();
    }
}

fn broken(error: &quick_xml::Error) -> String {
    format!("its XML is broken ({error})")
}

/// Returns whether the document goes on.
fn hand_on(event: Event<'_>, each: &mut impl FnMut(Xml<'_>)) -> bool {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    match event {
        Event::Eof => return false,
        Event::Start(tag) => each(Xml::Open(Tag { name: local(tag.name().as_ref()), tag })),
        Event::Empty(tag) => {
            let name = local(tag.name().as_ref());
            each(Xml::Open(Tag { name: name.clone(), tag }));
            each(Xml::Close(name));
        }
        Event::End(tag) => each(Xml::Close(local(tag.name().as_ref()))),
        Event::Text(text) => each(Xml::Text(text.xml10_content().into_owned())),
        Event::CData(text) => each(Xml::Text(text.into_inner().into_owned())),
        Event::GeneralRef(reference) => {
            let character = reference.resolve_char_ref().ok().flatten();
            let text = character.map(String::from).or_else(|| {
                quick_xml::escape::resolve_xml_entity(&reference.xml10_content()).map(str::to_owned)
            });
            text.into_iter().for_each(|text| each(Xml::Text(text)));
        }
        _ => {}
    }
    true
}
