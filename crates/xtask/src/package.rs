//! The npm package, the folder for a content delivery network and the plugin for WordPress: the reader's files with
//! what people who build pages want beside them. `npm/` and `plugins/` hold what is written by hand; nothing is
//! uploaded from here.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::house;
use crate::reader;

/// Files that are for sites that `docbao` makes, not for packages: pages show the library that they lie beside,
/// and the service worker has its list of files written by `docbao build`.
const OF_SITES: [&str; 7] = [
    "docbao-page.css",
    "docbao-embed.js",
    "docbao-sw.js",
    "embed.html",
    "nhung.css",
    "nhung.html",
    "nhung.js",
];

/// Lays out the package for npm in `folder`.
pub(crate) fn npm(reader: &Path, folder: &Path) -> Result<()> {
    copy_files(reader, folder, is_for_packages)?;
    copy_files(&house::root().join("npm"), folder, |_| true)?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(house::root().join(licence), folder.join(licence))?;
    }
    let manifest = folder.join("package.json");
    let text = fs::read_to_string(&manifest)?;
    let version = format!("\"version\": \"{}\"", version()?);
    fs::write(manifest, text.replace("\"version\": \"0.0.0\"", &version))?;
    fs::write(folder.join("integrity.json"), hashes(reader)?).context("integrity.json")
}

/// Lays out the plugin for WordPress, with the reader inside: a folder for `wp-content/plugins`.
pub(crate) fn wordpress(reader: &Path, folder: &Path) -> Result<()> {
    copy_files(&house::root().join("plugins/wordpress"), folder, |_| true)?;
    copy_files(reader, &folder.join("reader"), is_for_packages)?;
    let plugin = folder.join("docbao.php");
    let text = fs::read_to_string(&plugin)?;
    let version = format!(" * Version: {}", version()?);
    fs::write(&plugin, text.replace(" * Version: 0.0.0", &version)).context("docbao.php")
}

/// Lays out the files for a network, in a folder named by the version: its files never change.
pub(crate) fn cdn(reader: &Path, folder: &Path) -> Result<()> {
    let version = version()?;
    let folder = folder.join(&version);
    copy_files(reader, &folder, is_for_packages)?;
    fs::write(folder.join("integrity.json"), hashes(reader)?)?;
    let loader = fs::read(reader.join(reader::LOADER)).context(reader::LOADER)?;
    let tag = format!(
        "<script src=\"https://…/{version}/{}\" integrity=\"{}\" crossorigin defer></script>\n",
        reader::LOADER,
        reader::integrity(&loader)
    );
    fs::write(folder.join("script-tag.html"), tag).context("script-tag.html")
}

/// The version of everything that is published.
fn version() -> Result<String> {
    let workspace = fs::read_to_string(house::root().join("Cargo.toml"))?;
    let package = workspace.split_once("[workspace.package]").map(|(_, rest)| rest);
    let line =
        package.and_then(|rest| rest.lines().find_map(|line| line.strip_prefix("version = ")));
    Ok(line.context("the workspace has no version")?.trim_matches('"').to_owned())
}

/// File → hash, for `integrity` attributes. Of all that is loaded only the loader's is needed: it has the
/// others in it.
fn hashes(reader: &Path) -> Result<String> {
    let mut names: Vec<_> = fs::read_dir(reader)?.collect::<Result<_, _>>()?;
    names.retain(|entry| entry.file_name().to_str().is_some_and(is_for_packages));
    names.sort_by_key(fs::DirEntry::file_name);
    let lines = names.iter().map(|entry| {
        let hash = reader::integrity(&fs::read(entry.path())?);
        Ok(format!("  \"{}\": \"{hash}\"", entry.file_name().to_string_lossy()))
    });
    let lines: Vec<String> = lines.collect::<Result<_>>()?;
    Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
}

fn is_for_packages(name: &str) -> bool {
    !OF_SITES.contains(&name)
}

