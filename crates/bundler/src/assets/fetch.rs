//! Pictures of other sites, which `--fetch-images` brings into the library: visitors then ask nobody else.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use super::{Contents, MAX_PICTURE_BYTES, Picture};

/// Long enough for a large picture on a slow network.
const MAX_TIME: Duration = Duration::from_secs(30);

/// Asks for pictures, for each once.
pub(super) struct Fetcher {
    agent: ureq::Agent,
    /// Where they lie until they are written; `None` if there is no place for them.
    folder: Option<tempfile::TempDir>,
    answers: Mutex<BTreeMap<String, Answer>>,
}

/// An answer that others may be waiting for.
type Answer = Arc<OnceLock<Result<Picture, String>>>;

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetcher")
    }
}

impl Fetcher {
    pub(super) fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(MAX_TIME))
            .max_redirects(5)
            .user_agent(concat!("docbao/", env!("CARGO_PKG_VERSION")))
            .build();
        let folder = tempfile::Builder::new().prefix("docbao-pictures-").tempdir().ok();
        Fetcher { agent: config.into(), folder, answers: Mutex::default() }
    }

    /// The picture at an address. The error says why it is not there.
    pub(super) fn picture(&self, address: &str) -> Result<Picture, String> {
        let answer = {
            let mut answers = self.answers.lock().map_err(|_| "another one failed".to_owned())?;
            Arc::clone(answers.entry(address.to_owned()).or_default())
        };
        answer.get_or_init(|| self.ask(address)).clone()
    }

    fn ask(&self, address: &str) -> Result<Picture, String> {
        let answer = self.agent.get(address).call().map_err(|error| error.to_string())?;
        let mut body = answer.into_body();
        let bytes = body.with_config().limit(MAX_PICTURE_BYTES).read_to_vec();
        let bytes = bytes.map_err(|error| error.to_string())?;
        let mut picture = Picture::of(bytes).ok_or("it is no picture that all browsers show")?;
        // A portal has thousands: they wait on the disk.
        if let (Some(folder), Contents::Bytes(bytes)) = (&self.folder, &picture.asset.contents) {
            let name = picture.asset.name.rsplit('/').next().unwrap_or_default();
            let path = folder.path().join(name);
            std::fs::write(&path, bytes)
                .map_err(|error| format!("it cannot be put aside ({error})"))?;
            picture.asset.contents = Contents::File(path);
        }
        Ok(picture)
    }
}
