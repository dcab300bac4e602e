//! Sorted tables: byte strings to byte strings, in slices of about a kilobyte, so that looking one
//! key up in a table of any size reads one slice a level, and levels are three for a library of
//! thousands of articles and four for hundreds of thousands.
//!
//! The shape is the sorted string table of LevelDB with its index made of the same nodes, i.e. a
//! static B⁺-tree: leaves hold entries, inner nodes the separators and lengths of their children,
//! which lie end to end. Keys share their beginnings with the key before (front coding).
//!
//! Reading never waits and never fetches: what is not there is named, and the caller gets it.

use std::ops::ControlFlow;

use crate::error::DecodeError;
use crate::slice::SliceRef;
use crate::wire::Cursor;

/// The slices that are at hand.
pub trait Slices {
    /// Payload of a slice, checksum verified and removed; `None` if it is not at hand.
    fn slice(&self, at: SliceRef) -> Option<&[u8]>;
}

/// What a look-up gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<T> {
    /// What was sought.
    Found(T),
    /// The table has no such thing.
    Absent,
    /// It cannot be said without this slice.
    Missing(SliceRef),
}

/// A key and its value.
pub type Entry<'a> = (Vec<u8>, &'a [u8]);

/// What a scan hands key and value of an entry to.
type Each<'s, 'a> = dyn FnMut(&[u8], &'a [u8]) -> ControlFlow<()> + 's;

/// A table, by where its root lies.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    root: SliceRef,
}

const LEAF: u8 = 0;
const INNER: u8 = 1;

/// Levels a table may have: enough for two children a node, which only keys of kilobytes lead to.
const MAX_DEPTH: u32 = 24;

/// Slices one scan may look at: a bound for tables that lie about themselves.
const MAX_SCAN: u32 = 1 << 16;

const LYING: DecodeError = DecodeError::damaged("table");

impl Table {
    /// The table that begins at `root`.
    pub fn new(root: SliceRef) -> Self {
        Table { root }
    }

    /// Looks one key up.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if a slice is no part of a table.
    pub fn get<'a>(
        &self,
        slices: &'a dyn Slices,
        key: &[u8],
    ) -> Result<Lookup<&'a [u8]>, DecodeError> {
        Ok(match self.floor(slices, key)? {
            Lookup::Found((found, value)) if found == key => Lookup::Found(value),
            Lookup::Found(_) | Lookup::Absent => Lookup::Absent,
            Lookup::Missing(slice) => Lookup::Missing(slice),
        })
    }

    /// Looks up the last entry at or before `key`, of those in the leaf that `key` belongs to. In a
    /// table whose entries stand for spans of keys that is the one whose span `key` lies in, if any.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if a slice is no part of a table.
    pub fn floor<'a>(
        &self,
        slices: &'a dyn Slices,
        key: &[u8],
    ) -> Result<Lookup<Entry<'a>>, DecodeError> {
        let mut at = self.root;
        for _ in 0..MAX_DEPTH {
            let Some(payload) = slices.slice(at) else {
                return Ok(Lookup::Missing(at));
            };
            let mut node = Node::open(payload)?;
            if !node.is_inner {
                let (mut floor, mut before) = (None, Vec::new());
                while let Some(value) = node.next_entry()? {
                    if node.key.as_slice() > key {
                        break;
                    }
                    floor = Some(value);
                    before.clone_from(&node.key);
                }
                return Ok(floor.map_or(Lookup::Absent, |value| Lookup::Found((before, value))));
            }
            // The first child also covers what sorts before its separator.
            at = node.next_child()?.ok_or(LYING)?;
            while let Some(child) = node.next_child()? {
                if node.key.as_slice() > key {
                    break;
                }
                at = child;
            }
        }
        Err(LYING)
    }

    /// The slices right below the root: what every look-up reads next. Empty if there are none, or the
    /// root is not at hand.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if the root is no part of a table.
    pub fn below_root(&self, slices: &dyn Slices) -> Result<Vec<SliceRef>, DecodeError> {
        let mut below = Vec::new();
        if let Some(payload) = slices.slice(self.root) {
            let mut node = Node::open(payload)?;
            while node.is_inner {
                let Some(child) = node.next_child()? else { break };
                below.push(child);
            }
        }
        Ok(below)
    }

    /// Hands every entry whose key begins with `prefix` to `each`, in order, until it breaks.
    /// Slices that are not at hand are added to `missing`; what lies in the others is still handed out.
    /// Looks at most at `max_leaves` leaves, at hand and missing, and returns whether they were fewer.
    ///
    /// # Errors
    /// [`DecodeError::Damaged`] if a slice is no part of a table.
    pub fn scan<'a>(
        &self,
        slices: &'a dyn Slices,
        prefix: &[u8],
        max_leaves: u32,
        missing: &mut Vec<SliceRef>,
        each: &mut Each<'_, 'a>,
    ) -> Result<bool, DecodeError> {
        let mut scan = Scan { slices, prefix, missing, each, leaves: max_leaves, budget: MAX_SCAN };
        let _ = scan.node(self.root, MAX_DEPTH)?;
        Ok(scan.leaves > 0)
    }
}

