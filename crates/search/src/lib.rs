//! How things are found.
