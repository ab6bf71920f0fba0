//! Broken files of both formats: whatever was done to a file, it loads or a diagnostic says
//! where not, and nothing panics. `ROUNDS=5000` plays more of them.

use runsheet::library::code::DiagnosticSeverity;
use runsheet::library::lint_text;

const YAML: &str = include_str!("newer.yaml");
const MARKDOWN: &str = "---\ntitle: Full\n---\n# Full\n\n## Fix\n\n1. Look:\n\n   ```sh\n   df -h <path>\n   ```\n\n- [a](b) | c\n\n<p>{{ x }}\n";

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

fn broken(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(11) {
        0 => lines.truncate(one),
        1 => lines.insert(other, lines[one].clone()),
        2 => lines.swap(one, other),
        3 => drop(lines.remove(one)),
        4 => lines[one] = format!(" {}", lines[one]),
        5 => lines[one].push_str(&"[".repeat(1 + dice.below(300))),
        6 => {
            let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]";
            lines.insert(one, bomb.to_owned());
        }
        7 => lines[one].push_str(&"x".repeat(dice.below(2 << 20))),
        // Many of one thing, deep in one another or one beside the other.
        9 => {
            let part = [
                "> ",
                "- ",
                "1. ",
                "* ",
                "[",
                "![",
                "[a](",
                "*a_",
                "<a ",
                "| ",
                "{a: ",
                "- a: ",
                "? ",
                "## b\n\n- check\n",
                "- check\n",
                "`<x> ",
                "{{a}}",
                "&a ",
                "!a ",
            ];
            let part = part[dice.below(part.len())];
            let most = (1 << 20) / part.len();
            lines[one].push_str(&part.repeat(dice.below(most)));
        }
        10 if dice.below(40) == 0 => lines[one].push_str(&"x".repeat(50 << 20)),
        _ => {
            let mut bytes = lines.join("\n").into_bytes();
            for _ in 0..1 + dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] = u8::try_from(dice.below(256)).unwrap();
            }
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    lines.join("\n")
}

#[test]
fn a_broken_file_is_told_with_its_place() {
    let rounds = std::env::var("ROUNDS").ok();
    let rounds = rounds.map_or(200, |rounds| rounds.parse().unwrap());
    let mut dice = Dice(20_261_130);
    let mut refused = 0;
    for round in 0..rounds {
        let (path, text) = match round % 2 {
            0 => ("a.yaml", YAML),
            _ => ("a.md", MARKDOWN),
        };
        let mut text = broken(text, &mut dice);
        for _ in 0..dice.below(3) {
            if !text.is_empty() {
                text = broken(&text, &mut dice);
            }
        }
        let found = lint_text(path, &text, "2026-11-30");
        for problem in &found {
            // Only a file as a whole has no place in itself.
            let is_whole = problem.code.to_string() == "RS001" || text.trim().is_empty();
            assert!(problem.line > 0 || is_whole, "{round}: {problem}");
        }
        let is_error = |code: DiagnosticSeverity| code == DiagnosticSeverity::Error;
        refused += usize::from(
            found
                .iter()
                .any(|problem| is_error(problem.code.severity())),
        );
    }
    assert!(refused > rounds / 5, "{refused} of {rounds}");
}
