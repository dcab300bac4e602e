//! The articles that a page brings along, on their way to a library in memory.

use std::cmp::Reverse;

use docbao_bundle::Article;
use docbao_search::index::Purpose;
use docbao_search::library::{Builder, Library, Options};
use docbao_search::steps::Steps;

use serde_json::Value;

use crate::id::{self, Assigned, Called};
use crate::{Complaint, Given, Refusal, article, store};

/// Articles that are split into syllables in one step: some milliseconds on a phone.
const ARTICLES_A_STEP: usize = 16;

/// Articles in the order they were given.
#[derive(Debug, Default)]
pub struct Collection {
    articles: Vec<Article>,
    /// How many were given, those that were refused included.
    given: usize,
    complaints: Vec<(usize, Complaint)>,
}

impl Collection {
    /// Takes the next article in. What is refused stays out and harms no other.
    ///
    /// # Errors
    /// If it is no article.
    pub fn add(&mut self, value: Value) -> Result<(), Refusal> {
        self.given += 1;
        let Given { article, complaints } = article::read(value)?;
        self.complaints.extend(complaints.into_iter().map(|complaint| (self.given, complaint)));
        self.articles.push(article);
        Ok(())
    }

    /// What there is to complain about articles that were taken in, with their positions from 1.
    pub fn take_complaints(&mut self) -> Vec<(usize, Complaint)> {
        std::mem::take(&mut self.complaints)
    }

    /// Makes a library of them, a step at a time. `language` is that of articles which do not say
    /// their own.
    pub fn index(self, language: &str) -> Steps<Library> {
        let options = Options { language: language.to_owned(), ..Options::default() };
        let articles = arrange(self.articles);
        let builder = Builder::new(&options);
        Steps::new(builder.write_all(articles, ARTICLES_A_STEP, &store::deflate, Purpose::Page))
    }
}

/// Gives ids out and sorts: the newest first, those without a date last, articles of one day as given.
fn arrange(mut articles: Vec<Article>) -> Vec<Article> {
    let called = articles.iter().map(|article| Called { id: &article.id, name: &article.title });
    let assigned = id::assign(&called.collect::<Vec<_>>());
    for (article, Assigned { id, .. }) in articles.iter_mut().zip(assigned) {
        article.id = id;
    }
    articles.sort_by_key(|article| Reverse(article.published));
    articles
}
