//! Circles in a graph that are larger than a pair.

use std::collections::{BTreeMap, BTreeSet};

/// The circles that are larger than a pair. A module may be imported by all that are below it in a circle, since it is
/// the face of their folder: what is left of the circle without these imports is looked at again. `above` says whether
/// the first is a module around the second.
pub(super) fn unexcused(
    edges: &BTreeSet<(usize, usize)>,
    above: &dyn Fn(usize, usize) -> bool,
) -> Vec<BTreeSet<usize>> {
    let mut circles = Vec::new();
    for circle in larger_than_pairs(edges) {
        let is_top = |top: &&usize| {
            circle
                .iter()
                .all(|other| other == *top || above(**top, *other))
        };
        match circle.iter().find(is_top) {
            None => circles.push(circle),
            Some(top) => {
                let inside = |(from, to): &&(usize, usize)| {
                    circle.contains(from) && circle.contains(to) && to != top
                };
                let rest: BTreeSet<_> = edges.iter().filter(inside).copied().collect();
                circles.extend(unexcused(&rest, above));
            }
        }
    }
    circles
}

/// The sets of nodes, each as large as can be, in which every node lies on a circle of three or more with every other.
/// Two that import each other are a pair, and so is each of many that do so with one: a folder's module and those in it.
fn larger_than_pairs(edges: &BTreeSet<(usize, usize)>) -> Vec<BTreeSet<usize>> {
    let of = components(edges);
    let mut neighbours: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (from, to) in edges {
        if from != to && of.get(from) == of.get(to) {
            neighbours.entry(*from).or_default().insert(*to);
            neighbours.entry(*to).or_default().insert(*from);
        }
    }
    // Where everything can be reached from everything, nodes that no single node separates lie on common circles.
    let mut search = Blocks {
        neighbours: &neighbours,
        found: BTreeMap::new(),
        path: Vec::new(),
        blocks: Vec::new(),
    };
    for node in neighbours.keys() {
        if !search.found.contains_key(node) {
            search.visit(*node, None);
        }
    }
    search.blocks.retain(|block| block.len() > 2);
    search.blocks
}

/// Hopcroft and Tarjan's search for the parts of an undirected graph that no single node separates.
struct Blocks<'a> {
    neighbours: &'a BTreeMap<usize, BTreeSet<usize>>,
    /// In which order the nodes were found.
    found: BTreeMap<usize, usize>,
    path: Vec<usize>,
    blocks: Vec<BTreeSet<usize>>,
}

impl Blocks<'_> {
    /// The earliest node that can be reached from `node` and what is found after it.
    fn visit(&mut self, node: usize, parent: Option<usize>) -> usize {
        let own = self.found.len();
        self.found.insert(node, own);
        self.path.push(node);
        let mut earliest = own;
        for next in &self.neighbours[&node] {
            match self.found.get(next) {
                Some(found) if Some(*next) != parent => earliest = earliest.min(*found),
                Some(_) => {}
                None => {
                    let reached = self.visit(*next, Some(node));
                    earliest = earliest.min(reached);
                    if reached >= own {
                        let mut block = BTreeSet::from([node]);
                        while let Some(last) = self.path.pop() {
                            block.insert(last);
                            if last == *next {
                                break;
                            }
                        }
                        self.blocks.push(block);
                    }
                }
            }
        }
        earliest
    }
}

/// For each node the number of its strongly connected component, by Tarjan's algorithm.
fn components(edges: &BTreeSet<(usize, usize)>) -> BTreeMap<usize, usize> {
    let mut successors: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (from, to) in edges {
        successors.entry(*from).or_default().push(*to);
        successors.entry(*to).or_default();
    }
    let mut search = Components {
        successors: &successors,
        found: BTreeMap::new(),
        path: Vec::new(),
        of: BTreeMap::new(),
    };
    for node in successors.keys() {
        if !search.found.contains_key(node) {
            search.visit(*node);
        }
    }
    search.of
}

struct Components<'a> {
    successors: &'a BTreeMap<usize, Vec<usize>>,
    found: BTreeMap<usize, usize>,
    path: Vec<usize>,
    of: BTreeMap<usize, usize>,
}

impl Components<'_> {
    fn visit(&mut self, node: usize) -> usize {
        let own = self.found.len();
        self.found.insert(node, own);
        self.path.push(node);
        let mut earliest = own;
        for next in &self.successors[&node] {
            match self.found.get(next) {
                None => earliest = earliest.min(self.visit(*next)),
                Some(found) if !self.of.contains_key(next) => earliest = earliest.min(*found),
                Some(_) => {}
            }
        }
        if earliest == own {
            while let Some(last) = self.path.pop() {
                self.of.insert(last, own);
                if last == node {
                    break;
                }
            }
        }
        earliest
    }
}
