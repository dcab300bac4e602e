//! From the parser's nested events to flat blocks.
//!
//! Blocks do not nest. What stands inside a list item or a quotation becomes text of it where it
//! can; a table or a rule there closes the list, stands by itself, and the list goes on after it.

use docbao_bundle::{Block, Figure, Item, Span, Text};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::html;

/// Converts a Markdown text. Headings keep the level they were written with.
pub(super) fn of(markdown: &str) -> Vec<Block> {
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    writer.end_text();
    writer.end_container();
    writer.blocks
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    /// Running text that is not yet part of a block.
    spans: Vec<Span>,
    strong: u32,
    emphasis: u32,
    links: Vec<String>,
    /// The outermost list or quotation that is open: it decides what text inside becomes.
    outer: Option<Container>,
    /// How many lists and quotations are open, and how many of them are lists.
    containers: usize,
    lists: usize,
    items: Vec<Item>,
    /// Whether the next text begins an item rather than going on with one.
    at_item_start: bool,
    quoted: Vec<Text>,
    heading: Option<u8>,
    table: Option<Vec<Vec<Text>>>,
    code: Option<String>,
    html: Option<String>,
    image: Option<Image>,
}

#[derive(Clone, Copy)]
enum Container {
    List { ordered: bool },
    Quote,
}

struct Image {
    src: String,
    title: String,
    alt: String,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, false),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, true);
            }
            Event::SoftBreak => self.text(" ", false),
            Event::HardBreak => self.text("\n", false),
            Event::Html(text) => self.html.get_or_insert_default().push_str(&text),
            Event::InlineHtml(tag) if html::is_break(&tag) => self.text("\n", false),
            Event::Rule => self.stand_alone(Block::Rule),
            // Tags within a line: the text between them comes as text.
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            // In a list without blank lines, the item's own text is still open here.
            Tag::Paragraph | Tag::HtmlBlock => self.end_text(),
            Tag::Heading { level, .. } => {
                self.end_text();
                self.heading = Some(level_number(level));
            }
            Tag::CodeBlock(_) => {
                self.end_text();
                self.code = Some(String::new());
            }
            Tag::BlockQuote(_) => self.open(Container::Quote),
            Tag::List(first) => {
                let ordered = first.is_some();
                self.open(Container::List { ordered });
                self.lists += 1;
            }
            Tag::Item => self.at_item_start = true,
            Tag::Table(_) => self.table = Some(Vec::new()),
            Tag::TableHead | Tag::TableRow => {
                self.table.get_or_insert_default().push(Vec::new());
            }
            Tag::Emphasis => self.emphasis += 1,
            Tag::Strong => self.strong += 1,
            Tag::Link { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::Image { dest_url, title, .. } => {
                self.image = Some(Image {
                    src: dest_url.into_string(),
                    title: title.into_string(),
                    alt: String::new(),
                });
            }
            // Extensions that are not switched on.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_text(),
            TagEnd::Heading(_) => {
                self.end_text();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) => self.close(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                for text in html::paragraphs(&self.html.take().unwrap_or_default()) {
                    self.text(&text, false);
                    self.end_text();
                }
            }
            TagEnd::Item => self.end_text(),
            TagEnd::List(_) => {
                self.close();
                self.lists = self.lists.saturating_sub(1);
            }
            TagEnd::TableCell => {
                let cell = self.take_text();
                let rows = self.table.get_or_insert_default();
                rows.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => {
                let rows = self.table.take().unwrap_or_default();
                self.stand_alone(Block::Table { header: true, rows });
            }
            TagEnd::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => {
                self.links.pop();
            }
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, code: bool) {
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        if let Some(open) = &mut self.code {
            open.push_str(text);
            return;
        }
        let span = Span {
            text: text.to_owned(),
            strong: self.strong > 0,
            emphasis: self.emphasis > 0,
            code,
            link: self.links.last().cloned(),
        };
        push_span(&mut self.spans, span);
    }

    /// Takes the running text, without spaces at its ends.
    fn take_text(&mut self) -> Text {
        let mut spans = std::mem::take(&mut self.spans);
        if let Some(first) = spans.first_mut().filter(|span| !span.code) {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = spans.last_mut().filter(|span| !span.code) {
            last.text = last.text.trim_end().to_owned();
        }
        spans.retain(|span| !span.text.is_empty());
        Text(spans)
    }

    /// Puts the running text where it belongs: into the heading, item, quotation or paragraph.
    fn end_text(&mut self) {
        let text = self.take_text();
        if text.is_empty() {
            return;
        }
        match (self.outer, self.heading) {
            (Some(Container::List { .. }), _) => self.add_to_list(text),
            (Some(Container::Quote), _) => self.quoted.push(text),
            (None, Some(level)) => self.blocks.push(Block::Heading { level, text }),
            (None, None) => self.blocks.push(Block::Paragraph(text)),
        }
    }

    fn add_to_list(&mut self, text: Text) {
        let depth = u8::try_from(self.lists.saturating_sub(1)).unwrap_or(u8::MAX);
        match self.items.last_mut().filter(|_| !self.at_item_start) {
            // A further paragraph of the same item.
            Some(item) => {
                push_span(&mut item.text.0, plain("\n"));
                text.0.into_iter().for_each(|span| push_span(&mut item.text.0, span));
            }
            None => self.items.push(Item { depth, text }),
        }
        self.at_item_start = false;
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let code = code.trim_end_matches('\n');
        if self.outer.is_none() {
            self.blocks.push(Block::Code(code.to_owned()));
        } else {
            self.text(code, true);
            self.end_text();
        }
    }

    /// A picture among the words of a paragraph ends the paragraph; elsewhere its description
    /// stands for it.
    fn end_image(&mut self) {
        let Some(Image { src, title, alt }) = self.image.take() else {
            return;
        };
        let in_paragraph = self.outer.is_none() && self.heading.is_none() && self.table.is_none();
        if !in_paragraph {
            self.text(&alt, false);
            return;
        }
        self.end_text();
        let caption = match title.as_str() {
            "" => Text::default(),
            title => Text::plain(title),
        };
        self.blocks.push(Block::Figure(Figure { src, alt, caption, ..Figure::default() }));
    }

    /// Writes a block that cannot be inside another.
    fn stand_alone(&mut self, block: Block) {
        self.end_text();
        self.end_container();
        self.blocks.push(block);
    }

    fn open(&mut self, container: Container) {
        self.end_text();
        self.outer.get_or_insert(container);
        self.containers += 1;
    }

    fn close(&mut self) {
        self.end_text();
        self.containers = self.containers.saturating_sub(1);
        if self.containers == 0 {
            self.end_container();
            self.outer = None;
        }
    }

    /// Writes what has gathered of a list or a quotation.
    fn end_container(&mut self) {
        if !self.items.is_empty() {
            let ordered = matches!(self.outer, Some(Container::List { ordered: true }));
            let items = std::mem::take(&mut self.items);
            self.blocks.push(Block::List { ordered, items });
        }
        if !self.quoted.is_empty() {
            self.blocks.push(Block::Quote(std::mem::take(&mut self.quoted)));
        }
    }
}

/// Adds a span, joined to the one before if it looks the same.
fn push_span(spans: &mut Vec<Span>, span: Span) {
    let looks = |span: &Span| (span.strong, span.emphasis, span.code, span.link.clone());
    match spans.last_mut() {
        Some(last) if looks(last) == looks(&span) => last.text.push_str(&span.text),
        _ => spans.push(span),
    }
}

fn plain(text: &str) -> Span {
    Span { text: text.to_owned(), ..Span::default() }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
