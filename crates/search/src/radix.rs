//! Sorting by a number, least significant digit first (Knuth, The Art of Computer Programming, 5.2.5): twice
//! as fast as comparing, and a tenth of the code.

/// Bits of a digit. Larger: fewer passes, and a table that is long to clear.
const DIGIT_BITS: u32 = 8;

/// So few are sorted by putting each where it belongs.
const FEW: usize = 32;

/// Sorts by a number. Items that are equal in it keep their order.
///
/// A function of its own also for the compiler: browsers make those fast that are called often, not what is
/// in the middle of a long one.
#[inline(never)]
pub(crate) fn sort<T: Copy + Default>(items: &mut Vec<T>, number: impl Fn(&T) -> u32) {
    if items.len() <= FEW {
        return insert(items, number);
    }
    let mut sorted = vec![T::default(); items.len()];
    let same = number(&items[0]);
    let varies = items.iter().fold(0, |varies, item| varies | (number(item) ^ same));
    for shift in (0..u32::BITS).step_by(DIGIT_BITS as usize) {
        if digit(varies, shift) == 0 {
            continue;
        }
        let mut starts = [0; 1 << DIGIT_BITS];
        items.iter().for_each(|item| starts[digit(number(item), shift)] += 1);
        let mut start = 0;
        for count in &mut starts {
            start += std::mem::replace(count, start);
        }
        for item in items.iter() {
            let to = &mut starts[digit(number(item), shift)];
            sorted[*to] = *item;
            *to += 1;
        }
        std::mem::swap(items, &mut sorted);
    }
}

fn digit(number: u32, shift: u32) -> usize {
    (number >> shift) as usize & ((1 << DIGIT_BITS) - 1)
}

fn insert<T: Copy>(items: &mut [T], number: impl Fn(&T) -> u32) {
    for at in 1..items.len() {
        let item = items[at];
        let mut to = at;
        while to > 0 && number(&items[to - 1]) > number(&item) {
            items[to] = items[to - 1];
            to -= 1;
        }
        items[to] = item;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_are_sorted_and_equal_ones_keep_their_order(
            numbers in prop::collection::vec((prop_oneof![0u32..300, 0..u32::MAX], 0u32..9), 0..200),
        ) {
            let mut sorted = numbers.clone();
            super::sort(&mut sorted, |(number, _)| *number);
            let mut expected = numbers;
            expected.sort_by_key(|(number, _)| *number);
            prop_assert_eq!(sorted, expected);
        }
    }
}
