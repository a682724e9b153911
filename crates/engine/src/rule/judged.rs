//! What became of a rule in a scene.

use alloc::vec::Vec;

use super::{Condition, Failed, Node, Path, Rule, Scene, Step, Truth, Truths};

/// A condition in its tree, and whether it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Where it stands.
    pub path: Path,
    /// What it asks.
    pub condition: Condition,
    /// Whether it held.
    pub truth: Truth,
}

/// What became of a rule: of the whole, and of each condition in the order of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    truth: Truth,
    leaves: Vec<Leaf>,
    /// For each leaf, whether it stands in the way of the whole.
    are_against: Vec<bool>,
}

/// What is recorded of a decision by rules: enough to tell later which conditions held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The campaign's version, which says which rules it was.
    pub version: u64,
    /// Whether each condition held: those of the rules, then those of the suppression, each in the
    /// order of its tree.
    pub truths: Truths,
}

impl Rule {
    /// Judges the rule. Every condition is asked, also where the others have settled it: the answer
    /// explains all of them.
    pub fn judge(&self, scene: &Scene<'_>) -> Judged {
        let mut judge = Judge {
            scene,
            path: Path::default(),
            leaves: Vec::new(),
            are_against: Vec::new(),
        };
        let truth = judge.judge(self.root(), Truth::True);
        let Judge {
            leaves,
            are_against,
            ..
        } = judge;
        Judged {
            truth,
            leaves,
            are_against,
        }
    }
}

impl Judged {
    /// Whether the whole rule holds.
    pub const fn truth(&self) -> Truth {
        self.truth
    }

    /// All conditions, in the order of the tree.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The conditions in the way of a rule that does not hold, in the order of the tree: some part
    /// of them would have to be otherwise for it to hold. None for a rule that holds, else at least
    /// one.
    pub fn failed(&self) -> Vec<Failed> {
        let leaves = self.leaves.iter().zip(&self.are_against);
        let against = leaves.filter_map(|(leaf, is_against)| is_against.then_some(leaf));
        against.cloned().map(Failed::Rule).collect()
    }

    /// All conditions, and no more of what was judged.
    pub fn into_leaves(self) -> Vec<Leaf> {
        self.leaves
    }

    /// Whether each condition held.
    pub fn truths(&self) -> impl Iterator<Item = Truth> {
        self.leaves.iter().map(|leaf| leaf.truth)
    }
}

struct Judge<'a> {
    scene: &'a Scene<'a>,
    path: Path,
    leaves: Vec<Leaf>,
    are_against: Vec<bool>,
}

impl Judge<'_> {
    /// Judges a part that the whole wants to be so: true, or false inside a `not`. Conditions that
    /// are not as they are wanted stand against it, unless the part is as it is wanted without them.
    fn judge(&mut self, node: &Node, wanted: Truth) -> Truth {
        let first = self.leaves.len();
        let truth = match node {
            Node::All(parts) => self.fold(parts, Step::All, (Truth::True, Truth::and), wanted),
            Node::Any(parts) => self.fold(parts, Step::Any, (Truth::False, Truth::or), wanted),
            Node::Not(part) => !self.step(Step::Not, part, !wanted),
            Node::Is(condition) => self.ask(condition),
        };
        let own = self.are_against.iter_mut().skip(first);
        if truth == wanted {
            own.for_each(|is_against| *is_against = false);
        }
        truth
    }

    fn fold(
        &mut self,
        parts: &[Node],
        step: fn(usize) -> Step,
        (start, join): (Truth, fn(Truth, Truth) -> Truth),
        wanted: Truth,
    ) -> Truth {
        let parts = parts.iter().enumerate();
        parts.fold(start, |truth, (index, part)| {
            join(truth, self.step(step(index), part, wanted))
        })
    }

    fn step(&mut self, step: Step, part: &Node, wanted: Truth) -> Truth {
        self.path.push(step);
        let truth = self.judge(part, wanted);
        self.path.pop();
        truth
    }

    fn ask(&mut self, condition: &Condition) -> Truth {
        let truth = condition.judge(self.scene);
        self.leaves.push(Leaf {
            path: self.path.clone(),
            condition: condition.clone(),
            truth,
        });
        self.are_against.push(true);
        truth
    }
}
