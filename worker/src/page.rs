//! Paging by cursor: `?cursor=` names where to go on, `?limit=` how far.

use data_encoding::BASE64URL_NOPAD;
use tessera_api::{
    convert::InvalidValue,
    page::{PAGE_SIZE_MAX, Page},
};

use crate::failure::Failure;

/// What a caller asks of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageRequest {
    /// The last name of the page before.
    pub(crate) after: Option<String>,
    /// How many items, at most.
    pub(crate) limit: u32,
}

impl PageRequest {
    /// Reads the query's parameters.
    pub(crate) fn new(cursor: Option<String>, limit: Option<u64>) -> Result<Self, Failure> {
        let limit = limit.unwrap_or(u64::from(PAGE_SIZE_MAX));
        let limit = u32::try_from(limit)
            .ok()
            .filter(|limit| (1..=PAGE_SIZE_MAX).contains(limit));
        let limit = limit.ok_or_else(|| {
            let detail = format!("must be 1 to {PAGE_SIZE_MAX}");
            Failure::BadRequest(InvalidValue::new("limit", detail))
        })?;
        let after = cursor.map(|cursor| decode(&cursor)).transpose()?;
        Ok(Self { after, limit })
    }

    /// How many items to fetch: one more than asked for, to see whether there is another page.
    pub(crate) fn fetch_limit(&self) -> u32 {
        self.limit.saturating_add(1)
    }

    /// The page of what was fetched with [`fetch_limit`](Self::fetch_limit).
    pub(crate) fn page<T>(&self, mut items: Vec<T>, name: impl Fn(&T) -> String) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let is_last = items.len() <= limit;
        items.truncate(limit);
        let last = items.last().filter(|_| !is_last);
        let next = last.map(|last| BASE64URL_NOPAD.encode(name(last).as_bytes()));
        Page { items, next }
    }
}

fn decode(cursor: &str) -> Result<String, Failure> {
    let name = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    let name = name.and_then(|name| String::from_utf8(name).ok());
    name.ok_or_else(|| {
        let detail = "must be the `next` of the page before";
        Failure::BadRequest(InvalidValue::new("cursor", detail))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(cursor: Option<&str>, limit: Option<u64>) -> Result<PageRequest, Failure> {
        PageRequest::new(cursor.map(str::to_owned), limit)
    }

    #[test]
    fn pages_follow_each_other() {
        let first = request(None, Some(2)).expect("valid");
        let page = first.page(vec!["a", "b", "c"], |name| (*name).to_owned());
        assert_eq!(page.items, ["a", "b"]);
        let second = request(page.next.as_deref(), Some(2)).expect("valid");
        assert_eq!(second.after.as_deref(), Some("b"));
        assert_eq!(second.page(vec!["c"], |name| (*name).to_owned()).next, None);
        assert_eq!(
            second.page(vec!["c", "d"], |name| (*name).to_owned()).next,
            None
        );
    }

    #[test]
    fn what_is_no_page_is_refused() {
        for limit in [0, 101, u64::MAX] {
            assert!(request(None, Some(limit)).is_err(), "{limit}");
        }
        for cursor in ["*", "YQ==", "_w"] {
            assert!(request(Some(cursor), None).is_err(), "{cursor}");
        }
        assert_eq!(
            request(None, None).map(|page| page.limit),
            Ok(PAGE_SIZE_MAX)
        );
    }
}
