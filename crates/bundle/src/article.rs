//! The article: what a publisher has, and all of it. How it is found again is `docbao-search`'s
//! business; how it looks is the reader's.

use serde::{Deserialize, Serialize};

use crate::content::{Block, Text};
use crate::date::Date;
use crate::mentions::Mentions;

/// One article. Only [`id`](Article::id), [`title`](Article::title) and
/// [`blocks`](Article::blocks) are always there; a library of scanned letters has little else.
///
/// Text is kept as the author wrote it, in Unicode normalisation form C.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// Stable, URL-safe name of the article within its library.
    pub id: String,
    /// Headline, on one line.
    pub title: String,
    /// The paragraph between headline and text (*sapo*).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The text.
    pub blocks: Vec<Block>,
    /// The day it was published; not the day of the event it tells of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Place and date as printed above the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byline: Option<Byline>,
    /// Where it stood first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The one section it belongs to (*chuyên mục*).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Keywords the publisher gave it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// BCP 47 language of the text. Empty: the language of the library.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lang: String,
    /// What its text mentions.
    #[serde(skip_serializing_if = "Mentions::is_empty")]
    pub mentions: Mentions,
    /// Files to take along: the document it was made of, forms to fill in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A file that belongs to an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attachment {
    /// Where it lies: in a library, a path from its manifest ("tep/0123456789abcdef.pdf").
    pub file: String,
    /// What it is called where it comes from: "Quyết định 715.pdf".
    pub name: String,
    /// Its length in bytes.
    pub bytes: u32,
}

/// Place and date as printed: "Hải Phòng, ngày 21 tháng 11 năm 2019".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dateline {
    /// The place alone: "Hải Phòng".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The whole line, verbatim.
    pub text: String,
}

/// Who wrote an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Byline {
    /// Name without a form of address.
    pub name: String,
    /// Function, as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// Where an article stood first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Name of the publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Address of the original. The reader shows it only if it is an `http` or `https` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Article {
    /// [`lang`](Article::lang) if it is another than that of the library, else nothing. Feeds say "vi-VN" or
    /// "vi_VN" where others say "vi": a region that the other does not name makes no other language, but for Chinese, whose
    /// regions write differently.
    pub fn own_lang(&self, of_library: &str) -> &str {
        let lang = self.lang.as_str();
        let is_regional = |lang: &str, of: &str| without_region(lang).eq_ignore_ascii_case(of);
        let is_same = lang.eq_ignore_ascii_case(of_library)
            || is_regional(lang, of_library)
            || is_regional(of_library, lang);
        if is_same { "" } else { lang }
    }

    /// Returns every piece of running text in reading order, without title and lead: one item for
    /// a paragraph, a heading, a list item, a table cell, a caption, a block of code.
    ///
    /// Search, excerpts and marks all go by this one order.
    pub fn passages(&self) -> impl Iterator<Item = String> + '_ {
        self.blocks.iter().flat_map(Block::passages)
    }

    /// Builds an article from a title and paragraphs of plain text, one per line.
    pub fn from_plain_text(id: &str, title: &str, body: &str) -> Self {
        let paragraphs = body.lines().map(str::trim).filter(|line| !line.is_empty());
        Article {
            id: id.to_owned(),
            title: title.to_owned(),
            blocks: paragraphs.map(|line| Block::Paragraph(Text::plain(line))).collect(),
            ..Article::default()
        }
    }
}

/// "vi" of "vi-VN", a region being two letters at the end.
fn without_region(lang: &str) -> &str {
    match lang.rsplit_once(['-', '_']) {
        Some((language, region)) if region.len() == 2 && language != "zh" => language,
        _ => lang,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_alone_makes_no_other_language() {
        let own = |lang: &str, of_library: &str| {
            let article = Article { lang: lang.into(), ..Article::default() };
            article.own_lang(of_library).to_owned()
        };
        for (lang, of_library) in
            [("", "vi"), ("vi", "vi"), ("vi-VN", "vi"), ("VI", "vi-vn"), ("vi_VN", "vi")]
        {
            assert_eq!(own(lang, of_library), "", "{lang} in {of_library}");
        }
        assert_eq!(own("en-GB", "vi"), "en-GB");
        assert_eq!(own("en-US", "en-GB"), "en-US");
        assert_eq!(own("zh-TW", "zh"), "zh-TW");
        assert_eq!(own("zh-Hant", "zh-Hans"), "zh-Hant");
    }
}
