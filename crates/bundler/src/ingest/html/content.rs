//! Which part of a page is the article. Everything else (menus, other headlines, comments, what
//! floats above) is furniture.
//!
//! The measure is prose: letters that stand in stretches, outside links. Menus and lists of
//! headlines have hardly any. Where the page itself says which element holds the text, and that
//! element has much of the prose, it is believed; else we go down from the body as long as one
//! child has nearly all of it.

use super::tree::{Kind, NodeId, Tree};

/// What to read of a page.
pub(super) struct Content {
    /// The element that holds the article.
    pub(super) root: NodeId,
    /// For each node, whether it is left out.
    pub(super) is_furniture: Vec<bool>,
}

/// Letters in a row, outside links, from which on they count as prose rather than as a label.
const MIN_STRETCH: usize = 60;

/// The share of the page's prose that makes an element too important to be furniture, whatever it
/// is called: themes name the whole page "has-sidebar".
const IMPORTANT: f32 = 0.4;

/// The share that a child must have for us to go down into it.
const NEARLY_ALL: f32 = 0.85;

/// Elements that never hold text of the article.
const SILENT: [&str; 19] = [
    "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg",
    "canvas", "button", "input", "select", "textarea", "option", "dialog", "audio", "video", "map",
];

/// Elements that are furniture unless most of the page is in them: some systems wrap it in a form.
const BESIDE: [&str; 6] = ["nav", "aside", "footer", "menu", "form", "label"];

/// Words in classes and ids of furniture, Vietnamese content management systems included.
const FURNITURE: [&str; 42] = [
    "related",
    "relate",
    "lienquan",
    "tinlienquan",
    "tinkhac",
    "baikhac",
    "share",
    "sharing",
    "social",
    "like",
    "comment",
    "comments",
    "binhluan",
    "breadcrumb",
    "breadcrumbs",
    "menu",
    "navbar",
    "navigation",
    "sidebar",
    "footer",
    "advert",
    "ads",
    "advertisement",
    "quangcao",
    "popup",
    "modal",
    "toolbar",
    "pagination",
    "pager",
    "newsletter",
    "login",
    "dangnhap",
    "cookie",
    "tooltip",
    "rating",
    "vote",
    "skip",
    "noprint",
    "tags",
    "taglist",
    "print",
    "dropdown",
];

/// Classes and ids of the element that holds the text, the most telling first.
const TELLING: [&str; 27] = [
    "articlebody",
    "article-body",
    "article__body",
    "articlecontent",
    "article-content",
    "article__content",
    "entry-content",
    "post-content",
    "postcontent",
    "detail-content",
    "detailcontent",
    "content-detail",
    "contentdetail",
    "news-content",
    "newscontent",
    "news-detail",
    "newsdetail",
    "fck_detail",
    "fck",
    "noidung",
    "noi-dung",
    "noidungbaiviet",
    "chitiet",
    "chi-tiet",
    "bodytext",
    "content1",
    "main-content",
];

/// Finds the article in a page.
pub(super) fn find(tree: &Tree) -> Content {
    let mut prose = vec![0_usize; tree.nodes.len()];
    let order: Vec<NodeId> = tree.descendants(0).collect();
    let mut is_furniture = vec![false; tree.nodes.len()];
    for id in &order {
        let above = tree.nodes[*id].parent.is_some_and(|parent| is_furniture[parent]);
        is_furniture[*id] = above || is_silent(tree, *id);
    }
    measure(tree, &order, &is_furniture, &mut prose);
    let all = prose[0];
    let is_important = |prose: usize| all > 0 && prose as f32 >= IMPORTANT * all as f32;

    let called: Vec<NodeId> = order
        .iter()
        .copied()
        .filter(|id| {
            is_hidden(tree, *id)
                || BESIDE.contains(&tree.name(*id))
                || is_called(tree, *id, &FURNITURE)
        })
        .filter(|id| !is_important(prose[*id]))
        .collect();
    for id in called {
        tree.descendants(id).for_each(|below| is_furniture[below] = true);
    }
    prose.fill(0);
    measure(tree, &order, &is_furniture, &mut prose);
    let all = prose[0];
    let is_important = |prose: usize| prose as f32 >= IMPORTANT * all as f32;

    let body = order.iter().copied().find(|id| tree.name(*id) == "body").unwrap_or(0);
    let told = order
        .iter()
        .copied()
        .filter(|id| !is_furniture[*id] && all > 0 && is_important(prose[*id]))
        .filter_map(|id| Some((rank(tree, id)?, id)))
        // The first of the most telling: an outer element comes before those in it.
        .min_by_key(|(rank, id)| (*rank, order.iter().position(|other| other == id)))
        .map(|(_, id)| id);
    let root = told.unwrap_or_else(|| dominant(tree, body, &prose, &is_furniture));
    Content { root, is_furniture }
}

