//! `drill report`: what a lead sees of training. Runbooks and drills by number; people by name only
//! where the settings allow it and they agreed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::context::Program;
use super::failure::Failure;
use super::output;
use crate::config::PeopleChoice;
use crate::domain::time::Timestamp;
use crate::drill::{History, Past};
use crate::library::{Assignment, Assignments};

#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One runbook and the drills on it.
struct Row {
    runbook: String,
    scenarios: Vec<String>,
    played: usize,
    people: usize,
    last: Option<Timestamp>,
    is_due: bool,
}

pub fn run(program: &mut Program, args: ReportArgs) -> Result<(), Failure> {
    let (now, today) = (program.now(), program.today());
    let history = History::of_all(program.session()?)?;
    let scenarios = program.scenarios()?;
    let folders = program.runbook_folders()?;
    let taken = program.paths()?.sources();
    let ours: Vec<_> = folders
        .into_iter()
        .filter(|it| !it.starts_with(&taken))
        .collect();
    let (assignments, found) = Assignments::read(&ours);
    for diagnostic in &found {
        output::remark(&format!("runsheet: {diagnostic}"));
    }
    let are_shown = program.settings()?.people == PeopleChoice::On;
    let own = program.session()?.who().actor.to_string();
    let ids: Vec<String> = program
        .library()?
        .rows()
        .iter()
        .map(|row| row.listing.id.to_string())
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    for id in ids {
        let on_it = || {
            scenarios
                .entries()
                .iter()
                .filter(|it| it.scenario.runbook.as_str() == id)
        };
        let played: Vec<&Past> = history
            .0
            .iter()
            .filter(|past| on_it().any(|it| it.scenario.id == past.scenario))
            .collect();
        let people: BTreeSet<&str> = played.iter().map(|past| &*past.actor).collect();
        let is_due = |at: Option<Timestamp>| at.is_none_or(|at| at <= now);
        rows.push(Row {
            scenarios: on_it().map(|it| it.scenario.id.to_string()).collect(),
            played: played.len(),
            people: people.len(),
            last: played.iter().map(|past| past.ended_at).max(),
            is_due: on_it().any(|it| is_due(history.due(&it.scenario).at)),
            runbook: id,
        });
    }
    rows.sort_by_key(|row| (row.scenarios.is_empty(), row.played, row.runbook.clone()));
    let told: Vec<Value> = assignments
        .all
        .iter()
        .map(|it| assigned(it, &history, &today, are_shown, &assignments.consent, &own))
        .collect();
    if args.json {
        return output::print_json(&json!({
            "runbooks": rows.iter().map(row_json).collect::<Vec<_>>(),
            "assignments": told,
            "people": are_shown,
        }));
    }
    output::print(&output::visible(&text(&rows, &told)))?;
    if !are_shown && !told.is_empty() {
        output::remark(
            "names are left out: people = \"on\" in config.toml, and each one's consent, show them",
        );
    }
    program.nothing_passed_over()
}

fn row_json(row: &Row) -> Value {
    json!({
        "runbook": row.runbook,
        "scenarios": row.scenarios,
        "played": row.played,
        "people": row.people,
        "last_at": row.last,
        "due": row.is_due && !row.scenarios.is_empty(),
    })
}

/// An assignment: whether it was played since it was given is told of everybody, by whom and how it
/// went only of those who agreed, where the settings allow it, and of whoever asks.
fn assigned(
    it: &Assignment,
    history: &History,
    today: &str,
    are_shown: bool,
    consent: &[String],
    own: &str,
) -> Value {
    let is_told = it.who == own || are_shown && consent.contains(&it.who);
    let mut played = history.0.iter().rev();
    let last = played.find(|past| *past.actor == *it.who && past.scenario.as_str() == it.scenario);
    let is_late = last.is_none() && it.by.as_deref().is_some_and(|by| by < today);
    json!({
        "who": is_told.then_some(&it.who),
        "scenario": it.scenario,
        "by": it.by,
        "played": last.is_some(),
        "late": is_late,
        "verdict": last.filter(|_| is_told).map(|past| past.verdict.words()),
        "points": last.filter(|_| is_told).map(|past| [past.points.0, past.points.1]),
    })
}

fn text(rows: &[Row], assigned: &[Value]) -> String {
    let mut out = String::new();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for it in assigned {
        let who = it["who"].as_str().unwrap_or("somebody");
        let stands = match (it["played"] == true, it["late"] == true) {
            (true, _) => match it["verdict"].as_str() {
                Some(verdict) => format!(
                    "played: {verdict}, {} of {} points",
                    it["points"][0], it["points"][1]
                ),
                None => "played".to_owned(),
            },
            (false, true) => "late".to_owned(),
            (false, false) => "to play".to_owned(),
        };
        let by = it["by"]
            .as_str()
            .map(|by| format!(" by {by}"))
            .unwrap_or_default();
        out.push_str(&format!(
            "{who:<16} {:<36}{by}  {stands}\n",
            word(&it["scenario"])
        ));
    }
    if !assigned.is_empty() {
        out.push('\n');
    }
    for row in rows.iter().filter(|row| !row.scenarios.is_empty()) {
        let last = row.last.map_or("never".to_owned(), |at| {
            at.to_string().chars().take(10).collect()
        });
        let due = if row.is_due { "due" } else { "" };
        out.push_str(&format!(
            "{:<44} {:>2} played by {:<2} last {last:<10} {due:<3}  {}\n",
            row.runbook,
            row.played,
            row.people,
            row.scenarios.join(", ")
        ));
    }
    let bare = rows.iter().filter(|row| row.scenarios.is_empty()).count();
    if bare > 0 {
        out.push_str(&format!(
            "{bare} runbooks have no drill; one with tests yields one: drill new --from-runbook RUNBOOK\n"
        ));
    }
    out
}