fn copy_files(from: &Path, to: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(&is_wanted) {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> String {
        fs::read_to_string(house::root().join(path)).unwrap()
    }

    /// Texts between a beginning and an end.
    fn between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
        text.split(begin).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
    }

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn the_manifest_and_the_types_name_what_the_element_has() {
        let (code, manifest, types) =
            (read("static/docbao.js"), read("npm/custom-elements.json"), read("npm/docbao.d.ts"));
        let list = between(&code, "const ATTRIBUTES = [", "]")[0];
        let attributes: Vec<&str> =
            list.split(',').map(|name| name.trim().trim_matches('"')).collect();
        assert!(attributes.contains(&"src") && attributes.contains(&"shortcuts"), "{attributes:?}");
        let listed = between(&manifest, "\"attributes\": [", "\"members\"")[0];
        let mut known = attributes.clone();
        known.push("filter-*");
        assert_eq!(sorted(between(listed, "\"name\": \"", "\"")), sorted(known));
        let element = between(&types, "interface DocBao extends HTMLElement {", "\n}")[0];
        for attribute in attributes {
            let mut property = String::new();
            for (at, part) in attribute.split('-').enumerate() {
                let (first, rest) = part.split_at(1);
                property += &if at == 0 { part.to_owned() } else { first.to_uppercase() + rest };
            }
            let is_ours = !["lang", "id"].contains(&attribute);
            assert_eq!(element.contains(&format!("  {property}: ")), is_ours, "{property}");
            let member = format!("\"name\": \"{property}\",\n              \"attribute\"");
            assert_eq!(manifest.contains(&member), is_ours, "{property}");
        }
        for method in ["search", "open", "close"] {
            assert!(
                code.contains(&format!("    {method}("))
                    || code.contains(&format!("    async {method}("))
            );
            assert!(
                manifest.contains(&format!("\"name\": \"{method}\""))
                    && types.contains(&format!("  {method}("))
            );
        }
        // What the reader says goes out as events of these names.
        let host = read("src/web/host.rs");
        for event in between(&host, "self.emit(\"", "\"") {
            let name = format!("\"docbao-{event}\"");
            assert!(manifest.contains(&name) && types.contains(&name), "{name}");
        }
    }

    #[test]
    fn custom_properties_and_parts_are_documented() {
        let (style, manifest) = (read("static/docbao.css"), read("npm/custom-elements.json"));
        let data = read("npm/docbao.css-data.json");
        // The scheme follows the theme: it is nobody's to set.
        let set = between(&style, "  --docbao-", ":").into_iter().filter(|name| *name != "scheme");
        let set = sorted(set.collect());
        assert_eq!(sorted(between(&manifest, "\"--docbao-", "\"")), set);
        assert_eq!(sorted(between(&data, "\"--docbao-", "\"")), set);
        let components = house::root().join("src");
        let mut parts = vec!["root".to_owned()];
        for folder in [components.join("components"), components.join("app")] {
            for entry in fs::read_dir(folder).unwrap() {
                let text = fs::read_to_string(entry.unwrap().path()).unwrap();
                parts.extend(between(&text, " part=\"", "\"").into_iter().map(str::to_owned));
            }
        }
        let panel = read("static/docbao-offline.js");
        let of_panel = between(&panel, "setAttribute(\"part\", \"", "\"");
        parts.extend(of_panel.into_iter().map(str::to_owned));
        let listed = between(&manifest, "\"cssParts\": [", "]")[0];
        let parts = sorted(parts.iter().map(String::as_str).collect());
        assert_eq!(sorted(between(listed, "\"name\": \"", "\"")), parts);
    }

    #[test]
    fn every_code_of_an_error_is_in_the_types_and_explained() {
        let (types, guide) = (read("npm/docbao.d.ts"), read("docs/embedding.md"));
        let trouble = read("src/trouble.rs");
        let mut codes = between(&trouble, "=> \"", "\"");
        // Words stand beside their codes: [what, cure].
        let words =
            ["docbao-words.js", "docbao-articles.js"].map(|name| read(&format!("static/{name}")));
        codes.extend(
            words
                .iter()
                .flat_map(|words| words.lines())
                .filter_map(|line| Some(line.split_once(": [\"")?.0.trim().trim_matches('"'))),
        );
        let (loader, file) =
            (read("static/docbao.js"), read("crates/bundler/src/single_file/files.js"));
        for begin in ["DocBaoError(\"", "[TELL](\"", "\"csp-wasm\" : \""] {
            codes.extend(between(&loader, begin, "\""));
            codes.extend(between(&file, begin, "\""));
        }
        let codes = sorted(codes);
        assert!(codes.len() >= 21 && codes.contains(&"articles-not-here"), "{codes:?}");
        let listed = between(&types, "type ErrorCode =", ";")[0];
        assert_eq!(sorted(between(listed, "| \"", "\"")), codes);
        let rows = guide.lines().filter(|line| line.starts_with("| `"));
        let explained: Vec<&str> = rows
            .filter_map(|row| row.split('|').nth(1))
            .flat_map(|names| names.split('`').skip(1).step_by(2))
            .collect();
        assert_eq!(sorted(explained), codes);
    }

    #[test]
    fn the_store_keeps_libraries_of_every_format_that_the_reader_reads() {
        let rust = read("crates/bundle/src/manifest.rs");
        let script = read("static/docbao-store.js");
        let format = between(&rust, "pub const FORMAT: u32 = ", ";")[0];
        assert_eq!(between(&script, "manifest?.docbao <= ", ")"), [format]);
    }

    #[test]
    fn all_documents_name_the_same_oldest_browsers() {
        let documents =
            ["static/docbao.js", "README.md", "README.vi.md", "npm/README.md", "docs/embedding.md"];
        for document in documents {
            let text = read(document);
            for browser in ["Chromium 105", "Firefox 113", "Safari 16.4"] {
                assert!(text.contains(browser), "{document} does not name {browser}");
            }
        }
    }

    #[test]
    fn styles_have_something_for_the_oldest_browsers() {
        let mut seen = 0;
        let styles =
            ["docbao.css", "docbao-page.css", "nhung.css"].map(|name| format!("static/{name}"));
        for name in styles.into_iter().chain(["src/later/dress.css".to_owned()]) {
            let style = read(&name);
            // Firefox has it since 121, and drops every selector that stands beside one: only as a finish.
            let mut parts = style.split("@supports selector(:has(*)) {");
            let unguarded = parts
                .next()
                .into_iter()
                .chain(parts.filter_map(|part| part.split_once("\n  }\n")).map(|(_, after)| after));
            unguarded.for_each(|css| assert!(!css.contains(":has("), "{name}"));
            let mut before = "";
            for line in style.lines().map(str::trim) {
                let property = line.split(':').next().unwrap_or_default();
                if ["dvh", "color-mix"].iter().any(|late| line.contains(late)) {
                    let is_there = before.starts_with(property) && !before.contains("dvh");
                    assert!(is_there, "{name}: nothing before {line}");
                    seen += 1;
                }
                before = line;
            }
        }
        assert!(seen > 5, "{seen}");
    }

    #[test]
    fn packages_hold_nothing_that_works_in_sites_only() {
        let folder = tempfile::tempdir().unwrap();
        let reader = folder.path().join("reader");
        copy_files(&house::root().join("static"), &reader, |name| name != "articles").unwrap();
        for (place, lay_out) in
            [("npm", npm as fn(&Path, &Path) -> _), ("wordpress", wordpress), ("cdn", cdn)]
        {
            let place = folder.path().join(place);
            lay_out(&reader, &place).unwrap();
            let place = match place.ends_with("npm") {
                true => place,
                false => fs::read_dir(place)
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .find(|path| path.is_dir())
                    .unwrap(),
            };
            let mut names: Vec<String> = fs::read_dir(&place)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            assert!(names.iter().any(|name| name == "docbao-words.js"), "{names:?}");
            names.retain(|name| name != "script-tag.html");
            assert!(
                !names.iter().any(|name| name.ends_with(".html") || name == "docbao-sw.js"),
                "{names:?}"
            );
            // Whatever one file names of ours lies beside it.
            for name in
                names.iter().filter(|name| [".js", ".css"].iter().any(|kind| name.ends_with(kind)))
            {
                for other in
                    between(&fs::read_to_string(place.join(name)).unwrap(), "from \"./", "\"")
                {
                    assert!(names.iter().any(|name| name == other), "{name} wants {other}");
                }
            }
            let Ok(hashes) = fs::read_to_string(place.join("integrity.json")) else { continue };
            let hashed = between(&hashes, "  \"", "\"");
            assert!(
                hashed.len() > 8
                    && hashed.iter().all(|name| names.iter().any(|other| other == name)),
                "{hashed:?}"
            );
        }
    }

    #[test]
    fn a_bundler_is_told_of_every_file_that_the_loader_asks_for() {
        // What comes with a service worker is for sites that `docbao` makes; who asks for it is told so.
        const OF_SITES: [&str; 1] = ["docbao-offline.js"];
        let files = read("npm/files.js");
        assert!(OF_SITES.iter().all(|name| files.contains(&format!("=== \"{name}\""))), "{files}");
        for loader in [read("static/docbao.js"), read("static/docbao-articles.js")] {
            let calls = ["load(\"", "load(`", "bringModule(\"", "bring(\""];
            let asked = calls.iter().flat_map(|call| {
                let rests = loader.split(call).skip(1);
                rests.filter_map(|rest| rest.split(['"', '`', '$']).next())
            });
            let asked: Vec<&str> = asked.filter(|name| !OF_SITES.contains(name)).collect();
            assert!(asked.len() >= 2, "{asked:?}");
            for name in asked {
                let line =
                    format!("\"{name}\": new URL(\"./{name}?no-inline\", import.meta.url).href");
                assert!(files.contains(&line), "{name}");
            }
        }
    }
}
