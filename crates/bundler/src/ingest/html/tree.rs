//! The tree of a web page: nodes in one vector, handles are places in it. Nothing here recurses,
//! so a page may be as deep as it likes, up to a bound on the work that depth makes.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, QualName, parse_document};

/// More nodes than the largest page that anybody saved (a law with its tables has 60,000), and about
/// half a gigabyte of memory. Formatting that is never closed multiplies nodes, so the length of a file bounds nothing.
const MAX_NODES: usize = 2_000_000;

/// A parser looks up and down the open elements: the work grows with the square of this.
/// The deepest pages of portals have some fifty levels.
const MAX_DEPTH: u32 = 3_000;

/// How much is parsed between two looks at the bounds, in bytes.
const CHUNK_BYTES: usize = 16 << 10;

/// Place of a node in its tree.
pub(super) type NodeId = usize;

/// A parsed page. Node 0 is the document.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// A node and where it hangs.
#[derive(Default)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: Option<NodeId>,
    pub(super) children: Vec<NodeId>,
    depth: u32,
}

/// What a node is.
#[derive(Default)]
pub(super) enum Kind {
    Element {
        name: LocalName,
        attributes: Vec<Attribute>,
    },
    Text(String),
    /// Documents, comments and what else has no text.
    #[default]
    Other,
}

impl Tree {
    /// Parses a page as browsers do. Returns `None` if it is too large or too deep.
    pub(super) fn parse(html: &str) -> Option<Tree> {
        let mut parser = parse_document(Sink::new(), Default::default());
        let mut rest = html;
        while !rest.is_empty() {
            let end = rest.floor_char_boundary(CHUNK_BYTES);
            parser.process(StrTendril::from(&rest[..end]));
            rest = &rest[end..];
            if parser.tokenizer.sink.sink.is_too_much.get() {
                return None;
            }
        }
        let sink = parser.finish();
        (!sink.is_too_much.get()).then(|| Tree {
            nodes: sink.nodes.into_inner().into_iter().map(|(node, _)| node).collect(),
        })
    }

    /// Name of an element; empty for other nodes.
    pub(super) fn name(&self, id: NodeId) -> &str {
        match &self.nodes[id].kind {
            Kind::Element { name, .. } => name,
            _ => "",
        }
    }

    /// Value of an attribute.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        let Kind::Element { attributes, .. } = &self.nodes[id].kind else {
            return None;
        };
        let attribute = attributes.iter().find(|attribute| &*attribute.name.local == name)?;
        Some(&attribute.value)
    }

    /// A node and all below it, in the order of the page.
    pub(super) fn descendants(&self, root: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut open = vec![root];
        std::iter::from_fn(move || {
            let id = open.pop()?;
            open.extend(self.nodes[id].children.iter().rev());
            Some(id)
        })
    }

    /// The first element of a name below a node.
    pub(super) fn find(&self, root: NodeId, name: &str) -> Option<NodeId> {
        self.descendants(root).find(|id| self.name(*id) == name)
    }

    /// All text below a node, on one line.
    pub(super) fn text(&self, root: NodeId) -> String {
        let texts = self.descendants(root).filter_map(|id| match &self.nodes[id].kind {
            Kind::Text(text) => Some(text.as_str()),
            _ if self.name(id) == "br" => Some(" "),
            _ => None,
        });
        let text: String = texts.collect();
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What the parser builds into.
struct Sink {
    /// Nodes, and their names with namespaces, which only the parser wants.
    nodes: RefCell<Vec<(Node, Option<QualName>)>>,
    is_too_much: Cell<bool>,
}

impl Sink {
    fn new() -> Self {
        Sink { nodes: RefCell::new(vec![(Node::default(), None)]), is_too_much: Cell::new(false) }
    }

    /// Past the bound every new node is the last one: the parser must go on until it is stopped.
    fn add(&self, kind: Kind, name: Option<QualName>) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        if nodes.len() >= MAX_NODES {
            self.is_too_much.set(true);
            return nodes.len() - 1;
        }
        nodes.push((Node { kind, ..Node::default() }, name));
        nodes.len() - 1
    }

    fn insert(&self, parent: NodeId, at: Option<usize>, child: NodeOrText<NodeId>) {
        let child = match child {
            NodeOrText::AppendNode(child) => {
                self.remove_from_parent(&child);
                child
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let children = &nodes[parent].0.children;
                let before = at.unwrap_or(children.len()).checked_sub(1);
                let before = before.and_then(|before| children.get(before).copied());
                if let Some(Kind::Text(before)) = before.map(|id| &mut nodes[id].0.kind) {
                    before.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Kind::Text(text.to_string()), None)
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        if child == parent {
            return;
        }
        let depth = nodes[parent].0.depth + 1;
        if depth > MAX_DEPTH {
            self.is_too_much.set(true);
        }
        nodes[child].0.depth = depth;
        nodes[child].0.parent = Some(parent);
        let children = &mut nodes[parent].0.children;
        let at = at.unwrap_or(children.len()).min(children.len());
        children.insert(at, child);
    }

    fn place(&self, id: NodeId) -> Option<(NodeId, usize)> {
        let nodes = self.nodes.borrow();
        let parent = nodes[id].0.parent?;
        // What moves is nearly always among the last.
        let at = nodes[parent].0.children.iter().rposition(|child| *child == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Self;
    type ElemName<'a> = QualifiedName;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> QualifiedName {
        let nodes = self.nodes.borrow();
        QualifiedName(nodes[*target].1.clone().unwrap_or_else(|| {
            QualName::new(None, html5ever::ns!(html), html5ever::local_name!(""))
        }))
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> NodeId {
        let kind = Kind::Element { name: name.local.clone(), attributes };
        self.add(kind, Some(name))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.add(Kind::Other, None)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.add(Kind::Other, None)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        match self.place(*element) {
            Some(_) => self.append_before_sibling(element, child),
            None => self.append(previous, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What a template holds stands in it: nothing here runs.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(child) = &child {
            self.remove_from_parent(child);
        }
        if let Some((parent, at)) = self.place(*sibling) {
            self.insert(parent, Some(at), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, added: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        if let Kind::Element { attributes, .. } = &mut nodes[*target].0.kind {
            for attribute in added {
                if !attributes.iter().any(|known| known.name == attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.nodes.borrow_mut();
            nodes[parent].0.children.remove(at);
            nodes[*target].0.parent = None;
        }
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].0.children);
        for child in &children {
            nodes[*child].0.parent = Some(*new_parent);
        }
        nodes[*new_parent].0.children.extend(children);
    }
}

/// A name that is counted, not borrowed: the nodes are behind a cell.
#[derive(Debug)]
struct QualifiedName(QualName);

impl html5ever::interface::ElemName for QualifiedName {
    fn ns(&self) -> &html5ever::Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}
