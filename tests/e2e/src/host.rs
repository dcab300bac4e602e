//! A static web host as simple as hosts get, and as unhelpful as the test asks for. It also keeps
//! a list of what was requested, and of what browsers report to it. It can be told to be worse than
//! unhelpful ([`Fault`]): under `/0/`, `/1/` and so on it has the same files, each time with another fault.
//!
//! A page may say which headers it comes with, in comments near its beginning, so that a policy and
//! the page that it is about stand in one file: `<!-- header Referrer-Policy: no-referrer -->`. A folder may say
//! them for its files in a file `_headers`, by how names end: `.wasm Content-Type: text/plain`. What many pages
//! have in common they include, as on hosts since 1995: `<!--#include file="head.inc" -->`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::fault::{Answer, Fault, Pace};

/// A host of some folders, until it is dropped.
pub struct Host {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    /// Folders and the paths they are served under; the first that fits is taken.
    folders: Vec<(String, PathBuf)>,
    ways: Ways,
    closed: AtomicBool,
    requests: Mutex<Vec<String>>,
    /// Of these, what browsers sent a cookie with.
    with_cookies: Mutex<Vec<String>>,
    /// Bytes of bodies that are still sent; then the host is gone, in the middle of one.
    left: AtomicUsize,
    troubles: Vec<Trouble>,
    gate: Mutex<Gate>,
    gate_opens: Condvar,
}

/// Where answers wait until the host is told to let them go.
#[derive(Default)]
struct Gate {
    /// In the names of files whose answers wait from now on.
    part: Option<&'static str>,
    /// Answers that wait, and how often all of them were let go.
    held: usize,
    times: usize,
}

/// What hosts do differently from each other without doing wrong.
struct Ways {
    knows_ranges: bool,
    /// What is said of keeping files.
    cache_control: &'static str,
    /// Whether `A.js` and `a.js` are one file.
    ignores_case: bool,
    /// How the names end that are given away, if not all are.
    kinds: Option<&'static [&'static str]>,
}

impl Default for Ways {
    fn default() -> Self {
        Ways { knows_ranges: true, cache_control: "no-cache", ignores_case: false, kinds: None }
    }
}

/// A fault of the files whose names begin so.
struct Trouble {
    fault: Fault,
    place: String,
    /// Answers that it still spoils.
    left: AtomicUsize,
}

impl Host {
    /// Serves a folder, answering `Range` as hosts should.
    pub fn new(folder: &Path) -> Result<Self> {
        Host::open(at_root(folder), Ways::default())
    }

    /// Serves a folder, and takes capitals for small letters, as on Windows.
    pub fn ignoring_case(folder: &Path) -> Result<Self> {
        Host::open(at_root(folder), Ways { ignores_case: true, ..Ways::default() })
    }

