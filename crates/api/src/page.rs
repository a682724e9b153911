//! Lists, paged by cursor.

use serde::Serialize;

/// The most items that a page holds, and the number it holds if the caller names none.
pub const PAGE_SIZE_MAX: u32 = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// The items, in the list's own order.
    pub items: Vec<T>,
    /// What `?cursor=` takes for the page after this one; `null` on the last.
    pub next: Option<String>,
}
