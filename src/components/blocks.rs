//! The text of an article as elements. The only place that makes elements out of content: whatever
//! an article holds, it comes out as one of these, with text in it.

use std::ops::Range;

use docbao_bundle::{Block, Figure, Item, Span, Text};
use yew::prelude::*;

use crate::files::Files;
use crate::strings::Strings;

/// Finds what to mark in a passage, in bytes.
pub type Marker<'a> = &'a dyn Fn(&str) -> Vec<Range<usize>>;

/// Deepest list that is drawn deeper than its parent.
const MAX_DEPTH: u8 = 5;

/// Our words, and the language of the text that they stand in.
type Tongues<'a> = (&'a Strings, &'a str);

/// Renders blocks in their order. `files` has their pictures, `tongues` our words and the language of the text.
pub fn blocks(blocks: &[Block], files: &Files, tongues: Tongues<'_>, marker: Marker<'_>) -> Html {
    let keyed = blocks.iter().enumerate().map(|(at, block)| {
        html! { <div class="block" key={at}>{ self::block(block, files, tongues, marker) }</div> }
    });
    html! { <>{ for keyed }</> }
}

fn block(block: &Block, files: &Files, tongues: Tongues<'_>, marker: Marker<'_>) -> Html {
    match block {
        Block::Heading { level, text } => {
            let text = passage(text, marker);
            match level {
                0..=2 => html! { <h2>{ text }</h2> },
                3 => html! { <h3>{ text }</h3> },
                4.. => html! { <h4>{ text }</h4> },
            }
        }
        Block::Paragraph(text) => html! { <p>{ passage(text, marker) }</p> },
        Block::List { ordered, items } => list(items, 0, *ordered, marker),
        Block::Quote(paragraphs) => {
            let paragraphs = paragraphs.iter().enumerate();
            html! { <blockquote>{ for paragraphs.map(|(at, text)| html! { <p key={at}>{ passage(text, marker) }</p> }) }</blockquote> }
        }
        Block::Table { header, rows } => table(*header, rows, tongues, marker),
        Block::Figure(figure) => picture(figure, files, tongues, marker),
        Block::Code(text) => {
            html! { <pre tabindex="0"><code>{ marked(text, &marker(text)) }</code></pre> }
        }
        Block::Rule => html! { <hr /> },
    }
}

/// Items of one depth, each with the deeper ones that follow it.
fn list(items: &[Item], depth: u8, ordered: bool, marker: Marker<'_>) -> Html {
    let mut entries = Vec::new();
    let mut rest = items;
    while let Some((item, after)) = rest.split_first() {
        let is_deeper = |item: &Item| item.depth > depth && depth < MAX_DEPTH;
        // A list may begin deeper than it should: its first item is taken as it comes.
        let len = after.iter().take_while(|item| is_deeper(item)).count();
        let (inner, next) = after.split_at(len);
        let inner = (!inner.is_empty()).then(|| list(inner, depth + 1, false, marker));
        entries.push(html! { <li key={entries.len()}><span>{ passage(&item.text, marker) }</span>{ inner }</li> });
        rest = next;
    }
    if ordered {
        html! { <ol>{ entries }</ol> }
    } else {
        html! { <ul>{ entries }</ul> }
    }
}

fn table(
    header: bool,
    rows: &[Vec<Text>],
    (strings, lang): Tongues<'_>,
    marker: Marker<'_>,
) -> Html {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let row = |(at, cells): (usize, &Vec<Text>)| {
        let is_heading = header && at == 0;
        let cell = |column: usize| {
            let text = cells.get(column).map(|text| passage(text, marker));
            if is_heading {
                html! { <th key={column} scope="col">{ text }</th> }
            } else {
                html! { <td key={column}>{ text }</td> }
            }
        };
        html! { <tr key={at}>{ for (0..width).map(cell) }</tr> }
    };
    let rows: Vec<Html> = rows.iter().enumerate().map(row).collect();
    // It scrolls sideways by itself, so the keyboard must be able to get in.
    html! {
        <div class="table" role="region" lang={strings.tag} aria-label={strings.table} tabindex="0">
            <table lang={lang.to_owned()}><tbody>{ rows }</tbody></table>
        </div>
    }
}

