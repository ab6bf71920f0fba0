//! All signatures of all runbooks, ready to be looked for at once.

use std::sync::Arc;

use super::filter::{Filter, is_too_short};
use super::scan::RawHit;
use super::unwrap::Wrapped;
use super::{cut, doors, escaped, recovered, sign_in};
use crate::domain::runbook::{Runbook, Signature};
use crate::signature::{Matcher, STRANGE, fold, form};

/// The signatures of a library.
pub struct Signatures {
    books: Vec<Arc<Runbook>>,
    known: Vec<(Arc<Runbook>, usize)>,
    filter: Filter,
    /// Those that no literal announces: they are tried on every line.
    always: Vec<u32>,
    all: Vec<u32>,
    /// Per signature the length of the text that a line needs to hold it.
    needs: Vec<usize>,
    /// Per signature whether it is bound to a line's beginning or end.
    bound: Vec<bool>,
    /// Per signature whether it names a message by its number.
    coded: Vec<bool>,
    /// Per signature whether its lines turn somebody away.
    refusals: Vec<bool>,
    /// Per signature whether its lines tell of a peer that is lost.
    losses: Vec<bool>,
    matchers: Vec<Matcher>,
    strange: Vec<memchr::memmem::Finder<'static>>,
}

/// What stands for a signature where a line tells that somebody came in, or that a peer is up.
pub(super) const CAME_IN: u32 = u32::MAX;

/// What announces that a line may hold a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// A literal begins here.
    Literal(u32),
    /// A line begins here, and some signatures are tried on every line.
    Line,
    /// A letter that is more than it seems: see [`STRANGE`].
    Strange,
}

