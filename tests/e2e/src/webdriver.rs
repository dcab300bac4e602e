//! A browser driven through `fantoccini`, by the dozen commands our journeys need.
//!
//! What is added here is little, and is why journeys do not use the crate itself: they stay free of
//! `async`, every command ends in time, and dropping a [`Browser`] ends the driver and the browser
//! also while a test panics.

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};
use tokio::time;
use url::{ParseError, Url};

/// Longer than any command takes on a busy machine; then something hangs.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A browser of its own, with nothing remembered from before. Dropping it ends it.
pub struct Browser {
    driver: Child,
    /// None until the driver has given a session.
    client: Option<Client>,
    /// Runs only while a command is waited for.
    runtime: Runtime,
    profile: TempDir,
    /// Kept open: a driver whose words nobody takes might end at the next one.
    words: BufReader<ChildStdout>,
}

impl Browser {
    /// Starts Chromium.
    pub fn start() -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A group of their own, so that the driver's death can be the browser's as well.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut driver, 0);
        let mut driver = driver.spawn().context(
            "chromedriver does not start; `cargo xtask test` installs it on Debian, \
             elsewhere install Chromium and its driver",
        )?;
        let words = driver.stdout.take().context("chromedriver says nothing")?;
        // From here on, dropping ends what has been started.
        let mut browser =
            Browser { driver, client: None, runtime, profile, words: BufReader::new(words) };
        let address = format!("http://127.0.0.1:{}/", browser.read_port()?);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(browser.capabilities());
        browser.client = Some(browser.wait("a session", builder.connect(&address))?);
        Ok(browser)
    }

    /// Reads from the driver's own words on which port it listens.
    fn read_port(&mut self) -> Result<u16> {
        let mut line = String::new();
        while self.words.read_line(&mut line)? > 0 {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                return port.trim().trim_matches('.').parse().context("chromedriver's port");
            }
            line.clear();
        }
        bail!("chromedriver ended before it listened")
    }

    fn capabilities(&self) -> Capabilities {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
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
        Capabilities::from_iter([
            ("browserName".to_owned(), json!("chrome")),
            ("goog:chromeOptions".to_owned(), json!({ "args": args })),
            ("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" })),
            ("timeouts".to_owned(), json!({ "script": 30_000, "pageLoad": 30_000 })),
        ])
    }

    /// Sends a command of the session that is not in the standard, and returns its value.
    pub fn command(&self, path: &str, body: &Value) -> Result<Value> {
        let command = VendorCommand { path: path.to_owned(), body: body.to_string() };
        self.wait(path, self.client()?.issue_cmd(command))
    }

    /// Loads an address and waits until the page itself is there.
    pub fn goto(&self, address: &str) -> Result<()> {
        self.wait(address, self.client()?.goto(address))
    }

    /// Runs the body of a JavaScript function and returns what it returns; a promise is awaited.
    pub fn execute(&self, body: &str, args: &[Value]) -> Result<Value> {
        self.wait("a script", self.client()?.execute(body, args.to_vec()))
    }

    /// Presses and releases keys one after another, wherever the focus is.
    pub fn press(&self, keys: &str) -> Result<()> {
        let press = |key| [KeyAction::Down { value: key }, KeyAction::Up { value: key }];
        let keyboard = KeyActions::new("keyboard".to_owned());
        let actions = keys.chars().flat_map(press).fold(keyboard, KeyActions::then);
        self.wait("keys", self.client()?.perform_actions(actions))
    }

    /// Takes what the browser wrote on its console since the last time, one line an entry.
    pub fn console(&self) -> Result<Vec<String>> {
        let log = self.command("/se/log", &json!({ "type": "browser" }))?;
        let line = |entry: &Value| {
            let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("level"), text("message"))
        };
        Ok(log.as_array().context("the console's log is no list")?.iter().map(line).collect())
    }

    /// Gives the page the size of a screen; a window cannot be made as narrow as a phone.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": screen });
        self.command("/goog/cdp/execute", &command).map(drop)
    }

    /// Returns a picture of what is on the screen, as PNG.
    pub fn screenshot(&self) -> Result<Vec<u8>> {
        self.wait("a picture", self.client()?.screenshot())
    }

    fn client(&self) -> Result<&Client> {
        self.client.as_ref().context("the browser has no session")
    }

    /// Waits for the answer to a command, but not for ever.
    fn wait<T, E>(&self, what: &str, command: impl Future<Output = Result<T, E>>) -> Result<T>
    where
        Result<T, E>: Context<T, E>,
    {
        // The timer belongs to the runtime, so it has to be set inside.
        let answer = self.runtime.block_on(async { time::timeout(TIMEOUT, command).await });
        let answer = answer.with_context(|| format!("{what}: no answer"))?;
        answer.with_context(|| what.to_owned())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            self.wait("the end", client.close()).ok();
        }
        // Whatever is left of the group: the browser too, should it not have answered.
        if cfg!(unix) {
            let group = format!("-{}", self.driver.id());
            let mut kill = Command::new("kill");
            kill.args(["-KILL", "--", &group]).stderr(Stdio::null()).status().ok();
        }
        self.driver.kill().ok();
        self.driver.wait().ok();
    }
}

/// A command of a session that only some drivers know.
#[derive(Debug)]
struct VendorCommand {
    path: String,
    body: String,
}

impl WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(&self, driver: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        driver.join(&format!("session/{}{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.clone()))
    }
}
