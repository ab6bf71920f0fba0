//! `incidents`: what there is.

use serde_json::{Value, json};

use super::context::Program;
use super::failure::Failure;
use super::output;
use crate::domain::event::Mode;
use crate::domain::metrics::metrics;
use crate::domain::state::{State, Status};
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

pub fn run(program: &mut Program, args: IncidentsArgs) -> Result<(), Failure> {
    let wanted = args.mode.map(Mode::from);
    let session = program.session()?;
    let heads = match args.open {
        true => session.unfinished()?,
        false => session.heads()?,
    };
    let mut rows = Vec::new();
    for head in heads {
        let Some(state) = session.load_if_whole(head)?.map(|i| i.state()) else {
            continue;
        };
        if wanted.is_none_or(|mode| state.mode() == mode)
            && is_found(&head.key(), state, &args.query)
        {
            rows.push(row(head.key(), state));
        }
    }
    if args.json {
        output::print_json(&Value::Array(rows))?;
        return program.nothing_passed_over();
    }
    let mut lines = String::new();
    for row in rows {
        let word = |key: &str| row[key].as_str().unwrap_or("").to_owned();
        let (key, status, mode) = (word("incident"), word("status"), word("mode"));
        let (opened, title) = (word("opened_at"), word("title"));
        lines.push_str(&format!(
            "{key:<8} {status:<10} {mode:<6} {opened}  {title}\n"
        ));
    }
    if lines.is_empty() {
        output::remark("no incidents");
    }
    output::print(&lines)?;
    program.nothing_passed_over()
}

/// Whether every word is the key, a ticket, or stands in the title.
fn is_found(key: &str, state: &State, words: &[String]) -> bool {
    let title = state.title.to_lowercase();
    words.iter().all(|word| {
        let mut names = state.references().chain([key]);
        title.contains(&word.to_lowercase()) || names.any(|name| name.eq_ignore_ascii_case(word))
    })
}

fn row(key: String, state: &State) -> Value {
    let runbooks: Vec<&str> = state.runbooks.iter().map(|a| a.id.as_str()).collect();
    let counts = state.status != Some(Status::Cancelled);
    json!({
        "incident": key,
        "id": state.id,
        "title": state.title,
        "mode": state.mode,
        "status": state.status,
        "runbooks": runbooks,
        "opened_at": state.opened_at,
        "ttr_s": seconds(metrics(state).ttr.filter(|_| counts)),
    })
}
