//! `docbao serve`: a folder over HTTP, for looking at a library before it is published. Only this
//! machine can reach it.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::http::{HeaderValue, Response, header};
use tokio::runtime::Runtime;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A running server. It stops when this is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    runtime: Option<Runtime>,
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
        let router = Router::new().fallback_service(ServeDir::new(dir)).layer(cache);
        // The task ends with the runtime, and serving itself does not fail.
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Server { address, runtime: Some(runtime) })
    }

    /// The address to open.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
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

/// Packs never change under their names; everything else may be built anew at any moment.
fn cache_control<B>(response: &Response<B>) -> Option<HeaderValue> {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_pack = content_type.is_some_and(|kind| kind == "application/octet-stream");
    (!is_pack).then(|| HeaderValue::from_static("no-cache"))
}

#[cfg(test)]
mod tests;
