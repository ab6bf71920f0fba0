//! One metric over time as an SVG picture: a dot for each incident, and a line through the
//! medians of the months where there are enough for one. Lengths stand on a logarithmic scale: the
//! longest one would flatten all others.

use maud::{Markup, html};

use super::super::brief::clock;
use super::super::html::Untrusted;
use super::estimate::spread;
use super::figures::{FEWEST, ModeFigures};
use super::metric::{Length, Metric};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;

/// The lengths that a line may stand at, in milliseconds, with their names.
const TICKS: [(i64, &str); 11] = [
    (1_000, "1 s"),
    (10_000, "10 s"),
    (60_000, "1 min"),
    (600_000, "10 min"),
    (3_600_000, "1 h"),
    (14_400_000, "4 h"),
    (86_400_000, "1 d"),
    (604_800_000, "7 d"),
    (2_592_000_000, "30 d"),
    (31_536_000_000, "1 y"),
    (315_360_000_000, "10 y"),
];

/// Where an incident stands in a picture.
struct Dot {
    at: i64,
    ms: i64,
    goes_on: bool,
    says: String,
}

/// Where everything goes.
struct Scale {
    from: i64,
    to: i64,
    low: i64,
    high: i64,
}

impl Scale {
    fn x(&self, at: i64) -> f64 {
        let room = WIDTH - LEFT - RIGHT;
        match self.to - self.from {
            0 => LEFT + room / 2.0,
            all => LEFT + room * number(at - self.from) / number(all),
        }
    }

    fn y(&self, ms: i64) -> f64 {
        let log = |ms: i64| number(ms.clamp(self.low, self.high)).ln();
        let part = (log(ms) - log(self.low)) / (log(self.high) - log(self.low));
        HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)
    }
}

/// A picture of one metric; `None` if nothing is known of it.
pub fn chart(figures: &ModeFigures, metric: Metric, target: Option<i64>) -> Option<Markup> {
    let dots: Vec<Dot> = figures
        .points
        .iter()
        .filter_map(|point| {
            let (ms, goes_on) = match point.lengths[metric as usize] {
                Length::Took(ms) => (ms, false),
                Length::Running(ms) => (ms, true),
                Length::Missing => return None,
            };
            let so_far = if goes_on { " so far" } else { "" };
            let day = &point.at.to_string()[..10];
            let says = format!("{} of {day}: {}{so_far}", point.key, clock(ms));
            let at = point.at.ms();
            Some(Dot {
                at,
                ms,
                goes_on,
                says,
            })
        })
        .collect();
    let lengths = dots.iter().map(|dot| dot.ms).chain(target);
    let (shortest, longest) = (lengths.clone().min()?, lengths.max()?);
    let (first, last) = (dots.first()?, dots.last()?);
    let below = TICKS.iter().rev().find(|(ms, _)| *ms <= shortest);
    let above = TICKS.iter().find(|(ms, _)| *ms >= longest.max(1_001));
    let scale = Scale {
        from: first.at,
        to: last.at,
        low: below.unwrap_or(&TICKS[0]).0,
        high: above.unwrap_or(&TICKS[TICKS.len() - 1]).0,
    };
    // A single length that stands on a line has the next line above it.
    let scale = match scale.low < scale.high {
        true => scale,
        false => Scale {
            high: scale.low * 10,
            ..scale
        },
    };
    let ticks = TICKS
        .iter()
        .filter(|(ms, _)| (scale.low..=scale.high).contains(ms));
    let trend = trend(figures, metric, &scale);
    let ended = dots.iter().filter(|dot| !dot.goes_on).count();
    let title = format!("{}, {}: {ended} incidents", metric.word(), metric.meaning());
    let under = match (&trend, dots.len() - ended) {
        (Some(_), 0) => "Line: medians of the months.".to_owned(),
        (Some(_), open) => format!("Line: medians of the months. Rings: {open} that go on."),
        (None, 0) => format!("No line: it takes {FEWEST} incidents in two months."),
        (None, open) => {
            format!("No line: it takes {FEWEST} incidents in two months. Rings: {open} that go on.")
        }
    };
    let day = |ms: i64| crate::domain::time::Timestamp::from_ms(ms).to_string()[..10].to_owned();
    let (left, right, floor) = (LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
    Some(html! {
        figure {
            figcaption { (Untrusted(&title)) ". " span.faint { (under) } }
            svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(Untrusted(&title)) {
                @for (ms, name) in ticks {
                    line.grid x1=(left) x2=(right) y1=(tenth(scale.y(*ms))) y2=(tenth(scale.y(*ms))) {}
                    text.axis x=(left - 8.0) y=(tenth(scale.y(*ms) + 4.0)) text-anchor="end" { (name) }
                }
                text.axis x=(left) y=(HEIGHT - 8.0) { (day(scale.from)) }
                @if scale.from < scale.to {
                    text.axis x=(right) y=(HEIGHT - 8.0) text-anchor="end" { (day(scale.to)) }
                }
                line.floor x1=(left) x2=(right) y1=(floor) y2=(floor) {}
                @if let Some(target) = target {
                    line.target x1=(left) x2=(right) y1=(tenth(scale.y(target))) y2=(tenth(scale.y(target))) {}
                    text.target x=(right) y=(tenth(scale.y(target) - 4.0)) text-anchor="end" {
                        "target " (clock(target))
                    }
                }
                @if let Some(trend) = &trend { polyline.trend points=(trend) {} }
                @for dot in &dots {
                    circle class=(if dot.goes_on { "ring" } else { "dot" })
                        cx=(tenth(scale.x(dot.at))) cy=(tenth(scale.y(dot.ms))) r="3.5" {
                        title { (Untrusted(&dot.says)) }
                    }
                }
            }
        }
    })
}

/// The line through the medians of the months, each in the middle of its incidents; none of few
/// incidents or of a single month.
fn trend(figures: &ModeFigures, metric: Metric, scale: &Scale) -> Option<String> {
    let points = figures.points.iter();
    let values: Vec<(String, i64, i64)> = points
        .filter_map(|p| Some((p.at.to_string()[..7].to_owned(), p.at.ms(), p.took(metric)?)))
        .collect();
    let months: Vec<&[(String, i64, i64)]> = values.chunk_by(|a, b| a.0 == b.0).collect();
    if values.len() < FEWEST || months.len() < 2 {
        return None;
    }
    let points = months.iter().map(|month| {
        let middle = |pick: fn(&(String, i64, i64)) -> i64| {
            spread(month.iter().map(pick).collect())
                .median
                .unwrap_or_default()
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds are below 2^53"
        )]
        let (at, ms) = (
            middle(|v| v.1).round() as i64,
            middle(|v| v.2).round() as i64,
        );
        format!("{},{}", tenth(scale.x(at)), tenth(scale.y(ms)))
    });
    Some(points.collect::<Vec<_>>().join(" "))
}

/// A place to a tenth of a point.
fn tenth(place: f64) -> f64 {
    (place * 10.0).round() / 10.0
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds are below 2^53")]
fn number(ms: i64) -> f64 {
    ms as f64
}
