//! JSON documents of a file one by one: never more than one of them is in memory.

use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::read::DocumentError;

/// The longest document.
const MOST: u64 = 512 << 20;

/// Hands on each document of a source: one, an array of them, or one after the other. One that
/// cannot be used is handed on as such; after one that is no JSON there is nothing to go on
/// with. Says how many there were; `each` may end it.
pub fn each_document<E>(
    source: impl Read,
    each: &mut dyn FnMut(Result<Value, DocumentError>) -> Result<(), E>,
) -> Result<usize, E> {
    let left = Rc::new(Cell::new(MOST));
    let mut source = BufReader::new(source);
    // A mark of the byte order is no JSON.
    if source
        .fill_buf()
        .is_ok_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf"))
    {
        source.consume(3);
    }
    let beginning = source.fill_buf().map(<[u8]>::to_vec).unwrap_or_default();
    if std::str::from_utf8(&beginning).is_err_and(|error| error.error_len().is_some()) {
        each(Err(DocumentError::NotText))?;
        return Ok(1);
    }
    let source = Limited {
        source,
        left: left.clone(),
    };
    let failed = RefCell::new(None);
    let count = Cell::new(0);
    let mut hand_on = |document: Result<Value, DocumentError>| {
        left.set(MOST);
        count.set(count.get() + 1);
        let outcome = each(document);
        outcome.map_err(|error| *failed.borrow_mut() = Some(error))
    };
    let mut json = serde_json::Deserializer::from_reader(source);
    while json.end().is_err() {
        let top = Top {
            hand_on: &mut hand_on,
        };
        let read = top.deserialize(&mut json);
        if let Some(error) = failed.take() {
            return Err(error);
        }
        if let Err(error) = read {
            // What went wrong before was handed on already.
            let _ = hand_on(Err(DocumentError::NotJson(error.to_string())));
            break;
        }
    }
    match failed.take() {
        Some(error) => Err(error),
        None => Ok(count.get()),
    }
}

/// Gives no more than so many bytes until the limit is renewed.
struct Limited<R> {
    source: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(crate::files::too_long(MOST));
        }
        let count = self.source.read(room)?;
        self.left.set(self.left.get().saturating_sub(count as u64));
        Ok(count)
    }
}

type HandOn<'a> = dyn FnMut(Result<Value, DocumentError>) -> Result<(), ()> + 'a;

/// What stands at the top of a file: a document or a list of them.
struct Top<'a, 'b> {
    hand_on: &'a mut HandOn<'b>,
}

impl Top<'_, '_> {
    fn hand_on<E: Error>(&mut self, value: Value, twice: Option<String>) -> Result<(), E> {
        let document = match twice {
            Some(key) => Err(DocumentError::Twice(key)),
            None => Ok(value),
        };
        (self.hand_on)(document).map_err(|()| E::custom("it was not wanted any more"))
    }
}

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a document or a list of documents")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        loop {
            let twice = RefCell::default();
            match items.next_element_seed(Once(&twice))? {
                Some(value) => self.hand_on(value, twice.take())?,
                None => return Ok(()),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, keys: A) -> Result<(), A::Error> {
        let twice = RefCell::default();
        let value = Once(&twice).visit_map(keys)?;
        self.hand_on(value, twice.take())
    }
}

/// A value in which no key stands twice in one object; the first that does is kept. Of two equal
/// keys programs take the one or the other, so a document with them says two things.
#[derive(Clone, Copy)]
struct Once<'a>(&'a RefCell<Option<String>>);

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut keys: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = keys.next_key::<String>()? {
            let value = keys.next_value_seed(self)?;
            if map.contains_key(&key) {
                self.0.borrow_mut().get_or_insert_with(|| key.clone());
            }
            map.insert(key, value);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<Value, DocumentError>> {
        let mut found = Vec::new();
        let mut keep = |document| -> Result<(), ()> {
            found.push(document);
            Ok(())
        };
        each_document(text.as_bytes(), &mut keep).unwrap();
        found
    }

    #[test]
    fn documents_come_alone_in_lists_and_in_lines() {
        let one = serde_json::json!({"a": [1, -2, 0.5, "x", null, true]});
        for text in [
            format!("\u{feff}{one:#}"),
            format!("{one}\n"),
            format!("[{one}]"),
        ] {
            assert_eq!(read(&text), [Ok(one.clone())], "{text}");
        }
        for text in [format!("[{one},{one}]"), format!("{one}\n{one}\n\n")] {
            assert_eq!(read(&text), [Ok(one.clone()), Ok(one.clone())], "{text}");
        }
        assert_eq!(read(" \n"), []);
    }

    #[test]
    fn a_key_that_stands_twice_refuses_its_document_alone() {
        let read = read("{\"a\": 1}\n{\"b\": {\"c\": 1, \"c\": 1}}\n{\"d\": 1}");
        assert_eq!(read.len(), 3);
        assert_eq!(read[1], Err(DocumentError::Twice("c".to_owned())));
        assert!(read[0].is_ok() && read[2].is_ok());
    }

    #[test]
    fn what_is_no_json_ends_it_after_the_documents_before() {
        for text in [
            "{\"a\": 1}\nnonsense\n{\"a\": 1}",
            "[{\"a\": 1}, {\"b\": 1",
            "{\"a\": 1} 7",
        ] {
            let read = read(text);
            assert!(read[0].is_ok(), "{text}");
            assert!(matches!(read[1], Err(DocumentError::NotJson(_))), "{text}");
            assert_eq!(read.len(), 2, "{text}");
        }
        let mut found = Vec::new();
        let mut keep = |document| -> Result<(), ()> {
            found.push(document);
            Ok(())
        };
        each_document(&b"{\"a\": \"\xff\"}"[..], &mut keep).unwrap();
        assert_eq!(found, [Err(DocumentError::NotText)]);
        let deep = "[".repeat(100_000);
        assert!(matches!(read(&deep)[..], [Err(DocumentError::NotJson(_))]));
    }
}
