//! House rules that no compiler knows: what may be named where, how long a file may grow, that
//! `FORMAT.md` was read again when the code it describes changed, and that what is guaranteed has tests.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::house;

/// Lines after which a file must say why it is so long.
const MAX_LINES: usize = 600;

/// Files that are longer, with the reason.
const LONG_FILES: &[(&str, &str)] =
    &[("static/docbao.css", "one style sheet is one request, and reads from properties to parts")];

/// What the layout of a library is made of: who changes one of these reads `FORMAT.md` again.
const LAYOUT: &[&str] = &[
    "crates/bundle/src/article.rs",
    "crates/bundle/src/content.rs",
    "crates/bundle/src/manifest.rs",
    "crates/bundle/src/mentions.rs",
    "crates/bundle/src/row.rs",
    "crates/bundle/src/slice.rs",
    "crates/bundle/src/table.rs",
    "crates/bundle/src/wire.rs",
    "crates/search/src/bits.rs",
    "crates/search/src/layout.rs",
    "crates/search/src/pairs.rs",
    "crates/search/src/postings.rs",
    "crates/search/src/related.rs",
];

const FORMAT: &str = "crates/bundle/FORMAT.md";

/// Words that must not occur in the code of some files, comments apart.
struct Ban {
    files: fn(&str) -> bool,
    words: &'static [&'static str],
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        files: |path| ["src/state.rs", "src/route.rs", "src/options.rs"].contains(&path),
        words: &["yew", "web_sys"],
        reason: "state, routes and options are pure: native tests must reach them",
    },
    Ban {
        files: |path| {
            let code = [".rs", ".js", ".html"].iter().any(|end| path.ends_with(end));
            let ours = path.starts_with("src/") || path.starts_with("static/");
            code && ours && !path.starts_with("static/articles/")
        },
        words: &["innerHTML", "outerHTML", "set_inner_html", "from_html_unchecked", "eval("],
        reason: "articles are data: nothing is ever injected as HTML or run",
    },
    Ban {
        files: |path| {
            path.starts_with("crates/bundle/src/") || path.starts_with("crates/search/src/")
        },
        words: &["std::fs", "std::net", "std::time", "web_sys", "js_sys"],
        reason: "bundle and search do no I/O and know no clock: they run everywhere",
    },
];

/// A text file of the checkout: its path from the top, and what it holds.
struct File {
    path: String,
    text: String,
}

/// Fails if a house rule is broken, naming every place.
pub(crate) fn run() -> Result<()> {
    let files = files()?;
    let rules = [undocumented, too_long, banned, machine_paths, stale_format, unproven];
    let complaints: Vec<String> = rules.iter().flat_map(|rule| rule(&files)).collect();
    if !complaints.is_empty() {
        bail!("house rules are broken:\n{}", complaints.join("\n"));
    }
    Ok(())
}

/// Reads what git tracks, or would.
fn files() -> Result<Vec<File>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = git.current_dir(house::root()).output().context("the house rules need git")?;
    if !listed.status.success() {
        bail!("the house rules need a git checkout: {}", String::from_utf8_lossy(&listed.stderr));
    }
    let paths = String::from_utf8(listed.stdout).context("a file name is not UTF-8")?;
    let read = |path: &str| {
        // Neither a deleted file nor a binary one is our business.
        let text = fs::read_to_string(house::root().join(path)).ok()?;
        Some(File { path: path.to_owned(), text })
    };
    Ok(paths.split('\0').filter(|path| !path.is_empty()).filter_map(read).collect())
}

fn undocumented(files: &[File]) -> Vec<String> {
    let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
    let opens_well = |text: &str| text.starts_with("//!") || text.starts_with("#![doc");
    rust.filter(|file| !opens_well(&file.text))
        .map(|file| {
            format!("{}: must open with `//!`: what is this, and what is it not?", file.path)
        })
        .collect()
}

fn too_long(files: &[File]) -> Vec<String> {
    let is_known = |path: &str| LONG_FILES.iter().any(|(known, _)| *known == path);
    let code = files.iter().filter(|file| {
        [".rs", ".js", ".css"].iter().any(|end| file.path.ends_with(end)) && !is_known(&file.path)
    });
    code.map(|file| (file, file.text.lines().count()))
        .filter(|(_, n_lines)| *n_lines > MAX_LINES)
        .map(|(file, n_lines)| {
            let path = &file.path;
            format!("{path}: {n_lines} lines. Divide it, or give the reason in LONG_FILES")
        })
        .collect()
}

fn banned(files: &[File]) -> Vec<String> {
    let is_comment =
        |line: &str| ["//", "/*", "*", "<!--"].iter().any(|sign| line.starts_with(sign));
    let mut complaints = Vec::new();
    for ban in BANS {
        for file in files.iter().filter(|file| (ban.files)(&file.path)) {
            let code = file.text.lines().enumerate().filter(|(_, line)| !is_comment(line.trim()));
            for (idx, line) in code {
                for word in ban.words.iter().filter(|word| line.contains(**word)) {
                    let place = format!("{}:{}", file.path, idx + 1);
                    complaints.push(format!("{place}: `{word}`: {}", ban.reason));
                }
            }
        }
    }
    complaints
}

fn machine_paths(files: &[File]) -> Vec<String> {
    // Put together here, so that this file does not accuse itself.
    let roots = ["work", "root", "home"].map(|name| format!("/{name}/"));
    let is_path = |line: &str, root: &String| {
        let begins_path = |at: usize| {
            let before = line.get(..at).and_then(|before| before.chars().next_back());
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}'))
        };
        line.match_indices(root.as_str()).any(|(at, _)| begins_path(at))
    };
    let mut complaints = Vec::new();
    for file in files {
        for (idx, line) in file.text.lines().enumerate() {
            if roots.iter().any(|root| is_path(line, root)) {
                complaints.push(format!("{}:{}: a path of one machine", file.path, idx + 1));
            }
        }
    }
    complaints
}

