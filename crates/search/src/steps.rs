//! Long work in steps. Whoever has a thread of his own does them all at once; a page does one, lets the
//! browser draw and hear its visitor, and does the next.
//!
//! The work is written as one function that awaits [`pause`] where it may be left for a while; the
//! compiler makes the steps of it. Nobody is ever waited for.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Work that is done a step at a time.
pub struct Steps<T>(Option<Pin<Box<dyn Future<Output = T>>>>);

impl<T> Steps<T> {
    /// Work that [pauses](pause) between its steps.
    pub fn new(work: impl Future<Output = T> + 'static) -> Self {
        Steps(Some(Box::pin(work)))
    }

    /// Does the next step. Returns what the work gives after its last one; later nothing.
    pub fn step(&mut self) -> Option<T> {
        let work = self.0.as_mut()?;
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => {
                self.0 = None;
                Some(result)
            }
            Poll::Pending => None,
        }
    }

    /// Does all steps.
    pub fn finish(mut self) -> T {
        loop {
            if let Some(result) = self.step() {
                return result;
            }
        }
    }
}

impl<T> std::fmt::Debug for Steps<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Steps")
    }
}

/// Ends a step.
pub fn pause() -> impl Future<Output = ()> {
    let mut is_over = false;
    std::future::poll_fn(move |_| {
        let now = if is_over { Poll::Ready(()) } else { Poll::Pending };
        is_over = true;
        now
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_where_it_was_left() {
        let mut steps = Steps::new(async {
            let mut n = 0;
            while n < 3 {
                n += 1;
                pause().await;
            }
            n
        });
        let done: Vec<Option<i32>> = (0..5).map(|_| steps.step()).collect();
        assert_eq!(done, [None, None, None, Some(3), None]);
        assert_eq!(Steps::new(async { 7 }).finish(), 7);
    }
}
