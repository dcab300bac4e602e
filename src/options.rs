//! The element's attributes as the reader understands them. A value that cannot be used becomes the
//! default and a warning: a host page is never broken by a typing error.

use docbao_search::Filters;
use docbao_search::fetching::FIRST_LIST;

use crate::strings::{Lang, fill};

/// Attributes of the element: names and values.
pub type Attributes = [(String, String)];

/// What the host page chose.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Address of the library, with a slash at the end. Empty: none was given.
    pub src: String,
    /// Language of the reader's own words.
    pub lang: Lang,
    /// Where the visitor's place is kept.
    pub routing: Routing,
    /// Our key in the address.
    pub route_key: String,
    /// What a visitor sees first.
    pub start: Start,
    /// Articles per page of the list.
    pub page_size: u32,
    /// Address of an article's own page, without the id. Empty: there are no such pages.
    pub link_base: String,
    /// Whether single letters are shortcuts: not where the host page may have its own.
    pub keys: bool,
}

/// What a visitor sees first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// Id of the open article.
    pub article: Option<String>,
    /// What is sought.
    pub query: String,
    /// Filters in force.
    pub filters: Filters,
}

/// Where the visitor's place is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Routing {
    /// Nowhere: the page's address is the host's.
    #[default]
    Memory,
    /// In the fragment.
    Hash,
    /// In the query string.
    Query,
    /// In the path: articles have pages of their own, as `docbao build --pages` writes them.
    Path,
}

/// More than this on one page makes a phone stutter.
const MAX_PAGE_SIZE: u32 = 100;

impl Options {
    /// Reads attributes. Never fails: what cannot be used is told in the list of warnings.
    pub fn parse(attributes: &Attributes) -> (Options, Vec<String>) {
        let value = |name: &str| {
            let found = attributes.iter().find(|(known, _)| known == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let lang = Lang::parse(value("lang"));
        let mut warnings = Vec::new();
        let mut warn = |name: &str, used: &str| {
            let values = [name, value(name), used];
            warnings.push(fill(lang.strings().bad_attribute, &values));
        };

        let link_base = match value("link-base") {
            base if is_page_address(base) => base,
            _ => {
                warn("link-base", "");
                ""
            }
        };
        let routing = match value("routing") {
            "" | "memory" => Routing::Memory,
            "hash" => Routing::Hash,
            "query" => Routing::Query,
            "path" if !link_base.is_empty() => Routing::Path,
            _ => {
                warn("routing", "memory");
                Routing::Memory
            }
        };
        if !["", "auto", "light", "sepia", "dark", "contrast"].contains(&value("theme")) {
            warn("theme", "auto");
        }
        let page_size = match value("page-size") {
            "" => FIRST_LIST,
            text => {
                text.parse().ok().filter(|size| (1..=MAX_PAGE_SIZE).contains(size)).unwrap_or_else(
                    || {
                        warn("page-size", "20");
                        FIRST_LIST
                    },
                )
            }
        };
        let options = Options {
            src: folder(value("src")),
            lang,
            routing,
            route_key: match value("id") {
                "" => "docbao".to_owned(),
                id => ["docbao.", id].concat(),
            },
            start: Start {
                article: Some(value("article").to_owned()).filter(|id| !id.is_empty()),
                query: value("query").to_owned(),
                filters: filters(attributes),
            },
            page_size,
            link_base: link_base.to_owned(),
            keys: match value("shortcuts") {
                "on" => true,
                "" | "off" => false,
                _ => {
                    warn("shortcuts", "off");
                    false
                }
            },
        };
        (options, warnings)
    }

    /// Address of an article's page that the host shows, without the id. Empty: the reader shows articles, on their
    /// own pages too.
    pub fn pages_of_host(&self) -> &str {
        if self.routing == Routing::Path { "" } else { &self.link_base }
    }
}

/// `filter-section="Tin tức | Văn bản"` → both values of the field.
fn filters(attributes: &Attributes) -> Filters {
    let mut filters = Filters::default();
    for (name, value) in attributes {
        let Some(field) = name.strip_prefix("filter-") else { continue };
        for value in value.split('|').map(str::trim).filter(|value| !value.is_empty()) {
            filters.add(field, value);
        }
    }
    filters
}

/// The library's folder, however it was written.
fn folder(src: &str) -> String {
    let src = src.strip_suffix(docbao_bundle::manifest::FILE_NAME).unwrap_or(src);
    if src.is_empty() || src.ends_with('/') { src.to_owned() } else { [src, "/"].concat() }
}

/// Whether a page can lie there: a path, or an address of the web. Nothing that runs.
fn is_page_address(base: &str) -> bool {
    match base.split_once(':') {
        None => true,
        Some((scheme, _)) if scheme.contains(['/', '?', '#']) => true,
        Some((scheme, _)) => {
            scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(attributes: &[(&str, &str)]) -> (Options, Vec<String>) {
        let owned = attributes.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Options::parse(&owned.collect::<Vec<_>>())
    }

    #[test]
    fn no_attributes_are_all_defaults() {
        let (options, warnings) = parse(&[]);
        assert_eq!((options.page_size, options.routing), (20, Routing::Memory));
        assert_eq!(options.route_key, "docbao");
        assert!(warnings.is_empty());
    }

    #[test]
    fn values_are_trimmed_and_folders_end_in_a_slash() {
        for src in [" thu-vien ", "thu-vien/", "thu-vien/docbao.json"] {
            assert_eq!(parse(&[("src", src)]).0.src, "thu-vien/");
        }
        let (options, _) = parse(&[("filter-section", "Tin tức | Văn bản"), ("id", "bao")]);
        assert_eq!(options.start.filters.count(), 2);
        assert_eq!(options.route_key, "docbao.bao");
    }

    #[test]
    fn what_cannot_be_used_becomes_the_default_and_a_warning() {
        let (options, warnings) = parse(&[
            ("routing", "path"),
            ("theme", "purple"),
            ("page-size", "0"),
            ("link-base", "JavaScript:alert(1)//"),
            ("lang", "en"),
        ]);
        assert_eq!((options.routing, options.page_size), (Routing::Memory, 20));
        assert_eq!(options.link_base, "");
        assert_eq!(warnings.len(), 4);
        // Routing by pages depends on where they are.
        assert!(warnings[0].contains("link-base"), "{warnings:?}");
        assert!(warnings[1].contains("routing=\"path\""), "{warnings:?}");
    }

    #[test]
    fn pages_of_our_own_need_to_be_somewhere() {
        let (options, warnings) = parse(&[("routing", "path"), ("link-base", "./")]);
        assert_eq!((options.routing, options.pages_of_host()), (Routing::Path, ""));
        assert!(warnings.is_empty());
        assert_eq!(parse(&[("link-base", "./")]).0.pages_of_host(), "./");
        assert_eq!(parse(&[("routing", "path")]).0.routing, Routing::Memory);
    }

    #[test]
    fn pages_of_articles_lie_on_the_web() {
        for base in ["", "/bai/", "https://a.vn/", "?id=a:", "bai:2".trim_end_matches(":2")] {
            assert!(is_page_address(base), "{base}");
        }
        for base in ["javascript:", "data:text/html,", "vbscript:x"] {
            assert!(!is_page_address(base), "{base}");
        }
    }
}