fn picture(
    figure: &Figure,
    files: &Files,
    (strings, lang): Tongues<'_>,
    marker: Marker<'_>,
) -> Html {
    let size = |pixels: u32| (pixels > 0).then(|| pixels.to_string());
    let picture = match (files.address(&figure.src), web_address(&figure.src)) {
        // The second module shows it large in place (`later/large.rs`); until it is here, a tab does.
        (Some(src), _) => {
            // It is called what the picture shows; what it does is its title, in our language.
            html! {
                <a class="enlarge" href={src.clone()} target="_blank" rel="noopener" lang={strings.tag} title={strings.enlarge}>
                    // Another site hears no more from a picture than from any file: it gets no cookies.
                    <img
                        crossorigin="" {src} lang={lang.to_owned()} alt={figure.alt.clone()} loading="lazy" decoding="async"
                        width={size(figure.width)} height={size(figure.height)}
                    />
                </a>
            }
        }
        // Not requested: who reads what is nobody else's business.
        (None, address) => html! {
            <p class="elsewhere">
                <span>{ &figure.alt }</span>
                { for address.map(|href| outside(href, html! { <span lang={strings.tag}>{ strings.picture_elsewhere }</span> })) }
            </p>
        },
    };
    html! { <figure>{ picture }<figcaption hidden={figure.caption.is_empty()}>{ passage(&figure.caption, marker) }</figcaption></figure> }
}

/// A passage with its looks and marks.
fn passage(text: &Text, marker: Marker<'_>) -> Html {
    let marks = marker(&text.to_plain());
    let mut start = 0;
    let spans = text.0.iter().map(|span| {
        let end = start + span.text.len();
        let inside = marks.iter().filter(|mark| mark.start < end && mark.end > start);
        let inside = inside.map(|mark| mark.start.max(start) - start..mark.end.min(end) - start);
        let inside: Vec<_> = inside.collect();
        start = end;
        look(span, marked(&span.text, &inside))
    });
    html! { <>{ for spans }</> }
}

fn look(span: &Span, mut inner: Html) -> Html {
    if span.code {
        inner = html! { <code>{ inner }</code> };
    }
    if span.emphasis {
        inner = html! { <em>{ inner }</em> };
    }
    if span.strong {
        inner = html! { <strong>{ inner }</strong> };
    }
    match span.link.as_deref().and_then(web_address) {
        Some(href) => outside(href, inner),
        None => inner,
    }
}

/// A link that leads out of the reader, and does not take it along.
pub fn outside(href: &str, inner: Html) -> Html {
    html! { <a class="outside" href={href.to_owned()} target="_blank" rel="noopener">{ inner }</a> }
}

/// Text with marks; line feeds are line breaks. Marks that do not fit the text are left out.
pub fn marked(text: &str, marks: &[Range<usize>]) -> Html {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(hit)) = (text.get(at..mark.start), text.get(mark.clone())) else {
            continue;
        };
        lines(before, &mut pieces);
        pieces.push(html! { <mark>{ hit.to_owned() }</mark> });
        at = mark.end;
    }
    lines(text.get(at..).unwrap_or_default(), &mut pieces);
    html! { <>{ for pieces }</> }
}

fn lines(text: &str, pieces: &mut Vec<Html>) {
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            pieces.push(html! { <br /> });
        }
        if !line.is_empty() {
            pieces.push(line.to_owned().into());
        }
    }
}

/// The address, if following it opens a page, a letter or a telephone, and nothing else. Relative
/// ones are relative to a page that is not ours.
pub fn web_address(link: &str) -> Option<&str> {
    let link = link.trim();
    let (scheme, rest) = link.split_once(':')?;
    let known = ["http", "https", "mailto", "tel"];
    let is_known = known.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    // Browsers drop control characters inside addresses: what is read here must be what is followed.
    (is_known && !rest.is_empty() && !link.contains(|c: char| c.is_control())).then_some(link)
}
