//! A browser driven through `fantoccini`, by the dozen commands our journeys need.
//!
//! What is added here is little, and is why journeys do not use the crate itself: they stay free of
//! `async`, every command ends in time, and dropping a [`Browser`] ends the driver and the browser
//! also while a test panics.

use std::fs::{self, File};
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_MIDDLE, MouseActions, PointerAction,
};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};
use tokio::time;
use url::{ParseError, Url};

use crate::engine::{self, Engine};

/// Longer than any command takes on a busy machine; then something hangs.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How often we look.
pub(crate) const GLANCE: Duration = Duration::from_millis(20);

/// A browser of its own, with nothing remembered from before. Dropping it ends it.
pub struct Browser {
    engine: Engine,
    driver: Child,
    /// The screen of an engine that needs one.
    screen: Option<Child>,
    /// None until the driver has given a session.
    client: Option<Client>,
    /// Runs only while a command is waited for.
    runtime: Runtime,
    /// None once another browser has it.
    profile: Option<TempDir>,
}

impl Browser {
    /// Starts the engine that the tests are run in.
    pub fn start() -> Result<Self> {
        let profile = tempfile::tempdir()?;
        fs::create_dir(engine::downloads(profile.path()))?;
        Browser::start_with(profile)
    }

    /// Ends the browser and starts another that remembers what this one did. WebKitGTK remembers nothing.
    pub fn restart(mut self) -> Result<Self> {
        let profile = self.profile.take().context("the profile is another browser's")?;
        drop(self);
        Browser::start_with(profile)
    }

    fn start_with(profile: TempDir) -> Result<Self> {
        let (mut browser, port) = Browser::drive(profile)?;
        if let Err(error) = browser.begin(port) {
            // On a busy machine a browser does not always come up. Nothing has been tested yet.
            let profile = browser.profile.take().context("the browser has no profile")?;
            drop(browser);
            let (again, port) = Browser::drive(profile)?;
            browser = again;
            browser
                .begin(port)
                .with_context(|| format!("for the second time, after: {error:#}"))?;
        }
        Ok(browser)
    }

    /// Starts the driver, and returns its port.
    fn drive(profile: TempDir) -> Result<(Self, u16)> {
        let engine = Engine::chosen()?;
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (mut driver, port) = engine.command(File::create(profile.path().join(WORDS))?)?;
        let mut screen = None;
        if engine == Engine::WebKit {
            let (server, display) = open_screen()?;
            driver.env("DISPLAY", display);
            screen = Some(server);
        }
        // A group of their own, so that the driver's death can be the browser's as well.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut driver, 0);
        let driver = driver.spawn().with_context(|| {
            format!(
                "{} does not start; `cargo xtask test` installs it on Debian, elsewhere install \
                 Chromium, Firefox and WebKitGTK with their drivers",
                engine.driver()
            )
        })?;
        // From here on, dropping ends what has been started.
        let profile = Some(profile);
        Ok((Browser { engine, driver, screen, client: None, runtime, profile }, port))
    }

    /// Has the driver start the browser.
    fn begin(&mut self, port: u16) -> Result<()> {
        self.await_driver(port)?;
        let profile = self.profile.as_ref().context("the browser has no profile")?;
        let wanted = self.engine.capabilities(profile.path());
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let wanted = wanted.into_iter().map(|(name, value)| (name.to_owned(), value));
        builder.capabilities(wanted.collect());
        let address = format!("http://127.0.0.1:{port}/");
        self.client = Some(self.wait("a session", builder.connect(&address))?);
        if self.engine != Engine::Chromium {
            self.resize(1000, 800)?;
        }
        Ok(())
    }

