//! Two texts → a unified diff as `git apply` takes it. The only file that knows the library.

use similar::TextDiff;

/// What changes from one text to the next in the file of this name; without an old text the file
/// is new.
pub fn diff(name: &str, old: Option<&str>, new: &str) -> String {
    let (before, kind) = match old {
        Some(_) => (format!("a/{name}"), ""),
        None => ("/dev/null".to_owned(), "new file mode 100644\n"),
    };
    let diff = TextDiff::from_lines(old.unwrap_or_default(), new);
    let mut unified = diff.unified_diff();
    let unified = unified
        .context_radius(3)
        .header(&before, &format!("b/{name}"));
    format!("diff --git a/{name} b/{name}\n{kind}{unified}")
}
