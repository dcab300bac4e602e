//! What is left of raw HTML in Markdown: its text. Nothing of its markup reaches an article.

/// Elements whose contents are not text.
const SILENT: [&str; 4] = ["script", "style", "template", "noscript"];

/// Elements that end a line of text. The others stand within one.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// Returns the text of a piece of HTML, a paragraph an item.
pub(super) fn paragraphs(html: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_text(&mut paragraphs, &rest[..start]);
        let tag = &rest[start..];
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name = tag_name(tag);
        if name.is_empty() {
            push_text(&mut paragraphs, "<");
            rest = &tag[1..];
            continue;
        }
        rest = tag.split_once('>').map_or("", |(_, after)| after);
        if !INLINE.contains(&name.trim_start_matches('/')) {
            paragraphs.push(String::new());
        }
        if SILENT.contains(&name.as_str()) {
            rest = after_end_tag(rest, &name);
        }
    }
    push_text(&mut paragraphs, rest);
    let clean = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    paragraphs.into_iter().map(clean).filter(|text| !text.is_empty()).collect()
}

/// Whether an inline tag is a line break.
pub(super) fn is_break(tag: &str) -> bool {
    tag_name(tag) == "br"
}

/// Name of the tag that `html` begins with, in lower case, `/` before that of an end tag. Empty if
/// it begins with none.
fn tag_name(html: &str) -> String {
    let inner = html.strip_prefix('<').unwrap_or_default();
    let slash = usize::from(inner.starts_with(['/', '!', '?']));
    let is_named = inner[slash..].starts_with(|c: char| c.is_ascii_alphabetic());
    let end =
        inner[slash..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len() - slash);
    match is_named {
        true => inner[..slash + end].to_ascii_lowercase(),
        false => String::new(),
    }
}

fn after_end_tag<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        if tag_name(rest).strip_prefix('/') == Some(name) {
            return rest.split_once('>').map_or("", |(_, after)| after);
        }
        rest = &rest[2..];
    }
    ""
}

fn push_text(paragraphs: &mut [String], text: &str) {
    if let Some(last) = paragraphs.last_mut() {
        last.push_str(&decode_entities(text));
    }
}

/// Decodes the entities that hand-written HTML cannot do without; others stay as written.
fn decode_entities(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        // Longer than any name we know.
        let end = rest.bytes().take(10).position(|byte| byte == b';');
        let c = end.and_then(|end| entity(&rest[1..end]));
        match (end, c) {
            (Some(end), Some(c)) => {
                decoded.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded + rest
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_left() {
        let html = "<div onclick='x()'>Một <b>hai</b>&nbsp;&amp; ba<br>bốn</div><!-- thôi -->\n\
                    <SCRIPT>alert('</b>')</SCRIPT><p>5 &lt; 6 &#273; &la;</p> a < b";
        assert_eq!(paragraphs(html), ["Một hai & ba", "bốn", "5 < 6 đ &la;", "a < b"]);
    }

    #[test]
    fn broken_html_does_no_harm() {
        for html in
            ["<", "</", "<b", "<!--", "<script", "<script>a", "&", "&#x;", "&#xffffffff;", "&đ"]
        {
            paragraphs(html);
        }
    }
}
