//! `start RUNBOOK`: opens an incident, and walks it on the screen unless `--detach`.

use serde_json::json;

use super::alert::{self, incident as of_alert};
use super::assignment::assignment;
use super::context::{Program, key_of};
use super::failure::{Exit, Failure};
use super::{output, screen};
use crate::clock::{local_minute, zone};
use crate::domain::command::Opening;
use crate::domain::event::{Mode, Severity};
use crate::domain::runbook::Runbook;
use crate::domain::time::Timestamp;
use crate::operations::open::{OpenRequest, open};

#[derive(Debug, clap::Args)]
pub struct StartArgs {
    /// The runbook's id; with --alert it may be left out: the best match for the alert's words is
    /// taken
    #[arg(required_unless_present = "alert")]
    runbook: Option<String>,
    /// A title, if not the runbook's
    #[arg(long)]
    title: Option<String>,
    /// How bad it is
    #[arg(long, value_enum)]
    severity: Option<SeverityArg>,
    /// When it was noticed
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    detected_at: Option<String>,
    /// When the impact began
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    impact_at: Option<String>,
    /// An Alertmanager webhook payload (version 4), or - for stdin. An alert that an open incident
    /// has already opens no second one; a resolved alert opens none
    #[arg(long, value_name = "FILE")]
    alert: Option<String>,
    /// A variable's value; for a secret, NAME=@FILE
    #[arg(long = "set", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// A live incident or a planned change, if not what the runbook is for
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// Planned work: when it should be finished
    #[arg(long, value_name = "T")]
    planned_end: Option<String>,
    /// Planned work: when backing out must be finished
    #[arg(long, value_name = "T")]
    backout_by: Option<String>,
    /// Open it without starting the screen, and print its key
    #[arg(long)]
    detach: bool,
    /// Print JSON
    #[arg(long, requires = "detach")]
    json: bool,
}

/// A severity on the command line.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum SeverityArg {
    Sev1,
    Sev2,
    Sev3,
    Sev4,
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Self {
        match arg {
            SeverityArg::Sev1 => Severity::Sev1,
            SeverityArg::Sev2 => Severity::Sev2,
            SeverityArg::Sev3 => Severity::Sev3,
            SeverityArg::Sev4 => Severity::Sev4,
        }
    }
}

/// A mode that `start` takes; drills have their own command.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum ModeArg {
    Live,
    Change,
}

impl From<ModeArg> for Mode {
    fn from(arg: ModeArg) -> Self {
        match arg {
            ModeArg::Live => Mode::Live,
            ModeArg::Change => Mode::Change,
        }
    }
}

pub fn run(program: &mut Program, args: StartArgs) -> Result<(), Failure> {
    let alert = args.alert.as_deref().map(alert::read).transpose()?;
    if let Some(alert) = &alert {
        let known = of_alert::open_with(program, alert)?;
        if alert.is_resolved {
            return of_alert::resolved(program, alert, known, args.json);
        }
        if let Some(head) = known {
            return of_alert::go_on(program, head, alert, (args.detach, args.json));
        }
    }
    let (entry, chosen) = match (&args.runbook, &alert) {
        (Some(id), _) => (program.runbook(id)?, None),
        (None, Some(alert)) if !args.detach => {
            screen::require_terminal(program)?;
            output::remark("choose the runbook: the search has the alert's words");
            return screen::choose(program, &alert.query, of_alert::awaited(alert));
        }
        (None, Some(alert)) => of_alert::first_for(program, alert)?,
        (None, None) => return Err(output::usage("no runbook is named", "runbooks lists them")),
    };
    let detected = args.detected_at.as_deref();
    let detected = detected.map(|text| program.past(text)).transpose()?;
    let impact_at = args.impact_at.as_deref();
    let impact_at = impact_at.map(|text| program.past(text)).transpose()?;
    let variables = variables(program, &entry.book.runbook, &args.variables, args.detach)?;
    let opening = Opening {
        title: args.title,
        severity: args.severity.map(Severity::from),
        mode: args.mode.map(Mode::from),
        planned_end: program.due(args.planned_end.as_deref())?,
        backout_by: program.due(args.backout_by.as_deref())?,
        impact_at,
        acknowledge: !args.detach,
        variables,
        chosen,
        ..Opening::of(entry.book.clone())
    };
    let awaited = alert.as_ref().map(of_alert::awaited);
    if !args.detach {
        screen::require_terminal(program)?;
    }
    let request = OpenRequest {
        opening,
        detected,
        text: entry.shared_text(),
        awaited: awaited.as_ref(),
        auto_start: !args.detach,
    };
    let session = program.session()?;
    let opened = open(session, request)?;
    for why in &opened.refused {
        output::remark(why);
    }
    if let Some(error) = opened.untold {
        return Err(error.into());
    }
    if !args.detach {
        return screen::walk(program, opened.incident);
    }
    let head = session.find(&opened.incident.to_string())?;
    if !args.json {
        let state = session.load(head.id)?.state();
        let told =
            |what: &str, at: Option<Timestamp>| at.map(|at| format!("{what} {}", local_minute(at)));
        let plan = [
            told("planned end", state.planned_end),
            told("back out by", state.backout_by),
        ];
        let plan: Vec<String> = plan.into_iter().flatten().collect();
        if !plan.is_empty() {
            output::remark(&format!("{} ({})", plan.join(", "), zone::name()));
        }
    }
    for key in opened.held {
        output::remark(&format!(
            "the drill {key} is held: real trouble comes first"
        ));
    }
    match args.json {
        true => output::print_json(&json!({
            "incident": key_of(head),
            "id": head.id,
            "runbook": entry.book.runbook.id,
        })),
        false => output::print(&format!("{}\n", key_of(head))),
    }
}

/// The variables that are recorded. Secrets go to the session's memory, and with `--detach`
/// there is nobody to keep them.
fn variables(
    program: &mut Program,
    runbook: &Runbook,
    given: &[String],
    detach: bool,
) -> Result<Vec<(String, String)>, Failure> {
    let mut plain = Vec::new();
    for text in given {
        let (name, value) = assignment(text)?;
        let Some(secret) = runbook.variable(&name).filter(|v| v.secret) else {
            plain.push((name, value.plain()));
            continue;
        };
        let value = value.secret(secret)?;
        if detach {
            let what = format!("{name} is a secret, which is kept in memory only");
            return Err(Failure::new(Exit::Usage, what)
                .hint("leave it out here, and give it where it is used: copy … --set"));
        }
        program.session()?.secrets.set(name, value);
    }
    Ok(plain)
}
