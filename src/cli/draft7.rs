//! A JSON Schema of draft 2020-12 → the same in draft 7, which is the newest that the language
//! servers of editors know. Written from the other one, so the two cannot part.

use serde_json::{Map, Value, json};

use super::failure::{Exit, Failure};

/// The schema of runbooks as editors read it.
pub fn runbook_schema() -> Result<String, Failure> {
    text_in_draft_7(include_str!("../../assets/schemas/runbook-1.json"))
}

/// The text of a schema in draft 7.
pub fn text_in_draft_7(text: &str) -> Result<String, Failure> {
    let schema = serde_json::from_str(text)
        .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    Ok(format!("{:#}\n", draft_7(&schema)))
}

/// The schema in draft 7. Texts of the schema itself, such as descriptions, stay as they are.
fn draft_7(schema: &Value) -> Value {
    let mut twin = sub(schema);
    if let Some(root) = twin.as_object_mut() {
        root.insert(
            "$schema".to_owned(),
            json!("http://json-schema.org/draft-07/schema#"),
        );
    }
    twin
}

/// A schema.
fn sub(schema: &Value) -> Value {
    let Value::Object(keys) = schema else {
        return schema.clone();
    };
    let mut out = Map::new();
    for (key, value) in keys {
        match (key.as_str(), value) {
            ("$defs", _) => drop(out.insert("definitions".to_owned(), by_name(value))),
            ("properties" | "patternProperties", _) => {
                drop(out.insert(key.clone(), by_name(value)));
            }
            ("dependentRequired", _) => {
                drop(out.insert("dependencies".to_owned(), value.clone()));
            }
            ("$ref", Value::String(to)) => {
                let to = to.replacen("#/$defs/", "#/definitions/", 1);
                out.insert(key.clone(), Value::String(to));
            }
            // Values that look like schemas and are none.
            ("const" | "enum" | "default" | "examples" | "required", _) => {
                drop(out.insert(key.clone(), value.clone()));
            }
            (_, Value::Array(items)) => {
                drop(out.insert(key.clone(), items.iter().map(sub).collect()));
            }
            _ => drop(out.insert(key.clone(), sub(value))),
        }
    }
    alone(out)
}

/// Schemas by name.
fn by_name(schemas: &Value) -> Value {
    let Value::Object(schemas) = schemas else {
        return schemas.clone();
    };
    let one = |(name, schema): (&String, &Value)| (name.clone(), sub(schema));
    Value::Object(schemas.iter().map(one).collect())
}

/// Before 2019-09 whatever stands beside a `$ref` is passed over, so the reference moves into
/// an `allOf`.
fn alone(mut schema: Map<String, Value>) -> Value {
    if schema.len() > 1
        && let Some(to) = schema.remove("$ref")
    {
        let all = schema.entry("allOf").or_insert_with(|| json!([]));
        if let Some(all) = all.as_array_mut() {
            all.push(json!({"$ref": to}));
        }
    }
    Value::Object(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_reference_counts() {
        let schema = json!({"$schema": "…", "$defs": {"id": {"type": "string"}},
            "properties": {"$defs": {"$ref": "#/$defs/id", "description": "d"}},
            "dependentRequired": {"a": ["b"]}});
        let twin = draft_7(&schema);
        let wanted = json!({"allOf": [{"$ref": "#/definitions/id"}], "description": "d"});
        assert_eq!(twin["properties"]["$defs"]["allOf"], wanted["allOf"]);
        assert_eq!(twin["definitions"]["id"]["type"], "string");
        assert_eq!(twin["dependencies"]["a"][0], "b");
    }
}
