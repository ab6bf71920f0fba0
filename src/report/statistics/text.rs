//! Facts and tables as text of a fixed width: what `stats` prints.

use super::super::model::{Fact, Inline, Section, SectionPart, Table, Words, clean};
use super::report::StatisticsReport;
use super::tell::told;

/// What stands in front of everything below a heading.
const INDENT: &str = "  ";

/// The report as text.
pub fn as_text(report: &StatisticsReport) -> String {
    let sections: Vec<String> = told(report).iter().map(section).collect();
    sections.join("\n")
}

fn section(section: &Section) -> String {
    let mut out = format!("{}\n", clean(&section.title));
    for part in &section.parts {
        match part {
            SectionPart::Facts(all) => facts(&mut out, all),
            SectionPart::Table(all) => table(&mut out, all),
        }
    }
    out
}

fn facts(out: &mut String, facts: &[Fact]) {
    let widest = facts.iter().map(|fact| fact.name.chars().count()).max();
    for fact in facts {
        let name = clean(&fact.name);
        let line = format!(
            "{INDENT}{name:<0$}  {1}",
            widest.unwrap_or(0),
            plain(&fact.words)
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn table(out: &mut String, table: &Table) {
    if let Some(caption) = &table.caption {
        out.push_str(&format!("{INDENT}{}\n", on_one_line(caption)));
    }
    let heads: Vec<String> = table.columns.iter().map(|c| (*c).to_owned()).collect();
    let rows = table.rows.iter().map(|row| row.iter().map(plain).collect());
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    // Numbers stand below each other by their last digit, words by their first letter.
    let is_number = |column: usize| {
        let mut cells = rows[1..].iter().filter_map(|row| row.get(column));
        cells.all(|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '–'))
    };
    let numbers: Vec<bool> = (0..widths.len()).map(is_number).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).zip(&numbers);
        let cells = cells.map(|((cell, width), number)| match number {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(format!("{INDENT}{line}").trim_end());
        out.push('\n');
    }
}

/// Words without what they are.
pub fn plain(words: &Words) -> String {
    let pieces = words.iter().map(|piece| match piece {
        Inline::Text(text) | Inline::Code(text) | Inline::Struck(text) => on_one_line(text),
        Inline::Toned(_, text) | Inline::Strong(_, text) => on_one_line(text),
        Inline::At(at) => at.to_string(),
    });
    pieces.collect()
}

fn on_one_line(text: &str) -> String {
    clean(text).replace(['\n', '\r', '\t'], " ")
}
