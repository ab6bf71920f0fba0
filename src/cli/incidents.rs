//! `incidents`: what is open, and the latest beside. However many were closed before, it takes no
//! longer.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::context::Program;
use super::failure::Failure;
use super::output;
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::state::Status;
use crate::domain::summary::Summary;
use crate::journal::{Head, Pick};
use crate::report::seconds;

#[derive(Debug, clap::Args)]
pub struct IncidentsArgs {
    /// Words of its title, its key, or a ticket
    query: Vec<String>,
    /// Only open, held or mitigated ones
    #[arg(long)]
    open: bool,
    /// Only this mode
    #[arg(long, value_enum)]
    mode: Option<ModeFilter>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A mode to list.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ModeFilter {
    Live,
    Drill,
    Change,
}

impl From<ModeFilter> for Mode {
    fn from(filter: ModeFilter) -> Self {
        match filter {
            ModeFilter::Live => Mode::Live,
            ModeFilter::Drill => Mode::Drill,
            ModeFilter::Change => Mode::Change,
        }
    }
}

/// So many are listed beside those that are open; `history` lists all of them.
const LATEST: usize = 100;

pub fn run(program: &mut Program, args: IncidentsArgs) -> Result<(), Failure> {
    let wanted = args.mode.map(Mode::from);
    let session = program.session()?;
    let unfinished = session.unfinished()?;
    let open: HashSet<IncidentId> = unfinished.iter().map(|head| head.id).collect();
    // A word may stand in any of them. Else how many there were is no matter.
    let pick = match (args.query.is_empty(), wanted) {
        (true, _) => Pick::Newest(LATEST + 1),
        (false, Some(mode)) => Pick::Of(mode),
        (false, None) => Pick::All,
    };
    let mut found = Vec::new();
    let mut listed = HashSet::new();
    let mut take = |head: Head, summary: Summary| {
        let is_wanted = wanted.is_none_or(|mode| summary.mode == mode)
            && (!args.open || open.contains(&head.id))
            && is_found(&head.key(), &summary, &args.query);
        if is_wanted && listed.insert(head.id) {
            found.push((head, summary));
        }
    };
    session.each_summary(pick, &mut take)?;
    for head in unfinished {
        if let Some(summary) = session.incident(head.id).and_then(Summary::of) {
            take(head, summary);
        }
    }
    found.sort_by_key(|(_, summary)| std::cmp::Reverse(summary.opened_at));
    let (mut closed, all) = (0, found.len());
    if args.query.is_empty() {
        found.retain(|(head, _)| {
            let is_closed = !open.contains(&head.id);
            closed += usize::from(is_closed);
            !is_closed || closed <= LATEST
        });
    }
    let is_cut = found.len() < all;
    found.sort_by_key(|(head, _)| (head.number, !head.is_own(), head.id));
    let rows: Vec<Value> = found
        .iter()
        .map(|(head, s)| row(&head.key(), head.id, s))
        .collect();
    if args.json {
        output::print_json(&Value::Array(rows))?;
    } else {
        let lines: String = rows.iter().map(line).collect();
        if lines.is_empty() {
            output::remark("no incidents");
        }
        output::print(&lines)?;
    }
    if is_cut {
        output::remark(&format!(
            "runsheet: what is open and the latest {LATEST} beside; history lists all of them"
        ));
    }
    program.nothing_passed_over()
}

/// An incident as a line.
pub fn line(row: &Value) -> String {
    let word = |key: &str| row[key].as_str().unwrap_or("");
    let (key, status, mode) = (word("incident"), word("status"), word("mode"));
    let (opened, title) = (word("opened_at"), word("title"));
    format!("{key:<8} {status:<10} {mode:<6} {opened}  {title}\n")
}

/// Whether every word is the key, a ticket, or stands in the title.
fn is_found(key: &str, summary: &Summary, words: &[String]) -> bool {
    let title = summary.title.to_lowercase();
    words.iter().all(|word| {
        let mut names = summary.references().chain([key]);
        title.contains(&word.to_lowercase()) || names.any(|name| name.eq_ignore_ascii_case(word))
    })
}

/// An incident as JSON.
pub fn row(key: &str, id: IncidentId, summary: &Summary) -> Value {
    let runbooks: Vec<&str> = summary.books.iter().map(|book| book.id.as_str()).collect();
    let counts = summary.status != Status::Cancelled;
    json!({
        "incident": key,
        "id": id,
        "title": summary.title,
        "mode": summary.mode,
        "status": summary.status,
        "runbooks": runbooks,
        "opened_at": summary.opened_at,
        "ttr_s": seconds(summary.ttr().filter(|_| counts)),
    })
}
