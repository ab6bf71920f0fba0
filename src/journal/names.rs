//! What incidents are called here: `INC-12` for one that was opened here, `INC-12-ab3` for
//! one from elsewhere, whose number may stand here for another one, and `H-3` for one that was
//! read from a list of past incidents.

use crate::domain::id::IncidentId;
use crate::domain::state::{history_key, key};

/// The shortest part of an id that tells incidents from elsewhere apart, in hex digits.
const SHORTEST: usize = 3;

/// An incident as a journal lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Its id.
    pub id: IncidentId,
    /// The number that it was opened with.
    pub number: u64,
    /// How many digits of its id its key ends in; 0 for one that was opened here.
    pub digits: usize,
    /// It was read from a list of past incidents: its number is one of theirs.
    pub history: bool,
}

impl Head {
    /// One that was opened here.
    pub fn own(id: IncidentId, number: u64) -> Self {
        Self {
            id,
            number,
            digits: 0,
            history: false,
        }
    }

    /// One from elsewhere. `rivals` are all those from elsewhere with the same number.
    pub fn foreign(id: IncidentId, number: u64, rivals: &[IncidentId]) -> Self {
        let mut digits = SHORTEST;
        let of = |id: &IncidentId, digits| ending(*id, digits);
        while digits < 32
            && rivals
                .iter()
                .any(|rival| *rival != id && of(rival, digits) == of(&id, digits))
        {
            digits += 1;
        }
        Self {
            id,
            number,
            digits,
            history: false,
        }
    }

    /// The same, as one of a list of past incidents.
    pub fn past(self) -> Self {
        Self {
            history: true,
            ..self
        }
    }

    /// Whether it was opened here.
    pub fn is_own(&self) -> bool {
        self.digits == 0 && !self.history
    }

    /// What it is called here.
    pub fn key(&self) -> String {
        let key = match self.history {
            true => history_key(self.number),
            false => key(self.number),
        };
        match self.digits {
            0 => key,
            digits => format!("{key}-{}", ending(self.id, digits)),
        }
    }
}

fn ending(id: IncidentId, digits: usize) -> String {
    let hex = id.0.simple().to_string();
    hex[hex.len().saturating_sub(digits)..].to_owned()
}

/// Why a name leads to no incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSuchName {
    /// Nothing is called so.
    Unknown,
    /// Several are; these are their keys.
    Ambiguous(Vec<String>),
}

/// What a name asks a journal for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameQuery {
    /// The latest one that was opened here.
    Latest,
    /// The one with this id.
    Id(IncidentId),
    /// Those that were opened under this number, wherever that was.
    Number(u64),
}

impl NameQuery {
    /// What a name asks for, if it can be the name of an incident.
    pub fn by(name: &str) -> Option<Self> {
        if name == "last" {
            return Some(Self::Latest);
        }
        if let Ok(id) = name.parse() {
            return Some(Self::Id(id));
        }
        parts(name).map(|(_, number, _)| Self::Number(number))
    }
}

/// Whether a key is one of a past incident, its number, and the end of an id.
fn parts(name: &str) -> Option<(bool, u64, String)> {
    let name = name.to_ascii_lowercase();
    let (is_past, short) = match name.strip_prefix("h-") {
        Some(short) => (true, short),
        None => (false, name.strip_prefix("inc-").unwrap_or(&name)),
    };
    let (number, end) = short.split_once('-').unwrap_or((short, ""));
    Some((is_past, number.parse().ok()?, end.to_owned()))
}

/// The incident that a key (`INC-12`, `12`, `INC-12-ab3`), an id, or `last` names. `last` is
/// the latest one that was opened here.
pub fn find(heads: &[Head], name: &str) -> Result<Head, NoSuchName> {
    if name == "last" {
        let own = heads.iter().filter(|head| head.is_own());
        return own
            .max_by_key(|head| head.number)
            .copied()
            .ok_or(NoSuchName::Unknown);
    }
    if let Some(head) = heads.iter().find(|head| head.id.to_string() == name) {
        return Ok(*head);
    }
    let Some((is_past, number, end)) = parts(name) else {
        return Err(NoSuchName::Unknown);
    };
    let called = heads.iter().filter(|head| head.history == is_past);
    let called: Vec<&Head> = called.filter(|head| head.number == number).collect();
    let found: Vec<&Head> = match &*end {
        "" => match called.iter().find(|head| head.digits == 0) {
            Some(own) => vec![own],
            None => called,
        },
        end => {
            let ends = |head: &&Head| head.id.0.simple().to_string().ends_with(end);
            let foreign = called.into_iter().filter(|head| head.digits > 0);
            foreign.filter(ends).collect()
        }
    };
    match found[..] {
        [] => Err(NoSuchName::Unknown),
        [one] => Ok(*one),
        _ => Err(NoSuchName::Ambiguous(
            found.iter().map(|head| head.key()).collect(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> IncidentId {
        IncidentId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn a_name_leads_to_one_incident_or_to_the_choices() {
        let elsewhere = [id(0x1_0ab3), id(0x2_0ab3), id(0xc4d)];
        let mut heads = vec![Head::own(id(1), 1), Head::own(id(0xc4d_c4d), 2)];
        heads.extend(elsewhere.map(|id| Head::foreign(id, 2, &elsewhere)));
        heads.push(Head::foreign(id(0xe), 7, &[id(0xe)]));
        heads.push(Head::own(id(0xf), 9).past());
        let keys: Vec<String> = heads.iter().map(Head::key).collect();
        let expected = [
            "INC-1",
            "INC-2",
            "INC-2-10ab3",
            "INC-2-20ab3",
            "INC-2-c4d",
            "INC-7-00e",
            "H-9",
        ];
        assert_eq!(keys, expected);
        let called = |name: &str| find(&heads, name).map(|head| head.key());
        for key in expected {
            assert_eq!(called(key).as_deref(), Ok(key));
        }
        assert_eq!(called("2").as_deref(), Ok("INC-2"), "one's own comes first");
        assert_eq!(called("inc-7").as_deref(), Ok("INC-7-00e"));
        assert_eq!(called("last").as_deref(), Ok("INC-2"), "opened here");
        assert_eq!(called(&id(0xe).to_string()).as_deref(), Ok("INC-7-00e"));
        let both = ["INC-2-10ab3", "INC-2-20ab3"].map(str::to_owned).to_vec();
        assert_eq!(called("INC-2-ab3"), Err(NoSuchName::Ambiguous(both)));
        for name in [
            "3",
            "9",
            "h-2",
            "INC-1-c4d",
            "x",
            "",
            "INC-",
            "-",
            "99999999999999999999",
        ] {
            assert_eq!(called(name), Err(NoSuchName::Unknown), "{name}");
        }
    }
}
