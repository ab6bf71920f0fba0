//! What a step runs, shows, waits for and takes back, and a runbook's tests, as they are
//! written.

use super::decode::{Read, TreeReader, reads, words};
use super::source::{Node, Placed, SourceValue};
use crate::domain::runbook::{Compare, Ends, OnlyOn, RunMode, Severs, ShownAs};

#[derive(Debug)]
pub struct RawRun {
    pub device: Option<String>,
    pub text: Placed<String>,
    pub note: Option<String>,
    pub at: Option<Placed<String>>,
    pub mode: Option<Placed<RunMode>>,
    pub ends: Option<Placed<Ends>>,
    pub r#for: Option<Placed<String>>,
    pub timeout: Option<Placed<String>>,
    pub shows: Vec<Placed<RawShows>>,
    pub compare: Option<Placed<Compare>>,
    pub severs: Option<Placed<Severs>>,
    pub only_on: Option<Placed<OnlyOn>>,
}

#[derive(Debug)]
pub struct RawShows {
    pub matches: Option<Placed<String>>,
    pub not: Option<Placed<String>>,
    pub r#as: Option<ShownAs>,
    pub suspects: Vec<Placed<String>>,
    pub rules_out: Vec<Placed<String>>,
    pub sets: std::collections::BTreeMap<String, Placed<String>>,
}

#[derive(Debug)]
pub struct RawWait {
    pub until: Option<Placed<String>>,
    pub every: Option<Placed<String>>,
    pub r#for: Placed<String>,
    pub abort: Option<Placed<String>>,
}

/// How a step is taken back: commands, or words on why there are none.
#[derive(Debug)]
pub enum RawUndo {
    Runs(Vec<Placed<RawUndoRun>>),
    Words(RawUndoWords),
}

#[derive(Debug)]
pub struct RawUndoRun {
    pub device: Option<String>,
    pub text: Placed<String>,
    pub note: Option<String>,
    pub at: Option<Placed<String>>,
    pub mode: Option<RunMode>,
    pub takes: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawUndoWords {
    pub by_hand: Option<Placed<String>>,
    pub none: Option<Placed<String>>,
    pub takes: Option<Placed<String>>,
}

#[derive(Debug)]
pub struct RawTest {
    pub name: Placed<String>,
    pub given: Vec<Placed<RawGiven>>,
    pub cause: Option<Placed<String>>,
    pub reaches: Vec<Placed<String>>,
    pub avoids: Vec<Placed<String>>,
}

#[derive(Debug)]
pub struct RawGiven {
    pub step: Option<Placed<String>>,
    pub is: Option<Placed<String>>,
    pub run: Option<Placed<u32>>,
    pub output: Option<String>,
    pub log: Option<Placed<String>>,
}

/// A file of tests beside a runbook.
#[derive(Debug)]
pub struct RawTests {
    pub format: Placed<String>,
    pub runbook: Placed<String>,
    pub tests: Vec<Placed<RawTest>>,
}

reads!(RawRun, "`{device: …, text: …}`", { device, text, note, at, mode, ends, r#for: "for", timeout, shows, compare, severs, only_on });
reads!(RawShows, "`{matches: …, as: …}` or `{not: …, as: …}`", { matches, not, r#as: "as", suspects, rules_out, sets });
reads!(RawWait, "`{until: …, every: 10s, for: 5m}`", { until, every, r#for: "for", abort });
reads!(RawUndoRun, "`{device: …, text: …}`", { device, text, note, at, mode, takes });
reads!(RawUndoWords, "a list of `{device: …, text: …}`, `{by_hand: …}` or `{none: …}`", { by_hand, none, takes });
reads!(RawTest, "a test: `{name: …, given: […], cause: …}`", { name, given, cause, reaches, avoids });
reads!(RawGiven, "`{step: …, is: …}`, `{step: …, run: 1, output: …}` or `{log: …}`", { step, is, run, output, log });
reads!(RawTests, "keys with their values, \"format\" first", { format, runbook, tests });
words!(RunMode, Ends, Compare, Severs, OnlyOn, ShownAs);

impl Read for RawUndo {
    const WANTED: &'static str = RawUndoWords::WANTED;

    fn read(node: Node, reader: &mut TreeReader<'_>) -> Option<Self> {
        match node.value {
            SourceValue::List(_) => Read::read(node, reader).map(Self::Runs),
            _ => Read::read(node, reader).map(Self::Words),
        }
    }
}
