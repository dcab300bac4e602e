//! Facets: fields that articles can be filtered by, and the filters set on them.

use std::sync::{Arc, OnceLock};

use docbao_bundle::manifest::{DocId, Manifest};
use docbao_bundle::{Date, Month};

use crate::docset::DocSet;
use crate::engine::{Asking, FacetCounts, Value};
use crate::fields::{Clause, Field as Asked};
use crate::layout::{facet_key, seldom};
use crate::postings::decode;

/// Field of the section an article belongs to.
pub const SECTION: &str = "section";
/// Field of an article's tags.
pub const TAG: &str = "tag";
/// Field of who wrote an article. In the table for those who ask, but no facet: people have many.
pub const AUTHOR: &str = "author";
/// Field of the year an article was published in. It is in no table: the manifest knows it.
pub const YEAR: &str = "year";

/// Field of the people that an article mentions.
pub const PERSON: &str = "person";
/// Field of the organisations that an article mentions.
pub const ORGANISATION: &str = "organisation";
/// Field of the places that an article mentions, with their unit nouns.
pub const PLACE: &str = "place";
/// Field of the papers that an article mentions, by their numbers.
pub const DOCUMENT: &str = "document";

/// Fields that a library can have as facets, the years aside.
pub const FIELDS: [&str; 7] = [SECTION, TAG, AUTHOR, PLACE, DOCUMENT, PERSON, ORGANISATION];

/// The facets of a library that says nothing of them.
pub const DEFAULT_FIELDS: [&str; 4] = [SECTION, TAG, PLACE, DOCUMENT];

/// What the collection is narrowed to. Values of one field widen each other, fields narrow each
/// other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Facet fields and values, in the order in which they were chosen, each once.
    pub values: Vec<(String, String)>,
    /// First day of publication.
    pub from: Option<Date>,
    /// Last day of publication.
    pub to: Option<Date>,
}

impl Filters {
    /// Adds a facet value.
    pub fn add(&mut self, field: &str, value: &str) {
        if !self.has(field, value) {
            self.values.push((field.to_owned(), value.to_owned()));
        }
    }

    /// Adds a facet value, or takes it away if it is there.
    pub fn toggle(&mut self, field: String, value: String) {
        let chosen = (field, value);
        match self.values.iter().position(|known| *known == chosen) {
            Some(at) => {
                self.values.remove(at);
            }
            None => self.values.push(chosen),
        }
    }

    /// Whether this facet value is in force.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.values.iter().any(|(of, known)| of == field && known == value)
    }

    /// How many filters are in force; a range of days is one.
    pub fn count(&self) -> usize {
        self.values.len() + usize::from(self.from.is_some() || self.to.is_some())
    }

    fn is_on(&self, field: &str) -> bool {
        self.values.iter().any(|(of, _)| of == field)
    }
}

/// Values of one field that are read: of those to choose from there are a thousand, but authors, and tags that few
/// articles have, can be many. A table that lies can have millions that no article has.
const MAX_VALUES: usize = 1 << 17;

/// Articles of all values of one field together, 64 MB of numbers: four of each article of the largest library. A table
/// that lies can name the same list again and again.
const MAX_POSTINGS: usize = 1 << 24;

/// The filters as sets of articles, and the values that can be counted.
pub(crate) struct Narrowing {
    articles: u32,
    fields: Vec<Field>,
    /// Articles published between the two days; `None`: no such filter.
    period: Option<DocSet>,
    /// Articles that the clauses of the query let through.
    asked: DocSet,
}

struct Field {
    name: String,
    /// The values, and whether each is filtered by.
    values: Vec<(Arc<FieldValue>, bool)>,
    /// Articles that have one of the values filtered by; `None`: no filter.
    allowed: Option<DocSet>,
}

/// A value of a field and the articles that have it.
#[derive(Debug)]
struct FieldValue {
    value: String,
    docs: Vec<DocId>,
}

/// The values of the facets as they have been read: each question counts them all.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    /// By position of the field in the manifest; the last are the years.
    fields: Vec<OnceLock<Vec<Arc<FieldValue>>>>,
}

impl Values {
    /// Nothing has been read.
    pub(crate) fn new(manifest: &Manifest) -> Self {
        Values { fields: vec![OnceLock::new(); manifest.facets.len() + 1] }
    }
}

