//! What failing lines are nearest to that no signature explains.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use runsheet::domain::runbook::Runbook;
use runsheet::evidence::{NearRunbook, Scan, ScanOptions, ScanReport, Shaping, Signatures};
use runsheet::search::Index;

use super::faults::{Case, cases};
use super::ordinary::Ordinary;
use super::{runbooks, shipped};

fn index() -> &'static Index {
    static READY: OnceLock<Index> = OnceLock::new();
    READY.get_or_init(|| Index::new(runbooks().iter().map(|runbook| &**runbook)))
}

fn options() -> ScanOptions {
    ScanOptions {
        shaping: Some(Shaping::default()),
        ..ScanOptions::default()
    }
}

fn asked(look: Scan<'_>) -> ScanReport {
    let mut report = look.finish();
    report.ask(shipped(), &|line| index().near(line));
    report
}

fn of_text(text: &str) -> ScanReport {
    let mut look = Scan::new(shipped(), options());
    look.stream("vpn.log", &mut text.as_bytes());
    asked(look)
}

fn of_case(case: &Case) -> ScanReport {
    let mut look = Scan::new(shipped(), options());
    for log in &case.logs {
        look.path(log);
    }
    asked(look)
}

fn told(report: &ScanReport) -> String {
    let near = report.nearest.iter().map(|near| {
        let because = near.because.iter();
        let because = because.map(|b| format!("    {}\n      {:?}\n", b.line.text, b.terms));
        format!(
            "  {} {:.2}\n{}",
            near.runbook,
            near.score,
            because.collect::<String>()
        )
    });
    near.collect()
}

#[test]
fn healthy_servers_are_near_to_nothing() {
    let mut wrong = String::new();
    for case in cases().iter().filter(|case| case.right.is_empty()) {
        let report = of_case(case);
        if !report.nearest.is_empty() {
            wrong += &format!("{}:\n{}", case.name, told(&report));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn servers_at_work_are_near_to_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/ordinary");
    let logs = std::fs::read_dir(folder).expect("the folder is there");
    let mut wrong = String::new();
    let mut count = 0;
    for log in logs {
        let path = log.expect("it can be read").path();
        let mut look = Scan::new(shipped(), options());
        look.path(&path);
        let report = asked(look);
        count += 1;
        if !report.nearest.is_empty() {
            wrong += &format!("{}:\n{}", path.display(), told(&report));
        }
    }
    assert!(count > 20 && wrong.is_empty(), "{count} logs\n{wrong}");
}

#[test]
fn ordinary_logs_are_near_to_nothing() {
    for seed in 1..6 {
        let report = of_text(&Ordinary::new(seed).text(200_000));
        assert!(
            !report.shaped.failing.is_empty(),
            "some of it looks like a failure"
        );
        assert!(report.nearest.is_empty(), "{}", told(&report));
    }
}

/// The library as if nobody had written a signature: every fault is silent then, and nothing
/// but the words of the runbooks leads to one.
fn unsigned() -> Vec<Arc<Runbook>> {
    let without = |runbook: Arc<Runbook>| {
        let mut runbook = (*runbook).clone();
        runbook.signatures.clear();
        Arc::new(runbook)
    };
    runbooks().into_iter().map(without).collect()
}

#[test]
fn faults_that_no_signature_knows_are_near_to_the_right_runbook() {
    let books = unsigned();
    let index = Index::new(books.iter().map(|runbook| &**runbook));
    let signatures = Signatures::new(books);
    let (mut all, mut shown, mut first, mut among) = (0, 0, 0, 0);
    let mut misses = String::new();
    for case in cases().iter().filter(|case| !case.right.is_empty()) {
        let mut look = Scan::new(&signatures, options());
        case.logs.iter().for_each(|log| look.path(log));
        let mut report = look.finish();
        report.ask(&signatures, &|line| index.near(line));
        assert!(report.answer.runbooks.is_empty() && report.nearest.len() <= 1);
        let is_right = |near: &NearRunbook| case.right.contains(&near.runbook.to_string());
        all += 1;
        shown += usize::from(!report.nearest.is_empty());
        first += usize::from(report.nearest.first().is_some_and(is_right));
        among += usize::from(report.nearest.iter().any(is_right));
        if !report.nearest.iter().any(is_right) {
            misses += &format!("{} wants {:?}\n{}", case.name, case.right, told(&report));
        }
    }
    let figures = format!("of {all}: {shown} answered, {first} right first, {among} among three");
    println!("{figures}");
    assert!(
        first * 10 >= shown * 4 && among * 10 >= shown * 6,
        "{figures}\n{misses}"
    );
}

#[test]
fn nothing_is_near_where_the_words_do_not_tell() {
    for text in [
        // Words that any log is full of.
        "app[1]: connection failed: server error, request timeout\n",
        // One telling word among them.
        "app[1]: smartcard password login user connection failed: server refused authentication, session timeout, client request invalid\n",
        // Another program's failure, however it reads.
        "sshd[7]: error: key exchange failed, no matching cipher found, TLS handshake negotiation aborted\n",
        // No failure.
        "openvpn[7]: negotiating cipher AES, tls-crypt handshake of peer with CRL complete\n",
        "",
    ] {
        let report = of_text(text);
        assert!(report.nearest.is_empty(), "{text}{}", told(&report));
    }
}

#[test]
fn a_runbook_for_another_product_is_not_near() {
    let text = "gw charon: 05[IKE] TLS key negotiation failed to occur, no shared cipher in handshake, HMAC of CRL\n";
    let near = of_text(text).nearest;
    assert!(
        near.iter()
            .all(|near| near.runbook.as_str() != "openvpn-tls-handshake")
    );
    let text = text.replace("charon: 05[IKE]", "openvpn[5]:");
    let near = of_text(&text).nearest;
    assert!(
        near.iter()
            .any(|near| near.runbook.as_str() == "openvpn-tls-handshake")
    );
}
