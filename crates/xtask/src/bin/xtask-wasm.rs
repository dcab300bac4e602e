//! The part of `cargo xtask` that needs crates: linked modules are cut in two and bound to JavaScript by
//! libraries, and compressors weigh what is shipped. Not meant to be called by people: `cargo xtask` does.

#![allow(clippy::print_stdout, reason = "its output is its answer to xtask")]

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::mem::take;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use walrus::LocalId;
use walrus::ir::{Visitor, VisitorMut, dfs_in_order, dfs_pre_order_mut};
use wasm_bindgen_cli_support::{Bindgen, Output};

fn main() -> Result<()> {
    let args: Vec<OsString> = env::args_os().skip(1).collect();
    match args.split_first() {
        Some((command, [input, name, out])) if command == "bindgen" => {
            bindgen(Path::new(input), &name.to_string_lossy(), Path::new(out))
        }
        Some((command, [input, name, out])) if command == "bindgen-whole" => {
            whole(Path::new(input), &name.to_string_lossy(), Path::new(out))
        }
        Some((command, files)) if command == "weigh" => {
            files.iter().try_for_each(|file| weigh(Path::new(file)))
        }
        _ => bail!("usage: xtask-wasm bindgen|bindgen-whole WASM NAME DIR | weigh FILE…"),
    }
}

/// Writes `NAME.js`, `NAME_bg.wasm` and `NAME_later.wasm`. The first two are the pair that Trunk would
/// write as well, with less in it.
fn bindgen(wasm: &Path, name: &str, out: &Path) -> Result<()> {
    let linked = fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let parts = out.join("parts");
    let first = parts.join("first.wasm");
    let mut options = wasm_split_cli_support::Options::new(&linked);
    options.output_dir = &parts;
    options.main_out_path = &first;
    // It would leave a script that fetches the second module; our loader does that, as it does the first.
    options.link_name = "unused.js";
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:?}"))
        .context("the module cannot be cut in two")?;

    let mut bindgen = Bindgen::new();
    let mut output = bindgen
        .input_path(&first)
        .web(true)?
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // The table of functions is one of them: the second module puts its own into it.
        .keep_lld_exports(true)
        .generate_output()
        .context("wasm-bindgen refused the module")?;
    let seal = seal(&linked);
    let exports = &mut output.wasm_mut().exports;
    let memory = exports.iter().find(|export| export.name == "memory").map(|export| export.item);
    exports.add(&seal, memory.context("the module exports no memory")?);
    emit(output, name, out)?;
    fs::write(
        out.join(format!("{name}_later.wasm")),
        seal_later(&parts.join("split_later.wasm"), &seal)?,
    )?;
    Ok(())
}

/// Writes `NAME.js` and `NAME_bg.wasm` of a module that is not cut.
fn whole(wasm: &Path, name: &str, out: &Path) -> Result<()> {
    let output = Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen refused the module")?;
    emit(output, name, out)
}

/// Takes out of the table of functions what nothing calls by it: of every interface that our crates know of
/// JavaScript, used or not, wasm-bindgen has been told how its closures are called, by their places in the table.
/// Those that are used it exports by now.
fn forget_descriptions(module: &mut walrus::Module) {
    let is_told = |name: &str| name.contains("wasm_bindgen") && name.contains("closures");
    let told: Vec<_> = module
        .funcs
        .iter()
        .filter(|function| function.name.as_deref().is_some_and(is_told))
        .map(|function| function.id())
        .collect();
    for element in module.elements.iter_mut() {
        if let walrus::ElementItems::Functions(functions) = &mut element.items
            && let Some(other) = functions.iter().copied().find(|id| !told.contains(id))
        {
            // The places of all others stay.
            functions.iter_mut().filter(|id| told.contains(id)).for_each(|id| *id = other);
        }
    }
    walrus::passes::gc::run(module);
}

/// Numbers the locals of every function by how often it uses them, as binaryen's `reorder-locals` does: then functions
/// say the same few numbers, which compresses better. 1.1 KB of the reader on the wire.
fn number_locals(module: &mut walrus::Module) {
    let functions: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for id in functions {
        let function = module.funcs.get(id).kind.unwrap_local();
        let mut uses = Uses::default();
        dfs_in_order(&mut uses, function, function.entry_block());
        // The numbers of what a function is given are its type's.
        let used = uses.0.into_iter().filter(|(local, _)| !function.args.contains(local));
        let mut used: Vec<_> = used.map(|(local, count)| (Reverse(count), local)).collect();
        used.sort();
        let renamed = used.into_iter().map(|(_, local)| {
            let kind = module.locals.get(local).ty();
            (local, module.locals.add(kind))
        });
        let mut renamed = Renamed(renamed.collect());
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        dfs_pre_order_mut(&mut renamed, function, function.entry_block());
    }
}

