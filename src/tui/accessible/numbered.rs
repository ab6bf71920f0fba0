//! Rows with their numbers.

/// Rows with their numbers, which are what can be typed.
pub fn numbered(lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines = lines.enumerate();
    lines
        .map(|(index, line)| format!("  {}  {line}", index + 1))
        .collect()
}
