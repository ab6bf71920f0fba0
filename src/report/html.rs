//! Reports as one HTML page that needs nothing else: no script, no request to anywhere, and a
//! policy that forbids both. Everything from outside is [`Untrusted`], which escapes itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use sha2::{Digest, Sha256};

use super::document::Stamp;
use super::model::{Fact, Inline, ReportModel, Section, SectionPart, Table, Tone, Words, clean};
use crate::domain::time::Timestamp;

/// How a page looks: light and dark, on paper, and where there is little room.
const STYLE: &str = include_str!("../../assets/report.css");

/// The most letters of a short cell.
const SHORT: usize = 14;
/// The most letters of what stands in a narrow column.
const LONG: usize = 24;
/// The letters of a moment.
const TIME: usize = 19;

/// Text from outside as text of a page, in attributes too: nothing in it is markup or hidden,
/// and its lines stay.
pub struct Untrusted<'a>(pub &'a str);

impl Render for Untrusted<'_> {
    fn render_to(&self, out: &mut String) {
        let text = clean(self.0).replace('\r', "");
        // maud leaves this one sign as it is, because it writes no attribute with it.
        for (place, part) in text.split('\'').enumerate() {
            if place > 0 {
                out.push_str("&#39;");
            }
            part.render_to(out);
        }
    }
}

/// Writes a page with the reports of one or several incidents.
pub fn html(accounts: &[ReportModel], stamp: Stamp) -> String {
    let title = match accounts {
        [one] => format!("{} {}", one.key, one.title),
        many => many.iter().map(|a| &*a.key).collect::<Vec<_>>().join(", "),
    };
    let body = html! {
        @if accounts.len() > 1 { (contents(accounts)) }
        main {
            @for (place, account) in accounts.iter().enumerate() { (article(place, account)) }
        }
    };
    page(&title, body, stamp)
}

/// A page with this body, and a footer that says who wrote it and when.
pub fn page(title: &str, body: Markup, stamp: Stamp) -> String {
    // A browser sees no carriage return, and the policy holds the hash of what it sees.
    let style = format!("\n{}\n", STYLE.lines().collect::<Vec<_>>().join("\n"));
    let hash = STANDARD.encode(Sha256::digest(&style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="referrer" content="no-referrer";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "runsheet " (Untrusted(stamp.version)) };
                title { (Untrusted(title)) }
                style { (PreEscaped(style)) }
            }
            body {
                (body)
                footer {
                    "All times are UTC. Written by runsheet " (Untrusted(stamp.version)) " at "
                    (moment(stamp.exported_at)) "."
                }
            }
        }
    };
    page.into_string()
}

/// Where each incident of a page stands. Keys may repeat: the place tells them apart.
fn contents(accounts: &[ReportModel]) -> Markup {
    html! {
        nav aria-label="Incidents" {
            ul {
                @for (place, account) in accounts.iter().enumerate() {
                    li {
                        a href={ "#i" (place) } {
                            (Untrusted(&account.key)) " " (Untrusted(&account.title))
                        }
                    }
                }
            }
        }
    }
}

fn article(place: usize, account: &ReportModel) -> Markup {
    html! {
        article id={ "i" (place) } {
            h1 { span.key { (Untrusted(&account.key)) } " " (Untrusted(&account.title)) }
            @if let Some(notice) = account.notice { p.notice { (Untrusted(notice)) } }
            (facts(&account.head))
            @for part in &account.sections { (section(part, html! {})) }
        }
    }
}

/// A section: its heading, what a page adds to it, and its parts.
pub fn section(section: &Section, added: Markup) -> Markup {
    html! {
        section {
            h2 { (Untrusted(&section.title)) }
            (added)
            @for part in &section.parts {
                @match part {
                    SectionPart::Facts(all) => (facts(all)),
                    SectionPart::Table(all) => (table(all)),
                }
            }
        }
    }
}

fn facts(facts: &[Fact]) -> Markup {
    // Where names are sentences they take half of the page.
    let is_long = facts.iter().any(|fact| fact.name.chars().count() > LONG);
    html! {
        dl class=[is_long.then_some("long")] {
            @for fact in facts {
                dt { (Untrusted(&fact.name)) }
                dd { (line(&fact.words)) }
            }
        }
    }
}

fn table(table: &Table) -> Markup {
    // Few short columns stand beside each other on every page; others are stacked where there
    // is little room.
    let cells = || table.rows.iter().flatten();
    let is_tight = table.columns.len() <= 4 && cells().all(|words| letters(words) <= LONG);
    html! {
        @if let Some(caption) = &table.caption { h3 { (Untrusted(caption)) } }
        table class=[is_tight.then_some("tight")] {
            thead {
                tr { @for column in table.columns { th scope="col" { (Untrusted(column)) } } }
            }
            tbody {
                @for row in &table.rows {
                    tr {
                        @for (column, words) in table.columns.iter().zip(row) {
                            td data-column=(Untrusted(column)) {
                                @if !words.is_empty() { (cell(words)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One element, because a narrow page sets the column's name beside it. A few letters are not
/// broken, however much their neighbours have to say.
fn cell(words: &Words) -> Markup {
    let is_short = letters(words) <= SHORT;
    html! { div class=[is_short.then_some("short")] { (line(words)) } }
}

fn letters(words: &Words) -> usize {
    let letters = words.iter().map(|piece| match piece {
        Inline::Text(text) | Inline::Code(text) | Inline::Struck(text) => text.chars().count(),
        Inline::Toned(_, text) | Inline::Strong(_, text) => text.chars().count(),
        Inline::At(_) => TIME,
    });
    letters.sum()
}

fn line(words: &Words) -> Markup {
    html! { @for piece in words { (self::piece(piece)) } }
}

fn piece(piece: &Inline) -> Markup {
    html! {
        @match piece {
            Inline::Text(text) => (Untrusted(text)),
            Inline::Code(text) => code { (Untrusted(text)) },
            Inline::Toned(tone, text) => span class=(class(*tone)) { (Untrusted(text)) },
            Inline::Strong(tone, text) => b class=(class(*tone)) { (Untrusted(text)) },
            Inline::Struck(text) => s { (Untrusted(text)) },
            Inline::At(at) => (moment(*at)),
        }
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
fn moment(at: Timestamp) -> Markup {
    let exact = at.to_string();
    let shown = exact.get(..19).unwrap_or(&exact).replace('T', " ");
    html! { time datetime=(exact) { (shown) } }
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
            assert_eq!(Untrusted(hostile).render().into_string(), shown);
        }
    }
}
