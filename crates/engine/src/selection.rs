//! Which lines of an order an offer or a rule is about.

use alloc::vec::Vec;

use crate::{Label, Line};

/// Lines of an order, by SKU, category and collection. It selects a line that is in any of
/// what it includes, or any line if it includes nothing, and in none of what it excludes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What a line must be one of; all lines if it names nothing.
    pub include: Labels,
    /// What a line must be none of.
    pub exclude: Labels,
}

/// Words for lines: a line is one of them if its SKU, one of its categories or one of its
/// collections is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// SKUs.
    pub skus: Vec<Label>,
    /// Categories.
    pub categories: Vec<Label>,
    /// Collections.
    pub collections: Vec<Label>,
}

impl Selection {
    /// How many labels a selection may name in all.
    pub const LABEL_COUNT_MAX: usize = 200;

    /// Whether it is about this line.
    pub fn selects(&self, line: &Line) -> bool {
        let is_included = self.include.is_empty() || self.include.name(line);
        is_included && !self.exclude.name(line)
    }

    /// How many labels it names.
    pub fn label_count(&self) -> usize {
        self.include.count().saturating_add(self.exclude.count())
    }
}

impl Labels {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    fn count(&self) -> usize {
        let Self {
            skus,
            categories,
            collections,
        } = self;
        [skus, categories, collections]
            .iter()
            .fold(0, |sum, labels| sum.saturating_add(labels.len()))
    }

    fn name(&self, line: &Line) -> bool {
        let share = |ours: &[Label], theirs: &[Label]| ours.iter().any(|one| theirs.contains(one));
        self.skus.contains(&line.sku)
            || share(&self.categories, &line.categories)
            || share(&self.collections, &line.collections)
    }
}
