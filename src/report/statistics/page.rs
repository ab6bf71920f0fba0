//! The report as one page that can be sent: charts and tables, no script, no request to anywhere.

use maud::{Markup, html};

use super::super::document::Stamp;
use super::super::html::{Untrusted, page, section};
use super::chart::chart;
use super::figures::ModeFigures;
use super::metric::Metric;
use super::report::{StatisticsQuery, StatisticsReport};
use super::tell::{mode_sections, other_sections};
use crate::domain::event::Mode;

/// The report as a page.
pub fn as_html(report: &StatisticsReport, stamp: Stamp) -> String {
    let body = html! {
        main {
            article {
                h1 { "Statistics" }
                p.faint { (Untrusted(&asked(&report.question))) }
                @for (figures, told) in mode_sections(report) {
                    (section(&told, charts(figures)))
                }
                @for told in other_sections(report) {
                    (section(&told, html! {}))
                }
            }
        }
    };
    page("Statistics", body, stamp)
}

fn charts(figures: &ModeFigures) -> Markup {
    html! {
        @for metric in Metric::headlines(figures.mode) {
            @let target = match (figures.mode, metric) {
                (Mode::Change, _) => None,
                (_, Metric::Ttfa) => figures.first_action.target,
                _ => figures.resolve.target,
            };
            @if let Some(chart) = chart(figures, *metric, target) { (chart) }
        }
    }
}

/// What was asked, in a sentence.
fn asked(question: &StatisticsQuery) -> String {
    let mut said = match question.mode {
        Some(mode) => format!("Only {} incidents", mode.word()),
        None => "All incidents".to_owned(),
    };
    let day = |at: crate::domain::time::Timestamp| at.to_string()[..16].replace('T', " ");
    if let Some(since) = question.since {
        said.push_str(&format!(", opened since {}", day(since)));
    }
    if let Some(until) = question.until {
        said.push_str(&format!(", opened before {}", day(until)));
    }
    said.push_str(
        ". Live incidents, drills and planned work are never counted together. \u{201c}With open\u{201d} \
         is the median with those that go on (Kaplan\u{2013}Meier); shares have their 95 % interval.",
    );
    said
}
