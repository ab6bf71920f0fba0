//! The page of an incident: whole, alone, and deaf to what people and logs wrote in it.

use super::home::Home;

/// What must show as it was written, wherever it stands.
const HOSTILE: &str = "</td></section><script>alert(1)</script><img src=x onerror='f()'> \" onload=\"g() ]]> <!-- &lt;b&gt;";
const HOSTILE_SHOWN: &str = "&lt;/td&gt;&lt;/section&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;f()&#39;&gt; &quot; onload=&quot;g() ]]&gt; &lt;!-- &amp;lt;b&amp;gt;";

/// A walk with something in every section.
fn walked() -> Home {
    let home = Home::new();
    home.line("start anyconnect-authentication-failure --detach --title 'VPN <down> & \"out\"'");
    home.line("step last scope done --answer one --observed 'only <jdoe>'");
    home.line("act last 'second server' --risk change --rollback 'first <server>'");
    home.line("act last 'restarted the client' --risk read");
    home.line("undo last");
    let line = "%ASA-6-113015: AAA user authentication Rejected : reason = User was not found : local database : user = <jdoe> : user IP = 203.0.113.9\n";
    let log = home.write("asa.log", line);
    home.ok(&["scan", log.to_str().unwrap(), "--incident", "last"]);
    home.line("update last 'all <well>' --audience '<all>'");
    home.line("handoff last --to '<bob>'");
    home.line("follow-up last 'watch <it>' --owner '<eve>'");
    home.line("note last 'seen before' --at=-10m");
    let log = home.json(&["export", "last"]);
    let note = log["events"].as_array().unwrap().last().unwrap();
    let note = note["id"].as_str().unwrap().to_owned();
    home.ok(&["amend", "last", &note, "--text", "x", "--reason", "<slip>"]);
    home
}

/// A drill that is over.
fn drilled(home: &Home) {
    home.line("drill first-shift --detach");
    home.line("attach last anyconnect-authentication-failure --found-by '<login> failed'");
    home.line("step last scope start");
    home.line("step last scope done --answer one");
}

fn page(home: &Home, incidents: &[&str]) -> String {
    let mut arguments = vec!["export"];
    arguments.extend(incidents);
    arguments.extend(["--format", "html"]);
    home.ok(&arguments)
}

/// A tag: its name, whether it closes, and its attributes.
type Tag = (String, bool, Vec<(String, String)>);

/// Reads the tags of a page, and fails on what a browser would have to guess.
fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    while let Some(at) = rest.find(['<', '>']) {
        let tag = &rest[at..];
        assert!(tag.starts_with('<'), "a stray sign: {}", cut(tag));
        let closes = tag.starts_with("</");
        let mut inside = tag[1..].trim_start_matches('/');
        let end = inside.find([' ', '>']).unwrap();
        let name = inside[..end].to_owned();
        inside = &inside[end..];
        let mut attributes = Vec::new();
        while let Some(more) = inside.strip_prefix(' ') {
            let (key, value) = more.split_once("=\"").expect("a quoted value");
            let (value, after) = value.split_once('"').expect("its end");
            assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
            assert!(!value.contains(['<', '>']), "{value}");
            attributes.push((key.to_owned(), value.to_owned()));
            inside = after;
        }
        rest = inside.strip_prefix('>').expect("the end of a tag");
        if name == "style" && !closes {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        tags.push((name, closes, attributes));
    }
    tags
}

fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Checks that every tag is closed in its order, and that nothing on the page runs or loads.
fn check(page: &str) {
    check_with(page, "", &[]);
}

/// The same for a page that has more: these tags and attributes.
pub fn check_with(page: &str, more_tags: &str, more_attributes: &[&str]) {
    let mut open: Vec<String> = Vec::new();
    for (name, closes, attributes) in tags(page) {
        let known = "html head meta title style body main nav ul li a article section h1 h2 h3 p \
                     dl dt dd table thead tbody tr th td div span b s code time footer";
        let mut known = known.split(' ').chain(more_tags.split(' '));
        assert!(known.any(|known| known == name), "<{name}>");
        for (key, value) in &attributes {
            match &**key {
                "href" => assert!(value.starts_with("#i"), "{value}"),
                "aria-label" | "charset" | "class" | "content" | "data-column" | "datetime"
                | "http-equiv" | "id" | "lang" | "name" | "scope" => {}
                other if more_attributes.contains(&other) => {}
                other => panic!("{other} on <{name}>"),
            }
        }
        match closes {
            _ if name == "meta" => assert!(!closes),
            true => assert_eq!(open.pop(), Some(name), "closed in order"),
            false => open.push(name),
        }
    }
    assert_eq!(open, [""; 0], "all closed");
    let style = page.split("<style>").nth(1).unwrap();
    let style = style.split("</style>").next().unwrap();
    for loads in ["url(", "@import", "http:", "https:", "//"] {
        assert!(!style.contains(loads), "{loads}");
    }
    let head = &page[..page.find("<body>").unwrap()];
    assert!(head.contains("default-src 'none'; style-src 'sha256-"));
    assert!(!page.contains("unsafe-inline"));
    let controls = |c: char| c.is_control() && c != '\n';
    assert!(!page.contains(controls));
}

