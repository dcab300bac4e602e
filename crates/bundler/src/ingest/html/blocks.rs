//! From the elements of an article to flat blocks.

use docbao_bundle::{Block, Figure, Text};
use url::Url;

use super::content::{Content, is_inline};
use super::tree::{Kind, NodeId, Tree};
use crate::ingest::flow::{Container, Flow, Look, Spans};

/// The blocks of an article, and what had to be left behind.
#[derive(Default)]
pub(super) struct Extracted {
    pub(super) blocks: Vec<Block>,
    /// Addresses of links that lead nowhere without the page's own address.
    pub(super) dead_links: Vec<String>,
}

/// Reads the blocks below the root of the content. `base` is the page's own address, if known.
pub(super) fn of(tree: &Tree, content: &Content, base: Option<&Url>) -> Extracted {
    let mut walk = Walk {
        tree,
        content,
        base,
        flow: Flow::default(),
        looks: vec![Look::default()],
        tables: Vec::new(),
        dead_links: Vec::new(),
    };
    let mut steps = vec![Step::Enter(content.root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) if content.is_furniture[id] => {}
            Step::Enter(id) => {
                if walk.enter(id) {
                    steps.push(Step::Leave(id));
                    steps.extend(tree.nodes[id].children.iter().rev().copied().map(Step::Enter));
                }
            }
            Step::Leave(id) => walk.leave(id),
        }
    }
    Extracted { blocks: walk.flow.finish(), dead_links: walk.dead_links }
}

enum Step {
    Enter(NodeId),
    Leave(NodeId),
}

struct Walk<'t> {
    tree: &'t Tree,
    content: &'t Content,
    base: Option<&'t Url>,
    flow: Flow,
    /// Looks of the elements that are open and change them.
    looks: Vec<Look>,
    /// For each table that is open, whether it holds data.
    tables: Vec<bool>,
    dead_links: Vec<String>,
}

