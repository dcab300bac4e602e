//! Ids and other texts in addresses, and the names of pages that articles have. One definition, because the
//! bundler writes pages and the reader leads to them.

/// Bytes of a page's name before its extension; file systems take 255.
const MAX_PAGE_NAME: usize = 150;

/// Percent-encodes all but the characters that mean nothing in any part of an address.
pub fn encode(text: &str) -> String {
    escape(text, '%', b"-._")
}

/// Undoes [`encode`]; what is no encoding stays as it is, and `+` is a space, as forms write it. What
/// is not UTF-8 is nothing.
pub fn decode(text: &str) -> String {
    unescape(text, b'%')
}

/// The name of the page of an article: its id, with what file names and addresses do not bear as `~XX`, and
/// `.html`. `None` if that would be too long for a file: such an article stands at a fragment of the list's page.
pub fn page_of_id(id: &str) -> Option<String> {
    // The list of articles is called "index".
    let name = if id == "index" { "~69ndex".to_owned() } else { escape(id, '~', b"-_") };
    (name.len() <= MAX_PAGE_NAME).then(|| [&name, ".html"].concat())
}

/// The id of the article that has a page of this name. `None` if it is the page of the list, or one whose id was
/// too long.
pub fn id_of_page(name: &str) -> Option<String> {
    let name = name.strip_suffix(".html")?;
    (name != "index" && !name.contains('.')).then(|| unescape(name, b'~'))
}

/// The name of the file in which the page of an article lies, however long the id is.
#[cfg(feature = "write")]
pub fn page_name(id: &str) -> String {
    page_of_id(id).unwrap_or_else(|| {
        // FNV-1a: ids of one library that are as long and begin alike.
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325, step);
        let mut name = escape(id, '~', b"-_");
        name.truncate(MAX_PAGE_NAME);
        format!("{name}.{hash:016x}.html")
    })
}

fn escape(text: &str, mark: char, plain: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push(mark);
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

fn unescape(text: &str, mark: u8) -> String {
    let bytes = text.as_bytes();
    let nibble = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, nibble(at + 1), nibble(at + 2)) {
            (byte, Some(high), Some(low)) if *byte == mark => {
                out.push((high * 16 + low) as u8);
                at += 3;
                continue;
            }
            (b'+', ..) => out.push(b' '),
            _ => out.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_are_distinct_bear_every_host_and_lead_back() {
        for (id, name) in [
            ("do-son-2019", "do-son-2019.html"),
            ("tin/1", "tin~2F1.html"),
            ("../x", "~2E~2E~2Fx.html"),
            (".x", "~2Ex.html"),
            ("~", "~7E.html"),
            ("a+b", "a~2Bb.html"),
            ("index", "~69ndex.html"),
            ("Đồ Sơn", "~C4~90~E1~BB~93~20S~C6~A1n.html"),
        ] {
            assert_eq!(page_of_id(id).as_deref(), Some(name));
            assert_eq!(id_of_page(name).as_deref(), Some(id));
        }
        assert_eq!(id_of_page("index.html"), None);
        assert_eq!(id_of_page("docbao.js"), None);
    }

    #[cfg(feature = "write")]
    #[test]
    fn pages_of_long_ids_are_files_that_tell_no_id() {
        let long = ["a".repeat(400), "a".repeat(401)];
        assert_ne!(page_name(&long[0]), page_name(&long[1]));
        assert!(page_name(&long[0]).len() < 255);
        assert_eq!(page_of_id(&long[0]), None);
        assert_eq!(id_of_page(&page_name(&long[0])), None);
    }

    #[test]
    fn hostile_text_comes_back_as_something() {
        assert_eq!(decode("đ%C4%90+%"), "đĐ %");
        assert_eq!(decode("%ff"), "");
        assert_eq!(decode(&encode("100 % ~ \u{0} Đồ")), "100 % ~ \u{0} Đồ");
    }
}
