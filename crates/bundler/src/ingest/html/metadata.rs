//! What a page says about its article outside the text: Open Graph and other `<meta>`, JSON-LD, and
//! the elements that newsrooms mark.

use docbao_bundle::{Byline, Date, Source};
use serde_json::{Map, Value};
use url::Url;

use super::tree::{NodeId, Tree};
use crate::ingest::date;

/// What is known of an article. Nothing of it must be there.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) published: Option<Date>,
    pub(super) byline: Option<Byline>,
    pub(super) source: Option<Source>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    /// The page's own address: what links in it are relative to.
    pub(super) base: Option<Url>,
    /// Whether the page calls itself an article. Only then its description is one's lead and not the
    /// portal's motto.
    pub(super) is_article: bool,
}

/// Reads the metadata of a page.
pub(super) fn of(tree: &Tree) -> Metadata {
    let metas = Metas::of(tree);
    let linked = linked_data(tree);
    let of_linked = |name: &str| linked.as_ref().and_then(|object| text_of(object.get(name)?));
    let site = metas.get(&["og:site_name"]);
    let address = [of_link(tree, "canonical"), metas.get(&["og:url"]), of_linked("url")];
    let url = address.iter().flatten().find_map(|address| web_address(address));
    let base = tree.descendants(0).find(|id| tree.name(*id) == "base");
    let base = base.and_then(|id| tree.attribute(id, "href")).and_then(web_address);
    let name = site
        .clone()
        .or_else(|| text_of(linked.as_ref()?.get("publisher")?.as_object()?.get("name")?));
    let source = Source { name, url: url.as_ref().map(Url::to_string) };
    Metadata {
        title: title(tree, &metas, of_linked("headline"), site.as_deref()),
        description: of_linked("description")
            .or_else(|| metas.get(&["og:description", "description"])),
        published: published(tree, &metas, of_linked("datePublished")),
        byline: byline(&metas, linked.as_ref(), site.as_deref()),
        source: (source != Source::default()).then_some(source),
        section: metas.get(&["article:section"]).or_else(|| of_linked("articleSection")),
        tags: tags(&metas),
        base: base.or(url),
        is_article: linked.is_some() || metas.get(&["og:type"]).as_deref() == Some("article"),
    }
}

/// The `<meta>` elements of a page that have something to say.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn of(tree: &Tree) -> Self {
        let metas = tree.descendants(0).filter(|id| tree.name(*id) == "meta");
        let named = metas.filter_map(|id| {
            let name = ["property", "name", "itemprop", "http-equiv"];
            let name = name.iter().find_map(|name| tree.attribute(id, name))?;
            let content = on_one_line(tree.attribute(id, "content")?)?;
            Some((name.trim().to_ascii_lowercase(), content))
        });
        Metas(named.collect())
    }

    /// The first of these names that is there.
    fn get(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.all(name).next().cloned())
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &String> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, content)| content)
    }
}

/// The object of JSON-LD that tells of an article.
fn linked_data(tree: &Tree) -> Option<Map<String, Value>> {
    const KINDS: [&str; 6] =
        ["NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "Report", "Legislation"];
    let is_article = |object: &Map<String, Value>| match object.get("@type") {
        Some(Value::String(kind)) => KINDS.contains(&kind.as_str()),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).any(|kind| KINDS.contains(&kind))
        }
        _ => false,
    };
    let scripts = tree.descendants(0).filter(|id| {
        tree.name(*id) == "script"
            && tree.attribute(*id, "type").is_some_and(|kind| kind.trim() == "application/ld+json")
    });
    for id in scripts {
        // Line feeds in strings are common there and not allowed.
        let Ok(value) = serde_json::from_str::<Value>(&tree.text(id)) else {
            continue;
        };
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values.into_iter().rev()),
                Value::Object(object) if is_article(&object) => return Some(object),
                Value::Object(mut object) => open.extend(object.remove("@graph")),
                _ => {}
            }
        }
    }
    None
}