struct Scan<'s, 'a> {
    slices: &'a dyn Slices,
    prefix: &'s [u8],
    missing: &'s mut Vec<SliceRef>,
    each: &'s mut Each<'s, 'a>,
    leaves: u32,
    budget: u32,
}

impl Scan<'_, '_> {
    fn node(&mut self, at: SliceRef, depth: u32) -> Result<ControlFlow<()>, DecodeError> {
        let depth = depth.checked_sub(1).ok_or(LYING)?;
        self.budget = self.budget.checked_sub(1).ok_or(LYING)?;
        let Some(payload) = self.slices.slice(at) else {
            // It may be an inner node, but then it is the only one asked for.
            self.missing.push(at);
            return Ok(self.count_leaf());
        };
        let mut node = Node::open(payload)?;
        if !node.is_inner {
            while let Some(value) = node.next_entry()? {
                if node.key.starts_with(self.prefix) {
                    if (self.each)(&node.key, value).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                } else if node.key.as_slice() > self.prefix {
                    return Ok(ControlFlow::Break(()));
                }
            }
            return Ok(self.count_leaf());
        }
        // A child ends where the next begins, so it is entered once the next separator is known.
        let mut pending = node.next_child()?;
        while let Some(child) = pending {
            pending = node.next_child()?;
            let ends_before = pending.is_some() && node.key.as_slice() <= self.prefix;
            if ends_before {
                continue;
            }
            let is_last = pending.is_some()
                && node.key.as_slice() > self.prefix
                && !node.key.starts_with(self.prefix);
            if self.node(child, depth)?.is_break() || is_last {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn count_leaf(&mut self) -> ControlFlow<()> {
        self.leaves = self.leaves.saturating_sub(1);
        if self.leaves == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// A slice of a table, read from its beginning.
struct Node<'a> {
    is_inner: bool,
    cursor: Cursor<'a>,
    /// Key of the entry, or separator of the child, that was read last.
    key: Vec<u8>,
    is_first: bool,
    next_child: SliceRef,
}

impl<'a> Node<'a> {
    fn open(payload: &'a [u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(payload);
        let is_inner = match cursor.u8()? {
            LEAF => false,
            INNER => true,
            _ => return Err(LYING),
        };
        Ok(Node {
            is_inner,
            cursor,
            key: Vec::new(),
            is_first: true,
            next_child: SliceRef::default(),
        })
    }

    /// Moves to the next entry and returns its value.
    fn next_entry(&mut self) -> Result<Option<&'a [u8]>, DecodeError> {
        if self.cursor.is_at_end() {
            return Ok(None);
        }
        let shared = self.cursor.u32()? as usize;
        let suffix = self.cursor.bytes()?;
        let grows = match self.key.get(shared..) {
            Some([]) => self.is_first || !suffix.is_empty(),
            Some([next, ..]) => suffix.first() > Some(next),
            None => false,
        };
        if !grows {
            return Err(LYING);
        }
        self.is_first = false;
        self.key.truncate(shared);
        self.key.extend_from_slice(suffix);
        self.cursor.bytes().map(Some)
    }

    /// Moves to the next child and returns where it lies.
    fn next_child(&mut self) -> Result<Option<SliceRef>, DecodeError> {
        let Some(value) = self.next_entry()? else {
            return Ok(None);
        };
        let mut value = Cursor::new(value);
        let mut child = SliceRef { bytes: value.u32()?, ..self.next_child };
        if !value.is_at_end() {
            child.pack = value.u32()?;
            child.offset = value.u32()?;
        }
        self.next_child = child;
        self.next_child.offset = child.offset.checked_add(child.bytes).ok_or(LYING)?;
        Ok(Some(child))
    }
}

#[cfg(feature = "write")]
pub use writer::TableWriter;

#[cfg(feature = "write")]
mod writer {
    use super::{INNER, LEAF};
    use crate::pack::PackWriter;
    use crate::slice::SliceRef;
    use crate::wire::{put_bytes, put_u32};

    /// Inner nodes are closed beyond this size, in bytes. Smaller ones cost a round trip a level,
    /// larger ones bytes a look-up. Measured on 100,000 articles: from 1,024 to 800 a first query takes 119.4, then
    /// 115.4 KB in the same 5.0 rounds; at 640 it is 107.9 KB in 5.7.
    const INNER_BYTES: usize = 800;

    /// Writes a table from entries in ascending order of keys.
    #[derive(Debug)]
    pub struct TableWriter<'p> {
        packs: &'p mut PackWriter,
        kind: &'static str,
        leaf_bytes: usize,
        leaf: Vec<u8>,
        leaf_separator: Vec<u8>,
        last_key: Option<Vec<u8>>,
        /// End of the span of the last entry.
        last_end: Vec<u8>,
        children: Vec<Child>,
    }

    #[derive(Debug)]
    struct Child {
        separator: Vec<u8>,
        slice: SliceRef,
    }

    impl<'p> TableWriter<'p> {
        /// Begins a table in packs of `kind`. A leaf is closed before it grows beyond `leaf_bytes`;
        /// a single larger value gets a leaf of its own.
        pub fn new(packs: &'p mut PackWriter, kind: &'static str, leaf_bytes: usize) -> Self {
            TableWriter {
                packs,
                kind,
                leaf_bytes,
                leaf: Vec::new(),
                leaf_separator: Vec::new(),
                last_key: None,
                last_end: Vec::new(),
                children: Vec::new(),
            }
        }

        /// Adds an entry.
        ///
        /// # Panics
        /// If `key` is not greater than the key before: the caller sorts.
        pub fn push(&mut self, key: &[u8], value: &[u8]) {
            self.push_span(key, key, value);
        }

        /// Adds an entry that stands for all keys from `key` to `end`, for [`Table::floor`].
        ///
        /// # Panics
        /// If `key` is not greater than the end before, or `end` is less than `key`.
        ///
        /// [`Table::floor`]: super::Table::floor
        pub fn push_span(&mut self, key: &[u8], end: &[u8], value: &[u8]) {
            assert!(key <= end, "a span begins before it ends");
            if self.last_key.is_some() {
                assert!(self.last_end.as_slice() < key, "keys of a table must ascend");
            }
            let entry_bytes = key.len() + value.len() + 3;
            if !self.leaf.is_empty() && self.leaf.len() + entry_bytes > self.leaf_bytes {
                self.close_leaf();
            }
            let last_key = self.last_key.take().unwrap_or_default();
            if self.leaf.is_empty() {
                self.leaf.push(LEAF);
                self.leaf_separator = separator(&self.last_end, key);
                put_entry(&mut self.leaf, &[], key, value);
            } else {
                put_entry(&mut self.leaf, &last_key, key, value);
            }
            self.last_key = Some(key.to_vec());
            self.last_end = end.to_vec();
        }

        /// Writes what is left and returns the root.
        pub fn finish(mut self) -> SliceRef {
            if self.leaf.is_empty() {
                self.leaf.push(LEAF);
            }
            self.close_leaf();
            let mut level = self.children;
            loop {
                if let [root] = level.as_slice() {
                    return root.slice;
                }
                level = write_level(self.packs, self.kind, level);
            }
        }

        fn close_leaf(&mut self) {
            let slice = self.packs.push(self.kind, std::mem::take(&mut self.leaf));
            let separator = std::mem::take(&mut self.leaf_separator);
            self.children.push(Child { separator, slice });
        }
    }

    /// Writes the nodes above `children` and returns them.
    fn write_level(packs: &mut PackWriter, kind: &'static str, children: Vec<Child>) -> Vec<Child> {
        let mut nodes: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let mut children_of_open = 0;
        let mut last: Option<Child> = None;
        for child in children {
            // Two children at least, however long their keys: else the levels would never end.
            let has_room = |node: &[u8]| node.len() < INNER_BYTES || children_of_open < 2;
            let open = nodes.last_mut().filter(|(_, node)| has_room(node));
            let mut value = Vec::new();
            put_u32(&mut value, child.slice.bytes);
            let follows = last.as_ref().is_some_and(|last| {
                last.slice.pack == child.slice.pack
                    && last.slice.offset + last.slice.bytes == child.slice.offset
            });
            if open.is_none() || !follows {
                put_u32(&mut value, child.slice.pack);
                put_u32(&mut value, child.slice.offset);
            }
            match (open, &last) {
                (Some((_, node)), Some(last)) => {
                    put_entry(node, &last.separator, &child.separator, &value);
                    children_of_open += 1;
                }
                _ => {
                    let mut node = vec![INNER];
                    put_entry(&mut node, &[], &child.separator, &value);
                    nodes.push((child.separator.clone(), node));
                    children_of_open = 1;
                }
            }
            last = Some(child);
        }
        let write = |(separator, node)| Child { separator, slice: packs.push(kind, node) };
        nodes.into_iter().map(write).collect()
    }

    fn put_entry(out: &mut Vec<u8>, previous: &[u8], key: &[u8], value: &[u8]) {
        let shared = shared_len(previous, key);
        put_u32(out, shared as u32);
        put_bytes(out, &key[shared..]);
        put_bytes(out, value);
    }

    /// The shortest beginning of `key` that is greater than `previous`.
    fn separator(previous: &[u8], key: &[u8]) -> Vec<u8> {
        let len = shared_len(previous, key) + 1;
        key[..len.min(key.len())].to_vec()
    }

    fn shared_len(a: &[u8], b: &[u8]) -> usize {
        a.iter().zip(b).take_while(|(a, b)| a == b).count()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::pack::{Pack, PackWriter};
    use crate::slice;

    /// Packs in memory; if a set is given, only the slices in it are at hand.
    struct Shelf {
        packs: Vec<Pack>,
        at_hand: Option<BTreeSet<SliceRef>>,
    }

    impl Slices for Shelf {
        fn slice(&self, at: SliceRef) -> Option<&[u8]> {
            let pack = &self.packs.get(at.pack as usize)?.contents;
            let sealed = pack.get(at.offset as usize..(at.offset + at.bytes) as usize)?;
            let payload = slice::open(at, sealed).ok()?;
            self.at_hand.as_ref().is_none_or(|set| set.contains(&at)).then_some(payload)
        }
    }

    type Entries = BTreeMap<Vec<u8>, Vec<u8>>;

    fn write(entries: &Entries, leaf_bytes: usize, pack_bytes: u32) -> (Shelf, Table) {
        let mut packs = PackWriter::new(pack_bytes);
        let mut writer = TableWriter::new(&mut packs, "index", leaf_bytes);
        entries.iter().for_each(|(key, value)| writer.push(key, value));
        let table = Table::new(writer.finish());
        (Shelf { packs: packs.finish(), at_hand: None }, table)
    }

    fn scan(shelf: &Shelf, table: Table, prefix: &[u8]) -> (Entries, Vec<SliceRef>) {
        let (mut found, mut missing) = (Entries::new(), Vec::new());
        let mut each = |key: &[u8], value: &[u8]| {
            found.insert(key.to_vec(), value.to_vec());
            ControlFlow::Continue(())
        };
        table.scan(shelf, prefix, u32::MAX, &mut missing, &mut each).unwrap();
        (found, missing)
    }

    fn key() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(prop::sample::select(b"ab\0\xff".to_vec()), 0..7)
    }

    #[test]
    fn keys_longer_than_a_node_still_make_a_tree() {
        let key = |n: u8| [vec![b'k'; 9_000], vec![n]].concat();
        let entries = (0..20).map(|n| (key(n), vec![n])).collect();
        let (shelf, table) = write(&entries, 100, 16 << 20);
        assert_eq!(table.get(&shelf, &key(17)), Ok(Lookup::Found(&[17][..])));
    }

    #[test]
    fn what_lies_below_the_root_is_named() {
        let entries = (0..200u8).map(|n| (vec![n], vec![n; 20])).collect();
        let (mut shelf, table) = write(&entries, 100, 16 << 20);
        let below = table.below_root(&shelf).unwrap();
        assert!(below.len() > 10 && below.iter().all(|slice| shelf.slice(*slice).is_some()));
        shelf.at_hand = Some(BTreeSet::new());
        assert_eq!(table.below_root(&shelf), Ok(vec![]));
        let (shelf, table) = write(&Entries::new(), 100, 16 << 20);
        assert_eq!(table.below_root(&shelf), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn tables_are_maps(
            entries in prop::collection::btree_map(key(), prop::collection::vec(any::<u8>(), 0..9), 0..300),
            leaf_bytes in 1usize..100, pack_bytes in 60u32..20_000, probe in key(),
            max_leaves in 1u32..20,
        ) {
            let (shelf, table) = write(&entries, leaf_bytes, pack_bytes);
            for (key, value) in &entries {
                prop_assert_eq!(table.get(&shelf, key), Ok(Lookup::Found(value.as_slice())));
            }
            let expected = entries.get(&probe).map_or(Lookup::Absent, |value| Lookup::Found(value.as_slice()));
            prop_assert_eq!(table.get(&shelf, &probe), Ok(expected));
            let (found, mut missing) = scan(&shelf, table, &probe);
            let expected: Entries = entries.into_iter().filter(|(key, _)| key.starts_with(&probe)).collect();
            prop_assert_eq!(&found, &expected);
            prop_assert!(missing.is_empty());
            // What is said to be whole is.
            let mut first = Entries::new();
            let mut each = |key: &[u8], value: &[u8]| {
                first.insert(key.to_vec(), value.to_vec());
                ControlFlow::Continue(())
            };
            let is_whole = table.scan(&shelf, &probe, max_leaves, &mut missing, &mut each).unwrap();
            prop_assert!(first == expected || !is_whole);
            prop_assert!(is_whole || max_leaves as usize <= expected.len() + 2);
        }

        #[test]
        fn spans_are_found_by_any_key_in_them(
            keys in prop::collection::btree_set(key(), 2..200), leaf_bytes in 1usize..60, probe in key(),
        ) {
            let keys: Vec<_> = keys.into_iter().collect();
            let mut packs = PackWriter::new(20_000);
            let mut writer = TableWriter::new(&mut packs, "index", leaf_bytes);
            for span in keys.chunks_exact(2) {
                writer.push_span(&span[0], &span[1], &[7]);
            }
            let table = Table::new(writer.finish());
            let shelf = Shelf { packs: packs.finish(), at_hand: None };
            let of = |key: &Vec<u8>| keys.chunks_exact(2).find(|span| span[0] <= *key && *key <= span[1]);
            for key in keys.iter().chain([&probe]) {
                if let Some(span) = of(key) {
                    prop_assert_eq!(table.floor(&shelf, key), Ok(Lookup::Found((span[0].clone(), &[7][..]))));
                }
            }
        }

        #[test]
        fn a_scan_stops_after_so_many_leaves(
            entries in prop::collection::btree_map(key(), Just(vec![1]), 1..300), max_leaves in 1u32..9,
        ) {
            let (shelf, table) = write(&entries, 1, 20_000);
            let mut found = 0;
            let mut each = |_: &[u8], _: &[u8]| { found += 1; ControlFlow::Continue(()) };
            table.scan(&shelf, &[], max_leaves, &mut Vec::new(), &mut each).unwrap();
            prop_assert_eq!(found, entries.len().min(max_leaves as usize));
        }

        #[test]
        fn fetching_what_is_missing_leads_to_the_answer(
            entries in prop::collection::btree_map(key(), Just(vec![1]), 1..300), probe in key(),
        ) {
            let (mut shelf, table) = write(&entries, 30, 20_000);
            let (expected, _) = scan(&shelf, table, &probe);
            shelf.at_hand = Some(BTreeSet::new());
            for _ in 0..MAX_DEPTH {
                let (found, missing) = scan(&shelf, table, &probe);
                if missing.is_empty() {
                    prop_assert_eq!(found, expected);
                    return Ok(());
                }
                shelf.at_hand.as_mut().unwrap().extend(missing);
            }
            prop_assert!(false, "more rounds than levels");
        }

        #[test]
        fn any_bytes_end_in_an_answer_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..60), probe in key()) {
            struct Same(Vec<u8>);
            impl Slices for Same {
                fn slice(&self, _: SliceRef) -> Option<&[u8]> {
                    Some(&self.0)
                }
            }
            for kind in [LEAF, INNER] {
                let node = Same([&[kind], bytes.as_slice()].concat());
                let table = Table::new(SliceRef::default());
                let _ = table.get(&node, &probe);
                let _ = table.scan(&node, &probe, u32::MAX, &mut Vec::new(), &mut |_, _| ControlFlow::Continue(()));
            }
        }
    }
}