impl Narrowing {
    /// Without `counts` only the fields that are filtered by are looked at.
    pub(crate) fn new(
        asking: &mut Asking<'_>,
        filters: &Filters,
        clauses: &[Clause],
        counts: bool,
    ) -> Self {
        let articles = asking.manifest.articles;
        let known = asking.manifest.facets.iter().map(|facet| facet.field.as_str());
        let known = known.chain([YEAR]).filter(|_| counts);
        // A field that the library does not have, in an old link: no article has a value of it.
        let asked_for = filters.values.iter().map(|(field, _)| field.as_str());
        let mut fields: Vec<String> = Vec::new();
        for field in known.chain(asked_for) {
            // A manifest may say one again and again, and each would be counted.
            if !fields.iter().any(|other| other == field) {
                fields.push(field.to_owned());
            }
        }
        let fields = fields.into_iter().map(|name| {
            let mut values = values(asking, &name);
            let chosen = filters.values.iter().filter(|(field, _)| *field == name);
            for (_, value) in chosen {
                if !values.iter().any(|known| known.value == *value) {
                    values.extend(stored_value(asking, &name, value).map(Arc::new));
                }
            }
            let is_filter = |value: Arc<FieldValue>| {
                let is_filter = filters.has(&name, &value.value);
                (value, is_filter)
            };
            let values: Vec<_> = values.into_iter().map(is_filter).collect();
            let allowed = filters.is_on(&name).then(|| {
                let mut set = DocSet::none(articles);
                let filters = values.iter().filter(|(_, is_filter)| *is_filter);
                filters.flat_map(|(value, _)| &value.docs).for_each(|doc| set.insert(*doc));
                set
            });
            Field { name, values, allowed }
        });
        let fields = fields.collect();
        let (mut from, mut to) = (filters.from, filters.to);
        let mut asked = DocSet::all(articles);
        for clause in clauses {
            match (clause.field, clause.days()) {
                (Asked::From, Some((first, _))) => from = from.max(Some(first)),
                (Asked::To, Some((_, last))) => to = Some(to.map_or(last, |to| to.min(last))),
                _ => narrow_by(asking, clause, &mut asked),
            }
        }
        Narrowing { articles, fields, period: period(asking, from, to), asked }
    }

    /// What of `docs` passes all filters.
    pub(crate) fn narrow(&self, docs: &DocSet) -> DocSet {
        self.narrow_but(docs, None, true)
    }

    /// Counts the values of every field in `docs`, most frequent first, years newest first.
    pub(crate) fn facets(&self, docs: &DocSet) -> Vec<FacetCounts> {
        let mut facets = Vec::new();
        for field in &self.fields {
            let base = self.narrow_but(docs, Some(&field.name), true);
            let mut values = Vec::new();
            for (value, is_filter) in &field.values {
                let count = value.docs.iter().filter(|doc| base.contains(**doc)).count() as u32;
                if count > 0 || *is_filter {
                    values.push((value.value.clone(), count));
                }
            }
            if field.name != YEAR {
                values = most_frequent_first(values, |(_, count)| *count);
            }
            if !values.is_empty() {
                facets.push(FacetCounts { field: field.name.clone(), values });
            }
        }
        facets
    }

    /// Counts the months in `docs`, regardless of filters on dates.
    pub(crate) fn months(&self, manifest: &Manifest, docs: &DocSet) -> Vec<(Month, u32)> {
        let base = self.narrow_but(docs, Some(YEAR), false);
        let months = month_ranges(manifest).map(|(month, start, end)| {
            (month, (start..end).filter(|doc| base.contains(*doc)).count() as u32)
        });
        months.filter(|(_, count)| *count > 0).collect()
    }

    fn narrow_but(&self, docs: &DocSet, left_out: Option<&str>, by_period: bool) -> DocSet {
        let mut narrowed = docs.clone();
        narrowed.intersect(&self.asked);
        let fields = self.fields.iter().filter(|field| Some(field.name.as_str()) != left_out);
        fields.filter_map(|field| field.allowed.as_ref()).for_each(|set| narrowed.intersect(set));
        if let Some(period) = self.period.as_ref().filter(|_| by_period) {
            narrowed.intersect(period);
        }
        debug_assert!(narrowed.len() <= self.articles);
        narrowed
    }
}

/// Sorts by counts, the largest first; those of one count stay in the order in which they stand.
pub fn most_frequent_first<T: Default>(mut values: Vec<T>, count: impl Fn(&T) -> u32) -> Vec<T> {
    // As plain numbers, which is how everything is sorted here: each kind of thing that is sorted
    // costs the reader kilobytes of code.
    let keys = values.iter().zip(0u64..).map(|(value, at)| u64::from(!count(value)) << 32 | at);
    let mut keys = keys.collect::<Vec<_>>();
    keys.sort_unstable();
    keys.into_iter().map(|key| std::mem::take(&mut values[key as u32 as usize])).collect()
}

/// The months that have articles, with the numbers of these.
fn month_ranges(manifest: &Manifest) -> impl Iterator<Item = (Month, DocId, DocId)> {
    manifest.months.iter().scan(0, |end, (month, count)| {
        let start = *end;
        *end += count;
        Some((*month, start, *end))
    })
}

