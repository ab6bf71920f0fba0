//! The words of sources and precisions, spelt once for documents and for journals.

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Precision, TimeSource};

/// A word that stands for no source of a time, or for no precision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no word for it")]
pub struct UnknownWord(String);

impl TimeSource {
    const ALL: [Self; 3] = [Self::Clock, Self::Reported, Self::Imported];

    /// The word for it, in events and documents.
    pub fn word(self) -> &'static str {
        match self {
            TimeSource::Clock => "clock",
            TimeSource::Reported => "reported",
            TimeSource::Imported => "imported",
        }
    }
}

impl Precision {
    const ALL: [Self; 3] = [Self::Millisecond, Self::Second, Self::Minute];

    /// The word for it, in events and documents.
    pub fn word(self) -> &'static str {
        match self {
            Precision::Millisecond => "ms",
            Precision::Second => "s",
            Precision::Minute => "min",
        }
    }
}

/// Reads and writes a type by its words, which are spelt in one place.
macro_rules! by_words {
    ($type:ty) => {
        impl FromStr for $type {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let known = Self::ALL.into_iter().find(|one| one.word() == text);
                known.ok_or_else(|| UnknownWord(text.to_owned()))
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

by_words!(TimeSource);
by_words!(Precision);
