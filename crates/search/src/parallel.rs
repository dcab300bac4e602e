//! Work for several cores where there are several: the one place that knows the feature `parallel`.
//! Results do not depend on it.

/// Calls `each` on every item and returns the results in order.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(each).collect()
}

/// Does two things and returns what both give.
#[cfg(feature = "parallel")]
pub(crate) fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(one, other)
}

/// Sorts by numbers, the first of them first. Items that are equal in them keep their order.
#[cfg(feature = "parallel")]
pub(crate) fn sort<T: Copy + Send>(items: &mut [T], order: impl Fn(&T) -> [u32; 4] + Sync) {
    use rayon::prelude::*;
    let join = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    items.par_sort_by_key(|item| {
        let [a, b, c, d] = order(item);
        (join(a, b), join(c, d))
    });
}

/// Calls `each` on every item and returns the results in order.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T, R>(items: &[T], each: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(each).collect()
}

/// Does two things and returns what both give.
#[cfg(not(feature = "parallel"))]
pub(crate) fn both<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}

/// Sorts by numbers, the first of them first. Items that are equal in them keep their order.
///
/// Least significant digit first: twice as fast as comparing, and a tenth of the code.
#[cfg(not(feature = "parallel"))]
pub(crate) fn sort<T: Copy>(items: &mut Vec<T>, order: impl Fn(&T) -> [u32; 4]) {
    /// Larger: fewer passes, and a table that falls out of the cache.
    const DIGIT_BITS: u32 = 11;
    let digit = |number: u32, shift: u32| (number >> shift) as usize & ((1 << DIGIT_BITS) - 1);
    let mut sorted = items.clone();
    for place in (0..4).rev() {
        let same = items.first().map_or(0, |item| order(item)[place]);
        let varies = items.iter().fold(0, |varies, item| varies | (order(item)[place] ^ same));
        for shift in (0..u32::BITS).step_by(DIGIT_BITS as usize) {
            if digit(varies, shift) == 0 {
                continue;
            }
            let mut starts = [0; 1 << DIGIT_BITS];
            items.iter().for_each(|item| starts[digit(order(item)[place], shift)] += 1);
            let mut start = 0;
            for count in &mut starts {
                start += std::mem::replace(count, start);
            }
            for item in items.iter() {
                let to = &mut starts[digit(order(item)[place], shift)];
                sorted[*to] = *item;
                *to += 1;
            }
            std::mem::swap(items, &mut sorted);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_are_sorted_and_equal_ones_keep_their_order(
            numbers in prop::collection::vec(([0u32..3, 0u32..5000, 0u32..2, 0..u32::MAX], 0u32..9), 0..200),
        ) {
            let mut sorted = numbers.clone();
            super::sort(&mut sorted, |(order, _)| *order);
            let mut expected = numbers;
            expected.sort_by_key(|(order, _)| *order);
            prop_assert_eq!(sorted, expected);
        }
    }
}
