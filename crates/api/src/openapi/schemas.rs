//! The schemas that routes refer to, gathered as the routes are built.

use std::collections::{BTreeMap, BTreeSet};

use super::Mistake;
use utoipa::{
    ToSchema,
    openapi::{Ref, RefOr, schema::Schema},
};

/// Named schemas, each once.
#[derive(Default)]
pub(super) struct Schemas {
    by_name: BTreeMap<String, RefOr<Schema>>,
    clashes: BTreeSet<String>,
}

impl Schemas {
    /// Adds a type and whatever it refers to; returns what refers to it.
    pub(super) fn refer<T: ToSchema>(&mut self) -> Ref {
        let mut referred = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut referred);
        for (name, schema) in referred {
            if let Some(other) = self.by_name.insert(name.clone(), schema.clone())
                && other != schema
            {
                self.clashes.insert(name);
            }
        }
        Ref::from_schema_name(T::name())
    }

    /// All of them, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Mistake::Name`] if a name stands for two of them.
    pub(super) fn into_sorted(self) -> Result<BTreeMap<String, RefOr<Schema>>, Mistake> {
        match self.clashes.into_iter().next() {
            Some(name) => Err(Mistake::Name(name)),
            None => Ok(self.by_name),
        }
    }
}
