//! A report on statistics as facts and tables, for every writer that people read.

mod comparison;
mod coverage;

use super::claims::ClaimVerdict;
use super::estimate::{Share, spread};
use super::figures::{FEWEST, Measured, ModeFigures, TargetTally};
use super::metric::Metric;
use super::report::{GroupFigures, StatisticsReport};
use crate::domain::event::Mode;
use crate::report::brief::clock;
use crate::report::model::{Fact, Section, SectionPart, Table, Tone, Words, text, toned};

/// The columns of figures. The last is the median with those that go on.
const COLUMNS: &[&str] = &[
    "metric",
    "n",
    "open",
    "median",
    "p25",
    "p75",
    "p90",
    "mean",
    "with open",
];

/// The months of a trend that are told.
const MONTHS: usize = 6;

/// Everything that was found, in sections.
pub fn told(report: &StatisticsReport) -> Vec<Section> {
    let modes = mode_sections(report).map(|(_, section)| section);
    modes.chain(other_sections(report)).collect()
}

/// The figures of each mode that was asked for and there is something of.
pub fn mode_sections(report: &StatisticsReport) -> impl Iterator<Item = (&ModeFigures, Section)> {
    let asked = report.question.mode;
    let modes = report.modes.iter().filter(move |figures| {
        let is_asked = asked.is_none_or(|mode| mode == figures.mode);
        is_asked && (figures.n > 0 || figures.mode == Mode::Live || asked.is_some())
    });
    modes.map(|figures| (figures, mode_section(figures)))
}

/// Groups, comparison and coverage, as far as they were asked for.
pub fn other_sections(report: &StatisticsReport) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(by) = report.question.by {
        let mut parts: Vec<SectionPart> = report.groups.iter().flat_map(group_parts).collect();
        if report.groups.is_empty() {
            let none = format!("no incident has a {}", by.word());
            parts.push(SectionPart::Facts(vec![Fact::new(by.word(), text(none))]));
        }
        if let Some(why) = &report.left_out {
            parts.push(SectionPart::Facts(vec![Fact::new(
                "people",
                text(why.as_str()),
            )]));
        }
        sections.push(Section {
            title: format!("By {}", by.word()).into(),
            parts,
        });
    }
    sections.extend(report.comparison.as_ref().map(comparison::told));
    sections.extend(report.coverage.as_ref().map(coverage::told));
    sections
}

/// What work in this mode is called, of many.
pub fn heading(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "Live incidents",
        Mode::Drill => "Drills",
        Mode::Change => "Planned work",
    }
}

fn mode_section(figures: &ModeFigures) -> Section {
    let mut facts = vec![Fact::new("incidents", count(figures))];
    facts.extend(targets(figures));
    if figures.in_first_five.n > 0 {
        let chosen = share(figures.in_first_five);
        let words = text(format!("{chosen} of what was chosen from a search"));
        facts.push(Fact::new("in its first five", words));
    }
    facts.extend(trends(figures));
    let mut parts = vec![SectionPart::Facts(facts)];
    parts.extend(table(None, figures));
    Section {
        title: heading(figures.mode).into(),
        parts,
    }
}

fn count(figures: &ModeFigures) -> Words {
    let mut said = vec![figures.n.to_string()];
    let ends = [
        (figures.open, "open"),
        (figures.resolved, "resolved"),
        (figures.backed_out, "backed out"),
        (figures.imported, "imported"),
    ];
    said.extend(
        ends.iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}")),
    );
    text(said.join(", "))
}

fn group_parts(group: &GroupFigures) -> Vec<SectionPart> {
    let name = match group.title == group.key {
        true => group.key.clone(),
        false => format!("{} ({})", group.key, group.title),
    };
    let mut parts = Vec::new();
    for figures in group.modes.iter().filter(|figures| figures.n > 0) {
        let caption = format!("{name}, {}: {}", figures.mode.word(), figures.n);
        parts.extend(table(Some(caption), figures));
        let mut facts = targets(figures);
        if figures.mode == Mode::Live {
            facts.extend(group.claims.iter().map(claim));
        }
        if !facts.is_empty() {
            parts.push(SectionPart::Facts(facts));
        }
    }
    parts
}

