//! A Markdown text → its blocks, with what stands within list items. The only file that knows
//! the Markdown library.

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

/// A block and the bytes that it takes.
#[derive(Debug)]
pub struct Block {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block may be.
#[derive(Debug)]
pub enum BlockKind {
    /// A heading: its level and its words.
    Heading(u8, String),
    /// A paragraph as plain words.
    Paragraph(String),
    /// A code block: what stands behind its marks, and its text.
    Code(String, String),
    /// The items of a list.
    List(Vec<Vec<Block>>),
    /// A table, a quotation, HTML: kept as it is written.
    Other,
}

/// A link: its words and its address.
#[derive(Debug)]
pub struct MarkdownLink {
    /// Its words.
    pub text: String,
    /// Its address.
    pub url: String,
}

/// The blocks of a text and all of its links, those of quotations and tables too.
pub fn blocks(text: &str) -> (Vec<Block>, Vec<MarkdownLink>) {
    let mut events = Parser::new_ext(text, Options::ENABLE_TABLES)
        .into_offset_iter()
        .peekable();
    let mut links = Vec::new();
    let blocks = level(&mut events, &mut links, 0);
    (blocks, links)
}

type Events<'e, I> = &'e mut Peekable<I>;

/// How deep lists are taken apart; a deeper one is kept as it is written.
const DEEPEST: usize = 24;

/// The blocks up to the end of what surrounds them.
fn level<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>>(
    events: Events<'_, I>,
    links: &mut Vec<MarkdownLink>,
    depth: usize,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    while let Some((event, range)) = events.peek() {
        let range = range.clone();
        let kind = match event {
            Event::End(_) => break,
            Event::Start(Tag::Heading { level, .. }) => {
                let level = *level as u8;
                events.next();
                BlockKind::Heading(level, inline(events, links).0)
            }
            Event::Start(Tag::Paragraph) => {
                events.next();
                BlockKind::Paragraph(inline(events, links).0)
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                events.next();
                let mut text = String::new();
                for (event, _) in events.by_ref() {
                    match event {
                        Event::Text(part) => text.push_str(&part),
                        _ => break,
                    }
                }
                BlockKind::Code(info, text)
            }
            Event::Start(Tag::List(_)) if depth < DEEPEST => {
                events.next();
                BlockKind::List(items(events, links, depth))
            }
            Event::Start(tag) if is_block(tag) => {
                events.next();
                skip(events, links);
                BlockKind::Other
            }
            Event::Rule => {
                events.next();
                continue;
            }
            Event::Html(_) => {
                events.next();
                BlockKind::Other
            }
            // The words of an item that has no paragraph of its own.
            _ => {
                let (words, end) = loose(events, links);
                blocks.push(Block {
                    range: range.start..end.max(range.end),
                    kind: BlockKind::Paragraph(words),
                });
                continue;
            }
        };
        blocks.push(Block { range, kind });
    }
    blocks
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn items<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>>(
    events: Events<'_, I>,
    links: &mut Vec<MarkdownLink>,
    depth: usize,
) -> Vec<Vec<Block>> {
    let mut items = Vec::new();
    while let Some((event, _)) = events.next() {
        match event {
            Event::Start(Tag::Item) => {
                items.push(level(events, links, depth + 1));
                // Its end.
                events.next();
            }
            _ => break,
        }
    }
    items
}

/// The words up to the end of a block, and where they end.
fn inline<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>>(
    events: Events<'_, I>,
    links: &mut Vec<MarkdownLink>,
) -> (String, usize) {
    let mut words = Words::default();
    let mut depth = 0;
    for (event, range) in events.by_ref() {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        words.take(event, &range, links);
    }
    (words.text.trim().to_owned(), words.end)
}

/// The words up to the next block.
fn loose<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>>(
    events: Events<'_, I>,
    links: &mut Vec<MarkdownLink>,
) -> (String, usize) {
    let mut words = Words::default();
    let mut depth = 0;
    while let Some((event, _)) = events.peek() {
        match event {
            Event::Start(tag) if depth == 0 && is_block(tag) => break,
            Event::End(_) if depth == 0 => break,
            Event::Rule | Event::Html(_) if depth == 0 => break,
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        let Some((event, range)) = events.next() else {
            break;
        };
        words.take(event, &range, links);
    }
    (words.text.trim().to_owned(), words.end)
}

/// Passes over a block that is kept as it is written, but for its links.
fn skip<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>>(
    events: Events<'_, I>,
    links: &mut Vec<MarkdownLink>,
) {
    inline(events, links);
}

/// Words as they are collected, with the links among them.
#[derive(Default)]
struct Words {
    text: String,
    end: usize,
    /// Links that are open: their address, and where their words begin.
    open: Vec<(String, usize)>,
}

impl Words {
    fn take(&mut self, event: Event<'_>, range: &Range<usize>, links: &mut Vec<MarkdownLink>) {
        self.end = self.end.max(range.end);
        match event {
            Event::Text(part) => self.text.push_str(&part),
            Event::Code(part) => self.text.extend(["`", &part, "`"]),
            Event::InlineHtml(part) | Event::Html(part) => self.text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                // An address of mail in angles is a link without its scheme.
                let scheme = match link_type {
                    LinkType::Email if !dest_url.starts_with("mailto:") => "mailto:",
                    _ => "",
                };
                self.open
                    .push((format!("{scheme}{dest_url}"), self.text.len()));
            }
            Event::End(TagEnd::Link) => {
                if let Some((url, from)) = self.open.pop() {
                    let text = self.text[from..].trim().to_owned();
                    links.push(MarkdownLink { text, url });
                }
            }
            _ => {}
        }
    }
}
