//! Reports as one HTML page that needs nothing else: no script, no request to anywhere, and a
//! policy that forbids both. Everything from outside is text: it is escaped.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::account::{Account, Fact, Part, Piece, Table, Tone, Words, clean};
use super::document::Stamp;
use crate::domain::time::Timestamp;

/// How a page looks: light and dark, on paper, and where there is little room.
const STYLE: &str = include_str!("../../assets/report.css");

/// The most letters of a short cell.
const SHORT: usize = 14;

/// The most letters of what stands in a narrow column.
const LONG: usize = 24;
/// The letters of a moment.
const TIME: usize = 19;

/// Writes a page with the reports of one or several incidents.
pub fn html(accounts: &[Account], stamp: Stamp) -> String {
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = page(&mut out, accounts, stamp);
    out
}

fn page(out: &mut String, accounts: &[Account], stamp: Stamp) -> std::fmt::Result {
    // A browser sees no carriage return, and the policy holds the hash of what it sees.
    let style = format!("\n{}\n", STYLE.lines().collect::<Vec<_>>().join("\n"));
    let hash = STANDARD.encode(Sha256::digest(&style));
    let title = match accounts {
        [one] => format!("{} {}", one.key, one.title),
        many => many.iter().map(|a| &*a.key).collect::<Vec<_>>().join(", "),
    };
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"runsheet {}\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>\n<body>",
        escape(stamp.version),
        escape(&title)
    )?;
    if accounts.len() > 1 {
        contents(out, accounts)?;
    }
    writeln!(out, "<main>")?;
    for (place, account) in accounts.iter().enumerate() {
        article(out, place, account)?;
    }
    let at = moment(stamp.exported_at);
    writeln!(
        out,
        "</main>\n<footer>All times are UTC. Written by runsheet {} at {at}.</footer>\n\
         </body>\n</html>",
        escape(stamp.version)
    )
}

/// Where each incident of a page stands. Keys may repeat: the place tells them apart.
fn contents(out: &mut String, accounts: &[Account]) -> std::fmt::Result {
    writeln!(out, "<nav aria-label=\"Incidents\">\n<ul>")?;
    for (place, account) in accounts.iter().enumerate() {
        let (key, title) = (escape(&account.key), escape(&account.title));
        writeln!(out, "<li><a href=\"#i{place}\">{key} {title}</a></li>")?;
    }
    writeln!(out, "</ul>\n</nav>")
}

fn article(out: &mut String, place: usize, account: &Account) -> std::fmt::Result {
    let (key, title) = (escape(&account.key), escape(&account.title));
    writeln!(out, "<article id=\"i{place}\">")?;
    writeln!(out, "<h1><span class=\"key\">{key}</span> {title}</h1>")?;
    if let Some(notice) = account.notice {
        writeln!(out, "<p class=\"notice\">{}</p>", escape(notice))?;
    }
    facts(out, &account.head)?;
    for section in &account.sections {
        writeln!(out, "<section>\n<h2>{}</h2>", escape(&section.title))?;
        for part in &section.parts {
            match part {
                Part::Facts(all) => facts(out, all)?,
                Part::Table(all) => table(out, all)?,
            }
        }
        writeln!(out, "</section>")?;
    }
    writeln!(out, "</article>")
}

fn facts(out: &mut String, facts: &[Fact]) -> std::fmt::Result {
    // Where names are sentences they take half of the page.
    let is_long = |fact: &Fact| fact.name.chars().count() > LONG;
    let class = match facts.iter().any(is_long) {
        true => " class=\"long\"",
        false => "",
    };
    writeln!(out, "<dl{class}>")?;
    for fact in facts {
        let (name, words) = (escape(&fact.name), line(&fact.words));
        writeln!(out, "<dt>{name}</dt><dd>{words}</dd>")?;
    }
    writeln!(out, "</dl>")
}

fn table(out: &mut String, table: &Table) -> std::fmt::Result {
    if let Some(caption) = &table.caption {
        writeln!(out, "<h3>{}</h3>", escape(caption))?;
    }
    let columns = || table.columns.iter().map(|column| escape(column));
    // Few short columns stand beside each other on every page; others are stacked where there
    // is little room.
    let cells = || table.rows.iter().flatten();
    let is_tight = table.columns.len() <= 4 && cells().all(|words| letters(words) <= LONG);
    let class = if is_tight { " class=\"tight\"" } else { "" };
    write!(out, "<table{class}>\n<thead><tr>")?;
    for column in columns() {
        write!(out, "<th scope=\"col\">{column}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for row in &table.rows {
        write!(out, "<tr>")?;
        for (column, words) in columns().zip(row) {
            write!(out, "<td data-column=\"{column}\">")?;
            if !words.is_empty() {
                // One element, because a narrow page sets the column's name beside it.
                // A few letters are not broken, however much their neighbours have to say.
                let is_short = letters(words) <= SHORT;
                let class = if is_short { " class=\"short\"" } else { "" };
                write!(out, "<div{class}>{}</div>", line(words))?;
            }
            write!(out, "</td>")?;
        }
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody>\n</table>")
}

fn letters(words: &Words) -> usize {
    let letters = words.iter().map(|piece| match piece {
        Piece::Text(text) | Piece::Code(text) | Piece::Struck(text) => text.chars().count(),
        Piece::Toned(_, text) | Piece::Strong(_, text) => text.chars().count(),
        Piece::At(_) => TIME,
    });
    letters.sum()
}

fn line(words: &Words) -> String {
    words.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => escape(text),
        Piece::Code(text) => format!("<code>{}</code>", escape(text)),
        Piece::Toned(tone, text) => {
            format!("<span class=\"{}\">{}</span>", class(*tone), escape(text))
        }
        Piece::Strong(tone, text) => format!("<b class=\"{}\">{}</b>", class(*tone), escape(text)),
        Piece::Struck(text) => format!("<s>{}</s>", escape(text)),
        Piece::At(at) => moment(*at),
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Doubtful => "doubtful",
        Tone::Faint => "faint",
    }
}

/// A moment to the second for people, and exactly for programs.
fn moment(at: Timestamp) -> String {
    let exact = at.to_string();
    let shown = exact.get(..19).unwrap_or(&exact).replace('T', " ");
    format!("<time datetime=\"{exact}\">{shown}</time>")
}

/// Text from outside as text of a page, in attributes too: nothing in it is markup or hidden,
/// and its lines stay.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in clean(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_leave_its_place() {
        for (hostile, shown) in [
            ("</td><script>x", "&lt;/td&gt;&lt;script&gt;x"),
            ("\" onload='x", "&quot; onload=&#39;x"),
            ("]]> &amp;", "]]&gt; &amp;amp;"),
            ("a\0\u{1b}\u{202e}b\r\n", "a\\u{0}\\u{1b}\\u{202e}b\n"),
        ] {
            assert_eq!(escape(hostile), shown);
        }
    }
}
