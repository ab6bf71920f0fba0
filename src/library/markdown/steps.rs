//! Headings → phases; list items, and paragraphs that tell somebody to do something → steps;
//! code → what the step before it runs. What only explains is kept with the step beside it, or
//! becomes a step that is read.
//!
//! Long because it is one walk along the blocks of a file.

use std::collections::HashMap;

use super::NO_ROLLBACK;
use super::blocks::{Block, BlockKind};
use super::code::{CodeBlock, code};
use super::placeholders::Placeholders;
use super::words::{instructs, looks_only, sentences, slug};
use crate::domain::runbook::{Cause, Risk, StepKind, Variable};
use crate::library::code as codes;
use crate::library::diagnostic::Diagnostic;
use crate::library::raw::{RawPhase, RawStep};
use crate::library::raw_run::RawRun;
use crate::library::source::{File, Placed, SourcePosition};
use crate::library::verbs::risk_of;

/// What a section of a runbook is for, by its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    /// It explains.
    Explains,
    /// It tells what is seen.
    Symptoms,
    /// It tells what may be wrong.
    Causes,
    /// It changes something.
    Acts,
    /// It makes sure.
    Verifies,
    /// It hands over.
    Escalates,
    /// It looks, or does not say.
    Looks,
}

/// Headings by their words.
const SECTIONS: &[(Section, &[&str])] = &[
    (
        Section::Symptoms,
        &["symptom", "what you see", "indicators"],
    ),
    (Section::Causes, &["cause", "reasons"]),
    (Section::Escalates, &["escalat", "who to call", "contact"]),
    (
        Section::Verifies,
        &["verif", "validat", "confirm", "post-check"],
    ),
    (
        Section::Acts,
        &[
            "mitigat",
            "resol",
            "remediat",
            "fix",
            "playbook",
            "rollback",
            "roll back",
            "recover",
            "repair",
            "workaround",
            "solution",
            "action",
            "restore",
        ],
    ),
    (
        Section::Explains,
        &[
            "meaning",
            "impact",
            "overview",
            "background",
            "summary",
            "description",
            "context",
            "about",
            "introduction",
            "severity",
            "reference",
            "further reading",
            "additional",
            "related",
            "metadata",
            "ownership",
            "see also",
            "links",
            "purpose",
            "scope",
            "note",
        ],
    ),
];

impl Section {
    fn of(heading: &str) -> Self {
        let heading = heading.to_lowercase();
        let fits =
            |(_, words): &&(Section, &[&str])| words.iter().any(|word| heading.contains(word));
        SECTIONS
            .iter()
            .find(fits)
            .map_or(Section::Looks, |(section, _)| *section)
    }

    fn kind(self) -> StepKind {
        match self {
            Section::Acts => StepKind::Act,
            Section::Verifies => StepKind::Verify,
            Section::Escalates => StepKind::Escalate,
            _ => StepKind::Check,
        }
    }

    /// Whether its list items are things to do.
    fn has_steps(self) -> bool {
        !matches!(
            self,
            Section::Explains | Section::Symptoms | Section::Causes
        )
    }
}

/// How many symptoms or causes a list may name; all of it is kept as text too.
const MOST_LISTED: usize = 50;

/// A step as it is collected.
struct Draft {
    does: String,
    why: Vec<String>,
    runs: Vec<RawRun>,
    risk: Risk,
    place: SourcePosition,
    kind: StepKind,
}

/// The phases of a file as they are collected.
pub struct Steps<'a> {
    file: File<'a>,
    /// The byte at which the text begins.
    offset: usize,
    lines: Vec<usize>,
    /// The file's first heading of the first level.
    pub title: Option<String>,
    /// Its first paragraph.
    pub summary: Option<String>,
    /// What is seen.
    pub symptoms: Vec<String>,
    /// What may be wrong.
    pub causes: Vec<Placed<Cause>>,
    /// What is doubtful in it.
    pub found: Vec<Diagnostic>,
    placeholders: Placeholders,
    headings: Vec<(u8, String)>,
    section: Section,
    pending: Vec<String>,
    drafts: Vec<Draft>,
    phases: Vec<Placed<RawPhase>>,
    place: SourcePosition,
    step_ids: HashMap<String, u32>,
    phase_ids: HashMap<String, u32>,
}

