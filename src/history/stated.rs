//! Durations as lists state them: `5h 09m (during support hours)`, `1d 5h 47m`, `8m`.

/// The milliseconds of a stated duration; what stands in brackets is no part of it.
pub fn ms(text: &str) -> Option<i64> {
    let text = text.split('(').next()?.trim();
    let mut total = 0_i64;
    let mut digits = String::new();
    let mut found = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if c.is_whitespace() || c == ',' {
            continue;
        } else {
            let mut unit = String::from(c);
            while let Some(next) = rest.next_if(|c| c.is_alphabetic()) {
                unit.push(next);
            }
            let ms = match unit.to_lowercase().as_str() {
                "d" | "day" | "days" => 86_400_000,
                "h" | "hr" | "hrs" | "hour" | "hours" => 3_600_000,
                "m" | "min" | "mins" | "minute" | "minutes" => 60_000,
                "s" | "sec" | "secs" | "second" | "seconds" => 1_000,
                _ => return None,
            };
            let count: i64 = digits.parse().ok()?;
            total = total.checked_add(count.checked_mul(ms)?)?;
            digits.clear();
            found = true;
        }
    }
    (found && digits.is_empty()).then_some(total)
}

/// Milliseconds in the same words.
pub fn words(ms: i64) -> String {
    let minutes = ms / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, minutes) => format!("{hours}h {minutes:02}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        for (text, minutes) in [
            ("0h 16m", 16),
            ("5h 09m (during support hours 10:00-17:00)", 309),
            ("8m", 8),
            ("1d 5h 47m", 29 * 60 + 47),
            ("7h (during support hours)", 420),
            ("673h 34m", 673 * 60 + 34),
            ("2 hours, 3 minutes", 123),
        ] {
            assert_eq!(ms(text), Some(minutes * 60_000), "{text}");
        }
        for text in ["", "soon", "5", "5 x", "99999999999999999999h", "h"] {
            assert_eq!(ms(text), None, "{text}");
        }
    }
}