    /// Serves of a folder only files whose names end so, and says of all others that they are not there.
    pub fn of_kinds(folder: &Path, kinds: &'static [&'static str]) -> Result<Self> {
        Host::open(at_root(folder), Ways { kinds: Some(kinds), ..Ways::default() })
    }

    /// Serves a folder whose files browsers may keep for a while without asking, as many portals do.
    pub fn remembered(folder: &Path) -> Result<Self> {
        let ways = Ways { cache_control: "max-age=600", ..Ways::default() };
        Host::open(at_root(folder), ways)
    }

    /// Serves a folder, and under `/N/` with fault number N: so many answers about files whose names
    /// begin with the place beside it are spoilt.
    pub fn with_faults(folder: &Path, faults: &[(Fault, &str)], times: usize) -> Result<Self> {
        let troubles = faults.iter().map(|(fault, place)| Trouble {
            fault: *fault,
            place: (*place).to_owned(),
            left: AtomicUsize::new(times),
        });
        Host::open_at(0, at_root(folder), Ways::default(), troubles.collect())
    }

    /// From now on nothing goes wrong any more.
    pub fn heal(&self) {
        self.set_faults(0);
    }

    /// From now on everything goes wrong that can.
    pub fn harm(&self) {
        self.set_faults(usize::MAX);
    }

    /// From now on answers about files with this in their names wait.
    pub fn hold_back(&self, part: &'static str) {
        self.shared.gate().part = Some(part);
    }

    /// From now on no more answers wait; those that do go on waiting.
    pub fn hold_no_more(&self) {
        self.shared.gate().part = None;
    }

    /// How many answers wait.
    pub fn held(&self) -> usize {
        self.shared.gate().held
    }

    /// Sends all answers that wait.
    pub fn let_go(&self) {
        self.shared.gate().times += 1;
        self.shared.gate_opens.notify_all();
    }

    fn set_faults(&self, times: usize) {
        self.shared.troubles.iter().for_each(|trouble| trouble.left.store(times, Ordering::SeqCst));
    }

    /// Serves a site that has a library in a folder of its own: host pages beside `thu-vien/`.
    pub fn of_pages(pages: &Path, library: &Path) -> Result<Self> {
        let folders = [("/thu-vien/", library), ("/", pages)];
        let folders = folders.map(|(path, folder)| (path.to_owned(), folder.to_owned()));
        Host::open(folders.into(), Ways::default())
    }

    /// Serves a folder, answering every request with the whole file.
    pub fn without_ranges(folder: &Path) -> Result<Self> {
        Host::open(at_root(folder), Ways { knows_ranges: false, ..Ways::default() })
    }

    /// Serves a folder where a host was that is gone. It may die after so many bytes, in the middle of an
    /// answer.
    pub fn again(folder: &Path, port: u16, dies_after: Option<usize>) -> Result<Self> {
        let host = Host::open_at(port, at_root(folder), Ways::default(), Vec::new())?;
        host.shared.left.store(dies_after.unwrap_or(usize::MAX), Ordering::SeqCst);
        Ok(host)
    }

    /// Serves the page of a captive portal, whatever is asked for, where a host was that is gone.
    pub fn portal(port: u16) -> Result<Self> {
        let faults = vec![Trouble {
            fault: Fault::Portal,
            place: String::new(),
            left: AtomicUsize::new(usize::MAX),
        }];
        Host::open_at(port, Vec::new(), Ways::default(), faults)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Bytes of bodies that it has sent, if it was never told to die.
    pub fn sent(&self) -> usize {
        usize::MAX - self.shared.left.load(Ordering::SeqCst)
    }

    /// Whether it has died.
    pub fn is_dead(&self) -> bool {
        self.shared.closed.load(Ordering::SeqCst)
    }

    fn open(folders: Vec<(String, PathBuf)>, ways: Ways) -> Result<Self> {
        Host::open_at(0, folders, ways, Vec::new())
    }

    fn open_at(
        port: u16,
        folders: Vec<(String, PathBuf)>,
        ways: Ways,
        troubles: Vec<Trouble>,
    ) -> Result<Self> {
        let listener = bind(port)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            folders,
            ways,
            closed: AtomicBool::new(false),
            requests: Mutex::default(),
            with_cookies: Mutex::default(),
            left: AtomicUsize::new(usize::MAX),
            troubles,
            gate: Mutex::default(),
            gate_opens: Condvar::new(),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if serving.closed.load(Ordering::SeqCst) {
                    break;
                }
                let serving = Arc::clone(&serving);
                // A browser that goes away in the middle of an answer is its own affair.
                thread::spawn(move || serving.answer(&stream).ok());
            }
        });
        Ok(Host { address, shared })
    }

    /// Address of the folder, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What was requested so far: the path, and the range if one was asked for.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The paths that were requested with a cookie so far.
    pub fn requests_with_cookies(&self) -> Vec<String> {
        self.shared.with_cookies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Trouble {
    /// Whether an answer about this file is to be spoilt; one less is then.
    fn takes_one(&self, name: &str) -> bool {
        let less = |left: usize| left.checked_sub(1);
        name.trim_start_matches('/').starts_with(&self.place)
            && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.shared.close(self.address);
    }
}

/// A folder as all of a site.
fn at_root(folder: &Path) -> Vec<(String, PathBuf)> {
    vec![("/".to_owned(), folder.to_owned())]
}

/// How long nothing comes of an answer that stalls: longer than anybody waits.
const STALL: Duration = Duration::from_secs(60);

/// Bytes that a dripping answer brings at a time, and the time between two. The module takes ten seconds, which
/// is longer than anybody waits, by the fast clock of `faults`, for an answer of which nothing comes.
const DROP: usize = 4096;
const DRIP: Duration = Duration::from_millis(100);

/// Listens on a port; another listener may just be leaving it.
fn bind(port: u16) -> Result<TcpListener> {
    let mut tries = 0;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(_) if port != 0 && tries < 100 => {
                tries += 1;
                thread::sleep(Duration::from_millis(50));
            }
            bound => return Ok(bound?),
        }
    }
}

impl Shared {
    /// Listens no more.
    fn close(&self, address: SocketAddr) {
        self.closed.store(true, Ordering::SeqCst);
        // The listener looks up only when somebody comes.
        TcpStream::connect(address).ok();
    }

