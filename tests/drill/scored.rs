//! Every shipped scenario and variant, played to its end by each player.

use std::collections::BTreeSet;

use runsheet::domain::scenario::{Level, Planted};
use runsheet::drill::{Score, Timing, Verdict};

use crate::players::{expert, in_order, nothing};
use crate::world::{How, World, found_by, how, scenarios};

fn each(mut check: impl FnMut(&str, &dyn Fn(bool) -> World)) {
    for script in scenarios().entries() {
        for variant in &script.scenario.variants {
            let id: &'static str = variant.id.to_string().leak();
            let name = format!("{} {id}", script.scenario.id);
            let open = |short| {
                let variant = Some(id);
                World::open(
                    script,
                    &How {
                        variant,
                        short,
                        ..how()
                    },
                )
            };
            check(&name, &open);
        }
    }
}

fn played(open: &dyn Fn(bool) -> World, short: bool, play: fn(&mut World)) -> Score {
    let mut world = open(short);
    play(&mut world);
    world.score()
}

#[test]
fn an_expert_gets_full_marks() {
    let mut count = 0;
    each(|name, open| {
        let score = played(open, false, expert);
        assert_eq!(score.gates, Vec::<String>::new(), "{name}");
        assert_eq!(score.points, score.worth, "{name}: {score:#?}");
        assert_eq!(score.verdict, Some(Verdict::Strong), "{name}");
        count += 1;
    });
    assert!(count >= 30, "{count} variants");
}

#[test]
fn an_expert_gets_full_marks_in_the_ten_minute_version() {
    let mut count = 0;
    for script in scenarios()
        .entries()
        .iter()
        .filter(|s| !s.scenario.short.is_empty())
    {
        for variant in &script.scenario.variants {
            let variant: &'static str = variant.id.to_string().leak();
            let how = How {
                variant: Some(variant),
                short: true,
                ..how()
            };
            let mut world = World::open(script, &how);
            expert(&mut world);
            let score = world.score();
            let name = format!("{} {variant}: {score:#?}", script.scenario.id);
            assert_eq!(score.points, score.worth, "{name}");
            assert_eq!(score.verdict, Some(Verdict::Strong), "{name}");
            assert!(score.items.len() <= 6, "{name}");
            count += 1;
        }
    }
    assert!(count >= 25, "{count} variants");
}

#[test]
fn doing_nothing_is_never_enough() {
    each(|name, open| {
        let score = played(open, false, nothing);
        assert_eq!(score.points, 0, "{name}: {score:#?}");
        assert_eq!(score.verdict, Some(Verdict::NotYet), "{name}");
        assert!(!score.gates.is_empty(), "{name}");
        let missed = score.items.iter().all(|i| i.timing == Timing::Missed);
        assert!(missed, "{name}: {score:#?}");
    });
}

#[test]
fn every_step_in_its_order_lies_between() {
    each(|name, open| {
        let best = played(open, false, expert);
        let plain = played(open, false, in_order);
        assert!(plain.points > 0, "{name}: {plain:#?}");
        assert!(plain.points < best.points, "{name}: {plain:#?}");
    });
}

/// The set as a whole: every source runbook on several causes, every level, two causes at once,
/// and one where nobody can know the cause and the right act is to stop.
#[test]
fn the_set_leaves_nothing_out() {
    let all = scenarios().entries();
    assert!(all.len() >= 15, "{} scenarios", all.len());
    for source in [
        "anyconnect-authentication-failure",
        "anyconnect-token-policy",
        "anyconnect-certificate-otp",
    ] {
        let of_source = all.iter().filter(|s| s.scenario.runbook.as_str() == source);
        let causes: BTreeSet<String> = of_source
            .flat_map(|script| &script.scenario.variants)
            .map(|variant| format!("{:?}", variant.cause))
            .collect();
        assert!(causes.len() >= 2, "{source}: {causes:?}");
    }
    for level in [Level::First, Level::Easy, Level::Usual, Level::Hard] {
        assert!(all.iter().any(|s| s.scenario.level == level), "{level:?}");
    }
    let variants = || all.iter().flat_map(|script| &script.scenario.variants);
    assert!(variants().any(|variant| !variant.also.is_empty()));
    assert!(variants().any(|variant| variant.cause == Planted::Unknown));
}

/// A scenario has what makes it worth playing.
#[test]
fn every_scenario_is_ready_to_be_shipped() {
    for script in scenarios().entries() {
        let scenario = &script.scenario;
        let id = &scenario.id;
        assert!(!scenario.objectives.is_empty(), "{id}");
        assert!(!scenario.questions.is_empty(), "{id}");
        assert!(
            scenario.targets.first_action.is_some() && scenario.targets.resolve.is_some(),
            "{id}"
        );
        assert!(
            scenario.expert.first_action.is_some() && scenario.expert.resolve.is_some(),
            "{id}"
        );
        let critical = scenario.variants.iter().all(|variant| {
            let all = scenario
                .script
                .expected
                .iter()
                .chain(&variant.parts.expected);
            all.into_iter().any(|e| e.critical)
        });
        assert!(critical, "{id}: every variant has a critical act");
        for address in addresses(&script.text) {
            // Devices print 0.0.0.0 where there is no address; nobody has it.
            let kept = ["192.0.2.", "198.51.100.", "203.0.113.", "255.255."];
            assert!(
                address == "0.0.0.0" || kept.iter().any(|net| address.starts_with(net)),
                "{id}: {address}"
            );
        }
    }
}

fn addresses(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let words = words.map(|word| word.trim_matches('.'));
    let is_address = |word: &&str| word.split('.').filter(|part| !part.is_empty()).count() == 4;
    words.filter(is_address).map(str::to_owned).collect()
}

/// The opening must lead to the runbook: whoever types it, or one phrase of it, as it stands there
/// finds it among the first three.
#[test]
fn words_of_the_opening_find_the_runbook() {
    for script in scenarios().entries() {
        let mut world = World::open(script, &how());
        let opening = world.drill().script.opening;
        let found = found_by(&opening, &script.scenario.runbook);
        let rank = found.map(|(_, rank)| rank);
        assert!(
            rank.is_some_and(|rank| rank <= 3),
            "{}: {opening}",
            script.scenario.id
        );
    }
}

/// Whoever finds it by words of the opening has all the points of finding.
#[test]
fn a_runbook_that_was_found_at_once_gives_its_points() {
    for script in scenarios().entries() {
        let mut world = World::open(script, &how());
        world.find_runbook();
        let (found, state) = (world.score().found, world.state());
        assert_eq!(
            found.points, 2,
            "{}: {:?}",
            script.scenario.id, state.chosen
        );
    }
}