fn stale_format(files: &[File]) -> Vec<String> {
    let Some(format) = files.iter().find(|file| file.path == FORMAT) else {
        return vec![format!("{FORMAT} is missing")];
    };
    let mut code = String::new();
    for path in LAYOUT {
        if let Some(file) = files.iter().find(|file| file.path == *path) {
            code.push_str(&layout_code(&file.text));
        }
    }
    let now = format!("<!-- layout: {} -->", house::fingerprint(code.as_bytes()));
    if format.text.lines().any(|line| line == now) {
        return Vec::new();
    }
    vec![format!(
        "{FORMAT}: the code it describes has changed. Check that it still tells the truth, \
         then put this line in: {now}"
    )]
}

/// What of a source file can change the layout: neither comments nor tests.
fn layout_code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Where guarantees stand in a table, the tests that prove them in its last column.
const GUARANTEES: &str = "docs/offline.md";

/// Guarantees without a test, or with one that there is not.
fn unproven(files: &[File]) -> Vec<String> {
    let Some(file) = files.iter().find(|file| file.path == GUARANTEES) else {
        return vec![format!("{GUARANTEES} is missing")];
    };
    let table = file.text.split("\n## ").find(|part| part.starts_with("What is guaranteed"));
    let rows = table.unwrap_or_default().lines().filter(|line| line.starts_with("| "));
    // The first names the columns.
    let rows: Vec<&str> = rows.skip(1).collect();
    let code = files.iter().filter(|file| file.path.ends_with(".rs"));
    let code: Vec<String> = code.map(|file| file.text.split_whitespace().collect()).collect();
    let is_test = |name: &str| {
        let test = format!("#[test]fn{name}()");
        code.iter().any(|code| code.contains(&test))
    };
    let mut complaints = Vec::new();
    if rows.is_empty() {
        complaints.push(format!("{GUARANTEES} has no table below \"What is guaranteed\""));
    }
    for row in rows {
        let cells: Vec<&str> = row.trim_end_matches('|').split('|').collect();
        let proofs: Vec<&str> =
            cells.last().map_or_else(Vec::new, |cell| cell.split('`').skip(1).step_by(2).collect());
        if proofs.is_empty() {
            complaints.push(format!("{GUARANTEES}: no test stands in the line {row}"));
        }
        let commands =
            |proof: &&str| !proof.starts_with("cargo xtask ") && !proof.starts_with("crates/");
        for name in proofs.iter().copied().filter(commands).filter(|name| !is_test(name)) {
            complaints.push(format!("{GUARANTEES}: there is no test {name}"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Vec<File> {
        vec![File { path: path.into(), text: text.into() }]
    }

    #[test]
    fn the_house_rules_hold() {
        if let Err(error) = run() {
            panic!("{error}");
        }
    }

    #[test]
    fn broken_rules_are_noticed() {
        assert_eq!(undocumented(&file("src/a.rs", "use x;")).len(), 1);
        assert_eq!(too_long(&file("src/a.rs", &"x\n".repeat(601))).len(), 1);
        assert_eq!(banned(&file("src/state.rs", "use yew::Html;")).len(), 1);
        assert_eq!(banned(&file("static/docbao.js", "root.innerHTML = text;")).len(), 1);
        assert_eq!(banned(&file("crates/search/src/a.rs", "use std::time::Instant;")).len(), 1);
        let path = format!("see /{}/me/x", "home");
        assert_eq!(machine_paths(&file("README.md", &path)).len(), 1);
    }

    #[test]
    fn what_is_allowed_passes() {
        assert!(banned(&file("static/docbao.js", "// no innerHTML here")).is_empty());
        assert!(banned(&file("static/articles/a.md", "root.innerHTML = text;")).is_empty());
        let address = format!("https://example.vn/{}/tin-tuc", "home");
        assert!(machine_paths(&file("README.md", &address)).is_empty());
    }

    #[test]
    fn what_is_guaranteed_has_a_test_that_there_is() {
        let complaints = |proof: &str| {
            let table = format!(
                "# Offline\n\n## What is guaranteed\n\n| guarantee | test |\n|---|---|\n| it works | {proof} |\n\n## More\n"
            );
            let mut files = file(GUARANTEES, &table);
            files.extend(file("tests/a.rs", "#[test]\nfn it_works() {\n}\nfn helper() {}\n"));
            unproven(&files).len()
        };
        assert_eq!(complaints("`it_works`, `cargo xtask bench --file`"), 0);
        assert_eq!(complaints("`it_works`, `it_works_better`"), 1);
        assert_eq!(complaints("`helper`"), 1);
        assert_eq!(complaints("all of it"), 1);
    }

    #[test]
    fn the_format_is_pinned_to_its_code() {
        let layout = |code: &str, stated: &str| {
            let mut files = file("crates/bundle/src/row.rs", code);
            files.extend(file(FORMAT, stated));
            stale_format(&files)
        };
        let complaint = layout("struct Row;", "# Format\n<!-- layout: 0 -->\n").remove(0);
        let cure = complaint.split_once("put this line in: ").unwrap().1;
        assert!(layout("struct Row;", cure).is_empty());
        assert!(layout("// A comment.\nstruct Row;", cure).is_empty());
        assert_eq!(layout("struct Row { id: u32 }", cure).len(), 1);
    }
}
