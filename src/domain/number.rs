//! Whole numbers as JSON can tell them: up to 2^53-1 either way. Beyond it other programs read
//! another number than was written, and RFC 8785 hashes another one.

use serde_json::Value;

/// The largest whole number that every reader of JSON reads alike.
pub const MOST: u64 = (1 << 53) - 1;

/// The first whole number in a value that lies beyond, with its place in it.
pub fn first_beyond(value: &Value) -> Option<(String, String)> {
    let below = |name: String, value: &Value| {
        let (path, number) = first_beyond(value)?;
        let dot = if path.is_empty() { "" } else { "." };
        Some((format!("{name}{dot}{path}"), number))
    };
    match value {
        Value::Number(number) => {
            let fits = match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => number <= MOST,
                (None, Some(number)) => number.unsigned_abs() <= MOST,
                (None, None) => true,
            };
            (!fits).then(|| (String::new(), number.to_string()))
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(place, item)| below(place.to_string(), item))
        }
        Value::Object(keys) => {
            let mut keys = keys.iter();
            keys.find_map(|(key, value)| below(key.clone(), value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_json_tells_them_apart() {
        for (json, found) in [
            (r#"{"a": [1, 9007199254740991, -9007199254740991]}"#, None),
            (r#"{"a": [1, {"b": 9007199254740992}]}"#, Some("a.1.b")),
            (r#"{"a": -9007199254740992}"#, Some("a")),
            (r#"{"a": 18446744073709551615}"#, Some("a")),
        ] {
            let value: Value = serde_json::from_str(json).unwrap();
            let place = first_beyond(&value).map(|(place, _)| place);
            assert_eq!(place.as_deref(), found, "{json}");
        }
    }
}
