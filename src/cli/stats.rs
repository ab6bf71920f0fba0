//! `stats`: how soon, over many incidents. Modes are never pooled.

use serde_json::{Value, json};

use super::context::Program;
use super::failure::Failure;
use super::incidents::ModeFilter;
use super::output;
use crate::domain::event::Mode;
use crate::domain::state::State;
use crate::report::{ModeStatistics, Spread, clock, statistics};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only one mode
    #[arg(long, value_enum)]
    mode: Option<ModeFilter>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(program: &mut Program, args: Args) -> Result<(), Failure> {
    let wanted = args.mode.map(Mode::from);
    let session = program.session()?;
    let heads = session.heads()?;
    for head in &heads {
        session.load(head.id)?;
    }
    let states: Vec<&State> = heads
        .iter()
        .filter_map(|head| Some(session.incident(head.id)?.state()))
        .filter(|state| wanted.is_none_or(|mode| state.mode() == mode))
        .collect();
    let all = statistics(states);
    if args.json {
        return output::print_json(&json!({
            "live": mode_json(&all.live),
            "drill": mode_json(&all.drill),
            "change": mode_json(&all.change),
        }));
    }
    let mut lines = String::from("mode    n  open  metric   n   median      p90     mean\n");
    for (name, mode) in [
        ("live", &all.live),
        ("drill", &all.drill),
        ("change", &all.change),
    ] {
        for (metric, spread) in [("ttfa", &mode.ttfa), ("ttr", &mode.ttr)] {
            let shown = |value: Option<f64>| value.map_or("–".to_owned(), |ms| clock(round(ms)));
            lines.push_str(&format!(
                "{name:<6} {:>2} {:>5}  {metric:<6} {:>3} {:>8} {:>8} {:>8}\n",
                mode.n,
                mode.open,
                spread.n,
                shown(spread.median),
                shown(spread.p90),
                shown(spread.mean),
            ));
        }
    }
    output::print(&lines)
}

fn mode_json(mode: &ModeStatistics) -> Value {
    json!({
        "n": mode.n,
        "open": mode.open,
        "ttfa_s": spread_json(&mode.ttfa),
        "ttr_s": spread_json(&mode.ttr),
        "search": {"chosen": mode.chosen, "in_first_five": mode.in_first_five},
    })
}

fn spread_json(spread: &Spread) -> Value {
    // Milliseconds to seconds, kept to the microsecond so that no float noise is printed.
    let s = |value: Option<f64>| value.map(|ms| (ms * 1_000.0).round() / 1_000_000.0);
    json!({
        "n": spread.n,
        "median": s(spread.median),
        "p90": s(spread.p90),
        "mean": s(spread.mean),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "spans are far below 2^53 ms"
)]
fn round(ms: f64) -> i64 {
    ms.round() as i64
}
