//! Every target over its seeds, over what the fuzzer once found, and over seeds with a few bytes
//! changed: what can be had of fuzzing without a fuzzer.

use docbao_fuzz::Target;
use proptest::prelude::*;
use proptest::sample::Index;

/// Inputs that the fuzzer found and that were put right: the target, and the bytes.
const FOUND: &[(Target, &[u8])] = &[];

#[test]
fn seeds_are_sound() {
    for target in Target::ALL {
        assert!(!target.seeds().is_empty(), "{target:?}");
        target.seeds().iter().for_each(|seed| target.run(seed));
    }
}

#[test]
fn what_was_found_stays_found() {
    FOUND.iter().for_each(|(target, bytes)| target.run(bytes));
}

proptest! {
    #[test]
    fn changed_seeds_end_in_a_value_or_an_error(
        at in 0..Target::ALL.len(), seed: Index, edits in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6),
    ) {
        let target = Target::ALL[at];
        let mut bytes = seed.get(&target.seeds()).clone();
        edits.iter().for_each(|(place, byte)| *place.get_mut(&mut bytes) = *byte);
        target.run(&bytes);
    }
}
