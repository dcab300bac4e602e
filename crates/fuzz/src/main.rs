//! libFuzzer's program: `DOCBAO_FUZZ` names the target; `docbao-fuzz seeds DIR` writes its seeds
//! instead. Called by `cargo xtask fuzz`.

#![no_main]
#![allow(clippy::print_stderr, reason = "it talks to the developer")]

use std::path::Path;
use std::sync::LazyLock;

use cap::Cap;
use docbao_fuzz::Target;

/// Memory that one input may take, in bytes, whatever it claims. libFuzzer's own share is about a
/// hundred megabytes of it.
const LIMIT: usize = 600 << 20;

#[global_allocator]
static MEMORY: Cap<std::alloc::System> = Cap::new(std::alloc::System, LIMIT);

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("DOCBAO_FUZZ").unwrap_or_default();
    Target::named(&name).unwrap_or_else(|| {
        eprintln!("DOCBAO_FUZZ names no target: {name:?}");
        std::process::exit(2)
    })
});

libfuzzer_sys::fuzz_target!(
    init: {
        if let Ok(folder) = std::env::var("DOCBAO_FUZZ_SEEDS") {
            write_seeds(Path::new(&folder));
        }
    },
    |bytes: &[u8]| TARGET.run(bytes)
);

/// Puts the target's seeds where libFuzzer is about to look for its corpus.
fn write_seeds(folder: &Path) {
    for (at, seed) in TARGET.seeds().into_iter().enumerate() {
        if let Err(error) = std::fs::write(folder.join(format!("seed-{at}")), seed) {
            eprintln!("{}: {error}", folder.display());
            std::process::exit(2);
        }
    }
}
