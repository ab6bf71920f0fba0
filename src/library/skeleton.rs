//! A runbook to begin with: it loads and lints clean as it stands, and its comments say what
//! else there is.

use super::markdown::slug;
use super::write::scalar;

/// What an author says of a runbook that is not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is wrong, in one line.
    pub title: String,
    /// Its id; made of the title if it is not given.
    pub id: Option<String>,
    /// What people report or a screen says.
    pub symptom: String,
    /// The first thing to look at.
    pub check: String,
    /// What mends it.
    pub act: String,
    /// How that is taken back.
    pub rollback: String,
}

impl Wanted {
    /// The runbook's id.
    pub fn id(&self) -> String {
        match &self.id {
            Some(id) => id.clone(),
            None => slug(&self.title, 8, 60),
        }
    }

    /// Its text. `schema` names the schema for the editor, if one lies beside it.
    pub fn yaml(&self, schema: Option<&str>) -> String {
        let modeline = match schema {
            Some(schema) => format!("# yaml-language-server: $schema={schema}\n"),
            None => String::new(),
        };
        let [id, title, symptom, check, act, rollback] = [
            &self.id(),
            &self.title,
            &self.symptom,
            &self.check,
            &self.act,
            &self.rollback,
        ]
        .map(|text| scalar(text.trim()));
        format!(
            r#"{modeline}# Fill this in from above; `runsheet lint FILE` says what is wrong or doubtful.
format: runsheet.runbook/1.1
id: {id}
title: {title}
revision: 1          # raise it with every edit that others get
# category: vpn_outage
summary: {title}     # when this runbook is the right one
# products:
#   - {{name: Name of the product, versions: "1.0 to 1.4"}}
symptoms:
  # sees: what a person reports. says: the literal words on a screen or in a log.
  - sees: {symptom}
causes:
  - {{id: first-cause, title: The likeliest cause}}
# A line in a log that points at a cause:
# signatures:
#   - id: refused
#     text: connection refused
#     causes: [first-cause]
#     step: look
#     examples: ["a real line with connection refused in it"]
# targets:
#   - {{first_action: 5m}}
#   - {{resolve: 30m}}
# What differs from site to site is asked for, and stands as {{{{host}}}} in a command:
# variables:
#   - {{name: host, ask: Which host, example: web1.example.net, type: host}}
phases:
  # Cheap looks before costly ones, harmless acts before disruptive ones; 2 to 9 steps each.
  - id: look
    title: Look
    steps:
      - id: scope
        do: Who is affected?
        kind: ask
        answers:
          - {{id: one, says: One user}}
          - {{id: many, says: Several or all}}
      - id: look
        do: {check}
        kind: check            # check, act, collect, ask, verify or escalate
        # run:
        #   - {{device: linux, text: "systemctl status nginx"}}
        # expect: What is seen when all is well.
        suspects: [first-cause]    # when it is not as expected
        # rules_out: [first-cause] # when it is
  - id: mend
    title: Mend
    steps:
      - id: mend
        do: {act}
        kind: act
        risk: change           # read, change, or disrupt: what it can do to the devices
        rollback: {rollback}
        # undo: [{{device: linux, text: "systemctl start nginx"}}]
      - id: works
        do: Have somebody who was affected try again.
        kind: verify
        critical: true         # may not be passed over by accident
# escalation: {{to: The network team, with: the time of one failure and the log}}
# references:
#   - {{title: The page this rests on, url: "https://example.org"}}
"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{lint_text, read_text};

    /// Whatever an author answers, the file says it.
    #[test]
    fn any_answer_gives_a_file_that_is_clean() {
        for text in ["VPN slow", "a: b # \"c\" '{{d", "Größe: 5 %", "- x", "true"] {
            let wanted = Wanted {
                title: text.to_owned(),
                id: Some("own".to_owned()),
                symptom: text.to_owned(),
                check: text.to_owned(),
                act: text.to_owned(),
                rollback: text.to_owned(),
            };
            let yaml = wanted.yaml(None);
            let found = lint_text("own.yaml", &yaml, "2026-11-30");
            assert!(found.is_empty(), "{found:#?}");
            let book = read_text("own.yaml", &yaml).unwrap();
            assert_eq!(book.runbook.title, text);
        }
    }
}
