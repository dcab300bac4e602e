//! `cargo xtask reader`: compiles the reader to wasm and lays out the folder that pages load it
//! from. Other commands begin with these steps.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};

use crate::house;
use crate::steps::{Line, Steps};
use crate::tools;

/// How many steps [`build`] takes.
pub(crate) const STEPS: usize = 4;

/// Name of the glue and its two modules: `_bg.wasm`, and `_later.wasm` with what is wanted later. Trunk
/// names its pair of glue and module after the package, and the loader imports this name, so that both
/// ways of building fit the same loader.
pub(crate) const NAME: &str = "docbao-reader";

/// The element and its loader.
pub(crate) const LOADER: &str = "docbao.js";

/// Name of the glue and module that make a library inside a page.
pub(crate) const INDEX: &str = "docbao-index";

/// What `static/` holds that is not part of the reader.
const NOT_SHIPPED: &str = "articles";

pub(crate) fn run() -> Result<()> {
    let folder = build(&mut Steps::new(STEPS))?;
    println!("The reader is in {}", folder.display());
    Ok(())
}

/// Builds the reader and returns its folder.
pub(crate) fn build(steps: &mut Steps) -> Result<PathBuf> {
    steps.step("tools", |line| {
        tools::need_compiler()?;
        let added = [tools::need_wasm_target(line)?, tools::need_std_sources(line)?];
        Ok(((), added.concat()))
    })?;
    steps.step("reader", |line| {
        let build = ["rustc", "--release", "--lib", "--package", NAME, "--target", tools::WASM];
        // Relocations tell what refers to what, so that the linked module can be cut in two.
        let cut =
            ["--features", "split", "--crate-type", "cdylib", "--", "-Clink-arg=--emit-relocs"];
        line.run(house::cargo_for_reader().args(build).args(cut))?;
        Ok(((), String::new()))
    })?;
    steps.step("indexer", |line| {
        let build =
            ["rustc", "--profile=index", "--lib", "--package", INDEX, "--target", tools::WASM];
        line.run(house::cargo_for_reader().args(build).args(["--crate-type", "cdylib"]))?;
        Ok(((), String::new()))
    })?;
    steps.step("glue", |line| {
        let tool = build_tool(line)?;
        let glue = house::products()?.join("glue");
        let is_new = bind(line, &tool, ("bindgen", NAME, "release"), &glue)?;
        bind(line, &tool, ("bindgen-whole", INDEX, "index"), &glue)?;
        let folder = house::products()?.join("reader");
        lay_out(&glue, &folder)?;
        Ok((folder, if is_new { "" } else { "unchanged" }.to_owned()))
    })
}

/// Builds `xtask-wasm`, the part of us that needs crates. Unoptimized: it compiles in half the time,
/// and runs for half a second.
pub(crate) fn build_tool(line: &Line) -> Result<PathBuf> {
    let build = ["build", "--package=xtask", "--features=wasm", "--bin=xtask-wasm"];
    line.run(house::cargo().args(build))?;
    house::binary("debug", "xtask-wasm")
}

/// Runs wasm-bindgen unless it has already seen this very module: the tool's command, the module's name
/// and its profile. Returns whether it ran.
fn bind(
    line: &Line,
    tool: &Path,
    (command, name, profile): (&str, &str, &str),
    glue: &Path,
) -> Result<bool> {
    let module = format!("{}.wasm", name.replace('-', "_"));
    let wasm = house::target()?.join(tools::WASM).join(profile).join(module);
    let mut seen = fs::read(&wasm).with_context(|| wasm.display().to_string())?;
    let tool_made = fs::metadata(tool)?.modified()?;
    seen.extend_from_slice(format!("{tool_made:?}").as_bytes());
    let seen = house::fingerprint(&seen);
    let stamp = glue.join(format!("{name}.stamp"));
    if fs::read_to_string(&stamp).is_ok_and(|last| last == seen) {
        return Ok(false);
    }
    fs::create_dir_all(glue)?;
    // The stamp goes first: an interrupted run must not pass for a finished one.
    fs::remove_file(&stamp).ok();
    line.run(std::process::Command::new(tool).arg(command).arg(&wasm).arg(name).arg(glue))?;
    fs::write(stamp, seen)?;
    Ok(true)
}

/// Makes the folder hold the glue, the wasm and what `static/` ships, and nothing else. A file
/// that is right is not touched: its time tells cargo whether the bundler must be built again.
fn lay_out(glue: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let pair = [format!("{NAME}.js"), format!("{NAME}_bg.wasm")];
    let later = format!("{NAME}_later.wasm");
    let index = [format!("{INDEX}.js"), format!("{INDEX}_bg.wasm")];
    let mut files: Vec<PathBuf> =
        pair.iter().chain([&later]).chain(&index).map(|name| glue.join(name)).collect();
    let shipped = house::root().join("static");
    for entry in fs::read_dir(&shipped).with_context(|| shipped.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push(entry.path());
        } else if entry.file_name() != NOT_SHIPPED {
            bail!("static/ has a folder that `cargo xtask reader` does not know how to ship");
        }
    }
    let names: Vec<_> = files.iter().filter_map(|file| file.file_name()).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !names.contains(&entry.file_name().as_os_str()) {
            fs::remove_file(entry.path())?;
        }
    }
    // Who loads comes after what is loaded: it names the hashes of that.
    let mut files: Vec<_> = files.iter().zip(&names).collect();
    files.sort_by_key(|(_, name)| {
        (LOADERS.iter().position(|loader| name.to_str() == Some(loader)), **name)
    });
    let mut hashes = LOADERS.map(|_| String::new());
    for (file, name) in files {
        let bytes = fs::read(file).with_context(|| file.display().to_string())?;
        let bytes = match LOADERS.iter().position(|loader| name.to_str() == Some(loader)) {
            Some(loader) => with_hashes(bytes, &hashes[loader])?,
            None => bytes,
        };
        let bytes = without_comments(file, bytes)?;
        if let Some((name, loader)) = name.to_str().and_then(|name| Some((name, loader_of(name)?)))
        {
            hashes[loader].push_str(&format!("\"{name}\": \"{}\",", integrity(&bytes)));
        }
        let copy = folder.join(name);
        if fs::read(&copy).is_ok_and(|old| old == bytes) {
            continue;
        }
        fs::write(copy, bytes)?;
    }
    Ok(())
}

