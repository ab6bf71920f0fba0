//! A report as Markdown. Everything from outside is text: it is escaped.

use std::fmt::Write as _;

use super::model::{Fact, Inline, ReportModel, SectionPart, Table, Words, clean};

/// Writes the report of one incident.
pub fn markdown(account: &ReportModel) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = write(&mut out, account);
    out
}

fn write(out: &mut String, account: &ReportModel) -> std::fmt::Result {
    writeln!(out, "# {} {}\n", account.key, escape(&account.title))?;
    if let Some(notice) = account.notice {
        writeln!(out, "**{}**\n", escape(notice))?;
    }
    facts(out, &account.head)?;
    for section in &account.sections {
        writeln!(out, "\n## {}", escape(&section.title))?;
        for part in &section.parts {
            writeln!(out)?;
            match part {
                SectionPart::Facts(all) => facts(out, all)?,
                SectionPart::Table(all) => table(out, all)?,
            }
        }
    }
    Ok(())
}

fn facts(out: &mut String, facts: &[Fact]) -> std::fmt::Result {
    for fact in facts {
        writeln!(out, "- {}: {}", escape(&fact.name), line(&fact.words))?;
    }
    Ok(())
}

fn table(out: &mut String, table: &Table) -> std::fmt::Result {
    if let Some(caption) = &table.caption {
        writeln!(out, "### {}\n", escape(caption))?;
    }
    writeln!(out, "| {} |", table.columns.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(table.columns.len()))?;
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(line).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

/// Words on one line.
fn line(words: &Words) -> String {
    words.iter().map(piece).collect()
}

fn piece(piece: &Inline) -> String {
    match piece {
        Inline::Text(text) | Inline::Toned(_, text) => escape(text),
        // In a span of code nothing can be escaped, so only ids become one.
        Inline::Code(text) if is_id(text) => format!("`{text}`"),
        Inline::Code(text) => escape(text),
        Inline::Strong(_, text) => format!("**{}**", escape(text)),
        Inline::Struck(text) => format!("~~{}~~", escape(text)),
        Inline::At(at) => at.to_string(),
    }
}

fn is_id(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.chars().all(is_plain)
}

/// Text from outside as Markdown text: on one line, with nothing in it that is markup or
/// hidden.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '!' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
