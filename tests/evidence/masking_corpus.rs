//! The corpus of secrets, of look-alikes and of blocks: how much leaks, and how much is masked
//! that people need. Half of it was written without having read the rules; each half is held to
//! the same figures on its own.

use runsheet::evidence::Masker;

const LINES: &str = include_str!("masks/lines.tsv");
const ALIKE: &str = include_str!("masks/alike.tsv");
const BLOCKS: &str = include_str!("masks/blocks.txt");

/// The file shows tabs and escapes as signs.
fn shown(text: &str) -> String {
    text.replace('␉', "\t").replace('␛', "\u{1b}")
}

struct Line {
    half: &'static str,
    secrets: Vec<String>,
    text: String,
    stays: Option<String>,
}

fn lines() -> Vec<Line> {
    let rows = LINES.lines().skip(1).map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        Line {
            half: cells[0],
            secrets: cells[1].split(" ¦ ").map(shown).collect(),
            text: shown(cells[2]),
            stays: cells.get(3).map(|cell| shown(cell)),
        }
    });
    rows.collect()
}

fn alike() -> Vec<(&'static str, String)> {
    let rows = ALIKE.lines().skip(1);
    rows.filter_map(|row| row.split_once('\t'))
        .map(|(half, text)| (half, shown(text)))
        .collect()
}

fn blocks() -> Vec<Line> {
    let parts = BLOCKS["=== ".len()..].split("\n=== ");
    let blocks = parts.filter_map(|part| {
        let (head, body) = part.split_once('\n')?;
        let cells: Vec<&str> = head.split(" | ").collect();
        Some(Line {
            half: cells[0],
            secrets: cells[2].split(" ¦ ").map(shown).collect(),
            text: shown(body),
            stays: None,
        })
    });
    blocks.collect()
}

fn leaks(line: &Line) -> bool {
    let masked = Masker::default().text(&line.text);
    let leaks = line.secrets.iter().any(|secret| masked.contains(secret));
    leaks || !masked.contains("[masked ")
}

/// At most so many of a hundred may be wrong; what is wrong is told.
fn hold(what: &str, half: &str, wrong: &[String], of: usize, percent: usize) {
    let told = format!("{half}: {} of {of} {what}", wrong.len());
    println!("{told}\n{}", wrong.join("\n"));
    assert!(of > 0 && wrong.len() * 100 <= of * percent, "{told}");
}

fn halves(check: impl Fn(&'static str)) {
    for half in ["blind", "seen"] {
        check(half);
    }
}

#[test]
fn secrets_of_the_corpus_are_masked() {
    let lines = lines();
    assert!(lines.len() >= 600);
    halves(|half| {
        let of: Vec<&Line> = lines.iter().filter(|line| line.half == half).collect();
        let wrong = of.iter().filter(|line| leaks(line));
        let wrong: Vec<String> = wrong.map(|line| line.text.clone()).collect();
        hold("lines leak", half, &wrong, of.len(), 2);
    });
}

#[test]
fn what_stands_beside_a_secret_of_the_corpus_stays() {
    let lines = lines();
    halves(|half| {
        let of = lines.iter().filter(|line| line.half == half);
        let of: Vec<&Line> = of.filter(|line| line.stays.is_some()).collect();
        let wrong = of.iter().filter_map(|line| {
            let masked = Masker::default().text(&line.text);
            let stays = line.stays.as_ref()?;
            (!masked.contains(stays)).then(|| format!("{}\n  -> {masked}", line.text))
        });
        let wrong: Vec<String> = wrong.collect();
        hold("lines lose more than the secret", half, &wrong, of.len(), 2);
    });
}

#[test]
fn look_alikes_of_the_corpus_stay_byte_for_byte() {
    let alike = alike();
    assert!(alike.len() >= 300);
    halves(|half| {
        let of = alike.iter().filter(|(of, _)| *of == half).count();
        let wrong = alike
            .iter()
            .filter(|(of, _)| *of == half)
            .filter_map(|(_, text)| {
                let masked = Masker::default().text(text);
                (masked != *text).then(|| format!("{text}\n  -> {masked}"))
            });
        let wrong: Vec<String> = wrong.collect();
        hold("look-alikes are masked", half, &wrong, of, 1);
    });
    // All of them as one text: what stands on other lines announces nothing here.
    let whole: Vec<&str> = alike.iter().map(|(_, text)| text.as_str()).collect();
    let masked = Masker::default().lines(whole.iter().copied());
    let wrong: Vec<String> = std::iter::zip(&whole, &masked)
        .filter(|(text, masked)| text != masked)
        .map(|(text, masked)| format!("{text}\n  -> {masked}"))
        .collect();
    hold(
        "look-alikes are masked",
        "as one text",
        &wrong,
        whole.len(),
        1,
    );
}

#[test]
fn secrets_in_blocks_of_the_corpus_are_masked() {
    let blocks = blocks();
    assert!(blocks.len() >= 35);
    halves(|half| {
        let of: Vec<&Line> = blocks.iter().filter(|block| block.half == half).collect();
        let wrong = of.iter().filter(|block| leaks(block)).map(|block| {
            let masked = Masker::default().text(&block.text);
            format!("{}  ->\n{masked}", block.text)
        });
        let wrong: Vec<String> = wrong.collect();
        hold("blocks leak", half, &wrong, of.len(), 2);
    });
}

#[test]
fn a_text_keeps_its_lines() {
    let mut whole: Vec<String> = lines().into_iter().map(|line| line.text).collect();
    whole.extend(
        blocks()
            .iter()
            .flat_map(|block| block.text.lines())
            .map(str::to_owned),
    );
    let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
    let masked = Masker::default().lines(whole.iter().copied());
    assert_eq!(masked.len(), whole.len());
}