/// What loads other files and pins them, in the order in which they can be written.
const LOADERS: [&str; 2] = ["docbao-articles.js", LOADER];

/// What the loader loads besides glue and modules, and pins. `docbao-offline.js` is none of them: it comes
/// together with a service worker, which no page can pin, and which can do all that a script can.
const LOADED: [&str; 4] = ["docbao.css", "docbao-store.js", "docbao-words.js", LOADERS[0]];

/// Who of [`LOADERS`] pins a file.
fn loader_of(name: &str) -> Option<usize> {
    if name.starts_with(INDEX) {
        return Some(0);
    }
    (name.starts_with(NAME) || LOADED.contains(&name)).then_some(1)
}

/// The hash of a file as browsers check it.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// Fills in what a loader checks its files by, where the page's script is pinned.
fn with_hashes(loader: Vec<u8>, hashes: &str) -> Result<Vec<u8>> {
    let loader = String::from_utf8(loader).context("a loader")?;
    let place = "const INTEGRITY = {}";
    anyhow::ensure!(loader.contains(place), "a loader has no `{place}` any more");
    Ok(loader.replace(place, &format!("const INTEGRITY = {{{hashes}}}")).into_bytes())
}

/// Takes comments and white space out of scripts and style sheets: a quarter of their weight on the
/// wire. Names stay, so that what a browser reports can be found in the sources.
fn without_comments(file: &Path, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let text = |bytes| String::from_utf8(bytes).with_context(|| file.display().to_string());
    match file.extension().and_then(OsStr::to_str) {
        Some("js") => Ok(in_ascii(&minifier::js::minify(&text(bytes)?).to_string()).into_bytes()),
        Some("css") => match minifier::css::minify(&text(bytes)?) {
            Ok(style) => Ok(style.to_string().into_bytes()),
            Err(error) => bail!("{}: {error}", file.display()),
        },
        _ => Ok(bytes),
    }
}

/// Writes a script without any letter that depends on an encoding: a classic script whose host names none
/// is read in that of the page, which may be windows-1258.
fn in_ascii(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    for c in script.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_means_the_same_in_every_encoding() {
        assert_eq!(in_ascii("a(\"Thử 😀\")"), "a(\"Th\\u1eed \\ud83d\\ude00\")");
    }

    #[test]
    fn the_guide_names_every_file_that_no_page_can_pin() {
        let read = |path: &str| fs::read_to_string(house::root().join(path)).unwrap();
        let after = |text: &str, begin: &str| -> Vec<String> {
            let names = text.split(begin).skip(1).filter_map(|rest| rest.split(['"', '$']).next());
            names.map(str::to_owned).collect()
        };
        let loader = read("static/docbao.js");
        let mut names = [after(&loader, "load(\""), after(&loader, "load(`")].concat();
        for name in names.clone().iter().filter(|name| loader_of(name).is_none()) {
            names.extend(after(&read(&format!("static/{name}")), " from \"./"));
        }
        names.retain(|name| loader_of(name).is_none());
        names.sort();
        assert_eq!(names, ["docbao-offline.js", "docbao-save.js"]);
        for name in names {
            assert!(read("docs/embedding.md").matches(&format!("`{name}`")).count() >= 2, "{name}");
        }
    }

    /// What the minifier could get wrong, in the forms that our files have it.
    #[test]
    fn what_looks_like_a_comment_stays_inside_strings_and_patterns() {
        let script = "/** Why. */\nconst a = \"// no\", b = `a  /* no */ ${a} b`;\n\
                      // comment\nconst c = /\\/\\*|unsafe-eval/i.test(a)\nclass D { #e = 1; get e() { return this.#e } }\n";
        let small = without_comments(Path::new("a.js"), script.into()).unwrap();
        let small = String::from_utf8(small).unwrap();
        for kept in
            ["\"// no\"", "`a  /* no */ ${a} b`", "/\\/\\*|unsafe-eval/i", "#e=1", "this.#e"]
        {
            assert!(small.contains(kept), "{kept} is not in {small}");
        }
        assert!(!small.contains("Why") && !small.contains("// comment"), "{small}");
        let style = "/* Why. */ a::after { content: \"/* no */  b\"; width: calc(1px + 2px) }";
        let small = without_comments(Path::new("a.css"), style.into()).unwrap();
        let small = String::from_utf8(small).unwrap();
        assert_eq!(small.trim(), "a::after{content:\"/* no */  b\";width:calc(1px + 2px)}");
        assert_eq!(
            without_comments(Path::new("a.svg"), b"<!-- -->".to_vec()).unwrap(),
            b"<!-- -->"
        );
    }
}
