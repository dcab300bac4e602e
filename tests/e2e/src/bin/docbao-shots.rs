//! Pictures of the reader for people to look at, list and article, on three screens, light and
//! dark. `cargo xtask shots` runs it with the folder to write into.

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use docbao_e2e::{Library, Page, Served};

const SCREENS: [(u32, u32); 3] = [(360, 740), (820, 1180), (1440, 900)];
const THEMES: [&str; 2] = ["light", "dark"];

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).context("name a folder for the pictures")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let library = Library::build(&folder.join("library"))?;
    let site = Served::new(library.folder())?;
    let page = Page::open(site.address())?;
    for (width, height) in SCREENS {
        page.browser().resize(width, height)?;
        for theme in THEMES {
            page.goto("about:blank")?;
            page.goto(site.address())?;
            page.see(&format!("el.setAttribute('theme', '{theme}')"))?;
            page.ready()?;
            let shoot = |view: &str| -> Result<()> {
                let name = format!("{view}-{width}x{height}-{theme}.png");
                Ok(fs::write(folder.join(name), page.browser().screenshot()?)?)
            };
            shoot("list")?;
            page.type_query("do son")?;
            page.until("marks(results()[0]).length")?;
            shoot("search")?;
            page.see("openers()[0].click()")?;
            page.until("article()")?;
            shoot("article")?;
        }
    }
    Ok(())
}
