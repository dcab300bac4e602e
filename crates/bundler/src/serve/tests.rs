//! What a browser needs of the server, asked for by hand.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;

fn get(server: &Server, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["index.html", "docbao.js", "docbao.json", "a.wasm", "index-0123456789abcdef.bin"] {
        std::fs::write(dir.path().join(name), "0123456789").unwrap();
    }
    dir
}

#[test]
fn files_have_the_types_and_caching_that_browsers_need() {
    let dir = folder();
    let server = Server::start(dir.path(), 0).unwrap();
    for (path, content_type, is_cached) in [
        ("/", "text/html", false),
        ("/docbao.js", "text/javascript", false),
        ("/docbao.json", "application/json", false),
        ("/a.wasm", "application/wasm", false),
        ("/index-0123456789abcdef.bin", "application/octet-stream", true),
    ] {
        let answer = get(&server, path, "").to_lowercase();
        assert!(answer.starts_with("http/1.1 200"), "{path}: {answer}");
        assert!(answer.contains(&format!("content-type: {content_type}")), "{path}: {answer}");
        assert_eq!(answer.contains("cache-control: no-cache"), !is_cached, "{path}: {answer}");
    }
    assert!(get(&server, "/none", "").starts_with("HTTP/1.1 404"));
    assert!(get(&server, "/../Cargo.toml", "").starts_with("HTTP/1.1 404"));
}

#[test]
fn ranges_are_answered() {
    let dir = folder();
    let server = Server::start(dir.path(), 0).unwrap();
    let answer = get(&server, "/index-0123456789abcdef.bin", "Range: bytes=2-4\r\n");
    assert!(answer.starts_with("HTTP/1.1 206") && answer.ends_with("\r\n\r\n234"), "{answer}");
}

#[test]
fn pages_load_again_when_they_are_told() {
    let dir = folder();
    std::fs::write(dir.path().join("index.html"), "<head></head>đọc").unwrap();
    let server = Server::start(dir.path(), 0).unwrap();
    let page = get(&server, "/", "");
    let script = "<script src=\"/.docbao/reload.js\" defer></script></head>đọc";
    assert!(page.ends_with(script), "{page}");
    assert!(get(&server, "/.docbao/reload.js", "").contains("/.docbao/changed"));
    assert!(get(&server, "/.docbao/changed", "").ends_with("\r\n\r\n0"));
    // Whoever waits is answered by the change.
    let reloader = server.reloader();
    let told = std::thread::spawn(move || reloader.reload());
    assert!(get(&server, "/.docbao/changed?since=0", "").ends_with("\r\n\r\n1"));
    told.join().unwrap();
    assert!(get(&server, "/.docbao/changed?since=nonsense", "").ends_with("\r\n\r\n1"));
}

#[test]
fn a_taken_port_is_said_with_the_cure() {
    let dir = folder();
    let server = Server::start(dir.path(), 0).unwrap();
    let port = server.address.port();
    let error = Server::start(dir.path(), port).unwrap_err().to_string();
    assert!(error.contains(&port.to_string()) && error.contains("--port 0"), "{error}");
    drop(server);
}
