//! docbao in posts of a real WordPress: by the plugin's shortcode, written by an author who may not write script
//! tags, and by the lines of the README, pasted by an administrator who may.

use std::env;

use anyhow::{Context, Result, ensure};
use docbao_e2e::Page;

const ARTICLE: &str = "Quận Đồ Sơn tổ chức Hội nghị sơ kết 03 năm";

#[test]
fn posts_of_an_author_and_of_an_administrator_are_read() -> Result<()> {
    let told = |name| env::var(name).context("run `cargo xtask test --hosts`");
    let (address, posts) = (told("DOCBAO_WORDPRESS")?, told("DOCBAO_POSTS")?);
    let posts: Vec<&str> = posts.lines().collect();
    ensure!(posts.len() == 3 && posts.iter().all(|post| post.starts_with("?p=")), "{posts:?}");
    for (post, theme) in posts.iter().zip(["sepia", "auto", "auto"]) {
        read(&format!("{address}{post}"), theme).with_context(|| format!("the post {post}"))?;
    }
    Ok(())
}

/// Finds, opens, goes back, and has the looks that the post asked for.
fn read(address: &str, theme: &str) -> Result<()> {
    let page = Page::open(address)?;
    page.ready()?;
    page.type_query("do son")?;
    page.first_begins(ARTICLE)?;
    page.until("marks(results()[0]).length")?;
    page.see("openers()[0].click()")?;
    page.until("article()?.innerText.includes('Ngọc Hải')")?;
    page.see("el.close()")?;
    page.until("!article() && results().length && field().value === 'do son'")?;
    let is_theme = "(el.theme ?? 'auto') === arguments[0]";
    ensure!(page.see_with(is_theme, &[theme.into()])? == true, "the theme was lost");
    ensure!(page.see("!el.hasAttribute('offline')")? == true, "a worker that serves no post");
    // What nobody allowed has not come along.
    ensure!(page.see("!window.isInjected && !el.onclick")? == true, "a script came along");
    ensure!(page.see("el.querySelectorAll('p:empty').length")? == 0, "WordPress broke the content");
    // WordPress itself asks for its own little pictures of faces where a machine has none.
    page.console_holds_only(&["s.w.org", "emoji"])
}