/// The headings of a page or of Markdown, and the columns of their tables.
fn headings(markdown: &str) -> Vec<String> {
    let heads = markdown.lines().zip(markdown.lines().skip(1));
    let mut found = Vec::new();
    for (line, next) in heads {
        let heading = line
            .strip_prefix("## ")
            .map(|title| format!("<h2>{title}</h2>"));
        found.extend(heading);
        if next.starts_with("|---") {
            let columns = line.trim_matches(['|', ' ']).split(" | ");
            found.extend(columns.map(|c| format!("<th scope=\"col\">{c}</th>")));
        }
    }
    found
}

#[test]
fn a_page_holds_every_part_of_the_markdown() {
    let home = walked();
    drilled(&home);
    home.line("drill debrief last --end --answer 'the <lock>'");
    for (key, sections) in [("1", 9), ("2", 5)] {
        let page = page(&home, &[key]);
        check(&page);
        let markdown = home.ok(&["export", key, "--format", "markdown"]);
        let expected = headings(&markdown);
        for heading in &expected {
            assert!(page.contains(heading), "{heading}: {page}");
        }
        assert_eq!(page.matches("<h2>").count(), sections, "{markdown}");
        assert_eq!(markdown.matches("\n## ").count(), sections, "{markdown}");
        let rows = markdown.lines().filter(|l| l.starts_with("| ")).count();
        assert_eq!(page.matches("<tr>").count(), rows, "{markdown}");
    }
    let walk = page(&home, &["1"]);
    for part in [
        "<title>INC-1 VPN &lt;down&gt; &amp; &quot;out&quot;</title>",
        "<b class=\"doubtful\">in force</b>; to undo: first &lt;server&gt;",
        "user = &lt;jdoe&gt;",
        "One user; only &lt;jdoe&gt;",
        "all &lt;well&gt;",
        "<s>act: restarted the client</s>",
        "taken back",
        "<span class=\"doubtful\">late</span>",
        "<span class=\"doubtful\">corrected</span>; it was note: seen before",
    ] {
        assert!(walk.contains(part), "{part}: {walk}");
    }
    let drill = page(&home, &["2"]);
    for part in [
        "<p class=\"notice\">DRILL: ",
        "<b class=\"bad\">not yet</b>, ",
        "<dt>What surprised you?</dt><dd>the &lt;lock&gt;</dd>",
        "<dt>Planted</dt>",
        "<dt>Train again</dt><dd>from ",
    ] {
        assert!(drill.contains(part), "{part}: {drill}");
    }
}

#[test]
fn a_page_of_a_drill_that_is_played_tells_nothing_of_it() {
    let home = Home::new();
    drilled(&home);
    let page = page(&home, &["last"]);
    check(&page);
    assert!(page.contains("DRILL: "), "{page}");
    for told in ["<h2>Drill</h2>", "Planted", "Train again"] {
        assert!(!page.contains(told), "{told}: {page}");
    }
}

#[test]
fn several_incidents_are_one_page_or_a_file_each() {
    let home = walked();
    home.line("start anyconnect-token-policy --detach");
    let both = page(&home, &["1", "2", "1"]);
    check(&both);
    assert_eq!(both.matches("<article id=").count(), 3);
    for place in 0..3 {
        assert!(both.contains(&format!("<a href=\"#i{place}\">INC-")));
        assert_eq!(both.matches(&format!(" id=\"i{place}\"")).count(), 1);
    }
    std::fs::create_dir(home.path("out")).unwrap();
    home.line("export 1 2 --format html -o out");
    home.line("export 2 --format html -o two.html");
    for name in ["out/INC-1.html", "out/INC-2.html", "two.html"] {
        let one = std::fs::read_to_string(home.path(name)).unwrap();
        check(&one);
        assert!(!one.contains("<nav"), "{name}");
    }
}

#[test]
fn what_people_and_logs_wrote_stays_text() {
    let home = Home::new();
    let start = ["start", "anyconnect-authentication-failure", "--detach"];
    home.ok(&[&start[..], &["--title", HOSTILE]].concat());
    let note = format!("{HOSTILE}\nsecond\u{1b}[31m \u{202e}line\u{2066} \u{feff}end");
    assert_eq!(home.run_with(&["note", "last"], &note).status, 0);
    home.ok(&["set", "last", "--scope", HOSTILE, "--service", HOSTILE]);
    home.ok(&["step", "last", "scope", "done", "--answer", "one"]);
    let fail = ["step", "last", "verify-credentials", "failed", "--observed"];
    home.ok(&[&fail[..], &[HOSTILE]].concat());
    home.ok(&["cause", "last", "account", "confirmed", "--reason", HOSTILE]);
    home.ok(&[
        "act",
        "last",
        HOSTILE,
        "--risk",
        "change",
        "--rollback",
        HOSTILE,
    ]);
    home.ok(&["update", "last", HOSTILE, "--audience", HOSTILE]);
    home.ok(&["handoff", "last", HOSTILE, "--to", HOSTILE]);
    home.ok(&["follow-up", "last", HOSTILE, "--owner", HOSTILE]);
    let line = format!(
        "%ASA-6-113015: AAA user authentication Rejected : reason = User was not found : local database : user = a\0b{HOSTILE}\n"
    );
    let log = home.write("hostile <log>.log", line);
    home.ok(&["scan", log.to_str().unwrap(), "--incident", "last"]);
    let page = page(&home, &["last"]);
    check(&page);
    // The title stands in the head, the heading and the opening; the rest where it was given.
    assert!(page.matches(HOSTILE_SHOWN).count() >= 14, "{page}");
    for part in [
        "second\\u{1b}[31m \\u{202e}line\\u{2066} \\u{feff}end",
        "hostile &lt;log&gt;.log",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
