//! The browsers that journeys run in, and the commented table of what is different about them. Journeys that an engine
//! cannot be driven through are not begun in it: they stand in modules `in_chromium_alone` and `not_in_webkit`, which
//! `cargo xtask test` leaves out by these names.
//!
//! | | Chromium | Firefox | WebKitGTK |
//! |---|---|---|---|
//! | what it is | Debian's | Debian's ESR | Safari's engine, not Safari |
//! | screen | headless | headless | wants an X server: an Xvfb for each |
//! | console | by a command of its driver | not to be had: a page's words and errors from its load event on, heard by a script | the same |
//! | narrow screens | any, emulated | a window of 450 px at least | any, a window without a manager |
//! | pictures | yes | yes | no: the command does not come back |
//! | memory of a page | by a command of its driver | not to be had | not to be had |
//! | a page whose scripts are off | looked into by its driver | not to be had | not to be had |
//! | starting again with the same profile | yes | yes | no: what is driven keeps nothing |
//! | downloads | into a folder of ours | the same | not to be had |
//! | a middle click | opens another page | the same | opens none when driven |
//! | being asked to keep a site's data | refuses, unless a command of its driver allows it | is told to allow it | cannot be asked |
//! | `integrity` of a preloaded module | checked | checked | not looked at: the loader fetches the module as well |
//! | WebAssembly | compiled | compiled | interpreted: 2.50.6 goes wrong, seldom, where it compiles what runs |
//! | sessions of a driver | many | one | one; we start one driver for each browser anyway |

use std::env;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// A port for a driver: not all find one by themselves. It is below those that systems give to who does not
/// care, so that nobody takes it before the driver does.
fn free_port() -> Option<u16> {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let next = |_| {
        let nth = std::process::id()
            .wrapping_mul(101)
            .wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        20_000 + (nth % 10_000) as u16
    };
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (0..1000).map(next).find(is_free)
}

/// A kind of browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver.
    WebKit,
}

impl Engine {
    /// The engine that `DOCBAO_ENGINE` names; Chromium if it names none.
    ///
    /// # Errors
    /// If there is no engine of that name.
    pub fn chosen() -> Result<Self> {
        match env::var("DOCBAO_ENGINE").unwrap_or_default().as_str() {
            "" | "chromium" => Ok(Engine::Chromium),
            "firefox" => Ok(Engine::Firefox),
            "webkit" => Ok(Engine::WebKit),
            other => bail!("DOCBAO_ENGINE={other}: choose chromium, firefox or webkit"),
        }
    }

    /// The program that drives it.
    pub(crate) fn driver(self) -> &'static str {
        match self {
            Engine::Chromium => "chromedriver",
            Engine::Firefox => "geckodriver",
            Engine::WebKit => "WebKitWebDriver",
        }
    }

    /// The driver, told to listen on a free port of this machine and to write into a file, and the
    /// port.
    pub(crate) fn command(self, words: File) -> Result<(Command, u16)> {
        let port = free_port().context("no port is free")?;
        let mut driver = Command::new(self.driver());
        driver.stdin(Stdio::null()).stdout(words.try_clone()?).stderr(words);
        match self {
            Engine::Chromium | Engine::WebKit => driver.arg(format!("--port={port}")),
            Engine::Firefox => driver.args(["--log", "error", "--port", &port.to_string()]),
        };
        if self == Engine::WebKit {
            // There is no graphics card to compose on, and root may not have the sandbox.
            driver.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
            driver.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
            // WebAssembly is interpreted. Where it is compiled while it runs, about one visit in four hundred on a
            // busy machine ends in "Out of bounds memory access" in a function that is right and goes on being
            // called for thousands of times elsewhere; others report the like of WebKit on Linux
            // (tauri-apps/tauri#7154, oven-sh/bun#17146).
            driver.env("JSC_useBBQJIT", "0").env("JSC_useOMGJIT", "0");
        }
        Ok((driver, port))
    }

    /// What is asked of the driver when a browser is wanted.
    pub(crate) fn capabilities(self, profile: &Path) -> Vec<(&'static str, Value)> {
        let own = match self {
            Engine::Chromium => {
                let prefs = json!({ "download.default_directory": downloads(profile) });
                let profile = format!("--user-data-dir={}", profile.display());
                let args = [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--window-size=1000,800",
                    &profile,
                ];
                vec![
                    ("browserName", json!("chrome")),
                    ("goog:chromeOptions", json!({ "args": args, "prefs": prefs })),
                    ("goog:loggingPrefs", json!({ "browser": "ALL" })),
                ]
            }
            Engine::Firefox => {
                let args = ["-headless", "-profile", &profile.display().to_string()];
                let prefs = json!({
                    "browser.download.folderList": 2,
                    "browser.download.dir": downloads(profile),
                    "dom.storageManager.prompt.testing": true,
                    "dom.storageManager.prompt.testing.allow": true,
                    // Where a machine has no voices Firefox says so in a bar above the page, which is lower then.
                    "media.webspeech.synth.dont_notify_on_error": true,
                });
                vec![
                    ("browserName", json!("firefox")),
                    ("moz:firefoxOptions", json!({ "args": args, "prefs": prefs })),
                ]
            }
            Engine::WebKit => {
                let binary = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
                let args = ["--automation"];
                let options = json!({ "binary": binary, "args": args });
                vec![("browserName", json!("MiniBrowser")), ("webkitgtk:browserOptions", options)]
            }
        };
        let limits = ("timeouts", json!({ "script": 30_000, "pageLoad": 30_000 }));
        own.into_iter().chain([limits]).collect()
    }
}

/// Where a browser with this profile puts what it downloads.
pub(crate) fn downloads(profile: &Path) -> PathBuf {
    profile.join("downloads")
}