/// The figures as a table; metrics that nothing is known of are left out, but for those that a
/// team steers by.
fn table(caption: Option<String>, figures: &ModeFigures) -> Option<SectionPart> {
    if figures.n == 0 {
        return None;
    }
    let is_headline = |metric| Metric::headlines(figures.mode).contains(&metric);
    let metrics = Metric::of_mode(figures.mode).iter().filter(|metric| {
        let measured = figures.metric(**metric);
        // The whole duration is that of planned work; elsewhere it adds nothing to `ttr`.
        let is_told = **metric != Metric::Duration || figures.mode == Mode::Change;
        is_headline(**metric) || (is_told && measured.spread.n + measured.running > 0)
    });
    let mut rows: Vec<Vec<Words>> = metrics
        .map(|metric| row(metric.word(), figures.metric(*metric)))
        .collect();
    if figures.backed_out > 0 {
        rows.push(row("backed out", &figures.backed_out_duration));
    }
    Some(SectionPart::Table(Table {
        caption,
        columns: COLUMNS,
        rows,
    }))
}

fn row(name: &str, measured: &Measured) -> Vec<Words> {
    let spread = &measured.spread;
    let mut row = vec![
        text(name),
        text(spread.n.to_string()),
        text(measured.running.to_string()),
    ];
    row.extend(
        [
            spread.median,
            spread.p25,
            spread.p75,
            spread.p90,
            spread.mean,
            measured.km_median,
        ]
        .map(length),
    );
    row
}

/// A length, or a dash for none.
pub fn length(ms: Option<f64>) -> Words {
    match ms {
        Some(ms) => text(shown(ms)),
        None => toned(Tone::Faint, "–"),
    }
}

/// A length to the second.
pub fn shown(ms: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "spans are far below 2^53 ms"
    )]
    clock(ms.round() as i64)
}

fn targets(figures: &ModeFigures) -> Vec<Fact> {
    if figures.mode == Mode::Change {
        return Vec::new();
    }
    let both = [
        ("first action", figures.first_action),
        ("resolve", figures.resolve),
    ];
    let both = both.into_iter().filter_map(|(name, tally)| {
        let fact = Fact::new(format!("target {name}"), text(against(&tally)?));
        Some(fact)
    });
    both.collect()
}

/// A target and how often it was met; `None` without one.
pub fn against(tally: &TargetTally) -> Option<String> {
    let target = clock(tally.target?);
    Some(match tally.share.n {
        0 => format!("{target}: no incident to hold it against"),
        _ => format!("{target}: met {}", share(tally.share)),
    })
}

/// `12 of 15, 80 % (55 to 93 %)`: with the interval of 95 %.
pub fn share(share: Share) -> String {
    let percent = |part: f64| format!("{:.0}", part * 100.0);
    let mut said = format!("{} of {}", share.met, share.n);
    if let (Some(part), Some(low), Some(high)) = (share.share, share.low, share.high) {
        let (part, low, high) = (percent(part), percent(low), percent(high));
        said.push_str(&format!(", {part} % ({low} to {high} %)"));
    }
    said
}

/// A claim and what became of it.
fn claim(verdict: &ClaimVerdict) -> Fact {
    let tone = match verdict.holds {
        Some(true) => Tone::Good,
        Some(false) => Tone::Bad,
        None => Tone::Faint,
    };
    let mut words = text(format!("{}: ", verdict.claim));
    words.extend(toned(tone, verdict.word()));
    words.extend(text(format!(", {}", verdict.measured)));
    Fact::new("claim", words)
}

/// The medians of the last months; of few incidents each by itself, because a line through them
/// would tell of chance.
fn trends(figures: &ModeFigures) -> Vec<Fact> {
    let facts = Metric::headlines(figures.mode).iter().filter_map(|metric| {
        let points = figures.points.iter();
        let values: Vec<(String, i64)> = points
            .filter_map(|p| Some((p.at.to_string()[..7].to_owned(), p.took(*metric)?)))
            .collect();
        let said = match values.len() {
            0 => return None,
            few @ ..FEWEST => {
                let each: Vec<String> = values.iter().map(|(_, ms)| clock(*ms)).collect();
                format!("· {} (no trend: {few} of {FEWEST})", each.join(" · "))
            }
            _ => {
                let months: Vec<&[(String, i64)]> = values.chunk_by(|a, b| a.0 == b.0).collect();
                let last = &months[months.len().saturating_sub(MONTHS)..];
                let each = last.iter().map(|month| {
                    let median = spread(month.iter().map(|(_, ms)| *ms).collect()).median;
                    let median = median.map(shown).unwrap_or_default();
                    format!("{} {median} of {}", month[0].0, month.len())
                });
                each.collect::<Vec<_>>().join(", ")
            }
        };
        Some(Fact::new(
            format!("{} over time", metric.word()),
            text(said),
        ))
    });
    facts.collect()
}
