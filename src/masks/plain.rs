//! A text as people see it: without colour codes and letters of no width, wide letters and odd
//! spaces as the usual ones. Rules look at that; what they find is masked in the text itself.

/// A text as it is seen, and where its parts come from.
pub struct Plain {
    pub text: String,
    steps: Vec<Step>,
}

/// A letter that is seen otherwise than it is written, or not at all.
struct Step {
    /// Where it ends in what is seen.
    seen: usize,
    /// Where it ends as it is written.
    written: usize,
    is_shown: bool,
}

/// The text as it is seen, or `None` if it is as it stands.
pub fn plain(text: &str) -> Option<Plain> {
    if !is_odd(text) {
        return None;
    }
    let mut out = Plain {
        text: String::with_capacity(text.len()),
        steps: Vec::new(),
    };
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let next = at + letter.len_utf8();
        let (shown, end) = match letter {
            '\u{1b}' => (None, end_of_code(text, next)),
            '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{ad}'
            | '\u{202a}'..='\u{202e}' => (None, next),
            '\u{ff01}'..='\u{ff5e}' => (char::from_u32(letter as u32 - 0xfee0), next),
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => (Some(' '), next),
            '\u{2018}' | '\u{2019}' => (Some('\''), next),
            '\u{201c}'..='\u{201e}' => (Some('"'), next),
            other => (Some(other), next),
        };
        if let Some(shown) = shown {
            out.text.push(shown);
        }
        if shown.map_or(0, char::len_utf8) != end - at {
            out.steps.push(Step {
                seen: out.text.len(),
                written: end,
                is_shown: shown.is_some(),
            });
        }
        at = end;
    }
    Some(out)
}

/// Whether a text holds anything that people do not see as it stands.
fn is_odd(text: &str) -> bool {
    let bytes = text.as_bytes();
    if memchr::memchr(0x1b, bytes).is_some() {
        return true;
    }
    // The first bytes of all letters that are seen as others, or not at all.
    let mut leads = memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes);
    let exotic = |at: usize| matches!(bytes[at..], [0xe1, 0x9a, 0x80, ..] | [0xe3, 0x80, 0x80, ..]);
    leads.any(|at| match bytes[at..] {
        [0xc2, next, ..] => matches!(next, 0xa0 | 0xad),
        [0xe2, next, ..] => matches!(next, 0x80 | 0x81),
        _ => true,
    }) || memchr::memchr2_iter(0xe1, 0xe3, bytes).any(exotic)
}

/// Where a code of a terminal ends that begins before this.
fn end_of_code(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b'[') => {
            let body = bytes[at + 1..].iter();
            let length = body.take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
            let end = at + 1 + length;
            end + usize::from(bytes.get(end).is_some_and(u8::is_ascii))
        }
        Some(b'(' | b')') => at + 1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii)),
        Some(byte) if byte.is_ascii() => at + 1,
        _ => at,
    }
}

impl Plain {
    /// Where what begins at a place begins as it is written: behind what is not seen before it.
    pub fn origin(&self, place: usize) -> usize {
        self.written(self.steps_until(place), place)
    }

    /// Where what ends at a place ends as it is written: before what is not seen behind it.
    pub fn origin_of_end(&self, place: usize) -> usize {
        let mut count = self.steps_until(place);
        let is_behind = |step: &Step| step.seen == place && !step.is_shown;
        while count > 0 && is_behind(&self.steps[count - 1]) {
            count -= 1;
        }
        self.written(count, place)
    }

    fn steps_until(&self, place: usize) -> usize {
        self.steps.partition_point(|step| step.seen <= place)
    }

    fn written(&self, count: usize, place: usize) -> usize {
        match count.checked_sub(1).map(|last| &self.steps[last]) {
            Some(step) => step.written + (place - step.seen),
            None => place,
        }
    }
}
