//! `docbao.toml`: what would otherwise be typed each time. Every key is a flag of `docbao build`, and
//! the flag wins. Not here: what the command line means, and what a library is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::source::STDIN;

/// Name of the file, in the folder where the command is given.
pub const FILE_NAME: &str = "docbao.toml";

/// What the file says. What it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Config {
    /// Files and folders with documents.
    pub input: Vec<PathBuf>,
    /// Folder for the library.
    pub output: Option<PathBuf>,
    /// One file instead of a folder.
    pub single_file: Option<PathBuf>,
    /// Title of the collection.
    pub title: Option<String>,
    /// BCP 47 language of articles that do not say their own.
    pub lang: Option<String>,
    /// What the list can be narrowed by.
    pub facets: Option<Vec<String>>,
    /// Abbreviations beside the usual ones, with what each stands for.
    pub abbreviations: BTreeMap<String, Names>,
    /// Names of places and offices, with other names of the same.
    pub aliases: BTreeMap<String, Names>,
    /// Colours of the page.
    pub theme: Option<String>,
    /// Largest file to write, with its unit.
    pub max_part: Option<String>,
    /// How many earlier builds stay readable.
    pub keep: Option<u8>,
    /// Encoding of the documents, where it is found out wrongly.
    pub encoding: Option<String>,
    /// How standard input is written.
    pub format: Option<String>,
    /// File that says how fields in JSON are called.
    pub mapping: Option<PathBuf>,
    /// Address that the library will have.
    pub base_url: Option<String>,
    /// Whether each article has a page of its own.
    pub pages: Option<bool>,
    /// Whether what documents were read as is kept for the next build.
    pub cache: Option<bool>,
    /// Whether pictures of other sites are brought into the library.
    pub fetch_images: Option<bool>,
    /// Whether the documents go along with their articles.
    pub attach: Option<bool>,
    /// Whether the reader and the page are left out.
    pub data_only: Option<bool>,
    /// Whether any problem is a failure.
    pub strict: Option<bool>,
    /// Whether results are printed as JSON.
    pub json: Option<bool>,
    /// Port that `docbao serve` listens on.
    pub port: Option<u16>,
}

/// One name or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected words in quotes, or a list of them: [\"…\", \"…\"]")]
pub enum Names {
    /// `"Ban Tuyên giáo"`
    One(String),
    /// `["quận Đồ Sơn", "thị xã Đồ Sơn"]`
    Many(Vec<String>),
}

impl Names {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Names::One(name) => std::slice::from_ref(name),
            Names::Many(names) => names,
        }
    }
}

/// The keys, as they are written.
pub const KEYS: [&str; 23] = [
    "input",
    "output",
    "single-file",
    "title",
    "lang",
    "facets",
    "abbreviations",
    "aliases",
    "theme",
    "max-part",
    "keep",
    "encoding",
    "format",
    "mapping",
    "fetch-images",
    "attach",
    "cache",
    "base-url",
    "pages",
    "data-only",
    "strict",
    "json",
    "port",
];

/// Letters that may be wrong in a key that is still recognised.
const MAX_SLIPS: usize = 3;

