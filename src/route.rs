//! The visitor's place as text for an address, and back. One key in the fragment or the query
//! string; what else stands there is the host's and is left as it is.
//!
//! `docbao=do-son-so-ket;q=do%20son;f.year=2019`: the article first, then what the list shows.

use docbao_bundle::Date;
pub use docbao_bundle::address::{decode, encode};
use docbao_bundle::address::{id_of_page, page_of_id};
use docbao_search::Sort;

use crate::state::Listing;

/// A place in the reader.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Id of the open article.
    pub article: Option<String>,
    /// The passage of it that is meant, as [`Quote::to_link`](crate::quote::Quote::to_link) tells it.
    pub passage: Option<String>,
    /// The list.
    pub listing: Listing,
    /// How many further pages of it were asked for.
    pub more_pages: u32,
    /// Whether what is kept is open. An article that lies upon it does not say so: its address is passed on.
    pub shelf_open: bool,
}

/// More pages than an address may ask for: a visitor has pressed the button for each.
const MAX_PAGES: u32 = 50;

impl Route {
    /// Writes the place; empty for the list of all articles.
    pub fn to_value(&self) -> String {
        let mut value = self.article.as_deref().map(encode).unwrap_or_default();
        let mut put = |name: &str, text: &str| {
            value.push(';');
            value.push_str(&encode(name));
            value.push('=');
            value.push_str(&encode(text));
        };
        if let Some(passage) = &self.passage {
            put("at", passage);
        }
        let Listing { query, literal, filters, sort } = &self.listing;
        if !query.trim().is_empty() {
            put("q", query.trim());
        }
        if *literal {
            put("as", "typed");
        }
        if let Some(sort) = sort {
            put("sort", sort_name(*sort));
        }
        for (name, date) in [("from", filters.from), ("to", filters.to)] {
            if let Some(date) = date {
                put(name, &date.to_string());
            }
        }
        for (field, value) in &filters.values {
            put(&["f.", field].concat(), value);
        }
        if self.more_pages > 0 {
            put("more", &self.more_pages.to_string());
        }
        if self.shelf_open {
            put("shelf", "open");
        }
        value
    }

    /// Reads a place. What does not read is left out: people cut addresses short.
    pub fn from_value(value: &str) -> Self {
        let mut parts = value.split(';');
        let article = parts.next().map(decode).filter(|id| !id.is_empty());
        let (mut listing, mut passage) = (Listing::default(), None);
        let (mut more_pages, mut shelf_open) = (0, false);
        for part in parts {
            let (name, text) = part.split_once('=').unwrap_or((part, ""));
            let (name, text) = (decode(name), decode(text));
            match name.as_str() {
                "at" => passage = Some(text).filter(|_| article.is_some()),
                "q" => listing.query = text,
                "as" => listing.literal = text == "typed",
                "sort" => listing.sort = sort_named(&text),
                "from" => listing.filters.from = text.parse::<Date>().ok(),
                "more" => more_pages = text.parse().unwrap_or(0).min(MAX_PAGES),
                "shelf" => shelf_open = text == "open" && article.is_none(),
                "to" => listing.filters.to = text.parse::<Date>().ok(),
                _ => {
                    if let Some(field) = name.strip_prefix("f.") {
                        listing.filters.add(field, &text);
                    }
                }
            }
        }
        Route { article, passage, listing, more_pages, shelf_open }
    }
}

/// The value of `key` in the query string or the fragment of an address; empty if it has none.
pub fn value_in(address: &str, in_query: bool, key: &str) -> String {
    let [_, query, fragment] = split(address);
    let pairs = if in_query { query } else { fragment };
    let value = pairs.split('&').find_map(|pair| value_of(pair, key));
    value.unwrap_or_default().to_owned()
}

