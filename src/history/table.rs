//! A file as rows of cells with their lines: CSV with commas, semicolons or tabs, or the tables of
//! a Markdown file. The only place that knows the `csv` library.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::files;

/// The longest line of a Markdown file, in bytes.
const LONGEST: u64 = 1 << 20;
/// How much of a CSV file is looked at for what separates its cells.
const SNIFFED: usize = 64 * 1024;

/// A file that is no table.
#[derive(Debug, thiserror::Error)]
pub enum BadTable {
    /// It cannot be read.
    #[error("{}", files::why(.0))]
    Io(#[from] std::io::Error),
    /// It has no heading.
    #[error("has no table with a heading")]
    Empty,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The line that it begins in, from 1.
    pub line: u64,
    /// Its cells, or why it cannot be read.
    pub cells: Result<Vec<String>, String>,
}

/// A file as rows. The heading has been read.
pub struct ListTable {
    /// The names of the columns, as they are written.
    pub heading: Vec<String>,
    rows: Box<dyn Iterator<Item = ListRow>>,
}

impl Iterator for ListTable {
    type Item = ListRow;
    fn next(&mut self) -> Option<ListRow> {
        self.rows.next()
    }
}

impl ListTable {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, BadTable> {
        let file = files::open(path)?;
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" => markdown(file),
            _ => csv(file),
        }
    }
}

fn csv(file: File) -> Result<ListTable, BadTable> {
    let mut start = Vec::new();
    let mut file = file;
    file.by_ref().take(SNIFFED as u64).read_to_end(&mut start)?;
    let marks = usize::from(start.starts_with(b"\xEF\xBB\xBF")) * 3;
    let delimiter = delimiter(&start[marks..]);
    let source = std::io::Cursor::new(start.split_off(marks)).chain(file);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        // Lines are counted by this mark; a carriage return before it is trimmed.
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(BufReader::new(source));
    let heading: Vec<String> = match reader.headers() {
        Ok(heading) => heading.iter().map(str::to_owned).collect(),
        Err(_) => return Err(BadTable::Empty),
    };
    if heading.iter().all(String::is_empty) {
        return Err(BadTable::Empty);
    }
    let width = heading.len();
    let rows = reader.into_records().map(move |record| match record {
        Ok(record) => {
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            let cells = match cells.len() == width {
                true => Ok(cells),
                false => Err(format!("{} cells under {width} columns", cells.len())),
            };
            ListRow { line, cells }
        }
        Err(error) => ListRow {
            line: error.position().map_or(0, csv::Position::line),
            cells: Err("it is not UTF-8 text".to_owned()),
        },
    });
    Ok(ListTable {
        heading,
        rows: Box::new(rows),
    })
}

/// What separates the cells of the heading: whatever there is most of outside quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => {
                for (one, count) in &mut counts {
                    *count += u32::from(one == byte);
                }
            }
            _ => {}
        }
    }
    // The first of equals is the comma.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(one, _)| *one)
}

fn markdown(file: File) -> Result<ListTable, BadTable> {
    let mut reader = BufReader::new(file);
    let mut line = 0;
    let mut next = move || -> Option<(u64, String)> {
        let mut bytes = Vec::new();
        let read = reader.by_ref().take(LONGEST).read_until(b'\n', &mut bytes);
        line += 1;
        match read {
            Ok(1..) => Some((line, String::from_utf8_lossy(&bytes).trim().to_owned())),
            _ => None,
        }
    };
    let heading = loop {
        match next() {
            None => return Err(BadTable::Empty),
            Some((_, text)) if text.starts_with('|') => break cells(&text),
            Some(_) => {}
        }
    };
    let first = heading.clone();
    let rows = std::iter::from_fn(move || {
        loop {
            let (line, text) = next()?;
            if !text.starts_with('|') {
                continue;
            }
            let cells = cells(&text);
            // The line below a heading, and the same heading above the next table.
            let is_rule = cells
                .iter()
                .all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')));
            if is_rule || cells == first {
                continue;
            }
            let cells = match cells.len() == first.len() {
                true => Ok(cells),
                false => Err(format!(
                    "{} cells under {} columns",
                    cells.len(),
                    first.len()
                )),
            };
            return Some(ListRow { line, cells });
        }
    });
    Ok(ListTable {
        heading,
        rows: Box::new(rows),
    })
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('|');
    let line = line.strip_suffix('|').unwrap_or(line);
    let escaped = line.replace("\\|", "\u{0}");
    let cells = escaped.split('|');
    cells
        .map(|cell| cell.trim().replace('\u{0}', "|"))
        .collect()
}