/// All of a page but what never holds text.
pub(super) fn all(tree: &Tree) -> Content {
    let mut is_furniture = vec![false; tree.nodes.len()];
    for id in tree.descendants(0) {
        let above = tree.nodes[id].parent.is_some_and(|parent| is_furniture[parent]);
        is_furniture[id] = above || is_silent(tree, id);
    }
    Content { root: 0, is_furniture }
}

/// Whether an element never holds text of the article. A button that WordPress puts behind the link to a file leads
/// to the same file once more, and its label would stick to the file's name.
fn is_silent(tree: &Tree, id: NodeId) -> bool {
    const BUTTON: &str = "wp-block-file__button";
    let class = tree.attribute(id, "class").unwrap_or_default();
    SILENT.contains(&tree.name(id)) || class.split_ascii_whitespace().any(|name| name == BUTTON)
}

/// Goes down from `root` as long as one child has nearly all prose. Paragraphs, lists and tables of
/// data are parts of an article, not places for one.
fn dominant(tree: &Tree, root: NodeId, prose: &[usize], is_furniture: &[bool]) -> NodeId {
    const PLACES: [&str; 14] = [
        "body", "form", "div", "section", "article", "main", "center", "table", "tbody", "tr",
        "td", "font", "span", "b",
    ];
    let mut root = root;
    loop {
        let children = tree.nodes[root].children.iter().copied();
        let largest = children.filter(|id| !is_furniture[*id]).max_by_key(|id| prose[*id]);
        match largest {
            Some(child)
                if prose[child] > 0
                    && prose[child] as f32 >= NEARLY_ALL * prose[root] as f32
                    && PLACES.contains(&tree.name(child))
                    && has_blocks(tree, child) =>
            {
                root = child;
            }
            _ => return root,
        }
    }
}

/// Whether there are paragraphs below an element, or what stands for them.
fn has_blocks(tree: &Tree, id: NodeId) -> bool {
    tree.descendants(id).skip(1).any(|id| matches!(tree.name(id), "p" | "div" | "br" | "li" | "td"))
}

/// Adds up the prose below every node.
fn measure(tree: &Tree, order: &[NodeId], is_furniture: &[bool], prose: &mut [usize]) {
    let mut in_link = vec![false; tree.nodes.len()];
    // Letters directly in an element and the inline elements in it.
    let mut stretch = vec![0_usize; tree.nodes.len()];
    for id in order {
        let parent = tree.nodes[*id].parent;
        in_link[*id] = tree.name(*id) == "a" && tree.attribute(*id, "href").is_some()
            || parent.is_some_and(|parent| in_link[parent]);
        if let (Kind::Text(text), Some(parent)) = (&tree.nodes[*id].kind, parent)
            && !is_furniture[*id]
            && !in_link[*id]
        {
            stretch[parent] += text.chars().filter(|c| c.is_alphanumeric()).count();
        }
    }
    for id in order.iter().rev() {
        let Some(parent) = tree.nodes[*id].parent else {
            continue;
        };
        if is_inline(tree.name(*id)) {
            stretch[parent] += stretch[*id];
        } else if stretch[*id] >= MIN_STRETCH {
            prose[*id] += stretch[*id];
        }
        prose[parent] += prose[*id];
    }
}

/// Whether an element stands within a line.
pub(super) fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 31] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
        "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var",
    ];
    // Word writes elements of its own: "o:p", "st1:place".
    INLINE.contains(&name) || name.contains(':')
}

fn is_hidden(tree: &Tree, id: NodeId) -> bool {
    let style = tree.attribute(id, "style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    tree.attribute(id, "hidden").is_some()
        || tree.attribute(id, "aria-hidden") == Some("true")
        || style.to_ascii_lowercase().contains("display:none")
}

/// Whether a class or the id of an element is made of one of these words.
fn is_called(tree: &Tree, id: NodeId, words: &[&str]) -> bool {
    names(tree, id).any(|name| {
        let parts = name.split(|c: char| !c.is_alphanumeric());
        parts.map(str::to_ascii_lowercase).any(|part| words.contains(&part.as_str()))
    })
}

fn names(tree: &Tree, id: NodeId) -> impl Iterator<Item = &str> {
    let names = ["class", "id"].into_iter().filter_map(move |name| tree.attribute(id, name));
    names.flat_map(str::split_ascii_whitespace)
}

/// How clearly the page says that an element holds the article; 0 is clearest.
fn rank(tree: &Tree, id: NodeId) -> Option<usize> {
    let property = tree.attribute(id, "itemprop").unwrap_or_default();
    if property.eq_ignore_ascii_case("articleBody") {
        return Some(0);
    }
    let told = names(tree, id).filter_map(|name| {
        let name = name.to_ascii_lowercase();
        TELLING.iter().position(|telling| *telling == name)
    });
    let told = told.min().map(|at| at + 1);
    told.or(match tree.name(id) {
        "article" => Some(TELLING.len() + 1),
        "main" => Some(TELLING.len() + 2),
        _ => None,
    })
}
