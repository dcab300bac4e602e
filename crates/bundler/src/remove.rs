//! `docbao remove`: takes articles out of a built library, where the documents are not at hand.

use std::path::Path;

use anyhow::{Result, bail};
use docbao_bundle::manifest;

use crate::build::{BuildOptions, Report, Target, lay_out};
use crate::collection::Collection;
use crate::ingest::{Draft, Place};
use crate::pages;
use crate::problem::Warned;
use crate::progress::Progress;
use crate::publish::Output;
use crate::reopen::Reopened;

/// Takes articles out of the library in `options.output`, which keeps its title and language unless
/// others are given. Unlike after a build, nothing of the library before is kept.
///
/// # Errors
/// If there is no such library or no such article, or if no article would be left.
pub fn remove(ids: &[String], options: &BuildOptions) -> Result<Report> {
    let dir = &options.output;
    if !dir.join(manifest::FILE_NAME).is_file() {
        bail!("{} is no docbao library: there is no {} in it", dir.display(), manifest::FILE_NAME);
    }
    if has_pages(dir) && !options.pages {
        bail!("this library has pages: write them anew with --pages and --base-url");
    }
    let library = Reopened::open(dir)?;
    let progress = Progress::new(options.progress);
    let output = Output::open(dir)?.keeping(0);
    let mut collection = Collection::new(dir);
    let mut left: Vec<&String> = ids.iter().collect();
    for doc in 0..library.manifest.articles {
        let article = library.article(doc)?;
        if ids.contains(&article.id) {
            left.retain(|id| **id != article.id);
            continue;
        }
        let draft =
            Draft { article, name: String::new(), place: Place::default(), files: Vec::new() };
        collection.add(Warned { output: vec![draft], problems: Vec::new() })?;
    }
    if let Some(id) = left.first() {
        bail!("there is no article “{id}” in {}, so nothing was removed", dir.display());
    }
    if collection.is_empty() {
        bail!("no article would be left: remove the folder {} instead", dir.display());
    }
    let options = BuildOptions {
        title: options.title.clone().or(Some(library.manifest.title.clone())),
        language: library.manifest.language,
        abbreviations: or(&options.abbreviations, library.manifest.abbreviations),
        aliases: or(&options.aliases, library.manifest.aliases),
        data_only: options.data_only || !dir.join(crate::site::PAGE).is_file(),
        ..options.clone()
    };
    let articles = collection.sort();
    let report = Report { articles: articles.len(), ..Report::default() };
    lay_out(&options, &Target::Folder(output), articles, report, &progress)
}

/// What is said now, or else what the library says.
fn or(said: &[[String; 2]], known: Vec<[String; 2]>) -> Vec<[String; 2]> {
    if said.is_empty() { known } else { said.to_vec() }
}

fn has_pages(dir: &Path) -> bool {
    dir.join(pages::FOLDER).join("index.html").is_file()
}
