//! `targets`: boxes that commands can be sent to. `--check` tries them, `--refresh` asks the
//! inventory command for more.

use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::output;
use crate::domain::target::kind::Reads;
use crate::domain::target::{Policy, Target};
use crate::run::inventory;

#[derive(Debug, clap::Args)]
pub struct TargetsArgs {
    /// Try to reach each of them
    #[arg(long)]
    check: bool,
    /// Run the inventory command from config.toml and keep its answer for offline use
    #[arg(long)]
    refresh: bool,
    /// List the panes of tmux instead, with the line on which the cursor stands
    #[arg(long, conflicts_with_all = ["check", "refresh"])]
    panes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The targets: this machine, those of the settings, and those of the inventory that have no name
/// of the settings.
pub fn all(program: &Program) -> Result<Vec<Target>, Failure> {
    let mut targets = vec![Target::local()];
    targets.extend(program.settings()?.targets.iter().cloned());
    for target in inventory::kept(&program.paths()?.inventory()) {
        if targets.iter().all(|known| known.name != target.name) {
            targets.push(target);
        }
    }
    Ok(targets)
}

/// What may be sent where. What is wrong with root's policy is said each time.
pub fn policy(program: &Program) -> Result<Policy, Failure> {
    let (policy, wrong) = program.settings()?.policy();
    if let Some(wrong) = wrong {
        output::remark(&format!("runsheet: {wrong}"));
    }
    Ok(policy)
}

pub fn run(program: &mut Program, args: TargetsArgs) -> Result<(), Failure> {
    if args.panes {
        return panes(args.json);
    }
    let settings = program.settings()?;
    for warning in &settings.warnings {
        if warning.text.contains("targets") || warning.text.contains("run =") {
            output::remark(&format!("runsheet: {}", warning.brief()));
        }
    }
    if args.refresh {
        refresh(program)?;
    }
    let policy = policy(program)?;
    let targets = all(program)?;
    let mut failed = 0;
    let mut rows: Vec<Value> = Vec::new();
    let mut lines = String::new();
    for target in &targets {
        let checked = args.check.then(|| check(program, target)).transpose()?;
        let error = checked.clone().and_then(Result::err);
        failed += usize::from(error.is_some());
        let (limit, is_root) = policy.limit(target);
        let row = json!({
            "name": target.name,
            "kind": target.kind.name,
            "via": target.via.word(),
            "ok": checked.as_ref().map(Result::is_ok),
            "error": error,
            "serves": target.devices(),
            "role": target.role,
            "path": target.path,
            "run": limit.word(),
        });
        rows.push(row);
        let by = if is_root { ", by policy" } else { "" };
        let role = target
            .role
            .iter()
            .map(|role| format!("  ({role})"))
            .collect::<String>();
        let state = match &checked {
            None => String::new(),
            Some(Ok(())) => "  ok".to_owned(),
            Some(Err(what)) => format!("  failed: {what}"),
        };
        lines.push_str(&format!(
            "{}  {} via {}, takes {}{by}{role}{state}\n",
            target.name,
            target.kind.name,
            target.via.word(),
            limit.word(),
        ));
    }
    match args.json {
        true => output::print_json(&Value::Array(rows))?,
        false => output::print(&lines)?,
    }
    match failed {
        0 => Ok(()),
        1 => Err(Failure::new(Exit::Failed, "one target cannot be reached")),
        many => Err(Failure::new(
            Exit::Failed,
            format!("{many} targets cannot be reached"),
        )),
    }
}

/// The panes of tmux.
#[cfg(feature = "transports")]
fn panes(json: bool) -> Result<(), Failure> {
    let panes = crate::run::tmux::TmuxServer::default().panes();
    let panes = panes.map_err(|what| {
        Failure::new(Exit::Failed, what).hint("start tmux, and sign in in one of its panes")
    })?;
    if json {
        let rows = panes.iter().map(|pane| {
            json!({
                "pane": pane.id,
                "place": pane.place,
                "program": pane.program,
                "line": pane.line,
                "unfit": pane.unfit,
            })
        });
        return output::print_json(&Value::from_iter(rows));
    }
    let mut lines = String::new();
    for pane in &panes {
        let unfit = pane.unfit.map(|why| format!("  (not to be used: {why})"));
        lines.push_str(&format!(
            "{}  {}  {}  {}{}\n",
            pane.id,
            pane.place,
            pane.program,
            pane.line.trim(),
            unfit.unwrap_or_default()
        ));
    }
    output::print(&lines)
}

#[cfg(not(feature = "transports"))]
fn panes(_: bool) -> Result<(), Failure> {
    let what = "this program was built without the ways to send anything";
    Err(Failure::new(Exit::Failed, what))
}

/// Tries a target without altering anything on it.
#[cfg(feature = "transports")]
fn check(program: &Program, target: &Target) -> Result<Result<(), String>, Failure> {
    use crate::domain::run::RunOutcome;
    use crate::run::{Order, stop};
    use std::time::Duration;
    let mut way = match super::way::to(program, target)? {
        Ok(way) => way,
        Err(what) => return Ok(Err(what)),
    };
    let order = Order {
        text: match target.kind.reads {
            Reads::Shell => "true".to_owned(),
            Reads::Prompt | Reads::Nobody => String::new(),
        },
        is_secret: false,
        timeout: Duration::from_secs(20),
        leaves_enter: false,
    };
    let (_stop, stopped) =
        stop::pair().map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    let mut said = Vec::new();
    let end = way.run(&order, &stopped, &mut said);
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Ok(match (end.outcome, end.exit, end.trouble) {
        (RunOutcome::Exited, None | Some(0), None) => Ok(()),
        (_, _, Some(trouble)) => Err(trouble),
        (outcome, _, None) => Err(last.unwrap_or(outcome.word()).to_owned()),
    })
}

#[cfg(not(feature = "transports"))]
fn check(_: &Program, target: &Target) -> Result<Result<(), String>, Failure> {
    let _ = (target, Reads::Nobody);
    Ok(Err(
        "this program was built without the ways to send anything".to_owned(),
    ))
}

/// Asks the inventory command.
fn refresh(program: &Program) -> Result<(), Failure> {
    let Some(command) = program.settings()?.inventory.clone() else {
        return Err(
            Failure::new(Exit::Config, "config.toml names no inventory command")
                .hint("inventory = \"ansible-inventory --list\""),
        );
    };
    // The operator's own words in their own settings: they are read as a shell reads them.
    let asked = std::process::Command::new("/bin/sh")
        .arg("-c")
        .arg(&command)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::inherit())
        .output();
    let failed = |what: String| {
        Failure::new(Exit::Failed, format!("{command}: {what}"))
            .hint("what was kept before still holds")
    };
    let asked = asked.map_err(|error| failed(error.to_string()))?;
    if !asked.status.success() {
        return Err(failed(format!("it ended with {}", asked.status)));
    }
    let text = String::from_utf8_lossy(&asked.stdout);
    let (targets, left_out) = inventory::of_ansible(&text).map_err(failed)?;
    let file = program.paths()?.inventory();
    inventory::keep(&file, &targets)
        .map_err(|error| Failure::output(&file.display().to_string(), &error))?;
    let count = targets.len();
    output::remark(&format!(
        "{count} targets of the inventory kept, {left_out} left out"
    ));
    Ok(())
}
