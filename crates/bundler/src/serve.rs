//! `docbao serve`: a folder over HTTP, for looking at a library before it is published. Only this
//! machine can reach it.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::RawQuery;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::middleware::map_response;
use axum::routing::get;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::site;

/// A running server. It stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    runtime: Option<Runtime>,
    changes: Arc<watch::Sender<u64>>,
}

/// Tells the open pages that they have changed.
#[derive(Clone, Debug)]
pub struct Reloader(Arc<watch::Sender<u64>>);

impl Reloader {
    /// Makes open pages load again.
    pub fn reload(&self) {
        self.0.send_modify(|changes| *changes += 1);
    }
}

impl Server {
    /// Serves the files of a folder on 127.0.0.1. Port 0 takes any free one.
    ///
    /// # Errors
    /// If the folder is none, or the port is taken.
    pub fn start(dir: &Path, port: u16) -> Result<Self> {
        if !dir.is_dir() {
            bail!("{} is no folder: name one that docbao built", dir.display());
        }
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                "port {port} is taken by another program: \
                 name another one with --port, or use --port 0 for any that is free"
            ),
            listener => listener.with_context(|| format!("cannot listen on port {port}"))?,
        };
        listener.set_nonblocking(true).context("cannot set up the socket")?;
        let address = listener.local_addr().context("cannot set up the socket")?;

        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("cannot start the server")?;
        let listener = {
            let _context = runtime.enter();
            tokio::net::TcpListener::from_std(listener).context("cannot set up the socket")?
        };
        let cache = SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, cache_control);
        let changes = Arc::new(watch::Sender::new(0));
        let told = changes.clone();
        let changed = move |query: RawQuery| changed(told.subscribe(), query);
        let script = || async { ([(header::CONTENT_TYPE, "text/javascript")], RELOAD_SCRIPT) };
        let no_worker = || async { ([(header::CONTENT_TYPE, "text/javascript")], NO_WORKER) };
        let router = Router::new()
            .route(CHANGED, get(changed))
            .route("/.docbao/reload.js", get(script))
            .route(&format!("/{}", site::WORKER), get(no_worker))
            .fallback_service(ServeDir::new(dir))
            .layer(map_response(with_script))
            .layer(cache);
        // The task ends with the runtime, and serving itself does not fail.
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Server { address, runtime: Some(runtime), changes })
    }

    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What makes open pages load again.
    pub fn reloader(&self) -> Reloader {
        Reloader(self.changes.clone())
    }

    /// Serves until Ctrl-C.
    ///
    /// # Errors
    /// If the system does not tell of Ctrl-C.
    pub fn wait(&self) -> Result<()> {
        let wait = self.runtime.as_ref().map(|runtime| runtime.block_on(tokio::signal::ctrl_c()));
        wait.transpose().context("cannot wait for Ctrl-C")?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Open connections are not waited for: a browser may keep them for minutes.
            runtime.shutdown_background();
        }
    }
}

/// Where a page asks whether it has changed.
const CHANGED: &str = "/.docbao/changed";

const RELOAD_SCRIPT: &str = include_str!("serve/reload.js");

/// A service worker would show the library before this one, kept under the same address.
const NO_WORKER: &str = "self.registration.unregister();";

/// Longest that a page waits for an answer; then it asks again.
const WAIT: Duration = Duration::from_secs(25);

/// Answers how often the library has changed: at once, or when it is no longer what `since` says.
async fn changed(mut changes: watch::Receiver<u64>, RawQuery(query): RawQuery) -> String {
    let since =
        query.as_deref().and_then(|query| query.strip_prefix("since=")?.parse::<u64>().ok());
    if let Some(since) = since {
        let _ = tokio::time::timeout(WAIT, changes.wait_for(|now| *now != since)).await;
    }
    let now = *changes.borrow();
    now.to_string()
}

/// Puts the script into whole pages. It is a file, so a page with a strict content policy takes it too.
async fn with_script(response: Response<Body>) -> Response<Body> {
    const MAX_PAGE: usize = 16 << 20;
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_page = content_type.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page || response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(page) = to_bytes(body, MAX_PAGE).await else {
        return Response::new(Body::from("this page is too long for docbao serve"));
    };
    head.headers.remove(header::CONTENT_LENGTH);
    let page = String::from_utf8_lossy(&page);
    const SCRIPT: &str = "<script src=\"/.docbao/reload.js\" defer></script>";
    Response::from_parts(head, Body::from(page.replacen("</head>", &format!("{SCRIPT}</head>"), 1)))
}

/// Packs never change under their names; everything else may be built anew at any moment.
fn cache_control<B>(response: &Response<B>) -> Option<HeaderValue> {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_pack = content_type.is_some_and(|kind| kind == "application/octet-stream");
    (!is_pack).then(|| HeaderValue::from_static("no-cache"))
}

#[cfg(test)]
mod tests;
