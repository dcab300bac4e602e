//! Writing packs: slices end to end, in files that a host accepts.

use sha2::{Digest, Sha256};

use crate::manifest;
use crate::slice::{SliceRef, seal};

/// The largest pack: hosts and upload forms limit file sizes.
pub const MAX_PACK_BYTES: u32 = 16 << 20;

/// A finished pack.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What the manifest says of it.
    pub entry: manifest::Pack,
    /// Its contents.
    pub contents: Vec<u8>,
}

/// Gathers slices into packs. Slices of one kind share packs; a pack holds one kind.
#[derive(Debug)]
pub struct PackWriter {
    max_bytes: u32,
    packs: Vec<OpenPack>,
}

#[derive(Debug)]
struct OpenPack {
    kind: &'static str,
    contents: Vec<u8>,
}

impl PackWriter {
    /// Begins a set of packs of at most `max_bytes` each. A slice larger than that gets a pack of
    /// its own.
    pub fn new(max_bytes: u32) -> Self {
        PackWriter { max_bytes: max_bytes.min(MAX_PACK_BYTES), packs: Vec::new() }
    }

    /// Adds a slice with its checksum.
    pub fn push(&mut self, kind: &'static str, payload: Vec<u8>) -> SliceRef {
        let len = payload.len() + 4;
        let has_room = |pack: &OpenPack| {
            pack.kind == kind && pack.contents.len() + len <= self.max_bytes as usize
        };
        // Only the last pack of a kind can have room: earlier ones were left because they had none.
        let last = self.packs.iter().rposition(|pack| pack.kind == kind);
        let pack = match last.filter(|pack| has_room(&self.packs[*pack])) {
            Some(pack) => pack,
            None => {
                self.packs.push(OpenPack { kind, contents: Vec::new() });
                self.packs.len() - 1
            }
        };
        let contents = &mut self.packs[pack].contents;
        let offset = contents.len() as u32;
        contents.extend(seal(offset, payload));
        SliceRef { pack: pack as u32, offset, bytes: contents.len() as u32 - offset }
    }

    /// Names the packs by their contents.
    pub fn finish(self) -> Vec<Pack> {
        let name = |OpenPack { kind, contents }: OpenPack| {
            let sha256 = hex(&Sha256::digest(&contents));
            let file = format!("{kind}-{}.bin", &sha256[..16]);
            let entry = manifest::Pack { file, bytes: contents.len() as u32, sha256 };
            Pack { entry, contents }
        };
        self.packs.into_iter().map(name).collect()
    }

    /// Numbers the packs, for a library that is not kept.
    pub fn finish_unnamed(self) -> Vec<Pack> {
        let name = |(OpenPack { kind, contents }, number): (OpenPack, u32)| {
            let file = format!("{kind}-{number}.bin");
            let entry =
                manifest::Pack { file, bytes: contents.len() as u32, ..manifest::Pack::default() };
            Pack { entry, contents }
        };
        self.packs.into_iter().zip(0..).map(name).collect()
    }
}

/// A name for the contents of a library: everything a reader can see goes into it.
pub fn build_id(packs: &[Pack], said: &[&str]) -> String {
    let mut hash = Sha256::new();
    for pack in packs {
        hash.update(&pack.entry.sha256);
        hash.update("\n");
    }
    hash.update(said.join("\n"));
    hex(&hash.finalize())[..16].to_owned()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_hold_one_kind_and_keep_the_limit() {
        let mut writer = PackWriter::new(20);
        let refs = ["index", "texts", "index", "index"].map(|kind| writer.push(kind, vec![7; 6]));
        let places = refs.map(|slice| (slice.pack, slice.offset, slice.bytes));
        assert_eq!(places, [(0, 0, 10), (1, 0, 10), (0, 10, 10), (2, 0, 10)]);
        let packs = writer.finish();
        let sizes =
            packs.iter().map(|pack| (pack.entry.file.split('-').next().unwrap(), pack.entry.bytes));
        assert_eq!(sizes.collect::<Vec<_>>(), [("index", 20), ("texts", 10), ("index", 10)]);
        assert_eq!(packs[0].entry.file.len(), "index-0123456789abcdef.bin".len());
    }
}
