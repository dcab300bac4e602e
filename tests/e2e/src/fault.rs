//! What goes wrong between a host and a browser, as scripted answers: the request comes in as ever, and
//! what goes back is spoilt.

use std::io::Write;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

/// One way in which an answer is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another status, and perhaps seconds after which to come again.
    Status(u16, Option<u32>),
    /// The page of a captive portal, with 200.
    Portal,
    /// Nothing, with 200.
    Empty,
    /// As many bytes as there should be, and others.
    OtherBytes,
    /// JSON that means something else, with 200.
    OtherJson,
    /// The connection ends half-way.
    Cut,
    /// More bytes than there should be, and their number said rightly.
    Longer,
    /// A number of bytes is said that is too small.
    SaidShorter,
    /// Compressed, and compressed again by somebody who says it once.
    GzipTwice,
    /// Said to be compressed, and is not.
    NotGzip,
    /// A type that nobody expects.
    WrongType,
    /// The whole file where a range was asked for.
    RangeIgnored,
    /// The right bytes under a wrong `Content-Range`.
    WrongContentRange,
    /// 206, with as many bytes from elsewhere.
    AnotherRange,
    /// The headers, and then nothing for a minute.
    Stall,
    /// A few bytes at a time.
    Drip,
}

/// An answer on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: String,
    pub(crate) kind: String,
    /// More headers, each with its end of line.
    pub(crate) more: String,
    pub(crate) body: Vec<u8>,
    /// What `Content-Length` says.
    pub(crate) length: usize,
    pub(crate) pace: Pace,
}

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    AtOnce,
    Stalling,
    Dripping,
}

impl Answer {
    pub(crate) fn new(status: &str, kind: &str, more: &str, body: Vec<u8>) -> Self {
        let [status, kind, more] = [status, kind, more].map(str::to_owned);
        Answer { status, kind, more, length: body.len(), body, pace: Pace::AtOnce }
    }
}

const PORTAL: &[u8] = b"<!doctype html><title>Wi-Fi</title><p>Sign in to go on</p>";

impl Fault {
    /// Spoils an answer. `file` is all that there is of what was asked for, and `start` the first byte
    /// that was wanted of it.
    ///
    /// # Errors
    /// Those of compressing into memory: none.
    pub(crate) fn spoil(self, mut answer: Answer, file: &[u8], start: usize) -> Result<Answer> {
        let is_range = answer.status.starts_with("206");
        let whole = |kind: &str, body: &[u8]| Answer::new("200 OK", kind, "", body.to_vec());
        match self {
            Fault::Status(status, after) => {
                let after = after.map(|seconds| format!("Retry-After: {seconds}\r\n"));
                let after = after.unwrap_or_default();
                return Ok(Answer::new(&format!("{status} No"), "text/plain", &after, Vec::new()));
            }
            Fault::Portal => return Ok(whole("text/html", PORTAL)),
            Fault::Empty => return Ok(whole(&answer.kind, b"")),
            Fault::OtherJson => return Ok(whole("application/json", b"{\"error\":\"busy\"}")),
            Fault::RangeIgnored => return Ok(whole(&answer.kind, file)),
            Fault::OtherBytes => answer.body.iter_mut().for_each(|byte| *byte ^= 0x5a),
            Fault::Cut => answer.body.truncate(answer.length / 2),
            Fault::Longer => {
                answer.body.extend_from_slice(&[0x20; 100]);
                answer.length = answer.body.len();
            }
            Fault::SaidShorter => answer.length /= 2,
            Fault::GzipTwice => {
                answer.body = gzip(&gzip(&answer.body)?)?;
                answer.length = answer.body.len();
                answer.more.push_str("Content-Encoding: gzip\r\n");
            }
            Fault::NotGzip => answer.more.push_str("Content-Encoding: gzip\r\n"),
            Fault::WrongType => answer.kind = "text/plain; charset=windows-1258".to_owned(),
            Fault::WrongContentRange if is_range => {
                answer.more = "Content-Range: bytes 3-4/5\r\n".to_owned();
            }
            Fault::AnotherRange if is_range => {
                let other = if start == 0 { 8 } else { start - 1 };
                let end = (other + answer.body.len()).min(file.len());
                let bytes = file.get(other..end).unwrap_or_default();
                answer.body = bytes.to_vec();
                answer.length = bytes.len();
                answer.more =
                    format!("Content-Range: bytes {other}-{}/{}\r\n", end - 1, file.len());
            }
            Fault::WrongContentRange | Fault::AnotherRange => {}
            Fault::Stall => answer.pace = Pace::Stalling,
            Fault::Drip => answer.pace = Pace::Dripping,
        }
        Ok(answer)
    }
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?)
}