/// How often each local is used.
#[derive(Default)]
struct Uses(BTreeMap<LocalId, usize>);

impl Visitor<'_> for Uses {
    fn visit_local_id(&mut self, local: &LocalId) {
        *self.0.entry(*local).or_default() += 1;
    }
}

/// Locals and what they are called from now on.
struct Renamed(BTreeMap<LocalId, LocalId>);

impl VisitorMut for Renamed {
    fn visit_local_id_mut(&mut self, local: &mut LocalId) {
        if let Some(new) = self.0.get(local) {
            *local = *new;
        }
    }
}

/// Writes glue and module, which call what they share by short names: the long ones end in hashes, which
/// do not compress, and both files carry them, 3 KB on the wire.
fn emit(mut output: Output, name: &str, out: &Path) -> Result<()> {
    let glue = format!("./{name}_bg.js");
    let mut short = BTreeMap::from([(glue.clone(), "a".to_owned())]);
    for import in output.wasm_mut().imports.iter_mut().filter(|import| import.module == glue) {
        let count = short.len();
        let name = short.entry(take(&mut import.name)).or_insert_with(|| format!("i{count:x}"));
        name.clone_into(&mut import.name);
        "a".clone_into(&mut import.module);
    }
    // Of what the module gives, only what nobody calls but the glue: how closures are called, in their types'
    // words, and how memory is had.
    let of_glue = ["wasm_bindgen_", "__wbindgen_", "__externref_"];
    for export in output.wasm_mut().exports.iter_mut() {
        // The table of references is more than a word in the glue: `wasm.….get(…)`.
        let is_word = !export.name.ends_with("externrefs");
        if is_word && of_glue.iter().any(|begin| export.name.starts_with(begin)) {
            let name = format!("v{:x}", short.len());
            short.insert(format!("wasm.{}", export.name), format!("wasm.{name}"));
            export.name = name;
        }
    }
    // What a processor must know is in the instructions themselves.
    let customs = &mut output.wasm_mut().customs;
    let said: Vec<_> = customs.iter().map(|(id, _)| id).collect();
    said.into_iter().for_each(|id| drop(customs.delete(id)));
    forget_descriptions(output.wasm_mut());
    number_locals(output.wasm_mut());
    output.emit(out)?;
    let script = out.join(format!("{name}.js"));
    let text = fs::read_to_string(&script).context("the glue")?;
    // What is between quotes counts as one word as well.
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "_$./-".contains(c);
    // The glue's own functions that call closures are named after the types of these.
    for word in text.split(|c| !is_of_word(c)).filter(|word| word.starts_with("wasm_bindgen_")) {
        let count = short.len();
        short.entry(word.to_owned()).or_insert_with(|| format!("c{count:x}"));
    }
    let mut shortened = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let len = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(len);
        shortened.push_str(short.get(word).map_or(word, String::as_str));
        let len = after.find(is_of_word).unwrap_or(after.len());
        let (between, after) = after.split_at(len);
        shortened.push_str(between);
        rest = after;
    }
    for (long, short) in &short {
        anyhow::ensure!(
            !shortened.contains(long),
            "{long} is still in the glue, but not in the module: {short}"
        );
    }
    fs::write(&script, shortened).context("the glue")
}

/// A name that only the two halves of one module know. A half of another build would be put into the
/// wrong places of memory; so the second asks for the memory by this name and does not link otherwise.
fn seal(linked: &[u8]) -> String {
    let mut crc = flate2::Crc::new();
    crc.update(linked);
    format!("memory-{:08x}", crc.sum())
}

/// The second module, which wasm-bindgen does not see: without names and without room for relocation.
fn seal_later(later: &Path, seal: &str) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(later).context("the second module")?;
    let memory = module.imports.iter_mut().find(|import| import.name == "memory");
    seal.clone_into(&mut memory.context("the second module imports no memory")?.name);
    let custom: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in custom {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(&mut module);
    number_locals(&mut module);
    Ok(module.emit_wasm())
}

/// Prints the bytes of a file: as it is, gzip 9, brotli 11.
fn weigh(file: &Path) -> Result<()> {
    let raw = fs::read(file).with_context(|| file.display().to_string())?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&raw)?;
    let gzip = gzip.finish()?;
    let mut brotli = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut raw.as_slice(), &mut brotli, &params)?;
    println!("{} {} {}", raw.len(), gzip.len(), brotli.len());
    Ok(())
}