/// The address with another value for `key`; an empty one removes it.
pub fn with_value(address: &str, in_query: bool, key: &str, value: &str) -> String {
    let [page, query, fragment] = split(address);
    let set = |is_ours: bool, pairs: &str| match is_ours {
        true => merge(pairs, key, value),
        false => pairs.to_owned(),
    };
    let mut out = page.to_owned();
    for (mark, pairs) in [("?", set(in_query, query)), ("#", set(!in_query, fragment))] {
        if !pairs.is_empty() {
            out.push_str(mark);
            out.push_str(&pairs);
        }
    }
    out
}

/// The value of `key` where articles have pages of their own below `base`: the article is the page, the
/// rest stands in the fragment.
pub fn value_of_page(address: &str, base: &str, key: &str) -> String {
    let rest = value_in(address, false, key);
    let [page, ..] = split(address);
    match page.strip_prefix(base).and_then(id_of_page) {
        Some(id) if rest.is_empty() || rest.starts_with(';') => [&encode(&id), &*rest].concat(),
        _ => rest,
    }
}

/// The page of a value below `base`. The query string is the host's and stays.
pub fn page_of_value(address: &str, base: &str, key: &str, value: &str) -> String {
    let [_, query, _] = split(address);
    let (article, rest) = value.split_at(value.find(';').unwrap_or(value.len()));
    // An id that no file bears stands in the fragment, with the rest.
    let (page, rest) = match page_of_id(&decode(article)) {
        Some(page) if !article.is_empty() => (page, rest),
        _ => (String::new(), value),
    };
    let mark = if query.is_empty() { "" } else { "?" };
    with_value(&[base, &page, mark, query].concat(), false, key, rest)
}

/// Page, query string and fragment, without their marks.
fn split(address: &str) -> [&str; 3] {
    let (rest, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (page, query) = rest.split_once('?').unwrap_or((rest, ""));
    [page, query, fragment]
}

/// Sets `key` among `&`-separated pairs, or removes it if `value` is empty. Every other character
/// stays.
fn merge(pairs: &str, key: &str, value: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut ours = (!value.is_empty()).then(|| [&encode(key), "=", value].concat());
    for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
        if value_of(pair, key).is_none() {
            out.push(pair.to_owned());
        } else if let Some(ours) = ours.take() {
            out.push(ours);
        }
    }
    out.extend(ours);
    out.join("&")
}

fn value_of<'a>(pair: &'a str, key: &str) -> Option<&'a str> {
    let (name, value) = pair.split_once('=')?;
    (decode(name) == key).then_some(value)
}

const SORTS: [(Sort, &str); 4] = [
    (Sort::Relevance, "relevance"),
    (Sort::Newest, "newest"),
    (Sort::Oldest, "oldest"),
    (Sort::Title, "title"),
];

/// The name of an order in addresses and in the element's interface.
pub fn sort_name(sort: Sort) -> &'static str {
    SORTS.iter().find(|(known, _)| *known == sort).map_or("", |(_, name)| name)
}

/// The order of that name.
pub fn sort_named(name: &str) -> Option<Sort> {
    SORTS.iter().find(|(_, known)| *known == name).map(|(sort, _)| *sort)
}

#[cfg(test)]
mod tests {
    use super::*;
    use docbao_search::Filters;

    fn full() -> Route {
        let mut filters = Filters { from: Date::new(2019, 5, 1), ..Filters::default() };
        for value in ["Tin tức & sự kiện", "a;b=c"] {
            filters.add("chuyên mục", value);
        }
        Route {
            article: Some("do-son;so=ket&x".into()),
            passage: Some("quận … họp; xong".into()),
            listing: Listing {
                query: "quận \"Đồ Sơn\" 100%+".into(),
                literal: true,
                filters,
                sort: Some(Sort::Oldest),
            },
            more_pages: 2,
            shelf_open: false,
        }
    }

