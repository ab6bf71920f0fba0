//! The report for a collector of text files: OpenMetrics 1.0, which Prometheus' own collector
//! reads too. Gauges with units; no name of a person, no title, nothing that somebody wrote.

use std::fmt::Write as _;

use super::estimate::Share;
use super::figures::ModeFigures;
use super::group::By;
use super::metric::Metric;
use super::report::StatisticsReport;

/// Names and values of labels.
type Labels<'a> = Vec<(&'a str, &'a str)>;

/// A family of samples: they have to stand together.
struct Family {
    name: String,
    unit: &'static str,
    help: &'static str,
    samples: String,
}

/// Whether groups of this kind may become labels: their names are ids or fixed words.
pub fn is_for_metrics(by: By) -> bool {
    match by {
        By::Runbook | By::Class | By::Severity => true,
        By::Cause | By::Month | By::Actor => false,
    }
}

/// The report as OpenMetrics.
pub fn as_openmetrics(report: &StatisticsReport) -> String {
    let mut families = families("runsheet");
    for figures in &report.modes {
        add(&mut families, figures, &[]);
    }
    if let Some(by) = report.question.by.filter(|by| is_for_metrics(*by)) {
        let mut of_groups = self::families(&format!("runsheet_by_{}", by.word()));
        for group in &report.groups {
            for figures in group.modes.iter().filter(|figures| figures.n > 0) {
                add(&mut of_groups, figures, &[(by.word(), &group.key)]);
            }
        }
        families.extend(of_groups);
    }
    let mut out = String::new();
    for family in families.iter().filter(|family| !family.samples.is_empty()) {
        let Family {
            name, unit, help, ..
        } = family;
        let _ = writeln!(out, "# TYPE {name} gauge");
        if !unit.is_empty() {
            let _ = writeln!(out, "# UNIT {name} {unit}");
        }
        let _ = writeln!(out, "# HELP {name} {help}");
        out.push_str(&family.samples);
    }
    out.push_str("# EOF\n");
    out
}

fn families(prefix: &str) -> Vec<Family> {
    let family = |name: &str, unit: &'static str, help: &'static str| Family {
        name: format!("{prefix}_{name}"),
        unit,
        help,
        samples: String::new(),
    };
    vec![
        family(
            "incidents",
            "",
            "Incidents by how they stand, cancelled ones left out.",
        ),
        family(
            "measured_incidents",
            "",
            "Incidents that a length was measured of, or that go on.",
        ),
        family(
            "length_seconds",
            "seconds",
            "Times between milestones; km_median counts those that go on.",
        ),
        family(
            "target_incidents",
            "",
            "Incidents that were held against a target.",
        ),
        family(
            "within_target_ratio",
            "ratio",
            "Share within the target, with its 95 % Wilson interval.",
        ),
        family(
            "search_choices",
            "",
            "Runbooks that were chosen from a search.",
        ),
        family(
            "search_in_first_five_ratio",
            "ratio",
            "Share of choices among the first five results, with its 95 % Wilson interval.",
        ),
    ]
}

/// Adds what is known of one mode.
fn add(families: &mut [Family], figures: &ModeFigures, of: &[(&str, &str)]) {
    let base = |more: &[(&'static str, &'static str)]| -> Labels<'_> {
        let mode = [("mode", figures.mode.word())];
        of.iter()
            .copied()
            .chain(mode)
            .chain(more.iter().copied())
            .collect()
    };
    let count = |n: usize| n.to_string();
    for (state, n) in [
        ("open", figures.open),
        ("resolved", figures.resolved),
        ("backed_out", figures.backed_out),
    ] {
        put(&mut families[0], &base(&[("state", state)]), &count(n));
    }
    for metric in Metric::of_mode(figures.mode) {
        let measured = figures.metric(*metric);
        let spread = &measured.spread;
        let word = metric.word();
        for (state, n) in [("ended", spread.n), ("open", measured.running)] {
            put(
                &mut families[1],
                &base(&[("metric", word), ("state", state)]),
                &count(n),
            );
        }
        for (statistic, value) in [
            ("median", spread.median),
            ("p25", spread.p25),
            ("p75", spread.p75),
            ("p90", spread.p90),
            ("mean", spread.mean),
            ("km_median", measured.km_median),
        ] {
            if let Some(ms) = value {
                let labels = base(&[("metric", word), ("statistic", statistic)]);
                put(
                    &mut families[2],
                    &labels,
                    &super::json::to_seconds(ms).to_string(),
                );
            }
        }
    }
    for (target, tally) in [
        ("first_action", figures.first_action),
        ("resolve", figures.resolve),
    ] {
        let labels = base(&[("target", target)]);
        share(&mut families[3..5], &tally.share, &labels);
    }
    share(&mut families[5..7], &figures.in_first_five, &base(&[]));
}

/// Adds how many there are and their share; nothing of none.
fn share(families: &mut [Family], share: &Share, labels: &Labels<'_>) {
    if share.n == 0 {
        return;
    }
    put(&mut families[0], labels, &share.n.to_string());
    for (bound, value) in [
        ("share", share.share),
        ("low", share.low),
        ("high", share.high),
    ] {
        let labels: Labels<'_> = labels.iter().copied().chain([("bound", bound)]).collect();
        put(
            &mut families[1],
            &labels,
            &value.unwrap_or_default().to_string(),
        );
    }
}

fn put(family: &mut Family, labels: &[(&str, &str)], value: &str) {
    let labels = labels
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", escape(value)));
    let labels = labels.collect::<Vec<_>>().join(",");
    let _ = writeln!(family.samples, "{}{{{labels}}} {value}", family.name);
}

/// A label's value; ids of runbooks may come from anywhere.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::report::StatisticsQuery;
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;

    #[test]
    fn families_stand_together_and_the_end_is_marked() {
        let mut samples = [
            sample(1, Severity::Sev1, 5_000),
            sample(2, Severity::Sev2, 9_500),
        ];
        samples[0].runbooks[0].0 = "odd\"\\\n".to_owned();
        let question = StatisticsQuery {
            by: Some(By::Runbook),
            ..StatisticsQuery::default()
        };
        let text = as_openmetrics(&StatisticsReport::of(&samples, &question, None));
        assert!(text.ends_with("\n# EOF\n"));
        let heads = text.lines().filter_map(|l| l.strip_prefix("# TYPE "));
        let heads: Vec<&str> = heads.map(|l| l.split(' ').next().unwrap()).collect();
        let mut own = "";
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                own = rest.split(' ').next().unwrap();
            } else if !line.starts_with('#') {
                assert_eq!(line.split('{').next(), Some(own), "{line}");
            }
        }
        assert_eq!(
            heads
                .iter()
                .filter(|h| **h == "runsheet_length_seconds")
                .count(),
            1
        );
        let line = "runsheet_length_seconds{mode=\"live\",metric=\"ttr\",statistic=\"mean\"} 7.25";
        assert!(text.contains(line), "{text}");
        assert!(
            text.contains("{runbook=\"odd\\\"\\\\\\n\",mode=\"live\""),
            "{text}"
        );
        assert!(!text.contains("ada"));
    }
}
