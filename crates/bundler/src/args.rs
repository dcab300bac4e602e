//! What was typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use docbao::encoding::Encoding;
use docbao::language;
use docbao::source::Format;
use docbao_bundle::pack::MAX_PACK_BYTES;
use docbao_search::facet::FIELDS;

/// Turns a pile of articles into a library that people search and read in their browsers, without
/// any server program: a folder of files that can lie on any web host.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done; single documents may have been left out, and are named
  1  failed; with --strict also if there is anything to complain about
  2  the command was not understood

Example:
  docbao build articles -o public --title \"Tin quận Đồ Sơn\"
  docbao serve public";

const CHECK_CODES: &str = "\
Exit codes:
  0  nothing to complain about
  1  something is to be mended, or the documents could not be looked over
  2  the command was not understood";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a library from documents.
    #[command(after_help = EXIT_CODES)]
    Build(BuildArgs),
    /// Writes a docbao.toml with all settings, explained in Vietnamese.
    #[command(after_help = EXIT_CODES)]
    Init(InitArgs),
    /// Shows a library, or documents, in the browser of this computer.
    #[command(after_help = EXIT_CODES)]
    Serve(ServeArgs),
    /// Looks documents over without building anything: what cannot be read, has no date, is garbled or
    /// there twice, and links that lead nowhere.
    #[command(after_help = CHECK_CODES)]
    Check(CheckArgs),
    /// Writes articles of documents, or of a built library, as JSON or Markdown.
    #[command(after_help = EXIT_CODES)]
    Convert(ConvertArgs),
    /// Takes articles out of a built library, at once and for good.
    ///
    /// For when something must not be read any more. The next build brings an article back if its
    /// document is still there: remove that too.
    #[command(after_help = EXIT_CODES)]
    Remove(RemoveArgs),
    /// Reads a PDF from standard input, for the other commands.
    #[command(hide = true, name = docbao::ingest::pdf::COMMAND)]
    ReadPdf,
    /// Prints the file that makes a shell complete this program's commands.
    #[command(hide = true)]
    Completions(CompletionsArgs),
    /// Writes manual pages into a folder.
    #[command(hide = true)]
    Man(ManArgs),
    /// Tells what a library holds and whether all of it is there.
    #[command(after_help = EXIT_CODES)]
    Inspect(InspectArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Files, or folders with files, to take articles from.
    ///
    /// Plain text (.txt), Markdown (.md), word processors (.docx, .doc, .rtf, .odt), workbooks (.xls, .xlsx), .pdf
    /// with text in it, saved web pages (.html), JSON (.json: an article or an array of them; .jsonl: one a line),
    /// feeds and WordPress exports (.xml), archives of these (.zip), texts also compressed (.jsonl.gz). Hidden
    /// files are passed over.
    ///
    /// None need be named if docbao.toml does. A single hyphen (-) is standard input.
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Folder to write into. It is made if it is not there; one that holds anything but a library
    /// is refused.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Write one HTML file instead of a folder, with the articles and the reader inside: it opens by a
    /// double click, without network and without a server.
    #[arg(long, value_name = "FILE.html", conflicts_with_all = ["output", "data_only"])]
    pub(crate) single_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) documents: DocumentArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
    /// Bring pictures of other sites into the library. Without it a caption stands there, with a link that
    /// leads to the picture: visitors ask nobody else.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) fetch_images: Option<bool>,
    /// Let visitors take the documents along: each article offers the file it was made of (.docx, .doc, .rtf, .odt,
    /// .xls, .xlsx, .pdf). Other files are named by the article itself, as `attachments` in JSON or front
    /// matter, and go along whatever is said here.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) attach: Option<bool>,
    /// Keep what documents were read as, so that the next build reads only what has changed. It is kept in this
    /// account's folder for caches (such as ~/.cache/docbao) and may be deleted; --cache=false reads all again.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) cache: Option<bool>,
    /// Leave out the reader and the page: write the library alone.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) data_only: Option<bool>,
    /// Print one JSON object to standard output instead of a sentence.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) json: Option<bool>,
}

