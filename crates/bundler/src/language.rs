//! Names of languages, as HTML has them (BCP 47): their form alone, not whether there is such a language.

/// The name, if it is one: `vi`, `fr-CA`. Programs that write `vi_VN` mean `vi-VN`.
pub fn named(text: &str) -> Option<String> {
    let name = text.trim().replace('_', "-");
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    name.split('-').all(is_subtag).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_names_and_nothing_else() {
        assert_eq!(named("fr-CA").as_deref(), Some("fr-CA"));
        assert_eq!(named(" vi_VN ").as_deref(), Some("vi-VN"));
        for wrong in ["", "vi\" onload=\"", "tiếng-Việt", "vi-", "vi_VN.UTF-8"] {
            assert_eq!(named(wrong), None, "{wrong}");
        }
    }
}
