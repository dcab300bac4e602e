//! What can be wrong with a library, in words that carry the cure.

/// Why bytes are not what they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The library is of a later major format than this code knows. Two ways out: serve the reader
    /// that came with the library, or build the library again with the older `docbao`.
    #[error(
        "the library has format {found}, this reader knows up to {known}: \
         update the reader, or build the library again with this reader's docbao"
    )]
    Version {
        /// Format of the library.
        found: u32,
        /// Latest format known here.
        known: u32,
    },
    /// The bytes are not those that were written: cut short, changed on the way, or another file's
    /// (a captive portal's page, an upload that broke off). Upload the file again.
    #[error("damaged or cut-short data ({what}): upload the library's files again")]
    Damaged {
        /// What was being read.
        what: &'static str,
    },
}

impl DecodeError {
    pub(crate) const fn damaged(what: &'static str) -> Self {
        DecodeError::Damaged { what }
    }
}