impl Config {
    /// Reads the file at `path`, or, if none is named, the one in the current folder, if there is one.
    ///
    /// # Errors
    /// If it cannot be read or says what nobody understands.
    pub fn find(path: Option<&Path>) -> Result<Self> {
        match path {
            Some(path) => Config::read(path),
            None if Path::new(FILE_NAME).is_file() => Config::read(Path::new(FILE_NAME)),
            None => Ok(Config::default()),
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut config = Config::parse(&text)
            .map_err(|error| anyhow::anyhow!("{}: {error:#}", path.display()))?;
        // Paths are meant from the folder of the file, wherever the command is given.
        let dir = path.parent().unwrap_or(Path::new(""));
        let Config { input, output, single_file, mapping, .. } = &mut config;
        let inputs = input.iter_mut().filter(|input| input.as_os_str() != STDIN);
        for named in inputs.chain(output).chain(single_file).chain(mapping) {
            *named = dir.join(&named);
        }
        Ok(config)
    }

    fn parse(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse().map_err(|error| explain(&error, text))?;
        if let Some(unknown) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let line = line_of(text, unknown);
            let slips = |key: &&str| strsim::damerau_levenshtein(key, &unknown.to_lowercase());
            match KEYS.iter().copied().min_by_key(slips).filter(|key| slips(key) <= MAX_SLIPS) {
                Some(near) => bail!("line {line}: there is no `{unknown}`; is `{near}` meant?"),
                None => {
                    bail!("line {line}: there is no `{unknown}`; known are {}", KEYS.join(", "))
                }
            }
        }
        toml::from_str(text).map_err(|error| explain(&error, text))
    }
}

/// The parser draws a picture of several lines; one line is enough.
fn explain(error: &toml::de::Error, text: &str) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
    anyhow::anyhow!("line {line}: {}", error.message().replace('\n', ", "))
}

fn line_of(text: &str, key: &str) -> usize {
    let is_key = |line: &str| line.trim_start_matches([' ', '\t', '"', '[']).starts_with(key);
    text.lines().position(is_key).unwrap_or_default() + 1
}

/// Writes a commented file into a folder.
///
/// # Errors
/// If there is one already, or the folder cannot be written.
pub fn init(dir: &Path) -> Result<PathBuf> {
    let path = dir.join(FILE_NAME);
    let mut file = match std::fs::File::create_new(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            bail!("{} is there already and was left as it is", path.display())
        }
        file => file.with_context(|| format!("cannot write {}", path.display()))?,
    };
    let written = std::io::Write::write_all(&mut file, TEMPLATE.as_bytes());
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// What [`init`] writes.
pub const TEMPLATE: &str = include_str!("config/docbao.toml");

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fails(text: &str, said: &str) {
        assert_eq!(Config::parse(text).unwrap_err().to_string(), said);
    }

    #[test]
    fn unknown_keys_are_named_with_the_nearest_known_one() {
        fails("\ntitel = \"Tin\"", "line 2: there is no `titel`; is `title` meant?");
        fails("Max_Part = \"4MiB\"", "line 1: there is no `Max_Part`; is `max-part` meant?");
        let known = KEYS.join(", ");
        fails(
            "[extraordinary]",
            &format!("line 1: there is no `extraordinary`; known are {known}"),
        );
    }

    #[test]
    fn what_is_no_toml_or_of_another_kind_is_named_with_its_line() {
        fails(
            "title = \"Tin\"\ninput = \"a\"",
            "line 2: invalid type: string \"a\", expected a sequence",
        );
        fails(
            "[aliases]\n\"Núi Đối\" = 5",
            "line 2: expected words in quotes, or a list of them: [\"…\", \"…\"]",
        );
        let error = Config::parse("title = \"Tin\"\nlang = vi").unwrap_err().to_string();
        assert!(error.starts_with("line 2: "), "{error}");
    }

    #[test]
    fn the_written_file_holds_every_key_and_means_what_it_says() {
        let config = Config::parse(TEMPLATE).unwrap();
        assert_eq!(config.input, [PathBuf::from("bai-viet")]);
        assert_eq!(config.title.as_deref(), Some("Thư viện bài viết"));
        // What is commented out can be put in as it stands.
        let all: String = TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")).unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect();
        Config::parse(&all).unwrap();
        let table: toml::Table = all.parse().unwrap();
        assert!(KEYS.iter().all(|key| table.contains_key(*key)), "{all}");
    }

    #[test]
    fn paths_are_meant_from_the_folder_of_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = init(dir.path()).unwrap();
        let config = Config::find(Some(&path)).unwrap();
        assert_eq!(config.output, Some(dir.path().join("public")));
        assert!(init(dir.path()).unwrap_err().to_string().contains("is there already"));
    }
}