/// The headline as printed if there is one, else as told to other sites.
fn title(
    tree: &Tree,
    metas: &Metas,
    headline: Option<String>,
    site: Option<&str>,
) -> Option<String> {
    let given = tree.descendants(0).find(|id| tree.name(*id) == "title");
    let given = given.and_then(|id| on_one_line(&tree.text(id)));
    let told = headline.or_else(|| metas.get(&["og:title"]));
    let printed = tree.descendants(0).filter(|id| tree.name(*id) == "h1");
    let printed: Vec<String> = printed.filter_map(|id| on_one_line(&tree.text(id))).collect();
    // The name of the portal may be a heading too: what the page calls itself decides.
    let calls_itself = |title: &&String| {
        [&told, &given].into_iter().flatten().any(|name| name.contains(title.as_str()))
    };
    let is_site = |title: &String| Some(title.as_str()) == site;
    let printed = printed.iter().filter(|title| !is_site(title)).find(calls_itself).cloned();
    printed.or(told).or_else(|| given.map(|title| without_site(&title, site)))
}

/// "Headline | Portal" without the portal.
fn without_site(title: &str, site: Option<&str>) -> String {
    for separator in [" | ", " - ", " – ", " — ", " :: "] {
        if let Some((headline, tail)) = title.rsplit_once(separator) {
            let is_portal = Some(tail) == site
                || separator == " | "
                || ["Cổng", "Trang", "Báo ", "Website"].iter().any(|word| tail.starts_with(word));
            if is_portal && !headline.trim().is_empty() {
                return headline.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

fn published(tree: &Tree, metas: &Metas, linked: Option<String>) -> Option<Date> {
    const NAMES: [&str; 10] = [
        "article:published_time",
        "datepublished",
        "pubdate",
        "publishdate",
        "publish-date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "og:published_time",
        "date",
    ];
    let declared = linked.or_else(|| metas.get(&NAMES));
    declared.and_then(|text| date::parse(&text)).or_else(|| {
        let times = tree.descendants(0).filter(|id| tree.name(*id) == "time");
        let mut days = times.filter_map(|id| {
            let declared = tree.attribute(id, "datetime").and_then(date::parse);
            declared.or_else(|| date::parse(&tree.text(id)))
        });
        days.next()
    })
}

/// The author, unless it is the site itself.
fn byline(
    metas: &Metas,
    linked: Option<&Map<String, Value>>,
    site: Option<&str>,
) -> Option<Byline> {
    let names = |value: &Value| match value {
        Value::Object(person) => person.get("name").and_then(text_of),
        text => text_of(text),
    };
    let linked = linked.and_then(|object| match object.get("author")? {
        Value::Array(people) => {
            let people: Vec<String> = people.iter().filter_map(names).collect();
            (!people.is_empty()).then(|| people.join(", "))
        }
        person => names(person),
    });
    let name = linked.or_else(|| metas.get(&["author", "article:author", "dc.creator"]))?;
    let is_site = Some(name.as_str()) == site || !name.contains(' ') && name.contains('.');
    let is_address = name.contains("://") || name.contains('@');
    (!is_site && !is_address && !name.eq_ignore_ascii_case("admin"))
        .then_some(Byline { name, role: None })
}

fn tags(metas: &Metas) -> Vec<String> {
    let lists = metas.all("article:tag").chain(metas.all("news_keywords"));
    let mut tags = Vec::new();
    for tag in lists.flat_map(|list| list.split(',')).map(str::trim) {
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn of_link(tree: &Tree, relation: &str) -> Option<String> {
    let is_it = |id: &NodeId| {
        tree.name(*id) == "link"
            && tree.attribute(*id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case(relation))
    };
    let link = tree.descendants(0).find(is_it)?;
    tree.attribute(link, "href").map(str::to_owned)
}

fn web_address(address: &str) -> Option<Url> {
    let url = Url::parse(address.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn text_of(value: &Value) -> Option<String> {
    on_one_line(value.as_str()?)
}

fn on_one_line(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
