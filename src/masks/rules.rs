//! Reads `assets/masks.toml`: which words announce a secret, and the expressions that find it.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use super::value::Sure;

const TEXT: &str = include_str!("../../assets/masks.toml");

/// The most rules there may be; a multiple of 64, because a line has a bit for each.
pub const MOST: usize = 384;

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    words: Words,
    macros: HashMap<String, String>,
    rule: Vec<Written>,
    block: Vec<WrittenBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    states: String,
    endings: Vec<String>,
    others: String,
    other_beginnings: Vec<String>,
    other_ends: Vec<String>,
    references: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests and messages of theirs name it")
    )]
    name: String,
    kind: String,
    words: Vec<String>,
    pattern: String,
    #[serde(default)]
    value: Sure,
    within: Option<String>,
    unless: Option<String>,
    except: Option<String>,
    #[serde(default = "one")]
    lines: usize,
    #[serde(default)]
    case: bool,
    #[serde(default)]
    column: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBlock {
    #[expect(dead_code, reason = "it is for whoever reads the file")]
    name: String,
    kind: String,
    begin: String,
    end: String,
    body: String,
}

fn words_of(text: &str) -> HashSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn one() -> usize {
    1
}

/// An expression that is compiled when a line first needs it: compiling all takes longer than
/// reading a log.
pub struct Lazy {
    source: String,
    case: bool,
    ready: OnceLock<Option<Regex>>,
}

impl Lazy {
    fn new(source: &str, macros: &HashMap<String, String>, case: bool) -> Self {
        let mut source = source.to_owned();
        for (name, text) in macros {
            source = source.replace(&format!("{{{name}}}"), text);
        }
        // Secrets are told by ASCII words; all of Unicode would make the rules ten times as large.
        let source = source
            .replace(r"[\w", "[0-9A-Za-z_")
            .replace(r"\w", "[0-9A-Za-z_]")
            .replace(r"\d", "[0-9]")
            .replace(r"\b", r"(?-u:\b)");
        Self {
            source,
            case,
            ready: OnceLock::new(),
        }
    }

    /// The expression. One that is wrong finds nothing; a test compiles them all.
    pub fn regex(&self) -> Option<&Regex> {
        let compile = || self.compile().ok();
        self.ready.get_or_init(compile).as_ref()
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        RegexBuilder::new(&self.source)
            .case_insensitive(!self.case)
            .size_limit(1 << 23)
            .build()
    }
}

/// A rule, as [`File`] explains.
pub struct Rule {
    #[cfg(test)]
    pub name: String,
    pub kind: String,
    pub pattern: Lazy,
    pub value: Sure,
    pub within: Option<Lazy>,
    pub unless: Option<Lazy>,
    pub except: Option<Lazy>,
    pub lines: usize,
    pub column: bool,
}

/// A block: from one edge to the other everything is secret.
pub struct BlockRule {
    pub kind: String,
    pub begin: Lazy,
    pub end: Lazy,
    pub body: Lazy,
}

/// All rules, and the words by which a line needs one.
pub struct MaskRules {
    pub rules: Vec<Rule>,
    pub blocks: Vec<BlockRule>,
    pub states: HashSet<String>,
    pub endings: Vec<String>,
    pub others: HashSet<String>,
    pub other_beginnings: Vec<String>,
    pub other_ends: Vec<String>,
    pub references: Vec<String>,
    /// Finds all words in one pass.
    pub words: Option<AhoCorasick>,
    /// Which rules need the word at this place.
    pub needed_by: Vec<Vec<u16>>,
}

/// The rules of the program.
pub fn rules() -> &'static MaskRules {
    static READY: LazyLock<MaskRules> = LazyLock::new(|| match toml::from_str(TEXT) {
        Ok(file) => MaskRules::new(file),
        Err(error) => unreachable!("the rules are read by a test: {error}"),
    });
    &READY
}

impl MaskRules {
    fn new(file: File) -> Self {
        let macros = &file.macros;
        let lazy = |text: &String, case| Lazy::new(text, macros, case);
        let mut places: HashMap<String, usize> = HashMap::new();
        let (mut words, mut needed_by): (Vec<String>, Vec<Vec<u16>>) = Default::default();
        let mut rules = Vec::with_capacity(file.rule.len());
        for (number, written) in (0u16..).zip(&file.rule) {
            for word in &written.words {
                let place = *places.entry(word.to_lowercase()).or_insert_with(|| {
                    words.push(word.to_lowercase());
                    needed_by.push(Vec::new());
                    words.len() - 1
                });
                needed_by[place].push(number);
            }
            rules.push(Rule {
                #[cfg(test)]
                name: written.name.clone(),
                kind: written.kind.clone(),
                pattern: lazy(&written.pattern, written.case),
                value: written.value,
                within: written.within.as_ref().map(|text| lazy(text, false)),
                unless: written.unless.as_ref().map(|text| lazy(text, false)),
                except: written.except.as_ref().map(|text| lazy(text, false)),
                lines: written.lines,
                column: written.column,
            });
        }
        let blocks = file.block.iter().map(|block| BlockRule {
            kind: block.kind.clone(),
            begin: lazy(&block.begin, true),
            end: lazy(&block.end, true),
            body: lazy(&block.body, true),
        });
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&words);
        Self {
            rules,
            blocks: blocks.collect(),
            states: words_of(&file.words.states),
            others: words_of(&file.words.others),
            other_beginnings: file.words.other_beginnings,
            other_ends: file.words.other_ends,
            references: file.words.references,
            endings: file.words.endings,
            words: finder.ok(),
            needed_by,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_an_expression_with_a_secret_in_it() {
        let rules = rules();
        assert!(rules.words.is_some());
        assert!(rules.rules.len() <= MOST, "a line has a bit for each rule");
        for rule in &rules.rules {
            let regex = rule.pattern.compile();
            let regex = regex.unwrap_or_else(|error| panic!("{}: {error}", rule.name));
            let mut names = regex.capture_names().flatten();
            assert!(names.any(|name| name == "s"), "{}", rule.name);
            for part in [&rule.within, &rule.unless, &rule.except] {
                let compiled = part.as_ref().map(Lazy::compile);
                assert!(!matches!(compiled, Some(Err(_))), "{}", rule.name);
            }
        }
        for block in &rules.blocks {
            let parts = [&block.begin, &block.end, &block.body];
            assert!(parts.iter().all(|part| part.compile().is_ok()));
        }
        let names: HashSet<&str> = rules.rules.iter().map(|rule| &*rule.name).collect();
        assert_eq!(names.len(), rules.rules.len(), "each has a name of its own");
    }
}
