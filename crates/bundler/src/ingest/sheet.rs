//! Workbooks (`.xls`, `.xlsx`): the rows of each sheet as tables, what stands alone in its row as
//! text. A workbook that people publish is a list or a form; formulas have become their values.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xls, Xlsx};
use docbao_bundle::{Block, Text};

use super::office::Office;
use super::package::Package;

/// The most cells that are read. A table beyond is data, which nobody reads as an article.
const MAX_CELLS: usize = 200_000;

/// Reads a workbook. The error says what is wrong with it.
pub(super) fn read(bytes: &[u8]) -> Result<Office, String> {
    let sheets = match bytes.starts_with(b"PK") {
        true => of_xlsx(bytes)?,
        false => of_xls(bytes)?,
    };
    let sheets: Vec<(String, Vec<Block>)> = sheets
        .into_iter()
        .map(|(name, rows)| (name, blocks(rows)))
        .filter(|(_, blocks)| !blocks.is_empty())
        .collect();
    let has_many = sheets.len() > 1;
    let mut office = Office::default();
    for (name, mut blocks) in sheets {
        // The words above the first table are the headline.
        if office.headline.is_none()
            && let Some(Block::Paragraph(text)) = blocks.first()
        {
            office.headline = Some(text.to_plain());
            blocks.remove(0);
        }
        if has_many {
            office.blocks.push(Block::Heading { level: 2, text: Text::plain(name) });
        }
        office.blocks.extend(blocks);
    }
    Ok(office)
}

/// Rows by sheet.
type Sheets = Vec<(String, Vec<Vec<String>>)>;

fn of_xlsx(bytes: &[u8]) -> Result<Sheets, String> {
    // The reader below unpacks without a bound.
    Package::open(bytes)?.weigh()?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut sheets = Sheets::new();
    let mut left = MAX_CELLS;
    for name in book.sheet_names() {
        let mut rows = Rows::default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let text = match cell.get_value() {
                DataRef::SharedString(text) => (*text).to_owned(),
                value => shown(&Data::from(value.clone())),
            };
            left = left.checked_sub(1).ok_or_else(too_large)?;
            rows.add(cell.get_position(), text)?;
        }
        sheets.push((name, rows.0));
    }
    Ok(sheets)
}

fn of_xls(bytes: &[u8]) -> Result<Sheets, String> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut sheets = Sheets::new();
    let mut left = MAX_CELLS;
    for name in book.sheet_names() {
        let mut rows = Rows::default();
        let range = book.worksheet_range(&name).map_err(damaged)?;
        for (row, column, value) in range.used_cells() {
            left = left.checked_sub(1).ok_or_else(too_large)?;
            rows.add((row as u32, column as u32), shown(value))?;
        }
        sheets.push((name, rows.0));
    }
    Ok(sheets)
}

fn damaged(error: impl std::fmt::Display) -> String {
    format!("the workbook is damaged or encrypted ({error})")
}

fn too_large() -> String {
    format!("it has more than {MAX_CELLS} cells, which nobody reads as an article")
}

/// Rows in the making. Cells come in order; rows and columns between them are empty.
#[derive(Default)]
struct Rows(Vec<Vec<String>>);

impl Rows {
    fn add(&mut self, (row, column): (u32, u32), text: String) -> Result<(), String> {
        /// Wider than any page; beyond, single cells are strays.
        const MAX_COLUMN: usize = 255;
        let (row, column) = (row as usize, column as usize);
        if text.trim().is_empty() || column > MAX_COLUMN {
            return Ok(());
        }
        if row >= MAX_CELLS {
            return Err(too_large());
        }
        if self.0.len() <= row {
            self.0.resize(row + 1, Vec::new());
        }
        let cells = &mut self.0[row];
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        // Blanks at the ends put words in their place on the sheet.
        cells[column] = text.trim().to_owned();
        Ok(())
    }
}

/// A value as a reader of the workbook sees it, but for the number of decimals.
fn shown(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) => {
            // Halves of thousandths are what computing leaves.
            let rounded = (number * 1e6).round() / 1e6;
            rounded.to_string()
        }
        Data::Int(number) => number.to_string(),
        Data::Bool(true) => "✓".to_owned(),
        Data::Bool(false) => String::new(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year}")
        }
        Data::DateTime(duration) => duration.as_f64().to_string(),
    }
}

/// Rows that have one cell are text, those that follow each other with more a table.
fn blocks(rows: Vec<Vec<String>>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut table = Vec::<Vec<String>>::new();
    let end = |table: &mut Vec<Vec<String>>, blocks: &mut Vec<Block>| {
        let mut rows = std::mem::take(table);
        // Columns that are empty throughout put things in their places.
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let is_used = |column: &usize| {
            rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()))
        };
        let used: Vec<usize> = (0..width).filter(is_used).collect();
        let cell =
            |row: &mut Vec<String>, column: usize| match row.get_mut(column).map(std::mem::take) {
                Some(text) if !text.is_empty() => Text::plain(text),
                _ => Text::default(),
            };
        let rows: Vec<Vec<Text>> = rows
            .iter_mut()
            .map(|row| used.iter().map(|column| cell(row, *column)).collect())
            .collect();
        if !rows.is_empty() {
            blocks.push(Block::Table { header: false, rows });
        }
    };
    for row in rows {
        let filled = row.iter().filter(|cell| !cell.is_empty()).count();
        match filled {
            0 => end(&mut table, &mut blocks),
            // Within a table a single cell goes on with the row above.
            1 if table.is_empty() => {
                let text = row.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default();
                blocks.push(Block::Paragraph(Text::plain(text)));
            }
            _ => table.push(row),
        }
    }
    end(&mut table, &mut blocks);
    blocks
}

#[cfg(test)]
mod tests;
