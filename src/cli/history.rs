//! `history`: all incidents, newest first, narrowed and sorted as the screen does it, and two of
//! them side by side.

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::incidents::{ModeFilter, line, row};
use super::output;
use crate::domain::event::Mode;
use crate::domain::state::Status;
use crate::domain::summary::Summary;
use crate::operations::history::{STATUSES, history};
use crate::report::{HistoryQuery, HistoryRow, HistorySort, side_by_side, sort_history};

#[derive(Debug, clap::Args)]
pub struct HistoryArgs {
    /// Words of its title or its cause, its key, or a ticket
    query: Vec<String>,
    /// Only those that stand so
    #[arg(long, value_enum)]
    status: Option<StatusArg>,
    /// Only this mode
    #[arg(long, value_enum)]
    mode: Option<ModeFilter>,
    /// Only those in which this runbook was walked
    #[arg(long, value_name = "RUNBOOK")]
    runbook: Option<String>,
    /// Only those that are called so elsewhere
    #[arg(long, value_name = "TICKET")]
    ticket: Option<String>,
    /// Only those opened since then: a date (2026-03-01), -30d, or another time
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only those opened before then
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    until: Option<String>,
    /// Leave out what was read from lists of past incidents
    #[arg(long)]
    no_imported: bool,
    /// What comes first
    #[arg(long, value_enum, default_value = "opened")]
    sort: SortArg,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// At most so many
    #[arg(short = 'n', long, value_name = "NUMBER")]
    most: Option<usize>,
    /// Two incidents side by side
    #[arg(long, num_args = 2, value_names = ["INCIDENT", "INCIDENT"], conflicts_with_all = ["query", "status", "mode", "runbook", "ticket", "since", "until", "sort", "most"])]
    compare: Option<Vec<String>>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Where an incident stands, on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum StatusArg {
    Open,
    Held,
    Mitigated,
    Resolved,
    BackedOut,
    Closed,
    Cancelled,
}

/// What the list is sorted by, on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum SortArg {
    /// The newest first
    Opened,
    Key,
    Status,
    /// The worst first
    Severity,
    /// The longest first
    Resolve,
    Title,
}

impl From<StatusArg> for Status {
    fn from(arg: StatusArg) -> Self {
        STATUSES[arg as usize].1
    }
}

impl From<SortArg> for HistorySort {
    fn from(arg: SortArg) -> Self {
        HistorySort::ALL[arg as usize]
    }
}

pub fn run(program: &mut Program, args: HistoryArgs) -> Result<(), Failure> {
    if let Some(two) = &args.compare {
        return compare(program, two, args.json);
    }
    let date = |text: Option<&str>| text.map(|text| program.since(text)).transpose();
    let (since, until) = (date(args.since.as_deref())?, date(args.until.as_deref())?);
    let query = HistoryQuery {
        words: args.query,
        status: args.status.map(Status::from),
        mode: args.mode.map(Mode::from),
        runbook: args.runbook,
        ticket: args.ticket,
        since,
        until,
        no_imported: args.no_imported,
    };
    let mut rows = history(program.session()?)?.rows;
    rows.retain(|row| query.takes(row));
    sort_history(&mut rows, args.sort.into(), args.reverse);
    rows.truncate(args.most.unwrap_or(usize::MAX));
    if args.json {
        let rows = rows.iter().map(as_json);
        output::print_json(&Value::Array(rows.collect()))?;
    } else {
        if rows.is_empty() {
            output::remark("no incidents");
        }
        let lines: String = rows.iter().map(|found| line(&as_json(found))).collect();
        output::print(&lines)?;
    }
    program.nothing_passed_over()
}

/// The keys of `incidents --json`, and what the list is narrowed and sorted by.
fn as_json(found: &HistoryRow) -> Value {
    let mut told = row(&found.key, found.id, &found.summary);
    if let Value::Object(keys) = &mut told {
        let summary = &found.summary;
        let tickets: Vec<&str> = summary.references().collect();
        keys.insert("severity".to_owned(), json!(summary.severity));
        keys.insert("cause".to_owned(), json!(summary.cause));
        keys.insert("tickets".to_owned(), json!(tickets));
        keys.insert("imported".to_owned(), json!(summary.past));
    }
    told
}

fn compare(program: &mut Program, names: &[String], as_json: bool) -> Result<(), Failure> {
    let mut two = Vec::new();
    for name in names {
        let session = program.session()?;
        let head = session.find(name)?;
        let summary = Summary::of(session.load(head.id)?);
        let summary = summary.ok_or_else(|| {
            Failure::new(Exit::Failed, format!("{name} was never opened"))
                .hint("doctor tells what is wrong with it")
        })?;
        two.push(HistoryRow {
            id: head.id,
            key: head.key(),
            number: head.number,
            summary,
        });
    }
    let [one, other] = &two[..] else {
        return Err(Failure::usage("--compare takes two incidents"));
    };
    if as_json {
        return output::print_json(&json!([self::as_json(one), self::as_json(other)]));
    }
    let told = side_by_side(one, other);
    let wide = told.iter().map(|(_, left, _)| left.chars().count()).max();
    let wide = wide.unwrap_or(0).min(60);
    let lines: String = told
        .iter()
        .map(|(what, left, right)| format!("{what:<11} {left:<wide$}  {right}\n"))
        .collect();
    output::print(&lines)
}