/// The values of a field to choose from: none if the library has no such facet.
fn values(asking: &mut Asking<'_>, name: &str) -> Vec<Arc<FieldValue>> {
    let at = asking.manifest.facets.iter().position(|facet| facet.field == name);
    let years = asking.manifest.facets.len();
    let Some(at) = at.or((name == YEAR).then_some(years)) else { return Vec::new() };
    if let Some(values) = asking.values.fields[at].get() {
        return values.clone();
    }
    let (values, is_whole) = match at == years {
        true => (self::years(asking.manifest), true),
        false => stored_values(asking, name),
    };
    let values: Vec<_> = values.into_iter().map(Arc::new).collect();
    if is_whole {
        // Whoever was there before has read the same.
        let _ = asking.values.fields[at].set(values.clone());
    }
    values
}

fn years(manifest: &Manifest) -> Vec<FieldValue> {
    let mut years: Vec<FieldValue> = Vec::new();
    for (month, start, end) in month_ranges(manifest) {
        let value = month.year().to_string();
        match years.last_mut().filter(|last| last.value == value) {
            Some(last) => last.docs.extend(start..end),
            None => {
                years.push(FieldValue { value, docs: (start..end).collect() });
            }
        }
    }
    years
}

/// The values of a field in the table, and whether they are all of them.
fn stored_values(asking: &mut Asking<'_>, field: &str) -> (Vec<FieldValue>, bool) {
    let had_all = std::mem::replace(&mut asking.complete, true);
    let prefix = facet_key(field, "");
    let (entries, _) = asking.scan(asking.manifest.tables.facets, &prefix, MAX_VALUES, u32::MAX);
    if entries.len() == MAX_VALUES {
        // There may be more, so that the answer must not pass for whole.
        asking.damaged();
    }
    let (mut values, mut postings) = (Vec::new(), 0);
    for (key, bytes) in entries {
        let docs = decode(asking.manifest.articles, bytes);
        match (docs, String::from_utf8(key[prefix.len()..].to_vec())) {
            (Ok(docs), Ok(value)) if postings + docs.len() <= MAX_POSTINGS => {
                postings += docs.len();
                values.push(FieldValue { value, docs });
            }
            _ => asking.damaged(),
        }
    }
    let is_whole = asking.complete;
    asking.complete &= had_all;
    (values, is_whole)
}

/// One value that is not among those to choose from.
fn stored_value(asking: &mut Asking<'_>, field: &str, value: &str) -> Option<FieldValue> {
    let keys = [facet_key(field, value), facet_key(&seldom(field), value)];
    let bytes =
        keys.into_iter().find_map(|key| match asking.get(asking.manifest.tables.facets, &key) {
            Value::Found(bytes) => Some(bytes),
            _ => None,
        })?;
    let docs = decode(asking.manifest.articles, bytes).unwrap_or_else(|_| {
        asking.damaged();
        Vec::new()
    });
    Some(FieldValue { value: value.to_owned(), docs })
}

/// Narrows articles to those with a value, or without any, that the clause asks for.
fn narrow_by(asking: &mut Asking<'_>, clause: &Clause, asked: &mut DocSet) {
    let field = match clause.field {
        Asked::Author => AUTHOR,
        Asked::Section => SECTION,
        Asked::Tag => TAG,
        // Its words are words of the query.
        Asked::Title | Asked::From | Asked::To => return,
    };
    let mut met = DocSet::none(asking.manifest.articles);
    for field in [field.to_owned(), seldom(field)] {
        for value in stored_values(asking, &field).0 {
            if clause.is_met_by(&value.value) {
                value.docs.into_iter().for_each(|doc| met.insert(doc));
            }
        }
    }
    if clause.is_excluded { asked.subtract(&met) } else { asked.intersect(&met) }
}

/// The articles published in the period. Whole months are known by number; of the months that the
/// period begins or ends in the rows tell the day.
fn period(asking: &mut Asking<'_>, from: Option<Date>, to: Option<Date>) -> Option<DocSet> {
    if from.is_none() && to.is_none() {
        return None;
    }
    let lies_within =
        |day: Date| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to);
    let mut set = DocSet::none(asking.manifest.articles);
    for (month, start, end) in month_ranges(asking.manifest) {
        let after_from = from.map(|from| month.cmp(&from.month()));
        let before_to = to.map(|to| to.month().cmp(&month));
        use std::cmp::Ordering::{Equal, Less};
        match (after_from, before_to) {
            (Some(Less), _) | (_, Some(Less)) => {}
            (Some(Equal), _) | (_, Some(Equal)) => {
                for doc in start..end {
                    let published = asking.row(doc).and_then(|row| row.published);
                    if published.is_some_and(lies_within) {
                        set.insert(doc);
                    }
                }
            }
            _ => set.insert_range(start, end),
        }
    }
    Some(set)
}
