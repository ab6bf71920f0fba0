//! Who is told of. One switch, off unless the settings say otherwise, for everything that
//! statistics write: off, no name leaves here. Everybody sees their own figures, as `you`.

use std::sync::Arc;

use super::group::SampleGroup;
use super::sample::Sample;
use crate::domain::event::Mode;

/// Of fewer incidents a person's figures tell of the incidents, not of the person.
pub const FEWEST_OF_A_PERSON: usize = 5;

/// What the one who asks is called.
pub const YOU: &str = "you";

/// Whether people are told of, and who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    /// The settings allow names.
    pub are_shown: bool,
    /// Who asks.
    pub own: Arc<str>,
}

impl Default for People {
    fn default() -> Self {
        Self {
            are_shown: false,
            own: "".into(),
        }
    }
}

impl People {
    /// The groups of people that may be told of, and why others are not. While an incident is
    /// open nobody is held against anybody.
    pub(super) fn allow<'a>(
        &self,
        groups: Vec<SampleGroup<'a>>,
        samples: &[&Sample],
    ) -> (Vec<SampleGroup<'a>>, Option<String>) {
        let is_open = |s: &&Sample| s.mode == Mode::Live && s.status.is_unfinished();
        let under_way = samples.iter().any(is_open);
        let (own, others): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| *group.key == *self.own);
        let own = own.into_iter().map(|group| SampleGroup {
            key: YOU.to_owned(),
            title: YOU.to_owned(),
            ..group
        });
        let mut told: Vec<SampleGroup<'a>> = own.collect();
        if !self.are_shown {
            let why = "only your own: people = \"on\" in config.toml shows others";
            return (told, Some(why.to_owned()));
        }
        if under_way {
            let why = "only your own while an incident is open";
            return (told, Some(why.to_owned()));
        }
        let (enough, few): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|group| group.samples.len() >= FEWEST_OF_A_PERSON);
        told.extend(enough);
        let why = (!few.is_empty()).then(|| {
            let people = if few.len() == 1 { "person" } else { "people" };
            let fewest = FEWEST_OF_A_PERSON;
            format!(
                "{} {people} with fewer than {fewest} incidents left out",
                few.len()
            )
        });
        (told, why)
    }

    /// The names that may be told, and how many there are of all.
    pub(super) fn names(&self, all: &[Arc<str>]) -> Vec<String> {
        let name = |name: &Arc<str>| match (*name == self.own, self.are_shown) {
            (true, _) => Some(YOU.to_owned()),
            (false, true) => Some(name.to_string()),
            (false, false) => None,
        };
        all.iter().filter_map(name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::group::{By, grouped};
    use super::super::sample::tests::sample;
    use super::*;
    use crate::domain::event::Severity;
    use crate::domain::state::Status;

    fn told(people: &People, samples: &[Sample]) -> (Vec<String>, Option<String>) {
        let all: Vec<&Sample> = samples.iter().collect();
        let groups = grouped(samples, By::Actor);
        let (groups, why) = people.allow(groups, &all);
        (groups.into_iter().map(|group| group.key).collect(), why)
    }

    #[test]
    fn others_are_told_of_only_where_that_is_allowed_and_says_something() {
        // Ada and Bob took part in each, Eve in one.
        let mut samples: Vec<Sample> = (1..=5).map(|at| sample(at, Severity::Sev1, 9)).collect();
        samples[0].actors.push("eve".into());
        let off = People {
            own: "ada".into(),
            ..People::default()
        };
        assert_eq!(told(&off, &samples).0, [YOU]);
        let on = People {
            are_shown: true,
            ..off.clone()
        };
        let (names, why) = told(&on, &samples);
        assert_eq!(names, [YOU, "bob"]);
        assert_eq!(
            why.unwrap(),
            "1 person with fewer than 5 incidents left out"
        );
        assert_eq!(told(&on, &samples[1..]).0, [YOU]);
        samples[0].status = Status::Open;
        assert_eq!(told(&on, &samples).0, [YOU]);
    }

    #[test]
    fn a_list_of_names_holds_what_may_be_told() {
        let all: Vec<Arc<str>> = vec!["ada".into(), "bob".into()];
        let mut people = People {
            own: "bob".into(),
            ..People::default()
        };
        assert_eq!(people.names(&all), [YOU]);
        people.are_shown = true;
        assert_eq!(people.names(&all), ["ada", YOU]);
    }
}