    #[test]
    fn places_come_back() {
        let only = |article: &str| Route { article: Some(article.into()), ..Route::default() };
        let shelf = Route { article: None, passage: None, shelf_open: true, ..full() };
        for route in [Route::default(), only("a"), full(), shelf] {
            assert_eq!(Route::from_value(&route.to_value()), route);
        }
        assert_eq!(Route::default().to_value(), "");
        assert_eq!(only("do-son").to_value(), "do-son");
    }

    #[test]
    fn an_address_does_not_ask_for_all_of_a_library_nor_lay_the_shelf_over_an_article() {
        let pages = |value: &str| Route::from_value(value).more_pages;
        assert_eq!([";more=3", ";more=4000000000", ";more=-1"].map(pages), [3, MAX_PAGES, 0]);
        let of_article = Route::from_value("a;shelf=open");
        assert_eq!(of_article, Route { article: Some("a".into()), ..Route::default() });
    }

    #[test]
    fn places_survive_beside_what_the_host_has() {
        let value = full().to_value();
        for host in ["", "muc-2", "/trang/5?x=1&y=%C4%90&&z", "docbao.khac=a&b"] {
            let merged = merge(host, "docbao", &value);
            let address = ["https://a.vn/?p=1#", &merged].concat();
            assert_eq!(value_in(&address, false, "docbao"), value);
            let without: Vec<_> = host.split('&').filter(|pair| !pair.is_empty()).collect();
            assert_eq!(merge(&merged, "docbao", ""), without.join("&"));
        }
        assert_eq!(merge("a&docbao=x&b", "docbao", "y"), "a&docbao=y&b");
    }

    #[test]
    fn only_our_key_of_an_address_changes() {
        let address = "https://a.vn/b/?p=1&docbao=x#muc-2";
        assert_eq!(value_in(address, true, "docbao"), "x");
        assert_eq!(value_in(address, false, "docbao"), "");
        assert_eq!(with_value(address, true, "docbao", ""), "https://a.vn/b/?p=1#muc-2");
        let both = "https://a.vn/b/?p=1&docbao=x#muc-2&docbao=y";
        assert_eq!(with_value(address, false, "docbao", "y"), both);
        assert_eq!(with_value("https://a.vn/#docbao=y", false, "docbao", ""), "https://a.vn/");
    }

    #[test]
    fn any_address_can_be_read() {
        for text in ["%", "%C4", "%zz", ";;;", "a;q", "a;sort=up;from=2019-13-01;f.=;=", "đ%C4%90+"]
        {
            let route = Route::from_value(text);
            let again = Route::from_value(&route.to_value());
            assert_eq!(again.to_value(), route.to_value(), "{text}");
        }
    }

    #[test]
    fn an_article_may_be_a_page_and_the_list_stands_behind_it() {
        const BASE: &str = "https://a.vn/tv/bai/";
        let read = |page: &str| value_of_page(&[BASE, page].concat(), BASE, "docbao");
        for route in [
            Route::default(),
            Route { article: Some("do-son".into()), ..Route::default() },
            Route { article: None, passage: None, ..full() },
            full(),
        ] {
            let value = route.to_value();
            let page = page_of_value("https://a.vn/tv/bai/khac.html?x=1#y", BASE, "docbao", &value);
            assert!(page.contains("?x=1"), "{page}");
            assert_eq!(Route::from_value(&value_of_page(&page, BASE, "docbao")), route, "{page}");
        }
        let page = |value: &str| page_of_value(BASE, BASE, "docbao", value);
        assert_eq!(page("do-son"), "https://a.vn/tv/bai/do-son.html");
        assert_eq!(page(""), BASE);
        assert_eq!(page(";q=x"), "https://a.vn/tv/bai/#docbao=;q=x");
        assert_eq!(read("index.html"), "");
        assert_eq!(read("do-son.html#docbao=khac"), "khac");
        let long = "a".repeat(400);
        assert_eq!(page(&long), [BASE, "#docbao=", &long].concat());
        assert_eq!(value_of_page("https://a.vn/khac.html", BASE, "docbao"), "");
    }
}