impl Walk<'_> {
    /// Begins a node. Returns whether what is below it is to be read.
    fn enter(&mut self, id: NodeId) -> bool {
        if let Kind::Text(text) = &self.tree.nodes[id].kind {
            let look = self.looks.last().cloned().unwrap_or_default();
            self.flow.text(text, &look);
            return false;
        }
        let name = self.tree.name(id);
        match name {
            "br" => self.flow.line_break(),
            "hr" => self.flow.stand_alone(Block::Rule),
            "img" => self.picture(id, Text::default()),
            "figure" => return self.figure(id),
            "pre" => {
                self.flow.stand_alone(Block::Code(self.verbatim(id)));
                return false;
            }
            "ul" | "ol" => self.flow.open(Container::List { ordered: name == "ol" }),
            "li" | "dt" | "dd" => self.flow.begin_item(),
            "dl" => self.flow.open(Container::List { ordered: false }),
            "blockquote" => self.flow.open(Container::Quote),
            "table" => {
                self.flow.end_text();
                self.tables.push(self.is_data(id));
                if self.is_data_table() {
                    self.flow.open_table();
                }
            }
            "tr" => {
                self.flow.end_text();
                self.flow.begin_row();
            }
            "td" | "th" if self.is_data_table() => {
                self.flow.begin_cell(self.spans(id), name == "th" || self.is_in_head(id));
            }
            name if !is_inline(name) => self.flow.end_text(),
            _ => {}
        }
        self.push_look(id, name);
        true
    }

    fn leave(&mut self, id: NodeId) {
        self.looks.pop();
        match self.tree.name(id) {
            "ul" | "ol" | "dl" | "blockquote" => self.flow.close(),
            "h1" | "h2" => self.flow.end_heading(2),
            "h3" => self.flow.end_heading(3),
            "h4" | "h5" | "h6" => self.flow.end_heading(4),
            "table" => {
                self.flow.end_text();
                if self.tables.pop() == Some(true) {
                    self.flow.close_table();
                }
            }
            "td" | "th" if self.is_data_table() => self.flow.end_cell(),
            name if !is_inline(name) => self.flow.end_text(),
            _ => {}
        }
    }

    fn push_look(&mut self, id: NodeId, name: &str) {
        let mut look = self.looks.last().cloned().unwrap_or_default();
        match name {
            "b" | "strong" | "th" => look.strong = true,
            "i" | "em" | "cite" | "dfn" | "var" => look.emphasis = true,
            "code" | "kbd" | "samp" | "tt" => look.code = true,
            "a" => look.link = self.link(id).or(look.link),
            _ => {}
        }
        if let Some(style) = self.tree.attribute(id, "style") {
            restyle(&mut look, style);
        }
        // Bold heads of tables are shown so anyway.
        look.strong &= name != "th";
        self.looks.push(look);
    }

    fn link(&mut self, id: NodeId) -> Option<String> {
        let href = self.tree.attribute(id, "href")?.trim();
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let absolute = match (Url::parse(href), self.base) {
            (Ok(url), _) => Some(url),
            (Err(_), Some(base)) => base.join(href).ok(),
            (Err(_), None) => None,
        };
        match absolute {
            Some(url) => {
                matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
            }
            None => {
                self.dead_links.push(href.to_owned());
                None
            }
        }
    }

    fn picture(&mut self, id: NodeId, caption: Text) {
        let source = ["data-src", "data-original", "src"];
        let source =
            source.iter().find_map(|name| self.tree.attribute(id, name)).unwrap_or_default();
        let source = source.trim();
        let size = |name| {
            let value = self.tree.attribute(id, name)?;
            value.trim().trim_end_matches("px").parse::<u32>().ok()
        };
        let (width, height) = (size("width").unwrap_or(0), size("height").unwrap_or(0));
        // Counters, spacers and icons.
        let is_small = |size| (1..=32).contains(&size);
        if source.is_empty() || is_small(width) || is_small(height) {
            return;
        }
        let src = match (Url::parse(source), self.base) {
            (Err(_), Some(base)) => base.join(source).map_or(source.to_owned(), Into::into),
            _ => source.to_owned(),
        };
        let alt = self.tree.attribute(id, "alt").unwrap_or_default().trim().to_owned();
        self.flow.stand_alone(Block::Figure(Figure { src, alt, caption, width, height }));
    }

    /// One picture with its caption. Other figures (tables, quotations) are read as they come.
    fn figure(&mut self, id: NodeId) -> bool {
        let pictures = self.tree.descendants(id).filter(|id| self.tree.name(*id) == "img");
        let pictures: Vec<NodeId> = pictures.take(2).collect();
        let [picture] = pictures[..] else {
            self.flow.end_text();
            self.push_look(id, "figure");
            return true;
        };
        let caption = self.tree.find(id, "figcaption").map(|id| self.tree.text(id));
        let caption = caption.filter(|caption| !caption.is_empty()).map(Text::plain);
        self.picture(picture, caption.unwrap_or_default());
        false
    }

    fn verbatim(&self, id: NodeId) -> String {
        let texts = self.tree.descendants(id).filter_map(|id| match &self.tree.nodes[id].kind {
            Kind::Text(text) => Some(text.as_str()),
            _ if self.tree.name(id) == "br" => Some("\n"),
            _ => None,
        });
        texts.collect::<String>().trim_matches('\n').to_owned()
    }

    fn spans(&self, id: NodeId) -> Spans {
        let number = |name| self.tree.attribute(id, name)?.trim().parse().ok();
        Spans { columns: number("colspan").unwrap_or(1), rows: number("rowspan").unwrap_or(1) }
    }

    fn is_in_head(&self, cell: NodeId) -> bool {
        let row = self.tree.nodes[cell].parent;
        let group = row.and_then(|row| self.tree.nodes[row].parent);
        group.is_some_and(|group| self.tree.name(group) == "thead")
    }

    fn is_data_table(&self) -> bool {
        self.tables.last() == Some(&true)
    }

    /// Tables of data have rows of several cells, and no other tables or headings in them. The
    /// rest only put things in their places: captions below pictures, whole pages.
    fn is_data(&self, table: NodeId) -> bool {
        /// A table with a picture and fewer cells shows the picture.
        const MIN_CELLS: usize = 7;
        let (mut has_row, mut has_picture, mut cells) = (false, false, 0);
        for id in self.tree.descendants(table).skip(1) {
            match self.tree.name(id) {
                "table" | "h1" | "h2" | "h3" | "hr" | "figure" => return false,
                "img" => has_picture = true,
                "tr" => {
                    let children = self.tree.nodes[id].children.iter();
                    let in_row = children
                        .filter(|cell| matches!(self.tree.name(**cell), "td" | "th"))
                        .filter(|cell| !self.content.is_furniture[**cell])
                        .count();
                    has_row |= in_row > 1;
                    cells += in_row;
                }
                _ => {}
            }
        }
        has_row && (!has_picture || cells >= MIN_CELLS)
    }
}

/// What `style` says about weight and slope.
fn restyle(look: &mut Look, style: &str) {
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        let value = value.trim().to_ascii_lowercase();
        match name.trim().to_ascii_lowercase().as_str() {
            "font-weight" => {
                let is_heavy = value.parse::<u32>().is_ok_and(|weight| weight >= 600);
                look.strong = is_heavy || value.starts_with("bold");
            }
            "font-style" => look.emphasis = value == "italic" || value == "oblique",
            _ => {}
        }
    }
}
