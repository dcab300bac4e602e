//! What is meant: what was typed, what `docbao.toml` says, and what goes without saying, in this order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::CommandFactory;
use clap::error::ErrorKind;
use docbao::BuildOptions;
use docbao::config::{Config, Names};
use docbao::ingest::Mapping;
use docbao::source::{Hints, STDIN};
use docbao_search::abbreviations::MAX_SYLLABLES;

use crate::args::{self, BuildArgs, Cli, DocumentArgs, LibraryArgs};

/// Names that a library may bring: every reader loads them, and every query is compared with each.
const MAX_NAMES: usize = 256;

/// Settles a build. A command without inputs or output ends here, with the exit code of one that was
/// not understood.
pub(crate) fn of_build(args: BuildArgs) -> Result<BuildOptions> {
    let config = Config::find(args.library.config.as_deref())?;
    let inputs = if args.inputs.is_empty() { config.input.clone() } else { args.inputs };
    if inputs.is_empty() {
        missing(
            "name the files or folders to take articles from, here or as `input` in docbao.toml",
        );
    }
    let named = (args.single_file, args.output);
    let (single_file, output) = match (named, config.single_file.clone(), config.output.clone()) {
        ((Some(file), _), ..) | ((None, None), Some(file), None) => (true, Some(file)),
        ((None, None), Some(_), Some(_)) => bail!(
            "docbao.toml names both `output` and `single-file`: take one out, or name one here, with -o or --single-file"
        ),
        ((None, Some(folder)), ..) | ((None, None), None, Some(folder)) => (false, Some(folder)),
        ((None, None), None, None) => (false, None),
    };
    let Some(output) = output else {
        missing("name the folder to write into, with -o or as `output` in docbao.toml");
    };
    // What the file of settings says of folders is not meant here.
    let data_only = !single_file && args.data_only.or(config.data_only).unwrap_or_default();
    let config = Config { pages: config.pages.filter(|_| !single_file), ..config };
    let hints = hints(args.documents, &config)?;
    let fetch_images = args.fetch_images.or(config.fetch_images).unwrap_or_default();
    let attach = args.attach.or(config.attach).unwrap_or_default();
    let cache = args.cache.or(config.cache).unwrap_or(true);
    let cache = cache.then(docbao::cache::folder).flatten();
    let options = of_library(args.library, config)?;
    Ok(BuildOptions {
        inputs,
        output,
        single_file,
        data_only,
        hints,
        fetch_images,
        attach,
        cache,
        ..options
    })
}

/// Settles what is shown by `docbao serve`; the output is the caller's.
pub(crate) fn of_serve(
    inputs: Vec<PathBuf>,
    documents: DocumentArgs,
    library: LibraryArgs,
) -> Result<BuildOptions> {
    let config = Config::find(library.config.as_deref())?;
    let inputs = match (inputs.is_empty(), config.input.is_empty()) {
        (false, _) => inputs,
        (true, false) => config.input.clone(),
        (true, true) => vec![PathBuf::from(".")],
    };
    if inputs.iter().any(|input| input.as_os_str() == STDIN) {
        bail!("standard input is read once and cannot be watched: name files or folders");
    }
    let hints = hints(documents, &config)?;
    let fetch_images = config.fetch_images.unwrap_or_default();
    let attach = config.attach.unwrap_or_default();
    Ok(BuildOptions { inputs, hints, fetch_images, attach, ..of_library(library, config)? })
}

/// Settles what is looked over by `docbao check`.
pub(crate) fn of_check(
    inputs: Vec<PathBuf>,
    documents: DocumentArgs,
) -> Result<(Vec<PathBuf>, Hints)> {
    let config = Config::find(None)?;
    let hints = hints(documents, &config)?;
    let inputs = if inputs.is_empty() { config.input } else { inputs };
    if inputs.is_empty() {
        missing("name the files or folders with articles, here or as `input` in docbao.toml");
    }
    Ok((inputs, hints))
}

/// Whether results are printed as JSON.
pub(crate) fn is_json(flag: Option<bool>, config: Option<&Path>) -> Result<bool> {
    match flag {
        Some(is_json) => Ok(is_json),
        None => Ok(Config::find(config)?.json.unwrap_or_default()),
    }
}