    /// The engine of this browser.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Waits until the driver listens.
    fn await_driver(&mut self, port: u16) -> Result<()> {
        let deadline = Instant::now() + TIMEOUT;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if self.driver.try_wait()?.is_some() || Instant::now() > deadline {
                bail!("{} does not listen: {}", self.engine.driver(), self.words()?);
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// What the driver, and with it the browser, has said so far.
    fn words(&self) -> Result<String> {
        let profile = self.profile.as_ref().context("no profile")?;
        let words = fs::read(profile.path().join(WORDS))?;
        Ok(String::from_utf8_lossy(&words).into_owned())
    }

    /// The folder that downloads go to, in engines that can be told one.
    pub fn downloads(&self) -> Option<PathBuf> {
        let profile = self.profile.as_ref().filter(|_| self.engine != Engine::WebKit)?;
        Some(engine::downloads(profile.path()))
    }

    /// Sends a command of the session that is not in the standard, and returns its value.
    pub fn command(&self, path: &str, body: &Value) -> Result<Value> {
        let command = VendorCommand { path: path.to_owned(), body: body.to_string() };
        self.wait(path, self.client()?.issue_cmd(command))
    }

    /// Loads an address and waits until the page itself is there.
    pub fn goto(&self, address: &str) -> Result<()> {
        self.wait(address, self.client()?.goto(address))?;
        self.listen()
    }

    /// Loads the page again and waits until the new one is there. By a script, because Firefox's command goes
    /// past the service worker; and what is asked of a page that is going is an error in WebKitGTK.
    pub fn reload(&self) -> Result<()> {
        self.execute("window.isOld = true; setTimeout(() => location.reload())", &[])?;
        let deadline = Instant::now() + TIMEOUT;
        loop {
            match self.execute("return !window.isOld", &[]) {
                Ok(Value::Bool(true)) => return self.listen(),
                Err(error) if Instant::now() > deadline => return Err(error),
                Ok(_) if Instant::now() > deadline => bail!("the old page stays"),
                _ => thread::sleep(GLANCE),
            }
        }
    }

    /// Begins to keep what the page says, where nothing else can hear it.
    fn listen(&self) -> Result<()> {
        match self.engine {
            Engine::Chromium => Ok(()),
            Engine::Firefox | Engine::WebKit => self.execute(LISTEN, &[]).map(drop),
        }
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

    /// Presses and releases the middle button of the mouse at a point of the window, in CSS pixels.
    pub fn click_middle(&self, x: f64, y: f64) -> Result<()> {
        let mouse = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: MOUSE_BUTTON_MIDDLE })
            .then(PointerAction::Up { button: MOUSE_BUTTON_MIDDLE });
        self.wait("the mouse", self.client()?.perform_actions(mouse))
    }

    /// Waits until a page has been opened beside this one, and goes over to it.
    pub fn go_over(&self) -> Result<()> {
        let client = self.client()?;
        let here = self.wait("the window", client.window())?;
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let all = self.wait("the windows", client.windows())?;
            if let Some(other) = all.into_iter().find(|window| *window != here) {
                return self.wait("another window", client.switch_to_window(other));
            }
            if Instant::now() > deadline {
                bail!("no page has been opened beside this one");
            }
            thread::sleep(GLANCE);
        }
    }

    /// Takes what the browser wrote on its console since the last time, one line an entry.
    pub fn console(&self) -> Result<Vec<String>> {
        if self.engine != Engine::Chromium {
            // One text, and quotes around it do not matter: old pages have ideas of their own about JSON.
            let said = self.execute("return (window.said?.splice(0) ?? []).join('\\x01')", &[])?;
            let said = said.as_str().context("the console is no text")?.trim_matches('"');
            return Ok(said
                .split('\u{1}')
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect());
        }
        let log = self.command("/se/log", &json!({ "type": "browser" }))?;
        let line = |entry: &Value| {
            let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("level"), text("message"))
        };
        Ok(log.as_array().context("the console's log is no list")?.iter().map(line).collect())
    }

    /// Gives the page the size of a screen, as near as the engine comes to it.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        if self.engine != Engine::Chromium {
            let place = self.client()?.set_window_size(width, height);
            return self.wait("a window", place);
        }
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
        for process in [Some(&mut self.driver), self.screen.as_mut()].into_iter().flatten() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}

/// Keeps what a page says from here on, where nothing else can hear it.
const LISTEN: &str = "
    const said = window.said ??= [];
    for (const name of ['log', 'info', 'warn', 'error']) {
        const say = console[name];
        console[name] = (...words) => { said.push(`${name} ${words.join(' ')}`); say.apply(console, words); };
    }
    addEventListener('error', event => said.push(`error ${event.message} ${event.error?.stack ?? ''}`));
    addEventListener('unhandledrejection', event => said.push(`error (in promise) ${event.reason}`));
    addEventListener('securitypolicyviolation', event => said.push(`blocked ${event.blockedURI}`));
";

/// Where in the profile the driver's output goes.
const WORDS: &str = "driver.log";

/// Starts an X server and returns it with the name of its display.
fn open_screen() -> Result<(Child, String)> {
    let mut server = Command::new("Xvfb");
    server.args(["-displayfd", "1", "-screen", "0", "1300x1000x24", "-nolisten", "tcp"]);
    server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = server.spawn().context("Xvfb does not start; install `xvfb`")?;
    let mut number = String::new();
    let said = server.stdout.take().map(|said| BufReader::new(said).read_line(&mut number));
    if number.trim().is_empty() {
        server.kill().ok();
        server.wait().ok();
        said.transpose()?;
        bail!("Xvfb ended before it named its display");
    }
    Ok((server, format!(":{}", number.trim())))
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
