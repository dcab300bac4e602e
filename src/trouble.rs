//! What can keep a visitor from reading. The words and the cure are in [`strings`](crate::strings),
//! the codes are part of the element's interface.

use docbao_bundle::DecodeError;

/// Why something cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// The element has no `src`.
    NoSource,
    /// No answer from the server: no network.
    Unreachable {
        /// The file asked for.
        file: String,
    },
    /// No answer from the server of another site than the page's: no network, or no leave for other sites (CORS).
    /// Browsers do not tell which.
    Elsewhere {
        /// The file asked for.
        file: String,
    },
    /// The server answers that it cannot just now.
    Busy {
        /// HTTP status.
        status: u16,
    },
    /// The server answers, but has no such file, or does not give it away.
    Missing {
        /// The file asked for.
        file: String,
        /// HTTP status.
        status: u16,
    },
    /// The file is there and is something else: a login page, a cut-short upload.
    NotALibrary {
        /// The file asked for.
        file: String,
    },
    /// The library was built by a later docbao.
    Newer {
        /// Format of the library.
        found: u32,
        /// Latest format known here.
        known: u32,
    },
    /// Parts of the index did not come: lists may lack articles.
    Incomplete,
    /// The library has no article of this id (any more).
    NoArticle {
        /// The id asked for.
        id: String,
    },
    /// The article is in the library, its text did not come.
    NoText,
}

impl Trouble {
    /// The `code` of the `docbao-error` event.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::NoSource => "no-src",
            Trouble::Unreachable { .. } | Trouble::Elsewhere { .. } => "unreachable",
            Trouble::Busy { .. } => "server-busy",
            Trouble::Missing { .. } => "library-missing",
            Trouble::NotALibrary { .. } => "library-damaged",
            Trouble::Newer { .. } => "library-newer",
            Trouble::Incomplete => "index-incomplete",
            Trouble::NoArticle { .. } => "article-missing",
            Trouble::NoText => "text-unavailable",
        }
    }

    /// What an answer means that is not the file.
    pub fn from_status(status: u16, file: &str) -> Self {
        match status {
            408 | 425 | 429 | 500.. => Trouble::Busy { status },
            _ => Trouble::Missing { file: file.to_owned(), status },
        }
    }

    /// What a manifest that does not decode means.
    pub fn from_decode(error: DecodeError, file: &str) -> Self {
        match error {
            DecodeError::Version { found, known } => Trouble::Newer { found, known },
            _ => Trouble::NotALibrary { file: file.to_owned() },
        }
    }
}
