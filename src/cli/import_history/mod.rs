//! `import --history FILE…`: lists of past incidents, into the journal. What is unclear is asked
//! once on a terminal and kept; elsewhere it is refused, with what to say. Nothing of a list is
//! taken before all of it is clear.

mod kept;

use std::path::Path;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::context::Program;
use super::failure::{Exit, Failure};
use super::import::{DatesArg, PastListArgs};
use super::output;
use crate::clock::zone;
use crate::domain::past::PastIncident;
use crate::domain::time::Timestamp;
use crate::history::{
    BadTable, DateOrder, ListTable, Mapping, PastField, Reading, RowsRead, Said, Survey, Zones,
    survey,
};
use crate::session::Taken;
use kept::KeptAnswers;

/// How many incidents are recorded in one go: none of a batch is there unless all are.
const BATCH: usize = 500;

/// What is told of all lists.
#[derive(Default)]
struct Told {
    imported: usize,
    here: usize,
    rows: usize,
    left_out: Vec<Value>,
    warnings: Vec<Value>,
}

pub fn run(
    program: &mut Program,
    names: &[String],
    args: &PastListArgs,
    json: bool,
) -> Result<(), Failure> {
    let mut clear = Vec::new();
    for name in names {
        clear.push(clarified(program, name, args)?);
    }
    let mut told = Told::default();
    let now = program.now();
    for (name, (mapping, zones)) in names.iter().zip(clear) {
        take(program, name, mapping, zones, now, &mut told)?;
    }
    if json {
        output::print_json(&json!({
            "imported": told.imported, "here": told.here,
            "left_out": told.left_out, "warnings": told.warnings,
        }))?;
    } else {
        for (what, rows) in [("left out", &told.left_out), ("note", &told.warnings)] {
            for row in rows {
                let file = row["file"].as_str().unwrap_or("?");
                let reason = row["reason"].as_str().unwrap_or("");
                output::print(&format!("{file} line {}: {what}: {reason}\n", row["line"]))?;
            }
        }
        output::print(&format!(
            "{} imported, {} here already, {} left out\n",
            told.imported,
            told.here,
            told.left_out.len()
        ))?;
    }
    match told.rows > 0 && told.left_out.len() == told.rows {
        false => Ok(()),
        true => Err(Failure::new(Exit::BadInput, "no row could be taken")
            .hint("each is named with its line; --map says which column holds what")),
    }
}

fn open(name: &str) -> Result<ListTable, Failure> {
    ListTable::open(Path::new(name)).map_err(|error| match &error {
        BadTable::Io(io) => Failure::input(name, io),
        BadTable::Empty => Failure::new(Exit::BadInput, format!("{name} {error}"))
            .hint("a list is CSV with a heading, or a table in Markdown"),
    })
}

/// What must be known before the first row of a list is taken.
fn clarified(
    program: &Program,
    name: &str,
    args: &PastListArgs,
) -> Result<(Mapping, Zones), Failure> {
    let table = open(name)?;
    let heading = table.heading.clone();
    let mut kept = KeptAnswers::read(program, &heading)?;
    let mut said = kept.mapping();
    for map in &args.map {
        said.push(pair(map)?);
    }
    let mapping = |said: &[(PastField, String)]| {
        Mapping::of(&heading, said).map_err(|column| {
            let there = heading.join(", ");
            Failure::usage(format!("{name} has no column \"{column}\""))
                .hint(format!("its columns are: {there}"))
        })
    };
    let mut columns = mapping(&said)?;
    if !columns.has(PastField::Id) {
        let question = format!(
            "{name}: which column names an incident? ({})",
            heading.join(", ")
        );
        let Some(column) = output::asks(&question) else {
            return Err(Failure::usage(format!("{name}: no column is called id"))
                .hint(format!("--map id=COLUMN, one of: {}", heading.join(", "))));
        };
        kept.keep("id", &column);
        said.push((PastField::Id, column));
        columns = mapping(&said)?;
    }
    let mut found = survey(table, &columns);
    if !found.times_elsewhere.is_empty() && columns.known.is_none() {
        for (column, example) in &found.times_elsewhere {
            let question = format!(
                "{name}: what is in \"{column}\" (such as {example})? started, detected, acknowledged, repaired, resolved or ignore:"
            );
            let Some(word) = output::asks(&question) else {
                return Err(Failure::usage(format!(
                    "{name}: column \"{column}\" holds times such as {example}, and it is unclear what they are"
                ))
                .hint(format!("--map detected={column}, or --map ignore={column}")));
            };
            said.push(pair(&format!("{word}={column}"))?);
            kept.keep(&word, column);
        }
        columns = mapping(&said)?;
        found = survey(open(name)?, &columns);
    }
    let order = order(name, args, &found)?;
    let zone = zone_of(program, name, args, &found, &mut kept)?;
    kept.write(program)?;
    Ok((columns, Zones { zone, order }))
}

