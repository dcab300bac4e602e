//! A page with a reader on it, seen as people see it: by roles, labels and visible text, through
//! the open shadow root. Nothing sleeps; everything waits for what it needs.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::webdriver::{Browser, GLANCE};

/// How long a state may take on a slow machine before we say that it does not come.
const PATIENCE: Duration = Duration::from_secs(15);

/// What every script may use. Events are collected from the first moment on.
const PRELUDE: &str = r#"
    const el = document.querySelector('doc-bao');
    const root = el?.shadowRoot;
    const seen = e => e.checkVisibility({ visibilityProperty: true });
    const all = selector => [...(root?.querySelectorAll(selector) ?? [])].filter(seen);
    const name = e => (e.getAttribute('aria-label') ?? e.innerText ?? '').trim().replace(/\s+/g, ' ');
    const named = (selector, part) => all(selector).find(e => name(e).includes(part));
    const field = () => all('input[type=search], [role=searchbox], [role=combobox]')[0];
    const results = () => all('[part~=result]');
    const openers = () => results().map(e => e.querySelector('h3 a, h3 button'));
    const article = () => all('[part~=article]')[0];
    const marks = e => [...e.querySelectorAll('mark')].map(mark => mark.textContent);
    const focused = () => root?.activeElement ?? document.activeElement;
    // That there is an element is what is asked. Where the page lets go of it before Firefox's driver has a name for
    // it, to return the element itself would be an error.
    const plain = value => value instanceof Node ? true : Array.isArray(value) ? value.map(plain) : value;
    const outcome = value => typeof value?.then === 'function' ? value.then(plain) : plain(value);
"#;

/// A page with a reader on it.
pub struct Page {
    browser: Browser,
}

impl Page {
    /// Opens an address in a browser of its own.
    pub fn open(address: &str) -> Result<Self> {
        let page = Page { browser: Browser::start()? };
        page.goto(address)?;
        Ok(page)
    }

    /// Ends the browser and opens an address in one that remembers what this one did.
    pub fn restart(self, address: &str) -> Result<Self> {
        let page = Page { browser: self.browser.restart()? };
        page.goto(address)?;
        Ok(page)
    }

    /// Opens another address.
    pub fn goto(&self, address: &str) -> Result<()> {
        self.browser.goto(address)
    }

    /// The browser, for what only some journeys need.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }

    /// Evaluates a JavaScript expression, in which the names of the prelude may be used.
    pub fn see(&self, expression: &str) -> Result<Value> {
        self.see_with(expression, &[])
    }

    /// Evaluates an expression with values, which it finds in `arguments`.
    pub fn see_with(&self, expression: &str, values: &[Value]) -> Result<Value> {
        self.browser.execute(&format!("{PRELUDE} return outcome(({expression}));"), values)
    }

    /// Runs statements as a script of the page. What a driver runs is a stranger to the page in Firefox:
    /// its promises are not the page's, and what it throws is no error of the page.
    pub fn run(&self, script: &str) -> Result<()> {
        let insert = "(script => {
            script.textContent = arguments[0];
            document.head.append(script);
            return true;
        })(document.createElement('script'))";
        self.see_with(insert, &[script.into()]).map(drop)
    }

    /// Loads the page again, and returns when the old one is gone.
    pub fn reload(&self) -> Result<()> {
        self.browser.reload()
    }

    /// Waits until an expression is true and returns its value.
    pub fn until(&self, expression: &str) -> Result<Value> {
        self.until_with(expression, &[])
    }

    /// Waits until an expression with values is true and returns its value.
    pub fn until_with(&self, expression: &str, values: &[Value]) -> Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        // What throws is not true yet: the part it speaks of may still be missing.
        let script = format!(
            "try {{ {PRELUDE} return outcome(({expression})); }} catch {{ return false; }}"
        );
        loop {
            let value = self.browser.execute(&script, values)?;
            if is_true(&value) {
                return Ok(value);
            }
            if Instant::now() > deadline {
                let text = self.text().unwrap_or_default();
                let console = self.browser.console().unwrap_or_default().join("\n");
                bail!("never true: {expression} {values:?}\nconsole: {console}\npage:\n{text}");
            }
            thread::sleep(GLANCE);
        }
    }

    /// Waits until the first list is painted.
    pub fn ready(&self) -> Result<()> {
        self.until("results().length").map(drop)
    }

    /// The reader's visible text.
    pub fn text(&self) -> Result<String> {
        let text = self.see("[...root.children].filter(seen).map(e => e.innerText).join('\\n')")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Puts the focus into the search field and replaces what is in it by typing.
    pub fn type_query(&self, query: &str) -> Result<()> {
        self.until("(field().focus(), field().select(), true)")?;
        self.browser.press(query)
    }

    /// Waits until the title of the first result begins with these words.
    pub fn first_begins(&self, words: &str) -> Result<()> {
        let begins = "name(openers()[0]).startsWith(arguments[0])";
        self.until_with(begins, &[json!(words)]).map(drop)
    }

    /// Titles of the results, in the order people see them.
    pub fn titles(&self) -> Result<Vec<String>> {
        let titles = self.see("openers().map(name)")?;
        serde_json::from_value(titles).context("titles are no list of texts")
    }

    /// Clicks the first visible thing that matches a selector and whose label or text has a part.
    pub fn click(&self, selector: &str, part: &str) -> Result<()> {
        let click = "(e => e && (e.click(), true))(named(arguments[0], arguments[1]))";
        self.until_with(click, &[json!(selector), json!(part)]).map(drop)
    }

    /// Presses keys, wherever the focus is.
    pub fn press(&self, keys: &str) -> Result<()> {
        self.browser.press(keys)
    }

    /// Fails if the browser had anything to say on its console, apart from lines that hold one of
    /// the expected parts.
    pub fn console_holds_only(&self, expected: &[&str]) -> Result<()> {
        let lines = self.browser.console()?;
        let is_expected = |line: &String| expected.iter().any(|part| line.contains(part));
        match lines.iter().find(|line| !is_expected(line)) {
            None => Ok(()),
            Some(line) => bail!("the console is not empty: {line}"),
        }
    }
}

/// What JavaScript holds for true.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
