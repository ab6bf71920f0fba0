//! `stats`: how soon, over many incidents. Modes are never pooled.

mod before;

use std::path::PathBuf;

use super::context::Program;
use super::export;
use super::failure::{Exit, Failure};
use super::incidents::ModeFilter;
use super::output;
use crate::config::PeopleChoice;
use crate::domain::event::Mode;
use crate::drill::History;
use crate::operations::samples::samples;
use crate::report::statistics::{
    Coverage, DrillDue, Halves, People, as_html, as_json, as_openmetrics, as_text, is_for_metrics,
};
use crate::report::{By, Sample, StatisticsQuery, StatisticsReport};

#[derive(Debug, clap::Args)]
pub struct StatsArgs {
    /// Only this mode
    #[arg(long, value_enum)]
    mode: Option<ModeFilter>,
    /// Group the figures; an incident with two runbooks counts in both
    #[arg(long, value_enum)]
    by: Option<ByArg>,
    /// Only incidents opened since then: a date (2026-03-01), -30d, or another time
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only incidents opened before then
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    until: Option<String>,
    /// Leave out what was read from lists of past incidents
    #[arg(long)]
    no_imported: bool,
    /// Compare incidents since a date with those before it, or with a file of exports
    #[arg(long, value_name = "DATE|FILE", allow_hyphen_values = true)]
    compare: Option<String>,
    /// Who has walked or drilled which runbook in the last six months, and which drills are due
    #[arg(long)]
    coverage: bool,
    /// As what
    #[arg(long, value_enum, default_value = "text")]
    format: StatsFormatArg,
    /// The file to write; stdout if left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long, requires = "output")]
    force: bool,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// What statistics are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum StatsFormatArg {
    Text,
    Json,
    /// For a Prometheus textfile collector
    Openmetrics,
    /// One page with charts
    Html,
}

/// What to group by, on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ByArg {
    Runbook,
    Cause,
    Class,
    Severity,
    Month,
    Actor,
}

impl From<ByArg> for By {
    fn from(arg: ByArg) -> Self {
        match arg {
            ByArg::Runbook => By::Runbook,
            ByArg::Cause => By::Cause,
            ByArg::Class => By::Class,
            ByArg::Severity => By::Severity,
            ByArg::Month => By::Month,
            ByArg::Actor => By::Actor,
        }
    }
}

pub fn run(program: &mut Program, args: StatsArgs) -> Result<(), Failure> {
    let format = if args.json {
        StatsFormatArg::Json
    } else {
        args.format
    };
    let by = args.by.map(By::from);
    if let Some(by) = by.filter(|by| format == StatsFormatArg::Openmetrics && !is_for_metrics(*by))
    {
        let what = format!("openmetrics has no groups by {}", by.word());
        return Err(Failure::new(Exit::Usage, what).hint(
            "runbook, class and severity have fixed names; others may hold what somebody wrote",
        ));
    }
    let now = program.now();
    let date = |text: Option<&str>| text.map(|text| program.since(text)).transpose();
    let (since, until) = (date(args.since.as_deref())?, date(args.until.as_deref())?);
    let people = People {
        are_shown: program.settings()?.people == PeopleChoice::On,
        own: program.session()?.who().actor.clone(),
    };
    let question = StatisticsQuery {
        since,
        until,
        mode: args.mode.map(Mode::from),
        no_imported: args.no_imported,
        by,
        people,
    };
    let samples = samples(program.session()?)?.samples;
    let earlier = match &args.compare {
        Some(text) => Some(before::read(text, now)?),
        None => None,
    };
    let asked = samples.iter().filter(|sample| question.is_about(sample));
    let halves = earlier.as_ref().map(|earlier| match earlier {
        before::Before::Date(date) => Halves::at(*date, asked),
        before::Before::File { name, samples } => Halves::of_file(name, samples, asked),
    });
    let mut report = StatisticsReport::of(&samples, &question, halves.as_ref());
    if args.coverage {
        report.coverage = Some(coverage(program, &samples, &question.people)?);
    }
    let written = match format {
        StatsFormatArg::Text => as_text(&report),
        StatsFormatArg::Json => format!("{:#}\n", as_json(&report)),
        StatsFormatArg::Openmetrics => as_openmetrics(&report),
        StatsFormatArg::Html => as_html(&report, program.stamp()),
    };
    match &args.output {
        Some(path) => {
            export::may_write_over(std::slice::from_ref(path), args.force)?;
            export::write(path, written.as_bytes())?;
        }
        None => match format {
            StatsFormatArg::Text => output::print(&written)?,
            StatsFormatArg::Json => output::print_json(&as_json(&report))?,
            StatsFormatArg::Openmetrics => output::print_data(&written)?,
            StatsFormatArg::Html => output::print_document(&written)?,
        },
    }
    program.nothing_passed_over()
}

/// Who knows what of the library, and what is due for whoever asks.
fn coverage(
    program: &mut Program,
    samples: &[Sample],
    people: &People,
) -> Result<Coverage, Failure> {
    let now = program.now();
    let history = History::read(program.session()?, &people.own)?;
    let scenarios = program.scenarios()?;
    let drills = scenarios.entries().iter().map(|script| DrillDue {
        scenario: script.scenario.id.to_string(),
        title: script.scenario.title.clone(),
        at: history.due(&script.scenario).at,
    });
    let drills = drills.collect();
    let books = program.library()?.rows().iter();
    let books: Vec<(String, String)> = books
        .map(|row| (row.listing.id.to_string(), row.listing.title.clone()))
        .collect();
    Ok(Coverage::of(samples, &books, drills, people, now))
}
