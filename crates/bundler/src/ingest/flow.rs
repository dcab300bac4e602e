//! From text that comes in nested pieces, as in a web page or a Word file, to flat blocks.
//!
//! What stands inside a list item, a quotation or a table cell becomes text of it where it can; a
//! table, a picture or a rule there closes the list, stands by itself, and the list goes on after it.

use docbao_bundle::{Block, Item, Span, Text};

/// How a piece of text looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) code: bool,
    pub(super) link: Option<String>,
}

/// What stands between the columns of a line. Word processors have tabs and rows of spaces there; the
/// layout of papers tells by them who signs from who receives, and leaves none in the article.
pub(super) const COLUMN: char = '\t';

/// Spaces in a row that hold columns apart.
const COLUMN_SPACES: usize = 4;

/// Blocks in the making.
#[derive(Default)]
pub(super) struct Flow {
    blocks: Vec<Block>,
    runs: Runs,
    /// Lists and quotations that are open, from the outermost.
    open: Vec<Container>,
    items: Vec<Item>,
    at_item_start: bool,
    quoted: Vec<Text>,
    /// Tables that are open. Only the outermost becomes a block; tables in its cells are text.
    tables: Vec<Option<Grid>>,
    /// Pictures of their cells, which follow the table.
    after_table: Vec<Block>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    List { ordered: bool },
    Quote,
}

/// A table in the making. Cells that span others leave empty ones, so that columns stay in line.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<Text>>,
    header: bool,
    /// For each column, how many further rows a cell above reaches down to.
    reaching: Vec<usize>,
    cell: Option<Spans>,
}

/// How many columns and rows a cell covers.
#[derive(Clone, Copy)]
pub(super) struct Spans {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// The widest table. Some programs write a column for each stop of a ruler; numbers beyond are made up.
const MAX_COLUMNS: usize = 256;

impl Flow {
    /// A flow of text in which tabs and rows of spaces are columns.
    pub(super) fn with_columns() -> Self {
        Flow { runs: Runs { has_columns: true, ..Runs::default() }, ..Flow::default() }
    }

    /// Adds text. Runs of spaces and line ends become one space, as in a browser.
    pub(super) fn text(&mut self, text: &str, look: &Look) {
        self.runs.text(text, look);
    }

    /// Adds a line break within the text.
    pub(super) fn line_break(&mut self) {
        self.runs.line_break();
    }

    /// Ends the running text: it becomes what is open, else a paragraph.
    pub(super) fn end_text(&mut self) {
        if self.in_cell() {
            self.runs.line_break();
            return;
        }
        let text = self.runs.take();
        if text.is_empty() {
            return;
        }
        match self.open.first() {
            Some(Container::List { .. }) => self.add_to_list(text),
            Some(Container::Quote) => self.quoted.push(text),
            None => self.blocks.push(Block::Paragraph(text)),
        }
    }

    /// Takes the running text out of the flow.
    pub(super) fn take_text(&mut self) -> Text {
        self.runs.take()
    }

    /// Ends the running text as a heading. Within lists, quotations and tables it is text.
    pub(super) fn end_heading(&mut self, level: u8) {
        if !self.open.is_empty() || self.in_cell() {
            return self.end_text();
        }
        let mut text = self.runs.take();
        // A heading is bold by itself.
        text.0.iter_mut().for_each(|span| span.strong = false);
        let text = Text(joined(text.0));
        if !text.is_empty() {
            self.blocks.push(Block::Heading { level: level.clamp(2, 4), text });
        }
    }

    /// Opens a list or a quotation.
    pub(super) fn open(&mut self, container: Container) {
        self.end_text();
        self.open.push(container);
    }

    /// Closes what was opened last.
    pub(super) fn close(&mut self) {
        self.end_text();
        let outer = self.open.first().copied();
        self.open.pop();
        if self.open.is_empty() {
            self.end_container(outer);
        }
    }

