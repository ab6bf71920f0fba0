//! The raw structs of a runbook → YAML that says the same, with remarks where a person should
//! look. It writes what Markdown can hold; what only YAML has, only YAML is read from.

use super::markdown::NO_ROLLBACK;
use super::raw::{RawRunbook, RawStep};
use crate::domain::runbook::{Risk, StepKind};

/// The YAML of a runbook.
pub fn yaml(raw: &RawRunbook) -> String {
    let mut out = Writer::default();
    out.line(0, &format!("format: {}", raw.format.value));
    out.remark(
        0,
        "Made from Markdown. Look at the lines that are marked, and take the marks away.",
    );
    out.pair(0, "id", &raw.id.value);
    out.pair(0, "title", &raw.title.value);
    out.line(0, &format!("revision: {}", raw.revision));
    out.list(0, "sources", &raw.sources, |out, source| {
        out.pair(4, "title", &source.title);
        out.maybe(4, "kind", source.kind.as_deref());
        out.maybe(4, "url", source.url.as_deref());
    });
    out.maybe(0, "summary", raw.summary.as_deref());
    out.list(0, "symptoms", &raw.symptoms, |out, symptom| {
        out.maybe(4, "says", symptom.value.says.as_deref());
        out.maybe(4, "sees", symptom.value.sees.as_deref());
    });
    out.list(0, "causes", &raw.causes, |out, cause| {
        out.pair(4, "id", cause.value.id.as_str());
        out.pair(4, "title", &cause.value.title);
    });
    out.list(0, "variables", &raw.variables, |out, variable| {
        out.pair(4, "name", &variable.value.name);
        out.pair(4, "ask", &variable.value.ask);
        if variable.value.secret {
            out.line(4, "secret: true");
        }
    });
    out.list(0, "phases", &raw.phases.value, |out, phase| {
        out.pair(4, "id", &phase.value.id.value);
        out.pair(4, "title", &phase.value.title);
        out.list(4, "steps", &phase.value.steps, |out, step| {
            out.step(&step.value)
        });
    });
    if let Some(escalation) = &raw.escalation {
        out.line(0, "escalation:");
        out.pair(2, "to", &escalation.to);
    }
    out.list(0, "references", &raw.references, |out, reference| {
        out.pair(4, "title", &reference.title);
        out.maybe(4, "url", reference.url.as_deref());
    });
    out.text
}

#[derive(Default)]
struct Writer {
    text: String,
    /// The next line begins an item of a list.
    item: bool,
}

impl Writer {
    fn line(&mut self, indent: usize, line: &str) {
        let marks = std::mem::take(&mut self.item);
        let blank = match marks {
            true => format!("{}- ", " ".repeat(indent.saturating_sub(2))),
            false => " ".repeat(indent),
        };
        self.text.extend([&blank, line, "\n"]);
    }

    fn remark(&mut self, indent: usize, words: &str) {
        self.text.extend([&*" ".repeat(indent), "# ", words, "\n"]);
    }

    fn pair(&mut self, indent: usize, key: &str, value: &str) {
        match block(value) {
            Some(lines) => {
                self.line(indent, &format!("{key}: |-"));
                for line in lines {
                    match line.is_empty() {
                        true => self.text.push('\n'),
                        false => self.text.extend([&*" ".repeat(indent + 2), line, "\n"]),
                    }
                }
            }
            None => self.line(indent, &format!("{key}: {}", scalar(value))),
        }
    }

    fn maybe(&mut self, indent: usize, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.pair(indent, key, value);
        }
    }

    fn list<T>(&mut self, indent: usize, key: &str, items: &[T], one: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        for item in items {
            self.item = true;
            one(self, item);
        }
    }

    fn step(&mut self, step: &RawStep) {
        let indent = 8;
        self.pair(indent, "id", &step.id.value);
        self.pair(indent, "do", &step.r#do);
        self.maybe(indent, "why", step.why.as_deref());
        self.line(indent, &format!("kind: {}", kind(step.kind)));
        self.list(indent, "run", &step.run, |out, run| {
            out.maybe(indent + 4, "device", run.value.device.as_deref());
            out.pair(indent + 4, "text", &run.value.text.value);
            out.maybe(indent + 4, "note", run.value.note.as_deref());
        });
        if let Some(risk) = step.risk {
            if risk == Risk::Change {
                self.remark(
                    indent,
                    "look: what it can do is not known, so it counts as a change",
                );
            }
            self.line(indent, &format!("risk: {risk}"));
        }
        if let Some(rollback) = &step.rollback {
            if rollback.value == NO_ROLLBACK {
                self.remark(
                    indent,
                    "look: write how to take it back, or why nothing has to",
                );
            }
            self.pair(indent, "rollback", &rollback.value);
        }
    }
}

fn kind(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Check => "check",
        StepKind::Act => "act",
        StepKind::Collect => "collect",
        StepKind::Ask => "ask",
        StepKind::Verify => "verify",
        StepKind::Escalate => "escalate",
    }
}

/// The lines of a text that can stand as a block: more than one, and nothing in them that a
/// block would tell otherwise.
fn block(text: &str) -> Option<Vec<&str>> {
    let is_plain = text.contains('\n')
        && !text.starts_with([' ', '\n', '\t'])
        && !text.ends_with(['\n', ' '])
        && text.chars().all(|c| {
            c == '\n'
                || c == '\t'
                || (' '..='~').contains(&c)
                || (c as u32 >= 0xa1 && c.is_alphanumeric())
        });
    let lines: Vec<&str> = text.split('\n').collect();
    let is_clean = lines
        .iter()
        .all(|line| !line.ends_with([' ', '\t']) && !line.starts_with('\t'));
    (is_plain && is_clean).then_some(lines)
}

/// A text on one line: as it stands where nothing in it means something to YAML.
pub fn scalar(text: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || " -_./".contains(c);
    let starts = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let means_more = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_plain = starts
        && text.chars().all(is_word)
        && !text.ends_with(' ')
        && !means_more.contains(&text.to_lowercase().as_str());
    if is_plain {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
                || c as u32 == 0xfffe =>
            {
                quoted.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
