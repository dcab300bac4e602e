//! Takes the compiled reader into the binary, so that people who publish need no Rust.
//!
//! `DOCBAO_READER_DIR` names a folder; every file in it is embedded by its name. `cargo xtask` sets
//! it. Without it the table is empty: the crate builds and tests all the same, and says at run time
//! that no reader is inside.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=DOCBAO_READER_DIR");
    let mut table = String::from("&[\n");
    if let Some(dir) = env::var_os("DOCBAO_READER_DIR").filter(|dir| !dir.is_empty()) {
        let dir = fs::canonicalize(PathBuf::from(&dir))
            .map_err(|error| format!("DOCBAO_READER_DIR is {}: {error}", dir.display()))?;
        println!("cargo::rerun-if-changed={}", dir.display());
        for path in files(&dir)? {
            println!("cargo::rerun-if-changed={}", path.display());
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = path.to_str().ok_or("DOCBAO_READER_DIR is not Unicode")?;
            table += &format!("    ({name:?}, include_bytes!({path:?})),\n");
        }
    }
    table += "]\n";
    println!("cargo::rustc-env=DOCBAO_READER_CODE={}", code()?);
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&out).join("reader_files.rs"), table)?;
    Ok(())
}

/// A name for the code that makes articles of documents: FNV-1a over its sources, and over the versions of
/// the crates that it uses. What was read by other code is read again.
fn code() -> Result<String, Box<dyn Error>> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut open: Vec<PathBuf> =
        CODE.iter().map(PathBuf::from).filter(|path| path.exists()).collect();
    while let Some(path) = open.pop() {
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            let entries = fs::read_dir(&path)?.map(|entry| Ok(entry?.path()));
            let mut entries = entries.collect::<Result<Vec<_>, std::io::Error>>()?;
            entries.sort();
            open.extend(entries);
            continue;
        }
        for byte in fs::read(&path)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(format!("{}-{hash:016x}", env::var("CARGO_PKG_VERSION")?))
}

/// Where that code is. Packed for a registry, the crate has only its own.
const CODE: [&str; 11] = [
    "src/assets.rs",
    "src/mentions.rs",
    "src/mentions",
    "../search/src",
    "src/encoding.rs",
    "src/encoding",
    "src/ingest.rs",
    "src/ingest",
    "../bundle/src",
    "../indexer/src",
    "../../Cargo.lock",
];

/// The files directly in a folder, by name.
fn files(dir: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.metadata()?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}