impl<'a> Steps<'a> {
    /// For a file whose text begins at this byte.
    pub fn new(file: File<'a>, offset: usize) -> Self {
        let lines = file.text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file,
            offset,
            lines: std::iter::once(0).chain(lines).collect(),
            title: None,
            summary: None,
            symptoms: Vec::new(),
            causes: Vec::new(),
            found: Vec::new(),
            placeholders: Placeholders::of(file.text),
            headings: Vec::new(),
            section: Section::Looks,
            pending: Vec::new(),
            drafts: Vec::new(),
            phases: Vec::new(),
            place: SourcePosition { line: 1, column: 1 },
            step_ids: HashMap::new(),
            phase_ids: HashMap::new(),
        }
    }

    /// The variables that its commands have.
    pub fn variables(&self) -> Vec<Placed<Variable>> {
        let place = SourcePosition { line: 1, column: 1 };
        let variables = self.placeholders.variables.iter();
        variables.map(|v| Placed::new(v.clone(), place)).collect()
    }

    /// The phases.
    pub fn phases(&mut self) -> Vec<Placed<RawPhase>> {
        std::mem::take(&mut self.phases)
    }

    /// Reads the blocks of the file.
    pub fn read(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            match &block.kind {
                BlockKind::Heading(level, text) => self.heading(*level, text, block),
                BlockKind::Paragraph(text) => {
                    let next = blocks.get(at + 1).map(|next| &next.kind);
                    let leads = matches!(next, Some(BlockKind::Code(..)));
                    self.paragraph(text, block, leads);
                }
                BlockKind::Code(info, text) => self.code(info, text, block),
                BlockKind::List(items) => self.list(items, block),
                BlockKind::Other => {
                    let raw = self.raw(block);
                    self.keep(raw);
                }
            }
        }
        self.close();
        if self.phases.is_empty() {
            let does = self.title.clone().unwrap_or_else(|| "the file".to_owned());
            self.start(
                format!("Read {does}."),
                SourcePosition { line: 1, column: 1 },
            );
            self.close();
            let what = "it tells nobody to do anything".to_owned();
            let instead = Some("write what to do as a list under a heading".to_owned());
            let place = SourcePosition { line: 1, column: 1 };
            self.found.push(Diagnostic::at(
                codes::NO_DO,
                self.file,
                place,
                what,
                instead,
            ));
        }
    }

    fn heading(&mut self, level: u8, text: &str, block: &Block) {
        self.close();
        self.place = self.place_of(block);
        if level == 1 && self.title.is_none() {
            self.title = Some(text.to_owned());
        }
        self.headings.retain(|(above, _)| *above < level);
        self.headings.push((level, text.to_owned()));
        // A part of a section that explains explains too, unless its own heading says more.
        let own = Section::of(text);
        let above = self
            .headings
            .iter()
            .rev()
            .skip(1)
            .filter(|(level, _)| *level > 1);
        let above = above
            .map(|(_, text)| Section::of(text))
            .find(|s| *s != Section::Looks);
        self.section = match (own, level) {
            (_, 1) => Section::Looks,
            (Section::Looks, _) => above.unwrap_or(Section::Looks),
            (own, _) => own,
        };
    }

    fn paragraph(&mut self, text: &str, block: &Block, leads: bool) {
        if text.is_empty() {
            let raw = self.raw(block);
            return self.keep(raw);
        }
        let is_first = self.summary.is_none() && self.phases.is_empty();
        if is_first {
            self.summary = Some(text.to_owned());
        }
        let sentences = sentences(text);
        let tells = sentences.iter().find(|sentence| instructs(sentence));
        let does = match (self.section.has_steps(), tells, leads) {
            (true, Some(tells), _) => *tells,
            (true, None, true) => sentences.last().copied().unwrap_or(text),
            _ => {
                let raw = self.raw(block);
                return self.keep(raw);
            }
        };
        let is_whole = sentences.len() == 1 || text.chars().count() <= 160;
        let does = if is_whole { text } else { does };
        let place = self.place_of(block);
        self.start(does.to_owned(), place);
        let has_more = !is_whole || text.contains("](");
        if has_more {
            let raw = self.raw(block);
            self.keep(raw);
        }
    }

    fn list(&mut self, items: &[Vec<Block>], block: &Block) {
        if self.section == Section::Symptoms || self.section == Section::Causes {
            self.listed(items);
        }
        let is_steps = self.section.has_steps();
        if !is_steps {
            let codes = items.iter().any(|item| has_code(item));
            if !codes {
                let raw = self.raw(block);
                return self.keep(raw);
            }
        }
        for item in items {
            match is_steps {
                true => self.item(item),
                false => self.nested(item, 0),
            }
        }
    }

    /// Symptoms and causes that a list names.
    fn listed(&mut self, items: &[Vec<Block>]) {
        for item in items.iter().take(MOST_LISTED) {
            let Some(Block {
                kind: BlockKind::Paragraph(text),
                range,
            }) = item.first()
            else {
                continue;
            };
            if text.trim().is_empty() {
                continue;
            }
            match self.section {
                Section::Symptoms => self.symptoms.push(text.clone()),
                _ => {
                    let place = self.place_at(range.start);
                    let title: String = text.chars().take(200).collect();
                    let slug = slug(text, 6, 50);
                    let mut id = slug.clone();
                    let mut number = 2;
                    while self
                        .causes
                        .iter()
                        .any(|cause| cause.value.id.as_str() == id)
                    {
                        id = format!("{slug}-{number}");
                        number += 1;
                    }
                    if let Ok(id) = id.parse() {
                        let cause = Cause {
                            id,
                            title,
                            class: None,
                            follows: Vec::new(),
                        };
                        self.causes.push(Placed::new(cause, place));
                    }
                }
            }
        }
    }

    /// An item of a list of things to do.
    fn item(&mut self, blocks: &[Block]) {
        let mut rest = blocks;
        let (does, place) = match blocks.first() {
            Some(Block {
                kind: BlockKind::Paragraph(text),
                range,
            }) if !text.is_empty() => {
                rest = &blocks[1..];
                (text.clone(), self.place_at(range.start))
            }
            Some(first) => (self.heading_words(), self.place_of(first)),
            None => (self.heading_words(), self.place),
        };
        let has_link = blocks
            .first()
            .is_some_and(|first| self.raw(first).contains("]("));
        self.start(does, place);
        if let Some(first) = blocks
            .first()
            .filter(|_| has_link && rest.len() < blocks.len())
        {
            let raw = self.raw(first);
            self.keep(raw);
        }
        for block in rest {
            self.inside(block, 0);
        }
    }

    /// A block within an item.
    fn inside(&mut self, block: &Block, depth: usize) {
        match &block.kind {
            BlockKind::Code(info, text) => self.code(info, text, block),
            BlockKind::List(items) => {
                for item in items {
                    self.nested(item, depth);
                }
            }
            _ => {
                let raw = self.raw(block);
                self.keep(format!("{}{raw}", "  ".repeat(depth)));
            }
        }
    }

    /// An item of a list within an item: text of the step, but for its code.
    fn nested(&mut self, blocks: &[Block], depth: usize) {
        let mark = format!("{}- ", "  ".repeat(depth));
        let mut is_first = true;
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(_) if is_first => {
                    let raw = self.raw(block);
                    self.keep(format!("{mark}{raw}"));
                }
                _ => {
                    if is_first {
                        self.keep(mark.clone());
                    }
                    self.inside(block, depth + 1);
                }
            }
            is_first = false;
        }
        if is_first {
            self.keep(mark);
        }
    }

    fn code(&mut self, info: &str, text: &str, block: &Block) {
        let place = self.place_of(block);
        if !self.is_closed(block) {
            let what = "this code block is never closed".to_owned();
            let instead = Some("close it with the same marks".to_owned());
            self.found.push(Diagnostic::at(
                codes::OPEN_FENCE,
                self.file,
                place,
                what,
                instead,
            ));
        }
        let CodeBlock::Commands {
            device,
            text,
            output,
            risk,
        } = code(info, text)
        else {
            let fence = fence_for(text);
            return self.keep(format!(
                "{fence}{}\n{}\n{fence}",
                info.trim(),
                text.trim_end_matches('\n')
            ));
        };
        let filled = self
            .placeholders
            .replace(&text, matches!(device.as_str(), "shell" | "windows"));
        // A placeholder in angles would look like a file that is written.
        let risk = risk.or_else(|| risk_of(&filled));
        if self.drafts.is_empty() {
            let does = self.heading_words();
            self.start(does, place);
        }
        let run = RawRun {
            device: Some(device),
            text: Placed::new(filled, place),
            note: output.map(|output| format!("It prints:\n{output}")),
            at: None,
            mode: None,
            ends: None,
            r#for: None,
            timeout: None,
            shows: Vec::new(),
            compare: None,
            severs: None,
            only_on: None,
        };
        if let Some(draft) = self.drafts.last_mut() {
            draft.runs.push(run);
            draft.risk = draft.risk.max(risk.unwrap_or(Risk::Change));
        }
    }

    /// Whether a fenced block has its end. An indented one needs none.
    fn is_closed(&self, block: &Block) -> bool {
        let body = &self.file.text[self.offset..];
        let raw = body.get(block.range.clone()).unwrap_or_default().trim();
        let mark = raw.chars().next().filter(|c| matches!(c, '`' | '~'));
        let Some(mark) = mark.filter(|mark| raw.chars().take(3).all(|c| c == *mark)) else {
            return true;
        };
        let opens = raw.chars().take_while(|c| *c == mark).count();
        let last = raw
            .lines()
            .last()
            .unwrap_or_default()
            .trim()
            .trim_start_matches(['>', ' ']);
        raw.lines().count() > 1 && last.chars().all(|c| c == mark) && last.len() >= opens
    }

    /// Begins a step.
    fn start(&mut self, does: String, place: SourcePosition) {
        let mut kind = self.section.kind();
        if kind == StepKind::Act && !self.section.has_steps() {
            kind = StepKind::Check;
        }
        // Who is told to look whether it helped changes nothing, whatever the heading says.
        if kind == StepKind::Act && looks_only(&does) {
            kind = StepKind::Verify;
        }
        self.drafts.push(Draft {
            does,
            why: std::mem::take(&mut self.pending),
            runs: Vec::new(),
            risk: Risk::Read,
            place,
            kind,
        });
    }

    /// Keeps a text with the step that it stands with.
    fn keep(&mut self, text: String) {
        match self.drafts.last_mut() {
            Some(draft) => draft.why.push(text),
            None => self.pending.push(text),
        }
    }

    /// What a step is called that has no words of its own.
    fn heading_words(&self) -> String {
        let heading = self.headings.last().map(|(_, text)| text.trim());
        match heading.filter(|text| !text.is_empty()) {
            Some(heading) if instructs(heading) => format!("{heading}."),
            Some(heading) => format!("Go through \"{heading}\"."),
            None => "Go through this.".to_owned(),
        }
    }

    /// Ends the phase under a heading.
    fn close(&mut self) {
        if !self.pending.is_empty() && self.drafts.is_empty() {
            let heading = self.headings.last().map(|(_, text)| text.trim().to_owned());
            let heading = heading.filter(|text| !text.is_empty());
            let does = heading.map_or("Read what it says.".to_owned(), |h| {
                format!("Read \"{h}\".")
            });
            let place = self.place;
            self.start(does, place);
            if let Some(draft) = self.drafts.last_mut() {
                draft.kind = StepKind::Check;
            }
        }
        self.pending.clear();
        let drafts = std::mem::take(&mut self.drafts);
        if drafts.is_empty() {
            return;
        }
        let path: Vec<&str> = self
            .headings
            .iter()
            .filter(|(level, _)| *level > 1)
            .map(|(_, text)| text.as_str())
            .collect();
        let title = match path.last() {
            Some(last) if !last.trim().is_empty() => (*last).trim().to_owned(),
            _ => "First".to_owned(),
        };
        let words = slug(&title, 4, 24);
        let steps = drafts
            .into_iter()
            .map(|draft| self.step(&words, draft))
            .collect();
        let id = unique(&mut self.phase_ids, slug(&title, 6, 60));
        let place = self.place;
        let phase = RawPhase {
            id: Placed::new(id, place),
            title,
            steps,
        };
        self.phases.push(Placed::new(phase, place));
    }

    fn step(&mut self, heading: &str, draft: Draft) -> Placed<RawStep> {
        let words = slug(&draft.does, 6, 46);
        let id = unique(&mut self.step_ids, format!("{heading}-{words}"));
        let place = draft.place;
        let acts = draft.kind == StepKind::Act;
        let changes = draft.risk > Risk::Read || acts;
        let risk = if acts {
            draft.risk.max(Risk::Change)
        } else {
            draft.risk
        };
        let why = draft.why.join("\n\n");
        let step = RawStep {
            id: Placed::new(id, place),
            r#do: draft.does,
            short: None,
            why: (!why.trim().is_empty()).then_some(why),
            kind: draft.kind,
            by: None,
            expect: None,
            rules_out: Vec::new(),
            suspects: Vec::new(),
            takes: None,
            run: draft
                .runs
                .into_iter()
                .map(|run| Placed::new(run, place))
                .collect(),
            wait: None,
            rollback: changes.then(|| Placed::new(NO_ROLLBACK.to_owned(), place)),
            undo: None,
            risk: changes.then_some(risk),
            breaks: None,
            approval: None,
            temporary: false,
            menu: None,
            when: Default::default(),
            answers: Vec::new(),
            log: None,
            critical: false,
            note: None,
        };
        Placed::new(step, place)
    }

    /// A block as it is written, without what indents it.
    fn raw(&self, block: &Block) -> String {
        let body = &self.file.text[self.offset..];
        let raw = body.get(block.range.clone()).unwrap_or_default();
        let line_start = body[..block.range.start].rfind('\n').map_or(0, |at| at + 1);
        let indent = block.range.start - line_start;
        let mut lines = raw.trim_end().lines();
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            let cut = blank.min(indent);
            out.push('\n');
            out.push_str(line.get(cut..).unwrap_or(line).trim_end());
        }
        out
    }

    fn place_of(&self, block: &Block) -> SourcePosition {
        self.place_at(block.range.start)
    }

    fn place_at(&self, at: usize) -> SourcePosition {
        let at = at + self.offset;
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self
            .lines
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let before = self.file.text.get(start..at).unwrap_or_default();
        SourcePosition {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }
}

fn has_code(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        BlockKind::Code(..) => true,
        BlockKind::List(items) => items.iter().any(|item| has_code(item)),
        _ => false,
    })
}

/// Marks that the text itself does not hold.
fn fence_for(text: &str) -> String {
    let longest = text.lines().map(|line| {
        let line = line.trim_start();
        line.chars().take_while(|c| *c == '`').count()
    });
    "`".repeat(longest.max().unwrap_or_default().max(2) + 1)
}

/// An id that no other has.
fn unique(taken: &mut HashMap<String, u32>, id: String) -> String {
    let mut one = id.clone();
    while taken.contains_key(&one) {
        let number = taken.entry(id.clone()).or_insert(1);
        *number += 1;
        one = format!("{id}-{number}");
    }
    taken.insert(one.clone(), 1);
    one
}
