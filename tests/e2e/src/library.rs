//! Libraries made by the real `docbao`, whole or broken on purpose.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

/// A built library: a folder that works as a site.
pub struct Library {
    folder: PathBuf,
}

impl Library {
    /// Builds the sample articles into a folder, in place of what was there.
    pub fn build(folder: &Path) -> Result<Self> {
        Library::build_from(&sample_articles(), folder)
    }

    /// Builds other articles into a folder, in place of what was there.
    pub fn build_from(articles: &Path, folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        build(&[articles, Path::new("-o"), folder])?;
        Ok(Library { folder: folder.to_owned() })
    }

    /// Builds the sample articles into packs so small that they are asked for as a whole.
    pub fn build_in_parts(folder: &Path) -> Result<Self> {
        Library::build_in_parts_from(&sample_articles(), folder)
    }

    /// Builds other articles into packs so small that they are asked for as a whole.
    pub fn build_in_parts_from(articles: &Path, folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        build(&[articles, Path::new("--max-part=16KiB"), Path::new("-o"), folder])?;
        Ok(Library { folder: folder.to_owned() })
    }

    /// Builds other articles under a title of their own.
    pub fn build_titled(articles: &Path, title: &str, folder: &Path) -> Result<Self> {
        build(&[articles, Path::new("--title"), Path::new(title), Path::new("-o"), folder])?;
        Ok(Library { folder: folder.to_owned() })
    }

    /// Builds the sample articles with a page for each, in place of what was there.
    pub fn build_pages(folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let flags = ["--pages", "--base-url", "https://example.vn/thu-vien/"].map(Path::new);
        build(&[&[&*sample_articles(), Path::new("-o"), folder], &flags[..]].concat())?;
        Ok(Library { folder: folder.to_owned() })
    }

    /// Builds the sample articles into one HTML file, in place of what was there.
    pub fn build_single_file(file: &Path) -> Result<()> {
        Library::build_single_file_from(&sample_articles(), file)
    }

    /// Builds other articles into one HTML file, in place of what was there.
    pub fn build_single_file_from(articles: &Path, file: &Path) -> Result<()> {
        build(&[articles, Path::new("--single-file"), file])
    }

    /// The same, by a file with settings.
    pub fn build_single_file_by(config: &Path, file: &Path) -> Result<()> {
        build(&[
            &sample_articles(),
            Path::new("--config"),
            config,
            Path::new("--single-file"),
            file,
        ])
    }

    /// Copies the library, to be changed.
    pub fn copy(&self, folder: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        copy_folder(&self.folder, folder)?;
        Ok(Library { folder: folder.to_owned() })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Replaces a file, or adds one.
    pub fn write(&self, name: &str, contents: &[u8]) -> Result<()> {
        fs::write(self.folder.join(name), contents).with_context(|| name.to_owned())
    }

    /// The files that hold slices, as the manifest names them.
    pub fn packs(&self) -> Result<Vec<PathBuf>> {
        let manifest = fs::read(self.folder.join("docbao.json"))?;
        let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
        let packs = manifest["packs"].as_array().context("the manifest names no packs")?;
        let path = |pack: &serde_json::Value| Some(self.folder.join(pack["file"].as_str()?));
        packs.iter().map(path).collect::<Option<_>>().context("a pack has no file")
    }
}

/// docbao's own server, until it is dropped.
pub struct Served {
    server: Child,
    address: String,
    /// Kept open: a server whose words nobody takes would end at the next one.
    words: BufReader<ChildStdout>,
}

impl Served {
    /// Serves a folder on a free port.
    pub fn new(folder: &Path) -> Result<Self> {
        let mut serve = docbao()?;
        serve.arg("serve").arg(folder).args(["--port", "0"]);
        serve.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut server = serve.spawn().context("docbao does not start")?;
        let words = server.stdout.take().context("docbao serve says nothing")?;
        let mut served = Served { server, address: String::new(), words: BufReader::new(words) };
        let mut line = String::new();
        while served.words.read_line(&mut line)? > 0 {
            if let Some(at) = line.find("http://") {
                let address = line.get(at..).unwrap_or_default();
                let address = address.split_whitespace().next().unwrap_or_default();
                served.address = format!("{}/", address.trim_end_matches('/'));
                return Ok(served);
            }
            line.clear();
        }
        bail!("docbao serve ended before it named its address")
    }

    /// Address of the folder, with a slash at its end.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

fn sample_articles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/articles")
}

/// Runs `docbao build` to its good end.
fn build(args: &[&Path]) -> Result<()> {
    let said = docbao()?.arg("build").args(args).output().context("docbao does not start")?;
    if !said.status.success() {
        let [out, err] = [&said.stdout, &said.stderr].map(|text| String::from_utf8_lossy(text));
        bail!("docbao build failed:\n{out}{err}");
    }
    Ok(())
}

/// The binary under test, which `cargo xtask` builds with the reader inside.
fn docbao() -> Result<Command> {
    let binary = env::var_os("DOCBAO").context(
        "DOCBAO names no binary: run `cargo xtask test`, or set it to a `docbao` that carries \
         the reader",
    )?;
    Ok(Command::new(binary))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}