fn pair(text: &str) -> Result<(PastField, String), Failure> {
    let words = || {
        let words: Vec<&str> = PastField::WORDS.iter().map(|(word, _)| *word).collect();
        words.join(", ")
    };
    let bad = || {
        Failure::usage(format!("--map {text} is not FIELD=COLUMN"))
            .hint(format!("fields are {}", words()))
    };
    let (word, column) = text.split_once('=').ok_or_else(bad)?;
    let field = PastField::of_word(word.trim()).ok_or_else(bad)?;
    Ok((field, column.trim().to_owned()))
}

/// What comes first in dates with slashes. Two that prove different things are refused whatever
/// is said.
fn order(name: &str, args: &PastListArgs, found: &Survey) -> Result<DateOrder, Failure> {
    let given = args.dates.map(|dates| match dates {
        DatesArg::DayFirst => DateOrder::DayFirst,
        DatesArg::MonthFirst => DateOrder::MonthFirst,
    });
    match (found.order(), given) {
        (Ok(proved), None) => Ok(proved.unwrap_or(DateOrder::DayFirst)),
        (Ok(proved), Some(given)) if proved.is_none_or(|proved| proved == given) => Ok(given),
        (Ok(_), Some(_)) => Err(Failure::usage(format!(
            "{name}: its dates show the other order than --dates says"
        ))),
        (Err(one), Some(given)) if one.len() == 1 => Ok(given),
        (Err(two), _) if two.len() == 2 => Err(Failure::usage(format!(
            "{name}: {} and {} cannot both be read: in one the day comes first, in the other the month",
            two[0], two[1]
        ))
        .hint("write the dates as 2020-02-13 10:00")),
        (Err(one), _) => Err(Failure::usage(format!(
            "{name}: {} can be read with the day or the month first, and no other date shows which",
            one.first().unwrap_or(&"a date")
        ))
        .hint("--dates day-first or --dates month-first")),
    }
}

/// The zone of times that state none. It is said aloud.
fn zone_of(
    program: &Program,
    name: &str,
    args: &PastListArgs,
    found: &Survey,
    kept: &mut KeptAnswers,
) -> Result<TimeZone, Failure> {
    let Some(example) = &found.without_zone else {
        return Ok(zone::zone());
    };
    let set = program.settings()?.timezone.clone();
    let given = args.zone.clone().or_else(|| kept.zone()).or(set);
    let named = match given {
        Some(named) => named,
        None => {
            let here = zone::name();
            let question = format!(
                "{name}: times without a zone, such as {example}: read as {here}? Enter, or another zone:"
            );
            let Some(answer) = output::asks(&question) else {
                return Err(Failure::usage(format!(
                    "{name}: times such as {example} state no zone"
                ))
                .hint("--zone Europe/London, or another one"));
            };
            let answer = if answer.is_empty() { here } else { answer };
            kept.keep("zone", &answer);
            answer
        }
    };
    let zone = TimeZone::get(&named).map_err(|_| {
        Failure::usage(format!("there is no time zone {named}")).hint("--zone Europe/London")
    })?;
    output::remark(&format!(
        "runsheet: {name}: times without a zone are read as {named}"
    ));
    Ok(zone)
}

fn take(
    program: &mut Program,
    name: &str,
    mapping: Mapping,
    zones: Zones,
    now: Timestamp,
    told: &mut Told,
) -> Result<(), Failure> {
    let path = Path::new(name);
    let list = path
        .file_name()
        .map_or(name.into(), |name| name.to_string_lossy());
    let mut linked = program.session()?.linked()?;
    let of = |said: Said| json!({"file": name, "line": said.line, "reason": said.reason});
    let mut batch: Vec<PastIncident> = Vec::with_capacity(BATCH);
    let mut reading = Reading::new(open(name)?, mapping, zones, &list, now);
    loop {
        let next = reading.next();
        let is_end = next.is_none();
        match next {
            Some(RowsRead::LeftOut(said)) => {
                told.rows += 1;
                told.left_out.push(of(said));
            }
            Some(RowsRead::Taken(past, doubts)) => {
                told.rows += 1;
                told.warnings.extend(doubts.into_iter().map(of));
                batch.push(*past);
            }
            None => {}
        }
        if batch.len() == BATCH || is_end {
            let taken = program.session()?.take_past(&batch, &mut linked)?;
            let new = taken.iter().filter(|t| matches!(t, Taken::New(_))).count();
            told.imported += new;
            told.here += taken.len() - new;
            batch.clear();
        }
        if is_end {
            return Ok(());
        }
    }
}