    /// Takes the bytes of a body out of those that are left, and says how many of them there are.
    fn take(&self, bytes: usize) -> usize {
        let less = |left: usize| Some(left.saturating_sub(bytes));
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        left.unwrap_or_default().min(bytes)
    }

    fn answer(&self, stream: &TcpStream) -> Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let Some(Request { path, range, has_cookie }) = read_request(stream)? else {
            return Ok(());
        };
        if has_cookie {
            let with_cookies = self.with_cookies.lock();
            with_cookies.unwrap_or_else(PoisonError::into_inner).push(path.clone());
        }
        let asked = range.as_deref().map(|range| format!(" {range}")).unwrap_or_default();
        let requests = self.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).push(format!("{path}{asked}"));
        let (trouble, path) = self.trouble_of(&path);
        let name = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let file = self.read(&name);
        let (answer, start) = match &file {
            Some(bytes) => self.answer_with(&name, bytes, range.as_deref()),
            None => (Answer::new("404 Not Found", "text/plain", "", b"not here".to_vec()), 0),
        };
        let answer = match trouble.filter(|trouble| trouble.takes_one(&name)) {
            Some(trouble) => trouble.fault.spoil(answer, &file.unwrap_or_default(), start)?,
            None => answer,
        };
        self.wait_at_the_gate(&name);
        self.send(stream, answer)
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for as long as the answer about this file is held back.
    fn wait_at_the_gate(&self, name: &str) {
        let mut gate = self.gate();
        if gate.part.is_none_or(|part| !name.contains(part)) {
            return;
        }
        gate.held += 1;
        let times = gate.times;
        let gate = self.gate_opens.wait_while(gate, |gate| gate.times == times);
        gate.unwrap_or_else(PoisonError::into_inner).held -= 1;
    }

    /// What a good host answers, and the first byte that was asked for.
    fn answer_with(&self, name: &str, bytes: &[u8], range: Option<&str>) -> (Answer, usize) {
        let (mut kind, mut more) = (kind_of(name).to_owned(), String::new());
        for (header, value) in headers_of(name, bytes).into_iter().chain(self.headers_for(name)) {
            match header.as_str() {
                "Content-Type" => kind = value,
                _ => more.push_str(&format!("{header}: {value}\r\n")),
            }
        }
        let Some(range) = range.filter(|_| self.ways.knows_ranges) else {
            return (Answer::new("200 OK", &kind, &more, bytes.to_vec()), 0);
        };
        let Some((start, end)) = part_of(range, bytes.len()) else {
            return (Answer::new("416 Range Not Satisfiable", &kind, "", Vec::new()), 0);
        };
        let place = format!("{more}Content-Range: bytes {start}-{}/{}\r\n", end - 1, bytes.len());
        let part = bytes.get(start..end).unwrap_or_default();
        (Answer::new("206 Partial Content", &kind, &place, part.to_vec()), start)
    }

    /// The trouble that a path leads into, if any, and what is left of the path.
    fn trouble_of<'a>(&self, path: &'a str) -> (Option<&Trouble>, &'a str) {
        if self.folders.is_empty() {
            return (self.troubles.first(), path); // A portal.
        }
        let number = path.get(1..).and_then(|rest| rest.split_once('/')).map(|(number, _)| number);
        let trouble = number.and_then(|number| self.troubles.get(number.parse::<usize>().ok()?));
        let length = trouble.and(number).map_or(0, |number| number.len() + 1);
        (trouble, path.get(length..).unwrap_or(path))
    }

    /// Sends an answer, as far as the host lives to.
    fn send(&self, mut stream: &TcpStream, answer: Answer) -> Result<()> {
        let sent = self.take(answer.body.len());
        write!(
            stream,
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
             Cache-Control: {}\r\nConnection: close\r\n{}\r\n",
            answer.status, answer.kind, answer.length, self.ways.cache_control, answer.more
        )?;
        let body = answer.body.get(..sent).unwrap_or_default();
        match answer.pace {
            Pace::AtOnce => stream.write_all(body)?,
            Pace::Stalling => thread::sleep(STALL),
            Pace::Dripping => {
                for drop in body.chunks(DROP) {
                    stream.write_all(drop)?;
                    thread::sleep(DRIP);
                }
            }
        }
        if sent < answer.body.len() {
            self.close(stream.local_addr()?);
        }
        Ok(())
    }

    /// The headers that the folder of a file asks for.
    fn headers_for(&self, name: &str) -> Vec<(String, String)> {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let said = self.read(&format!("{folder}/_headers")).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let lines = said.lines().filter_map(|line| line.split_once(' '));
        let ours = lines.filter(|(end, _)| name.ends_with(end.trim_matches('*')));
        let headers = ours.filter_map(|(_, header)| header.split_once(": "));
        headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The file at a path, in whichever folder it lies.
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut places = self.folders.iter().filter_map(|(path, folder)| {
            name.strip_prefix(path.as_str()).map(|rest| folder.join(rest))
        });
        let mut file = places.next()?;
        if self.ways.ignores_case {
            file = in_any_case(&file)?;
        }
        let kind = name.rsplit('.').next()?;
        self.ways.kinds.is_none_or(|kinds| kinds.contains(&kind)).then_some(())?;
        let bytes = fs::read(&file).ok().filter(|_| !name.contains(".."))?;
        if name.ends_with(".html") { with_included(bytes, &file) } else { Some(bytes) }
    }
}

