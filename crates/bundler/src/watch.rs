//! Noticing that documents have changed: for `docbao serve`.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};
use notify::event::{EventKind, ModifyKind};
use notify::{RecursiveMode, Watcher as _};

/// Quiet time after which a change is over: programs save a file in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    _watcher: notify::RecommendedWatcher,
}

/// Calls `changed` after each change of these files and folders, and of what is in them.
///
/// # Errors
/// If the system cannot watch them.
pub fn watch(paths: &[PathBuf], mut changed: impl FnMut() + Send + 'static) -> Result<Watcher> {
    let (send, receive) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Errors are events that were lost: better once too often than once too few. Nobody listens
        // any more when the program ends.
        if event.map_or(true, |event| is_change(&event)) {
            let _ = send.send(());
        }
    })
    .context("cannot watch for changes")?;
    for path in paths {
        // A file is replaced by most programs, not written: only its folder tells.
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let (path, mode) = match path.is_dir() {
            true => (path.as_path(), RecursiveMode::Recursive),
            false => (parent.unwrap_or(Path::new(".")), RecursiveMode::NonRecursive),
        };
        let watched = watcher.watch(path, mode);
        watched.with_context(|| format!("cannot watch {}", path.display()))?;
    }
    std::thread::spawn(move || {
        while receive.recv().is_ok() {
            while receive.recv_timeout(QUIET).is_ok() {}
            changed();
        }
    });
    Ok(Watcher { _watcher: watcher })
}

/// Reading is none, nor are new permissions; a build reads all documents.
fn is_change(event: &notify::Event) -> bool {
    match event.kind {
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Any => true,
        EventKind::Modify(kind) => !matches!(kind, ModifyKind::Metadata(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_noticed_and_a_read_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "một").unwrap();
        let (send, receive) = mpsc::channel();
        let told = move || send.send(()).unwrap();
        let watcher = watch(&[dir.path().to_owned()], told).unwrap();
        std::fs::read(&path).unwrap();
        std::fs::write(&path, "hai").unwrap();
        receive.recv_timeout(Duration::from_secs(60)).unwrap();
        drop(watcher);
        // The end of the watcher ends the thread, which lets go of what it calls: this loop ends.
        while receive.recv().is_ok() {}
    }
}
