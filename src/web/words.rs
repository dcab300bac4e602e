//! The words of an element as one text, and the way from places in it to places on the screen and back.

use std::ops::Range;

use wasm_bindgen::JsValue;
use web_sys::Element;

use super::js;
use super::page::scroll_by;

/// Elements that a word does not reach out of: between two of them stands a line feed.
const APART: &[&str] =
    &["P", "LI", "TD", "TH", "H1", "H2", "H3", "H4", "FIGCAPTION", "PRE", "BR", "TR", "BLOCKQUOTE"];

/// The words of an element.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// All of them, with a line feed between blocks.
    pub text: String,
    /// Where each piece of text begins, and its node.
    pieces: Vec<(usize, JsValue)>,
}

impl Words {
    /// Gathers the words of an element.
    pub fn new(element: &Element) -> Self {
        let mut words = Words::default();
        words.gather(element.as_ref());
        words
    }

    fn gather(&mut self, node: &JsValue) {
        if let Some(text) = js::field(node, "data").as_string() {
            self.pieces.push((self.text.len(), node.clone()));
            self.text.push_str(&text);
            return;
        }
        let name = js::field(node, "nodeName").as_string().unwrap_or_default();
        let is_apart = APART.contains(&name.as_str());
        if is_apart {
            self.text.push('\n');
        }
        let mut child = js::field(node, "firstChild");
        while child.is_object() {
            self.gather(&child);
            child = js::field(&child, "nextSibling");
        }
        if is_apart {
            self.text.push('\n');
        }
    }

    /// The first node: it leaves the page when the text is drawn anew.
    pub(crate) fn first_node(&self) -> JsValue {
        self.pieces.first().map(|(_, node)| node.clone()).unwrap_or_default()
    }

    /// Position of the first of some stretches that is in sight, below what sticks to the top.
    pub(crate) fn first_in_sight(&self, stretches: &[Range<usize>]) -> usize {
        // They follow each other down the page.
        let at = stretches.partition_point(|stretch| {
            self.range(stretch).and_then(|range| edge(&range, "top")).is_some_and(|top| top < TOP)
        });
        at.min(stretches.len().saturating_sub(1))
    }

    /// A stretch of the words as a `Range` of the page.
    pub fn range(&self, words: &Range<usize>) -> Option<JsValue> {
        let range = js::make("Range", &[])?;
        for (method, at, is_end) in [("setStart", words.start, false), ("setEnd", words.end, true)]
        {
            // The end of a piece is not the beginning of the next, which may be in another block.
            let next = self
                .pieces
                .partition_point(|(start, _)| if is_end { *start < at } else { *start <= at });
            let (start, node) = self.pieces.get(next.checked_sub(1)?)?;
            let data = js::field(node, "data").as_string()?;
            // A line feed between pieces belongs to the piece before it.
            let before = self.text.get(*start..at)?;
            let units = before.encode_utf16().count().min(data.encode_utf16().count());
            js::call(&range, method, &[node.clone(), JsValue::from(units as u32)])?;
        }
        Some(range)
    }

    /// Where a place of the page is in the words: a text node and a place in it, in UTF-16 units.
    fn place(&self, node: &JsValue, offset: usize) -> Option<usize> {
        let (start, node) = self.pieces.iter().find(|(_, known)| known == node)?;
        let data = js::field(node, "data").as_string()?;
        let mut units = 0;
        let within = data.char_indices().find(|(_, c)| {
            let is_there = units >= offset;
            units += c.len_utf16();
            is_there
        });
        Some(start + within.map_or(data.len(), |(at, _)| at))
    }

    /// What the visitor has selected of the words, if anything. `element` is where the words are from.
    pub fn selected(&self, element: &Element) -> Option<Range<usize>> {
        let range = selection(element)?;
        let end = |side: &str| {
            let node = js::field(&range, &[side, "Container"].concat());
            let offset = js::field(&range, &[side, "Offset"].concat()).as_f64()? as usize;
            match self.place(&node, offset) {
                Some(place) => Some(place),
                // Between elements: where the text after it begins, or the end of all.
                None => self.beside(element, &node, offset),
            }
        };
        let range = end("start")?..end("end")?;
        let text = self.text.get(range.clone())?;
        let start = range.start + text.len() - text.trim_start().len();
        let range = start..start + text.trim().len();
        (!range.is_empty()).then_some(range)
    }

