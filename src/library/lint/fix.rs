//! What can be put right without asking anybody: nothing that changes what a file says.

use super::super::code;
use super::super::diagnostic::Diagnostic;
use super::super::raw::{FORMAT, FORMAT_1_1};

/// The text with what is safe put right, or `None` if nothing is.
pub fn fix(text: &str, found: &[Diagnostic]) -> Option<String> {
    let has = |code| found.iter().any(|problem| problem.code == code);
    let mut fixed = text.to_owned();
    if has(code::NEWER_KEY) {
        fixed = newer_format(&fixed);
    }
    if has(code::OPEN_FENCE) {
        let fence = open_fence(&fixed)?;
        if !fixed.ends_with('\n') {
            fixed.push('\n');
        }
        fixed.push_str(&fence);
        fixed.push('\n');
    }
    (fixed != text).then_some(fixed)
}

/// The first format becomes the newer one.
fn newer_format(text: &str) -> String {
    let mut is_done = false;
    let lines = text.split_inclusive('\n').map(|line| {
        let says = line
            .strip_prefix("format:")
            .map(str::trim)
            .unwrap_or_default();
        let says = says.split('#').next().unwrap_or_default().trim();
        match !is_done && says.trim_matches(['"', '\'']) == FORMAT {
            true => {
                is_done = true;
                line.replacen(FORMAT, FORMAT_1_1, 1)
            }
            false => line.to_owned(),
        }
    });
    lines.collect()
}

/// The marks that would close the last code block.
fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let Some(mark) = line.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            continue;
        };
        let count = line.chars().take_while(|c| *c == mark).count();
        open = match open {
            None if count >= 3 => Some(mark.to_string().repeat(count)),
            Some(fence) if fence.starts_with(mark) && count >= fence.len() => None,
            other => other,
        };
    }
    open
}
