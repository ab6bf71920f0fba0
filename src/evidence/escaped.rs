//! How a literal stands in a log that escapes signs: the filter looks at bytes as they are.

/// A sign, and how each way of escaping writes it.
const SIGNS: [(u8, [&str; 6]); 6] = [
    (
        b'"',
        ["\\\"", "\\\\\\\"", "\\u0022", "&quot;", "&#34;", "\"\""],
    ),
    (b'\\', ["\\\\", "\\\\\\\\", "\\u005c", "\\", "\\", "\\"]),
    (b'<', ["<", "<", "\\u003c", "&lt;", "&lt;", "<"]),
    (b'>', [">", ">", "\\u003e", "&gt;", "&gt;", ">"]),
    (b'&', ["&", "&", "\\u0026", "&amp;", "&amp;", "&"]),
    (b'\'', ["'", "'", "\\u0027", "&apos;", "&#39;", "'"]),
];

/// The ways in which a folded literal stands where signs are escaped; none if it has no such
/// sign.
pub fn ways(literal: &[u8], fold: impl Fn(u8) -> u8) -> Vec<Vec<u8>> {
    let mut ways = Vec::new();
    for way in 0..SIGNS[0].1.len() {
        let mut text = Vec::with_capacity(literal.len() + 8);
        for &byte in literal {
            match SIGNS.iter().find(|(sign, _)| fold(*sign) == byte) {
                // Folding makes some signs alike; a literal that means the other one is found
                // as it stands.
                Some((_, written)) => text.extend(written[way].bytes().map(&fold)),
                None => text.push(byte),
            }
        }
        if text != literal && !ways.contains(&text) {
            ways.push(text);
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::fold;

    #[test]
    fn a_quote_is_escaped_in_each_way() {
        let found = ways(b"user \"x\"", fold);
        for wanted in [
            r#"user \"x\""#,
            r#"user \\\"x\\\""#,
            r"user \u0022x\u0022",
            "user &quot;x&quot;",
            r#"user ""x"""#,
        ] {
            let wanted: Vec<u8> = wanted.bytes().map(fold).collect();
            assert!(found.contains(&wanted));
        }
        assert!(ways(b"no sign", fold).is_empty());
    }
}