/// What cannot be found out from the documents, or is found out wrongly.
#[derive(Debug, Args)]
pub(crate) struct DocumentArgs {
    /// Encoding of the documents, where it is found out wrongly: UTF-8, UTF-16LE, UTF-16BE,
    /// windows-1258, TCVN3, VNI, VISCII, TCVN5712-1.
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<Encoding>,
    /// File that says how the fields of articles in JSON are called, a line each, as in
    /// title = "tieu_de". Without it they are called as in docbao's own JSON.
    ///
    /// A value is a name, a way such as "data.0.name", or a list of these of which the first that is filled
    /// counts. Fields: id, title, lead, body, html, blocks, published, dateline, byline, role, source, url, section,
    /// tags, lang; and `articles`, where the list of articles is not the whole file.
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// How standard input is written, as a file's name would end: txt, md, html, docx, pdf, json, jsonl, xml, zip.
    /// If nothing is said, its first bytes tell.
    #[arg(long, value_name = "NAME", value_parser = format)]
    pub(crate) format: Option<Format>,
}

/// What a library is called and how it is cut. What is not said here may be said in docbao.toml.
#[derive(Debug, Args)]
pub(crate) struct LibraryArgs {
    /// File with settings. Without it, docbao.toml in the current folder, if there is one; flags win.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Title of the collection, shown above it.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Language of the articles, as in HTML: vi, en, fr-CA. If nothing is said, vi.
    #[arg(long, value_parser = language)]
    pub(crate) lang: Option<String>,
    /// Colours of the page: auto (those of the visitor's system), light, sepia, dark, contrast.
    #[arg(long, value_parser = theme)]
    pub(crate) theme: Option<String>,
    /// What the list can be narrowed by, in this order, apart from the years: section, tag, author, place,
    /// document, person, organisation. If nothing is said: section,tag,place,document. Of what articles
    /// mention, the 64 most frequent are offered; of sections, tags and authors, 1,024.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = facet)]
    pub(crate) facets: Option<Vec<String>>,
    /// Largest file to write, such as 64KiB or 4MiB; at most 16MiB. Small ones are for hosts that do
    /// not answer range requests.
    #[arg(long, value_name = "SIZE", value_parser = part_size)]
    pub(crate) max_part: Option<u32>,
    /// How many earlier builds stay readable for those who have one open, or cached: their files are
    /// removed later. With 0 they go at once, and whoever is reading has to load the page again. If nothing
    /// is said, 2.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) keep: Option<u8>,
    /// Address the library will have, such as https://example.vn/thu-vien/. Pages need it; and other sites learn by
    /// it how to embed the library (oembed.json).
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub(crate) base_url: Option<String>,
    /// Also write an HTML page for every article, which can be read without JavaScript and found by
    /// search engines, with sitemap.xml and an Atom feed. Wants --base-url.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) pages: Option<bool>,
    /// Fail, and write nothing, if there is anything to complain about.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) strict: Option<bool>,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Folder to write it into.
    #[arg(default_value = ".")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// A library to show, or documents to build one from first (nothing is kept of it).
    ///
    /// If none is named, what docbao.toml names, else the current folder.
    #[arg(value_name = "DIR|INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Port to listen on; 0 takes any that is free. If nothing is said, 8765.
    #[arg(long)]
    pub(crate) port: Option<u16>,
    #[command(flatten)]
    pub(crate) documents: DocumentArgs,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files, or folders with files, as for `docbao build`. If none is named, what docbao.toml names.
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) documents: DocumentArgs,
    /// Print one JSON object to standard output instead of sentences.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) json: Option<bool>,
}

#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// Files, or folders with files, as for `docbao build`; or the folder of one library.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) documents: DocumentArgs,
    /// json: one array of all articles; md: a file of Markdown for each, with pictures and attachments beside them.
    #[arg(long, value_enum)]
    pub(crate) to: Form,
    /// File for json, standard output if none is named; new or empty folder for md.
    #[arg(short, long, value_name = "PATH", required_if_eq("to", "md"))]
    pub(crate) output: Option<PathBuf>,
}