    /// Begins an item of the list that is open.
    pub(super) fn begin_item(&mut self) {
        self.end_text();
        self.at_item_start = true;
    }

    /// Adds a block that cannot be inside another. A picture in a table follows it, and a rule there is left out.
    pub(super) fn stand_alone(&mut self, block: Block) {
        self.end_text();
        if self.in_cell() {
            let is_picture = matches!(block, Block::Figure(_));
            self.after_table.extend(is_picture.then_some(block));
            return;
        }
        self.end_container(self.open.first().copied());
        self.blocks.push(block);
    }

    /// Whether running text belongs to a cell of a table.
    pub(super) fn in_cell(&self) -> bool {
        self.tables.iter().flatten().any(|grid| grid.cell.is_some())
    }

    /// Opens a table.
    pub(super) fn open_table(&mut self) {
        self.end_text();
        let grid = (!self.in_cell()).then(Grid::default);
        self.tables.push(grid);
    }

    /// Begins a row of the table that is open.
    pub(super) fn begin_row(&mut self) {
        if let Some(Some(grid)) = self.tables.last_mut() {
            grid.rows.push(Vec::new());
        }
    }

    /// Begins a cell of the row that is open.
    pub(super) fn begin_cell(&mut self, spans: Spans, is_header: bool) {
        if let Some(Some(grid)) = self.tables.last_mut() {
            self.runs.take();
            grid.begin_cell(spans, is_header);
        }
    }

    /// Ends the cell that is open.
    pub(super) fn end_cell(&mut self) {
        if let Some(Some(grid)) = self.tables.last_mut()
            && let Some(spans) = grid.cell.take()
        {
            let text = self.runs.take();
            grid.end_cell(text, spans);
        }
    }

    /// Closes the table that was opened last.
    pub(super) fn close_table(&mut self) {
        self.end_cell();
        if let Some(Some(grid)) = self.tables.pop()
            && let Some(table) = grid.finish()
        {
            self.stand_alone(table);
        }
        if !self.in_cell() {
            for picture in std::mem::take(&mut self.after_table) {
                self.stand_alone(picture);
            }
        }
    }

    /// The blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.tables.is_empty() {
            self.close_table();
        }
        while !self.open.is_empty() {
            self.close();
        }
        self.end_text();
        self.blocks
    }

    fn add_to_list(&mut self, text: Text) {
        let is_list = |container: &&Container| matches!(container, Container::List { .. });
        let depth = self.open.iter().filter(is_list).count().saturating_sub(1);
        match self.items.last_mut().filter(|_| !self.at_item_start) {
            // A further paragraph of the same item.
            Some(item) => {
                let spans = std::mem::take(&mut item.text.0);
                let feed = Span { text: "\n".to_owned(), ..Span::default() };
                item.text.0 = joined(spans.into_iter().chain([feed]).chain(text.0));
            }
            None => {
                let depth = u8::try_from(depth).unwrap_or(u8::MAX);
                self.items.push(Item { depth, text });
            }
        }
        self.at_item_start = false;
    }

    fn end_container(&mut self, outer: Option<Container>) {
        if !self.items.is_empty() {
            let ordered = outer == Some(Container::List { ordered: true });
            let items = std::mem::take(&mut self.items);
            self.blocks.push(Block::List { ordered, items });
        }
        if !self.quoted.is_empty() {
            self.blocks.push(Block::Quote(std::mem::take(&mut self.quoted)));
        }
    }
}