/// Port that is served on.
pub(crate) fn port(flag: Option<u16>, config: Option<&Path>) -> Result<u16> {
    const PORT: u16 = 8765;
    match flag {
        Some(port) => Ok(port),
        None => Ok(Config::find(config)?.port.unwrap_or(PORT)),
    }
}

/// Settles how the inputs of `docbao convert` are read.
pub(crate) fn of_convert(documents: DocumentArgs) -> Result<Hints> {
    hints(documents, &Config::find(None)?)
}

fn hints(args: DocumentArgs, config: &Config) -> Result<Hints> {
    let encoding = checked("encoding", config.encoding.clone(), |name| name.parse())?;
    let format = checked("format", config.format.clone(), args::format)?;
    let mapping = args.mapping.as_ref().or(config.mapping.as_ref());
    let mapping = mapping.map(|path| Mapping::open(path)).transpose()?;
    Ok(Hints {
        encoding: args.encoding.or(encoding),
        mapping: mapping.unwrap_or_default(),
        format: args.format.or(format),
        program: std::env::current_exe().ok(),
    })
}

/// Settles what is left of a library by `docbao remove`.
pub(crate) fn of_remove(dir: PathBuf, library: LibraryArgs) -> Result<BuildOptions> {
    let config = Config::find(library.config.as_deref())?;
    let data_only = config.data_only.unwrap_or_default();
    Ok(BuildOptions { output: dir, data_only, ..of_library(library, config)? })
}

fn of_library(args: LibraryArgs, config: Config) -> Result<BuildOptions> {
    let default = BuildOptions::default();
    let lang = checked("lang", config.lang, args::language)?;
    let facets = config.facets.map(|fields| {
        let fields = fields
            .iter()
            .map(|field| args::facet(field).map_err(|cure| anyhow!("“{field}”: {cure}")));
        fields.collect::<Result<Vec<_>>>().context("`facets` in docbao.toml")
    });
    let theme = checked("theme", config.theme, args::theme)?;
    let max_part = checked("max-part", config.max_part, args::part_size)?;
    let base_url = checked("base-url", config.base_url, args::base_url)?;
    let pages = args.pages.or(config.pages).unwrap_or_default();
    let base_url = args.base_url.or(base_url);
    Ok(BuildOptions {
        title: args.title.or(config.title),
        language: args.lang.or(lang).unwrap_or(default.language),
        facets: args.facets.or(facets.transpose()?),
        abbreviations: names("abbreviations", &config.abbreviations)?,
        aliases: names("aliases", &config.aliases)?,
        theme: args.theme.or(theme),
        keep: args.keep.or(config.keep).unwrap_or(default.keep),
        max_part: args.max_part.or(max_part).unwrap_or(default.max_part),
        base_url,
        pages,
        strict: args.strict.or(config.strict).unwrap_or_default(),
        ..BuildOptions::default()
    })
}

/// Names with other names, two at a time.
fn names(key: &str, all: &BTreeMap<String, Names>) -> Result<Vec<[String; 2]>> {
    let pairs = all
        .iter()
        .flat_map(|(name, others)| others.all().iter().map(|other| [name.clone(), other.clone()]));
    let pairs: Vec<[String; 2]> = pairs.collect();
    if pairs.len() > MAX_NAMES {
        bail!("`{key}` in docbao.toml has {}, at most {MAX_NAMES} are of use", pairs.len());
    }
    for name in pairs.iter().flatten() {
        let syllables = docbao_search::text::syllables(name).count();
        if !(1..=MAX_SYLLABLES).contains(&syllables) {
            bail!(
                "`{key}` in docbao.toml: “{name}” has {syllables} words; a name has 1 to {MAX_SYLLABLES}"
            );
        }
    }
    Ok(pairs)
}

/// A value of the file, under the rules of the flag.
fn checked<T>(
    key: &str,
    value: Option<String>,
    parse: fn(&str) -> Result<T, String>,
) -> Result<Option<T>> {
    let checked = value.map(|value| parse(&value).map_err(|cure| anyhow!("“{value}”: {cure}")));
    checked.transpose().with_context(|| format!("`{key}` in docbao.toml"))
}

fn missing(what: &str) -> ! {
    Cli::command().error(ErrorKind::MissingRequiredArgument, what).exit()
}
