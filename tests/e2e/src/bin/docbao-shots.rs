//! Pictures of the reader for people to look at; `cargo xtask shots` runs it.
fn main() {}
