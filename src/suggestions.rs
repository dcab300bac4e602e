//! What a visitor may mean before it is typed whole: what was sought here before, names that the library
//! can be narrowed to, titles that were read or stand in the list. Everything is at hand when it is asked
//! for; nothing is fetched.

use docbao_search::FacetCounts;
use docbao_search::facet::most_frequent_first;
use docbao_search::text::syllables;

use crate::places::Places;
use crate::route::{decode, encode};

/// Queries that the device remembers.
const KEPT: usize = 20;
/// Suggestions of one kind that are made at once.
const EACH: usize = 4;
/// The same for titles, which are long, and stand in the list as well.
const TITLES: usize = 2;

/// Something that the visitor may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// What was sought before.
    Query(String),
    /// What a facet has; so many articles have it.
    Value(String, String, u32),
    /// An article by id and title, and the language of the latter if it is another than that of the library.
    Article(String, String, String),
}

/// What the library can be narrowed to, folded once and not at every key: there may be thousands.
#[derive(Clone, Debug, Default)]
pub struct Names(Vec<Name>);

#[derive(Clone, Debug, Default)]
struct Name {
    field: String,
    value: String,
    count: u32,
    words: String,
}

impl Names {
    /// The names of some facets, those that most articles have first.
    pub fn new(facets: &[FacetCounts]) -> Self {
        let mut names = Vec::new();
        for FacetCounts { field, values } in facets {
            names.extend(values.iter().map(|(value, count)| Name {
                field: field.clone(),
                value: value.clone(),
                count: *count,
                words: words(value),
            }));
        }
        Names(most_frequent_first(names, |name: &Name| name.count))
    }
}

/// What suggestions are made of.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// What was sought here before.
    pub sought: &'k Sought,
    /// The facets of all articles.
    pub names: &'k Names,
    /// What was read here before.
    pub places: &'k Places,
}

/// What fits to `typed`, the best first. Every word of it must begin a word of the suggestion, in its order
/// and without a gap, marks aside.
pub fn suggestions<'k>(
    typed: &str,
    known: Known<'k>,
    listed: impl Iterator<Item = [&'k str; 3]>,
) -> Vec<Suggestion> {
    let typed = words(typed);
    let fits = |text: &str| words(text).contains(&typed);
    let mut all: Vec<Suggestion> = Vec::new();
    let is_more = |query: &&String| {
        let words = words(query);
        words.contains(&typed) && words != typed
    };
    let sought = known.sought.0.iter().filter(is_more);
    all.extend(sought.take(EACH).cloned().map(Suggestion::Query));
    let is_any = typed.is_empty();
    let names = known.names.0.iter().filter(|name| !is_any && name.words.contains(&typed));
    let value = |name: &Name| Suggestion::Value(name.field.clone(), name.value.clone(), name.count);
    all.extend(names.take(EACH).map(value));
    let read = known.places.half_read().map(|place| [&*place.id, &place.title, &place.lang]);
    let titles = read.chain(listed.filter(|_| !is_any)).filter(|[_, title, _]| fits(title));
    let mut ids: Vec<&str> = Vec::new();
    for [id, title, lang] in titles {
        if !title.is_empty() && !ids.contains(&id) && ids.len() < TITLES {
            ids.push(id);
            all.push(Suggestion::Article(id.to_owned(), title.to_owned(), lang.to_owned()));
        }
    }
    all
}

/// The folds of a text's syllables, a blank before each: what begins a word begins with a blank.
fn words(text: &str) -> String {
    syllables(text).fold(String::new(), |all, syllable| all + " " + &syllable.fold)
}

/// Queries that led to an article, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought(Vec<String>);

impl Sought {
    /// Reads what was kept.
    pub fn parse(kept: &str) -> Self {
        Sought(kept.lines().map(decode).filter(|query| !query.is_empty()).take(KEPT).collect())
    }

    /// Writes it to be kept.
    pub fn to_text(&self) -> String {
        self.0.iter().map(|query| encode(query)).collect::<Vec<_>>().join("\n")
    }

    /// Remembers a query; it is now the latest. Returns whether there was one.
    pub fn put(&mut self, query: &str) -> bool {
        let query = query.trim();
        let folded = words(query);
        // Two ways to type the same are one, the later.
        self.0.retain(|known| words(known) != folded);
        if !folded.is_empty() {
            self.0.insert(0, query.to_owned());
        }
        self.0.truncate(KEPT);
        !folded.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Place;

    fn of(typed: &str) -> Vec<Suggestion> {
        let mut sought = Sought::default();
        for query in ["xây dựng đảng", "đê biển", "de bien", "  "] {
            sought.put(query);
        }
        let values = |values: &[(&str, u32)]| {
            values.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect()
        };
        let facet = |field: &str, had: &[(&str, u32)]| FacetCounts {
            field: field.to_owned(),
            values: values(had),
        };
        let facets = [
            facet("section", &[("Xây dựng Đảng", 7), ("Kinh tế", 9)]),
            facet("document", &[("05-CT/TW", 12), ("105/QĐ-UBND", 3)]),
        ];
        let mut places = Places::default();
        places.put(Place {
            id: "de".into(),
            at: 500,
            words: String::new(),
            title: "Xây đê ở Đồ Sơn".into(),
            lang: String::new(),
        });
        let names = Names::new(&facets);
        let known = Known { sought: &sought, names: &names, places: &places };
        let listed = [["de", "Xây đê ở Đồ Sơn", ""], ["kinh", "Kinh tế quận", "en"]];
        suggestions(typed, known, listed.into_iter())
    }

    #[test]
    fn marks_may_be_left_out_and_words_unfinished() {
        let value =
            |field: &str, value: &str, count| Suggestion::Value(field.into(), value.into(), count);
        assert_eq!(of("05 ct"), [value("document", "05-CT/TW", 12)]);
        assert_eq!(of("05"), [value("document", "05-CT/TW", 12)], "not in the middle of a number");
        assert_eq!(
            of("xây dựng"),
            [Suggestion::Query("xây dựng đảng".into()), value("section", "Xây dựng Đảng", 7)]
        );
        assert_eq!(
            of("kinh t"),
            [
                value("section", "Kinh tế", 9),
                Suggestion::Article("kinh".into(), "Kinh tế quận".into(), "en".into())
            ]
        );
    }

    #[test]
    fn before_anything_is_typed_one_goes_on_with_what_one_did() {
        assert_eq!(
            of(" "),
            [
                Suggestion::Query("de bien".into()),
                Suggestion::Query("xây dựng đảng".into()),
                Suggestion::Article("de".into(), "Xây đê ở Đồ Sơn".into(), String::new())
            ]
        );
    }

    #[test]
    fn what_is_typed_already_is_no_suggestion() {
        assert_eq!(of("đê biển"), []);
    }

    #[test]
    fn what_was_sought_comes_back_as_it_was_kept() {
        let mut sought = Sought::default();
        (0..30).for_each(|number| assert!(sought.put(&format!("quý {number}\n"))));
        assert!(!sought.put("…"), "no word");
        assert_eq!(Sought::parse(&sought.to_text()), sought);
        assert_eq!(sought.0.len(), KEPT);
        assert_eq!(sought.0[0], "quý 29");
        assert_eq!(Sought::parse("\n\n"), Sought::default());
    }
}
