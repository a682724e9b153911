//! Where a condition stands in its tree.

use alloc::vec::Vec;
use core::fmt;

/// Where a part stands in its tree: a JSON Pointer (RFC 6901) into the tree as it crosses the wire,
/// such as `/all/1/not`. A lone condition has none to go, so its path is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

/// A step down a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To a part of an `all`, counted from 0.
    All(usize),
    /// To a part of an `any`, counted from 0.
    Any(usize),
    /// To what a `not` denies.
    Not,
}

impl Path {
    /// The steps, from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut steps = self.0.iter();
        steps.try_for_each(|step| match step {
            Step::All(index) => write!(f, "/all/{index}"),
            Step::Any(index) => write!(f, "/any/{index}"),
            Step::Not => f.write_str("/not"),
        })
    }
}
