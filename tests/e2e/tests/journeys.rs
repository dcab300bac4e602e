//! What readers and host pages do with docbao, from beginning to end.
