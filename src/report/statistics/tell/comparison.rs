//! A comparison, told.

use super::super::compare::{Comparison, ComparisonOutcome};
use super::super::halves::Border;
use super::super::report::MODES;
use super::length;
use crate::domain::event::Mode;
use crate::report::model::{Fact, Section, SectionPart, Table, Tone, text, toned};

/// What came before against what came after. A comparison of nothing is told of real trouble only.
pub fn told(comparison: &Comparison) -> Section {
    let border = match &comparison.border {
        Border::Date(date) => date.to_string(),
        Border::File(name) => format!("{name} (before) and the journal"),
    };
    let rows = comparison
        .rows
        .iter()
        .filter(|row| row.mode == Mode::Live || row.shift.before + row.shift.after > 0);
    let rows = rows.map(|row| {
        let within = row.within.as_ref().map(|(_, key)| format!(" {key}"));
        let of = |n: usize, open: usize| match open {
            0 => n.to_string(),
            open => format!("{n} + {open} open"),
        };
        let shorter = row.shift.shorter.map(|p| format!("{:.0} %", p * 100.0));
        let tone = match row.outcome() {
            ComparisonOutcome::Improved => Tone::Good,
            ComparisonOutcome::Worse => Tone::Bad,
            ComparisonOutcome::CannotTell => Tone::Faint,
        };
        vec![
            text(format!("{}{}", row.mode.word(), within.unwrap_or_default())),
            text(row.metric.word()),
            text(of(row.shift.before, row.before_open)),
            text(of(row.shift.after, row.after_open)),
            row.change().map_or_else(|| length(None), text),
            shorter.map_or_else(|| length(None), text),
            toned(tone, row.verdict()),
        ]
    });
    let mut parts = vec![SectionPart::Table(Table {
        caption: Some("assumed detections left out".to_owned()),
        columns: &[
            "", "metric", "before", "after", "change", "shorter", "verdict",
        ],
        rows: rows.collect(),
    })];
    let sizes = comparison.modes.iter().map(|(b, a)| (b.n, a.n));
    let modes: Vec<(Mode, (usize, usize))> = MODES.into_iter().zip(sizes).collect();
    let mix = comparison.mix.iter().map(|mix| {
        let all = modes.iter().find(|(mode, _)| *mode == mix.mode);
        let (before, after) = all.map_or((0, 0), |(_, sizes)| *sizes);
        let before = format!("{} of {before}", mix.before);
        let words = text(format!("{before}, then {} of {after}", mix.after));
        Fact::new(
            format!("{} {} {}", mix.mode.word(), mix.by.word(), mix.key),
            words,
        )
    });
    parts.push(SectionPart::Facts(mix.collect()));
    Section {
        title: format!("before and after {border}").into(),
        parts,
    }
}