/// Forms that articles are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    Json,
    Md,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    /// Folder of the library.
    pub(crate) dir: PathBuf,
    /// Ids of the articles, as in their addresses.
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
    #[command(flatten)]
    pub(crate) library: LibraryArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Folder of the library.
    pub(crate) dir: PathBuf,
    /// Print one JSON object to standard output instead of sentences.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) json: Option<bool>,
}

/// Smaller parts than this would be more names than contents.
const MIN_PART_BYTES: u32 = 4 << 10;

pub(crate) fn part_size(text: &str) -> Result<u32, String> {
    let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(at);
    let unit: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        _ => return Err("write a size as 64KiB or 4MiB".to_owned()),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    let bytes = bytes.and_then(|bytes| u32::try_from(bytes).ok());
    bytes
        .filter(|bytes| (MIN_PART_BYTES..=MAX_PACK_BYTES).contains(bytes))
        .ok_or_else(|| "the size must be between 4KiB and 16MiB".to_owned())
}

pub(crate) fn facet(text: &str) -> Result<String, String> {
    let name = text.trim();
    match FIELDS.contains(&name) {
        true => Ok(name.to_owned()),
        false => Err(format!("choose of {}", FIELDS.join(", "))),
    }
}

pub(crate) fn language(text: &str) -> Result<String, String> {
    language::named(text).ok_or_else(|| "write a language as in HTML: vi, en, fr-CA".to_owned())
}

pub(crate) fn format(name: &str) -> Result<Format, String> {
    let known = "write one of txt, md, html, docx, json, jsonl, xml, zip";
    Format::of_extension(name.trim_start_matches('.')).ok_or_else(|| known.to_owned())
}

pub(crate) fn theme(text: &str) -> Result<String, String> {
    match docbao::site::THEMES.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(format!("choose one of {}", docbao::site::THEMES.join(", "))),
    }
}

/// Ends in a slash: what is below it is appended.
pub(crate) fn base_url(text: &str) -> Result<String, String> {
    const CURE: &str = "write the whole address, as in https://example.vn/thu-vien/";
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>?#\\".contains(c);
    match host.filter(|host| !host.is_empty() && !host.starts_with('/') && !text.contains(is_odd)) {
        Some(_) => Ok(format!("{}/", text.trim_end_matches('/'))),
        None => Err(CURE.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_may_stand_in_the_file_of_settings_and_is_explained_there() {
        // Which file that is cannot stand in it; what `convert` writes is its whole purpose, and so is where.
        let not_there = ["help", "version", "config", "to"];
        let command = Cli::command();
        for command in command.get_subcommands() {
            for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
                let is_key = docbao::config::KEYS.contains(&flag);
                assert!(is_key || not_there.contains(&flag), "{} --{flag}", command.get_name());
            }
        }
        for key in docbao::config::KEYS {
            let is_it = |line: &str| {
                line.trim_start_matches("# ")
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.starts_with(" = "))
            };
            assert!(docbao::config::TEMPLATE.lines().any(is_it), "{key}");
        }
    }

    #[test]
    fn sizes_are_read_with_their_units() {
        assert_eq!(part_size("64KiB"), Ok(64 << 10));
        assert_eq!(part_size("4 MiB"), Ok(4 << 20));
        assert_eq!(part_size("16m"), Ok(16 << 20));
        assert_eq!(part_size("5000"), Ok(5000));
        for wrong in ["", "17MiB", "1", "KiB", "64 apples", "99999999999999999999m", "-1"] {
            assert!(part_size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn base_addresses_are_whole_and_end_in_a_slash() {
        let fine = base_url("https://example.vn/thu-vien");
        assert_eq!(fine.as_deref(), Ok("https://example.vn/thu-vien/"));
        for wrong in ["", "example.vn", "ftp://a", "https://", "https:///x", "https://a/\"b"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