impl Signatures {
    /// The signatures of these runbooks.
    pub fn new(runbooks: impl IntoIterator<Item = Arc<Runbook>>) -> Self {
        let books: Vec<Arc<Runbook>> = runbooks.into_iter().collect();
        let mut known = Vec::new();
        let mut literals = Vec::new();
        let mut always = Vec::new();
        let (mut needs, mut bound, mut coded) = (Vec::new(), Vec::new(), Vec::new());
        let (mut matchers, mut refusals, mut losses) = (Vec::new(), Vec::new(), Vec::new());
        for runbook in &books {
            for (index, signature) in runbook.signatures.iter().enumerate() {
                let number = known.len() as u32;
                known.push((runbook.clone(), index));
                let form = form(&signature.pattern);
                bound.push(form.is_bound);
                coded.push(form.is_coded);
                matchers.push(Matcher::new(&signature.pattern));
                refusals.push(sign_in::turns_away(runbook, signature));
                let mut examples = signature.examples.iter();
                losses.push(examples.any(|example| recovered::is_lost(example)));
                let set = form.required;
                let shortest = set.iter().flatten().map(Vec::len).min();
                needs.push(shortest.unwrap_or(0));
                match set {
                    Some(set) if !set.iter().any(|literal| is_too_short(literal)) => {
                        for literal in set {
                            let ways = escaped::ways(&literal, fold);
                            literals.extend(ways.into_iter().map(|way| (way, number)));
                            literals.push((literal, number));
                        }
                    }
                    _ => always.push(number),
                }
            }
        }
        let came_in = doors::CAME_IN.iter().chain(recovered::CAME_BACK);
        let came_in = came_in.map(|text| (text.bytes().map(fold).collect(), CAME_IN));
        literals.extend(came_in);
        Self {
            filter: Filter::new(literals),
            all: (0..known.len() as u32).collect(),
            bound,
            coded,
            refusals,
            losses,
            matchers,
            books,
            known,
            needs,
            always,
            strange: STRANGE
                .iter()
                .map(|letter| memchr::memmem::Finder::new(letter.as_bytes()))
                .collect(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The signature with a number, and its runbook.
    pub fn get(&self, number: u32) -> (&Arc<Runbook>, &Signature) {
        let (runbook, index) = &self.known[number as usize];
        (runbook, &runbook.signatures[*index])
    }

    /// The runbooks, those without signatures too.
    pub fn runbooks(&self) -> &[Arc<Runbook>] {
        &self.books
    }

    /// How long the text is that a line needs to hold this signature.
    pub fn needs(&self, number: u32) -> usize {
        self.needs[number as usize]
    }

    /// How many are tried on every line, because nothing announces them.
    pub fn unannounced(&self) -> usize {
        self.always.len()
    }

    /// The signatures that a sign announces.
    pub(super) fn announced(&self, sign: Sign) -> &[u32] {
        match sign {
            Sign::Literal(literal) => self.filter.signatures(literal),
            Sign::Line => &self.always,
            Sign::Strange => &self.all,
        }
    }

    /// Whether a signature is bound to a line's beginning or end.
    pub fn is_bound(&self, number: u32) -> bool {
        self.bound[number as usize]
    }

    /// Whether the lines of a signature turn somebody away.
    pub(super) fn is_refusal(&self, number: u32) -> bool {
        self.refusals[number as usize]
    }

    /// Whether the lines of a signature tell of a peer that is lost.
    pub(super) fn is_loss(&self, number: u32) -> bool {
        self.losses[number as usize]
    }

    /// Whether what was found counts: not if whoever was turned away came in afterwards, nor as
    /// an attack if few people were turned away.
    pub(super) fn counts(&self, found: &RawHit) -> bool {
        let (runbook, signature) = self.get(found.signature);
        let is_one_refusal = !found.is_attack && sign_in::is_attack(runbook, signature);
        !found.is_settled && !is_one_refusal
    }

    /// Whether a signature names a message by its number.
    pub fn is_coded(&self, number: u32) -> bool {
        self.coded[number as usize]
    }

    /// Whether a line holds a signature, in any way that it reads.
    pub fn is_in(&self, number: u32, line: &Wrapped<'_>) -> bool {
        line.holds(&self.matchers[number as usize], self.is_bound(number))
    }

    /// The signatures in a line.
    pub(super) fn all_in(&self, text: &str) -> Vec<u32> {
        let line = Wrapped::new(text);
        let mut signs = Vec::new();
        self.signs(text.as_bytes(), &mut signs);
        let announced = signs.iter().flat_map(|(_, sign)| self.announced(*sign));
        let mut numbers: Vec<u32> = announced.copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|&number| number != CAME_IN && self.is_in(number, &line));
        numbers
    }

    /// The signatures in a line that was cut in its middle, or at its end.
    pub fn all_in_cut(&self, line: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (before, after) in cut::halves(line) {
            for (begun, literal, signatures) in self.filter.begun_in(before.as_bytes()) {
                for &number in signatures.iter().filter(|number| **number != CAME_IN) {
                    let examples = self.get(number).1.examples.iter();
                    let mut whole = examples.filter_map(|example| {
                        Some(format!(
                            "{before}{} {after}",
                            cut::rest(example, literal, begun)?
                        ))
                    });
                    if whole.any(|text| self.is_in(number, &Wrapped::new(text))) {
                        numbers.push(number);
                    }
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Every sign in a block, by place.
    pub(super) fn signs(&self, block: &[u8], signs: &mut Vec<(usize, Sign)>) {
        signs.clear();
        self.filter.search(block, |at, literal| {
            signs.push((at, Sign::Literal(literal)))
        });
        if !self.always.is_empty() {
            let ends = memchr::memchr_iter(b'\n', block);
            let starts = std::iter::once(0).chain(ends.map(|end| end + 1));
            let starts = starts.filter(|&start| start < block.len());
            signs.extend(starts.map(|start| (start, Sign::Line)));
        }
        if !block.is_ascii() {
            for letter in &self.strange {
                signs.extend(letter.find_iter(block).map(|at| (at, Sign::Strange)));
            }
        }
        signs.sort_unstable();
    }
}