/// The file whose path is the same but for capitals.
fn in_any_case(path: &Path) -> Option<PathBuf> {
    if path.exists() {
        return Some(path.to_owned());
    }
    let folder = in_any_case(path.parent()?)?;
    let names = fs::read_dir(&folder).ok()?.flatten().map(|entry| entry.file_name());
    let mut same =
        names.filter(|name| path.file_name().is_some_and(|it| it.eq_ignore_ascii_case(name)));
    same.next().map(|name| folder.join(name))
}

/// A page with what it includes from its folder; none if that is not there. Bytes, because not every page is
/// UTF-8.
fn with_included(page: Vec<u8>, file: &Path) -> Option<Vec<u8>> {
    const BEGIN: &[u8] = b"<!--#include file=\"";
    const END: &[u8] = b"\" -->";
    let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|part| part == what);
    let (mut whole, mut rest) = (Vec::new(), page.as_slice());
    while let Some(at) = find(rest, BEGIN) {
        let name = &rest[at + BEGIN.len()..];
        let Some(end) = find(name, END) else { break };
        let piece = file.with_file_name(String::from_utf8_lossy(&name[..end]).as_ref());
        whole.extend_from_slice(&rest[..at]);
        whole.extend(fs::read(piece).ok()?);
        rest = &name[end + END.len()..];
    }
    whole.extend_from_slice(rest);
    Some(whole)
}

/// The headers that a page asks to be served with.
fn headers_of(name: &str, page: &[u8]) -> Vec<(String, String)> {
    let beginning = page.get(..page.len().min(1000)).filter(|_| name.ends_with(".html"));
    let beginning = String::from_utf8_lossy(beginning.unwrap_or_default());
    let said = beginning.split("<!-- header ").skip(1).filter_map(|rest| rest.split_once(" -->"));
    let headers = said.filter_map(|(header, _)| header.split_once(": "));
    headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// What is asked for, and how.
struct Request {
    path: String,
    range: Option<String>,
    has_cookie: bool,
}

/// Reads what is asked for. None if the browser only looked in.
fn read_request(stream: &TcpStream) -> Result<Option<Request>> {
    let mut lines = BufReader::new(stream).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(None);
    };
    let target = first.split(' ').nth(1).unwrap_or("/");
    let path = target.split(['?', '#']).next().unwrap_or("/").to_owned();
    let mut request = Request { path, range: None, has_cookie: false };
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or_default();
        if name.eq_ignore_ascii_case("range") {
            request.range = Some(value.trim().to_owned());
        }
        request.has_cookie |= name.eq_ignore_ascii_case("cookie");
    }
    Ok(Some(request))
}

/// Understands `bytes=start-end`; like a real host, gives what there is of it.
fn part_of(range: &str, length: usize) -> Option<(usize, usize)> {
    let (start, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let start: usize = start.parse().ok()?;
    let last = last.parse::<usize>().unwrap_or(usize::MAX);
    let end = last.saturating_add(1).min(length);
    (start < end).then_some((start, end))
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_headers() {
        let page = b"<!doctype html>\n<!-- header A-B: c: 'd' -->\n<!-- Header no -->\n<p>";
        assert_eq!(headers_of("a.html", page), [("A-B".to_owned(), "c: 'd'".to_owned())]);
        assert!(headers_of("a.js", page).is_empty());
    }

    #[test]
    fn a_range_is_cut_at_the_end_of_the_file() {
        assert_eq!(part_of("bytes=2-5", 10), Some((2, 6)));
        assert_eq!(part_of("bytes=8-20", 10), Some((8, 10)));
        assert_eq!(part_of("bytes=8-", 10), Some((8, 10)));
        assert_eq!(part_of("bytes=10-12", 10), None);
        assert_eq!(part_of("lines=1-2", 10), None);
    }
}