impl Grid {
    fn begin_cell(&mut self, spans: Spans, is_header: bool) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        self.header |= is_header && self.rows.len() == 1;
        self.skip_covered();
        self.cell = Some(spans);
    }

    /// Leaves empty what cells of rows above cover.
    fn skip_covered(&mut self) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        while let Some(reaching) = self.reaching.get_mut(row.len()).filter(|rows| **rows > 0) {
            *reaching -= 1;
            row.push(Text::default());
        }
    }

    fn end_cell(&mut self, text: Text, spans: Spans) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        let start = row.len();
        let columns = spans.columns.clamp(1, MAX_COLUMNS.saturating_sub(start).max(1));
        row.push(text);
        row.resize(start + columns, Text::default());
        if spans.rows > 1 && start < MAX_COLUMNS {
            self.reaching.resize(self.reaching.len().max(start + columns), 0);
            self.reaching[start..start + columns].fill(spans.rows - 1);
        }
    }

    /// The table, without rows and columns that say nothing.
    fn finish(mut self) -> Option<Block> {
        self.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        for row in &mut self.rows {
            let end = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            row.truncate(end);
        }
        (!self.rows.is_empty()).then_some(Block::Table { header: self.header, rows: self.rows })
    }
}

/// Running text in the making.
#[derive(Default)]
struct Runs {
    spans: Vec<Span>,
    /// A space, column or line break that shows only if text follows.
    pending: Option<char>,
    has_columns: bool,
}

impl Runs {
    fn text(&mut self, text: &str, look: &Look) {
        if look.code {
            self.push(text, look);
            return;
        }
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let mut rest = text;
        while !rest.is_empty() {
            let (gap, after) = rest.split_at(rest.find(|c| !is_space(c)).unwrap_or(rest.len()));
            self.gap(gap);
            let (word, after) = after.split_at(after.find(is_space).unwrap_or(after.len()));
            if !word.is_empty() {
                self.push(word, look);
            }
            rest = after;
        }
    }

    /// White space, which shows only if text follows.
    fn gap(&mut self, gap: &str) {
        let is_column = self.has_columns && (gap.contains('\t') || gap.len() >= COLUMN_SPACES);
        match self.pending {
            _ if gap.is_empty() => {}
            None | Some(' ') if is_column => self.pending = Some(COLUMN),
            None => self.pending = Some(' '),
            Some(_) => {}
        }
    }

    fn push(&mut self, text: &str, look: &Look) {
        let Look { strong, emphasis, code, .. } = *look;
        let pending = self.pending.take().filter(|_| !self.spans.is_empty());
        let span = Span { text: text.to_owned(), strong, emphasis, code, link: look.link.clone() };
        match (self.spans.last_mut(), pending) {
            (Some(last), pending) if is_alike(last, &span) => {
                last.text.extend(pending);
                last.text.push_str(text);
            }
            // The space belongs to the side that is no link.
            (Some(last), Some(pending)) if last.link.is_none() => {
                last.text.push(pending);
                self.spans.push(span);
            }
            (_, Some(pending)) if span.link.is_none() => {
                self.spans.push(Span { text: format!("{pending}{text}"), ..span });
            }
            (_, Some(pending)) => {
                self.spans.push(Span { text: pending.to_string(), ..Span::default() });
                self.spans.push(span);
            }
            (_, None) => self.spans.push(span),
        }
    }

    fn line_break(&mut self) {
        if !self.spans.is_empty() {
            self.pending = Some('\n');
        }
    }

    fn take(&mut self) -> Text {
        self.pending = None;
        let mut spans = joined(std::mem::take(&mut self.spans));
        // No-break spaces are what programs fill empty lines with.
        if let Some(first) = spans.first_mut().filter(|span| !span.code) {
            first.text = first.text.trim_start().to_owned();
        }
        if let Some(last) = spans.last_mut().filter(|span| !span.code) {
            last.text = last.text.trim_end().to_owned();
        }
        spans.retain(|span| !span.text.is_empty());
        match spans.iter().all(|span| span.text.trim().is_empty()) {
            true => Text::default(),
            false => Text(spans),
        }
    }
}

/// Spans that look the same become one.
fn joined(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut joined = Vec::<Span>::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if is_alike(last, &span) => last.text.push_str(&span.text),
            _ => joined.push(span),
        }
    }
    joined
}

fn is_alike(a: &Span, b: &Span) -> bool {
    (a.strong, a.emphasis, a.code, &a.link) == (b.strong, b.emphasis, b.code, &b.link)
}
