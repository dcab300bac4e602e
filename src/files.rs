//! Where the files are that travel with an article: its pictures, and what it offers to take along.

use docbao_bundle::{Article, Block};

use crate::route::encode;

/// Files that travel with a library, as one article refers to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Address of the library's folder.
    pub base: String,
    /// What a page holds itself, because there is no folder: names in the library, and addresses of the page's own.
    pub held: Vec<(String, String)>,
}

impl Files {
    /// The address of a file, if the library has one of this name.
    pub fn address(&self, name: &str) -> Option<String> {
        match self.held.iter().find(|(known, _)| known == name) {
            Some((_, address)) => Some(address.clone()),
            None => Some([&self.base, &*path(name)?].concat()),
        }
    }
}

/// Calls `each` with the names by which an article refers to files.
pub fn each_name(article: &Article, each: &mut dyn FnMut(&str)) {
    for block in &article.blocks {
        if let Block::Figure(figure) = block {
            each(&figure.src);
        }
    }
    article.attachments.iter().for_each(|attachment| each(&attachment.file));
}

/// The path of a file that the library carries, ready for an address: never one that leads elsewhere.
fn path(name: &str) -> Option<String> {
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.');
    let is_inside = !name.contains([':', '\\', '?', '#', '%']) && name.split('/').all(is_name);
    is_inside.then(|| name.split('/').map(encode).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_holds_is_taken_from_it_and_nothing_leads_elsewhere() {
        let held = vec![("tep/a.png".to_owned(), "blob:null/1".to_owned())];
        let files = Files { base: "/tv/".to_owned(), held };
        assert_eq!(files.address("tep/a.png").as_deref(), Some("blob:null/1"));
        assert_eq!(files.address("tep/ảnh.png").as_deref(), Some("/tv/tep/%E1%BA%A3nh.png"));
        for name in ["", "../a", "a/./b", "https://a.vn/x", "blob:null/2", "//a.vn", "a?b", "a%2Fb"]
        {
            assert_eq!(files.address(name), None, "{name}");
        }
    }
}
