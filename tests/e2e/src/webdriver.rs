//! A browser driven by WebDriver: the dozen commands our journeys need, over plain HTTP.
//!
//! Written out rather than taken from a crate: every command is one POST of JSON, journeys stay
//! free of `async`, and dropping a [`Browser`] can end its session also while a test panics.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than any command takes on a busy machine; then something hangs.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A browser of its own, with nothing remembered from before. Dropping it ends it.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: TempDir,
    /// Kept open: a driver whose words nobody takes might end at the next one.
    words: BufReader<ChildStdout>,
}

impl Browser {
    /// Starts Chromium.
    pub fn start() -> Result<Self> {
        let profile = tempfile::tempdir()?;
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
        let mut browser = Browser {
            driver,
            words: BufReader::new(words),
            port: 0,
            session: String::new(),
            profile,
        };
        browser.port = browser.read_port()?;
        let capabilities = browser.capabilities();
        let session = browser.ask("POST", "/session", &capabilities)?;
        let id = session["sessionId"].as_str().context("the driver gave no session")?;
        browser.session = id.to_owned();
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

    fn capabilities(&self) -> Value {
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
        json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": args },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": 30_000, "pageLoad": 30_000 },
        }}})
    }

    /// Sends a command of the session and returns its value.
    pub fn command(&self, path: &str, body: &Value) -> Result<Value> {
        self.ask("POST", &format!("/session/{}{path}", self.session), body)
    }

    /// Loads an address and waits until the page itself is there.
    pub fn goto(&self, address: &str) -> Result<()> {
        self.command("/url", &json!({ "url": address })).map(drop)
    }

    /// Runs the body of a JavaScript function and returns what it returns; a promise is awaited.
    pub fn execute(&self, body: &str, args: &[Value]) -> Result<Value> {
        self.command("/execute/sync", &json!({ "script": body, "args": args }))
    }

    /// Presses and releases keys one after another, wherever the focus is.
    pub fn press(&self, keys: &str) -> Result<()> {
        let press = |key: char| {
            let key = key.to_string();
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        };
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.command("/actions", &json!({ "actions": [keyboard] })).map(drop)
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
        let path = format!("/session/{}/screenshot", self.session);
        let picture = self.ask("GET", &path, &Value::Null)?;
        picture.as_str().and_then(from_base64).context("no picture")
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            body.len(),
        )?;
        let answer = read_body(stream).with_context(|| format!("{method} {path}: no answer"))?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(error) => bail!("{path}: {error}: {}", value["message"].as_str().unwrap_or("")),
            None => Ok(value),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            self.ask("DELETE", &format!("/session/{}", self.session), &Value::Null).ok();
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

/// Reads an HTTP answer to its end and returns the body.
fn read_body(stream: TcpStream) -> Result<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            bail!("the connection was closed");
        }
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

/// Reads base64, the form in which WebDriver sends pictures.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let sextet = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_bits) = (0_u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(sextet(c)?);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.extend((bits >> n_bits).to_le_bytes().first());
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        assert_eq!(from_base64("aGVsbG8h").as_deref(), Some(&b"hello!"[..]));
        assert_eq!(from_base64("aGVsbG8=").as_deref(), Some(&b"hello"[..]));
        assert_eq!(from_base64("a b"), None);
    }
}
