//! A line about what is going on. Drawn on a terminal only, never into a log.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// The line. It goes when this is dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(is_wanted: bool) -> Self {
        if !is_wanted {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress(bar)
    }

    /// Work of unknown length.
    pub(crate) fn step(&self, message: &'static str) {
        self.style("{spinner} {msg}", message);
    }

    /// Work of which it is known only how much is done.
    pub(crate) fn count(&self, message: &'static str) {
        self.style("{spinner} {msg} {human_pos} ({per_sec})", message);
    }

    /// Work of `len` parts.
    pub(crate) fn bar(&self, message: &'static str, len: usize) {
        self.style(
            "{spinner} {msg} {wide_bar} {human_pos}/{human_len} ({per_sec}, {eta})",
            message,
        );
        self.0.set_length(len as u64);
    }

    pub(crate) fn advance(&self, by: usize) {
        self.0.inc(by as u64);
    }

    fn style(&self, template: &str, message: &'static str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
        self.0.reset();
        self.0.set_message(message);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
