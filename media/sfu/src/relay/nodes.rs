//! Numbers of nodes, and small sets of them.

/// Number of a node among those that give tracks to each other.
pub type NodeNumber = u8;

/// Nodes that can be told apart: one bit each.
pub const MAX_NODES: u8 = 64;

/// A set of nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nodes(u64);

impl Nodes {
    /// True for the empty set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Puts a node in. False: it was in, or has no number below [`MAX_NODES`].
    pub fn insert(&mut self, node: NodeNumber) -> bool {
        let before = self.0;
        self.0 |= bit(node);
        self.0 != before
    }

    /// Takes a node out.
    pub fn remove(&mut self, node: NodeNumber) {
        self.0 &= !bit(node);
    }

    /// Lowest first.
    pub fn iter(self) -> impl Iterator<Item = NodeNumber> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let node = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (node < u32::from(MAX_NODES)).then_some(node as NodeNumber)
        })
    }
}

const fn bit(node: NodeNumber) -> u64 {
    if node < MAX_NODES { 1 << node } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_lowest_first() {
        let mut nodes = Nodes::default();
        assert!(nodes.is_empty());
        for node in [63, 0, 7] {
            assert!(nodes.insert(node));
        }
        assert!(!nodes.insert(7) && !nodes.insert(MAX_NODES));
        assert_eq!(nodes.iter().collect::<Vec<_>>(), [0, 7, 63]);
        nodes.remove(0);
        assert_eq!(nodes.iter().collect::<Vec<_>>(), [7, 63]);
    }
}