    /// The place before child number `offset` of an element. Triple clicks select up to the beginning of
    /// the next block, which may be outside.
    fn beside(&self, element: &Element, node: &JsValue, offset: usize) -> Option<usize> {
        let point = js::make("Range", &[])?;
        js::call(&point, "setStart", &[node.clone(), JsValue::from(offset as u32)])?;
        let all = js::make("Range", &[])?;
        js::call(&all, "selectNodeContents", &[element.into()])?;
        let side = js::call(&all, "comparePoint", &[node.clone(), JsValue::from(offset as u32)])?;
        match side.as_f64()? {
            side if side < 0.0 => return Some(0),
            side if side > 0.0 => return Some(self.text.len()),
            _ => {}
        }
        let is_after = |piece: &JsValue| {
            let side = js::call(&point, "comparePoint", &[piece.clone(), JsValue::from(0)]);
            side.and_then(|side| side.as_f64()).is_some_and(|side| side >= 0.0)
        };
        let next = self.pieces.iter().find(|(_, piece)| is_after(piece));
        Some(next.map_or(self.text.len(), |(start, _)| *start))
    }
}

/// The selection, which each engine gives out of a shadow tree in its own way.
fn selection(element: &Element) -> Option<JsValue> {
    let root = js::call(element.as_ref(), "getRootNode", &[])?;
    let document = js::field(element.as_ref(), "ownerDocument");
    let of_page = js::call(&document, "getSelection", &[])?;
    let of_tree = js::call(&root, "getSelection", &[]);
    if let Some(selection) = of_tree.filter(|selection| count(selection) > 0) {
        return js::call(&selection, "getRangeAt", &[JsValue::from(0)]).filter(is_something);
    }
    let roots = super::host::object(&[("shadowRoots", super::host::list([root]).into())]);
    let composed = js::call(&of_page, "getComposedRanges", &[roots]);
    let range = match composed {
        Some(ranges) => js::field(&ranges, "0"),
        None => js::call(&of_page, "getRangeAt", &[JsValue::from(0)])?,
    };
    Some(range).filter(is_something)
}

fn count(selection: &JsValue) -> u32 {
    js::field(selection, "rangeCount").as_f64().unwrap_or_default() as u32
}

fn is_something(range: &JsValue) -> bool {
    range.is_object() && js::field(range, "collapsed") == JsValue::FALSE
}

/// Stretches of words that one reader has painted under a name that the style sheet knows
/// (`::highlight(NAME)`). The names are the page's, and other readers paint under them as well: only our own
/// stretches are added and taken away. Dropping it takes them away.
#[derive(Debug)]
pub struct Paint {
    name: &'static str,
    ranges: Vec<JsValue>,
}

impl Paint {
    /// Nothing is painted under this name.
    pub fn new(name: &'static str) -> Self {
        Paint { name, ranges: Vec::new() }
    }

    /// Paints these stretches and no longer those before.
    pub fn put(&mut self, ranges: Vec<JsValue>) {
        if ranges.is_empty() && self.ranges.is_empty() {
            return;
        }
        let before = std::mem::replace(&mut self.ranges, ranges);
        let all = js::field(&js::global("CSS"), "highlights");
        let known = js::call(&all, "get", &[self.name.into()]).filter(JsValue::is_object);
        let Some(paint) = known.or_else(|| js::make("Highlight", &[])) else { return };
        for (method, ranges) in [("delete", &before), ("add", &self.ranges)] {
            for range in ranges {
                js::call(&paint, method, std::slice::from_ref(range));
            }
        }
        js::call(&all, "set", &[self.name.into(), paint]);
    }
}

impl Drop for Paint {
    fn drop(&mut self) {
        self.put(Vec::new());
    }
}

/// Brings a stretch of words into the upper part of the window, if it is not in sight.
pub fn show(range: &JsValue) {
    let (Some(top), Some(bottom)) = (edge(range, "top"), edge(range, "bottom")) else { return };
    let height = js::global("innerHeight").as_f64().unwrap_or_default();
    // What floats at the bottom takes its part.
    if top < TOP || bottom > height * 0.75 {
        scroll_by(top - height * 0.3);
    }
}

/// Brings a stretch of words to the top of the window. Returns whether it is on the page.
pub fn show_at_top(range: &JsValue) -> bool {
    let Some(top) = edge(range, "top") else { return false };
    scroll_by(top - TOP);
    true
}

/// What sticks to the top of the window is not as high as this, in CSS pixels.
const TOP: f64 = 80.0;

fn edge(range: &JsValue, name: &str) -> Option<f64> {
    js::field(&js::call(range, "getBoundingClientRect", &[])?, name).as_f64()
}
