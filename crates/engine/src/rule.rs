//! What must hold for a code to be used: a tree of conditions, judged in three-valued logic.

mod bounds;
mod comparison;
mod condition;
mod failed;
mod hours;
mod judged;
mod path;
mod scene;
mod truth;

use alloc::{boxed::Box, vec::Vec};

pub use bounds::Bounds;
pub use comparison::Comparison;
pub use condition::{Condition, How};
pub use failed::Failed;
pub use hours::{Days, Hours, Weekday};
pub use judged::{Judged, Judgement, Leaf};
pub use path::{Path, Step};
pub use scene::Scene;
pub use truth::{Truth, Truths};

use crate::ValueError;

/// A tree of conditions. It is never empty, never deep and never large, so that judging it is cheap
/// and always ends.
///
/// ```
/// # use tessera_engine::{Bounds, Condition, MinorUnits, Node, Rule};
/// let at_least = |minor| Ok(Bounds::new(Some(MinorUnits::new(minor)?), None)?);
/// let fifty_euros = Node::Is(Condition::Subtotal(at_least(5_000)?));
/// let rule = Rule::new(Node::All(vec![fifty_euros, Node::Is(Condition::HolderOnly)]))?;
/// assert_eq!(rule.leaf_count(), 2);
/// # Ok::<(), tessera_engine::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    root: Node,
}

/// A part of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Holds if all of them hold.
    All(Vec<Node>),
    /// Holds if any of them holds.
    Any(Vec<Node>),
    /// Holds if it does not hold.
    Not(Box<Node>),
    /// Holds if the condition does.
    Is(Condition),
}

impl Rule {
    /// The most nodes in a rule: conditions, and what joins them.
    pub const NODE_COUNT_MAX: usize = 50;
    /// How deep a rule is nested at most: a lone condition is 1 deep.
    pub const DEPTH_MAX: usize = 8;

    /// # Errors
    /// [`ValueError::RuleNodes`] and [`ValueError::RuleDepth`] for a tree that is too large,
    /// [`ValueError::RuleEmpty`] for `all` or `any` of nothing, [`ValueError::RuleList`] for a list
    /// in a condition that is empty or too long.
    pub fn new(root: Node) -> Result<Self, ValueError> {
        let mut node_count = 0;
        check(&root, 1, &mut node_count)?;
        Ok(Self { root })
    }

    /// The whole tree.
    pub const fn root(&self) -> &Node {
        &self.root
    }

    /// How many conditions it has.
    pub fn leaf_count(&self) -> usize {
        leaves(&self.root)
    }
}

/// Checks a part at this depth. Nothing deeper than the most is visited, so that no tree exhausts
/// the stack.
fn check(node: &Node, depth: usize, node_count: &mut usize) -> Result<(), ValueError> {
    *node_count = node_count.saturating_add(1);
    if depth > Rule::DEPTH_MAX {
        return Err(ValueError::RuleDepth);
    }
    if *node_count > Rule::NODE_COUNT_MAX {
        return Err(ValueError::RuleNodes);
    }
    let below = depth.saturating_add(1);
    match node {
        Node::All(parts) | Node::Any(parts) if parts.is_empty() => Err(ValueError::RuleEmpty),
        Node::All(parts) | Node::Any(parts) => {
            let mut parts = parts.iter();
            parts.try_for_each(|part| check(part, below, node_count))
        }
        Node::Not(part) => check(part, below, node_count),
        Node::Is(condition) => condition.check(),
    }
}

fn leaves(node: &Node) -> usize {
    match node {
        Node::All(parts) | Node::Any(parts) => {
            let parts = parts.iter();
            parts.fold(0, |sum, part| sum.saturating_add(leaves(part)))
        }
        Node::Not(part) => leaves(part),
        Node::Is(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn leaf() -> Node {
        Node::Is(Condition::HolderOnly)
    }

    /// `count` nodes one in the other, the innermost a condition.
    fn nested(count: usize) -> Node {
        (1..count).fold(leaf(), |part, _| Node::Not(Box::new(part)))
    }

    #[test]
    fn rules_are_neither_large_nor_deep_nor_empty() {
        assert!(Rule::new(nested(Rule::DEPTH_MAX)).is_ok());
        assert_eq!(
            Rule::new(nested(Rule::DEPTH_MAX + 1)),
            Err(ValueError::RuleDepth)
        );
        let wide = |count| Rule::new(Node::Any(vec![leaf(); count - 1]));
        assert_eq!(wide(Rule::NODE_COUNT_MAX).unwrap().leaf_count(), 49);
        assert_eq!(wide(Rule::NODE_COUNT_MAX + 1), Err(ValueError::RuleNodes));
        for empty in [Node::All(vec![]), Node::Any(vec![])] {
            assert_eq!(Rule::new(empty.clone()), Err(ValueError::RuleEmpty));
            let within = Node::All(vec![leaf(), Node::Not(Box::new(empty))]);
            assert_eq!(Rule::new(within), Err(ValueError::RuleEmpty));
        }
    }

    #[test]
    fn lists_in_conditions_are_neither_empty_nor_long() {
        let label = crate::Label::parse("vip").unwrap();
        let segments = |count| {
            let labels = vec![label.clone(); count];
            Rule::new(Node::Is(Condition::Segment(labels))).map(|_| ())
        };
        assert_eq!(segments(0), Err(ValueError::RuleList));
        assert_eq!(segments(1), Ok(()));
        assert_eq!(segments(100), Ok(()));
        assert_eq!(segments(101), Err(ValueError::RuleList));
    }
}
