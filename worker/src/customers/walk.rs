//! Going through all customers, shard by shard.

use futures_util::future::join_all;

use super::SHARD_COUNT;

/// How many shards are asked at once, at most.
const GROUP_MAX: u16 = 32;

/// Where a walk goes on: in a shard, after an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) shard: u8,
    /// `None` at the shard's beginning.
    pub(crate) after: Option<String>,
}

impl Place {
    /// Before everybody.
    pub(crate) const START: Self = Self {
        shard: 0,
        after: None,
    };

    /// Reads a place as [`Place::after`] writes it; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (shard, after) = text.split_once('/')?;
        let shard = shard.parse::<u8>().ok()?;
        (super::shard_of(after) == shard).then(|| Self {
            shard,
            after: Some(after.to_owned()),
        })
    }

    /// The place after a customer.
    pub(crate) fn after(customer_id: &str) -> String {
        format!("{}/{customer_id}", super::shard_of(customer_id))
    }
}

/// The next customers from a place on, `limit` at most.
///
/// Shards are asked in groups that double in size, each for as many as are still missing: where there
/// are many customers one call is enough, and where there are none the last shard is asked after a
/// dozen rounds.
pub(crate) async fn walk<T, E, Answer: Future<Output = Result<Vec<T>, E>>>(
    from: Place,
    limit: u32,
    ask: impl Fn(Place, u32) -> Answer,
) -> Result<Vec<T>, E> {
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = vec![];
    let mut next = u16::from(from.shard);
    let mut group = 1_u16;
    while found.len() < wanted && next < SHARD_COUNT {
        let end = next.saturating_add(group).min(SHARD_COUNT);
        let missing = wanted.saturating_sub(found.len());
        let missing = u32::try_from(missing).unwrap_or(limit);
        let places = (next..end).filter_map(|shard| u8::try_from(shard).ok());
        let answers = places.map(|shard| {
            let after = from.after.clone().filter(|_| shard == from.shard);
            ask(Place { shard, after }, missing)
        });
        for answer in join_all(answers).await {
            found.extend(answer?);
        }
        next = end;
        group = group.saturating_mul(2).min(GROUP_MAX);
    }
    found.truncate(wanted);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use futures_util::FutureExt;

    use super::*;
    use crate::customers::shard_of;

    /// Pages through customers; returns them as they come, and how many shards each page asked.
    fn pages(ids: &[String], limit: u32) -> (Vec<String>, Vec<usize>) {
        let mut sorted = ids.to_vec();
        sorted.sort();
        let (mut seen, mut asked) = (vec![], vec![]);
        let mut from = Place::START;
        loop {
            let calls = RefCell::new(vec![]);
            let ask = |place: Place, limit: u32| {
                calls.borrow_mut().push(place.shard);
                let of_shard = sorted.iter().filter(|id| shard_of(id) == place.shard);
                let after =
                    of_shard.filter(|id| place.after.as_ref().is_none_or(|after| *id > after));
                let page = after.take(limit as usize).cloned().collect();
                async { Ok::<Vec<String>, ()>(page) }
            };
            let page = walk(from, limit, ask).now_or_never();
            let page = page.expect("nothing to wait for").expect("found");
            asked.push(calls.into_inner().len());
            let Some(last) = page.last() else {
                return (seen, asked);
            };
            from = Place::parse(&Place::after(last)).expect("a place");
            seen.extend(page);
        }
    }

    fn ids(count: usize) -> Vec<String> {
        (0..count)
            .map(|number| format!("customer/{number}"))
            .collect()
    }

    #[test]
    fn everybody_is_met_once_whatever_the_pages() {
        for (count, limit) in [(0, 1), (1, 1), (300, 7), (300, 100), (3000, 100)] {
            let ids = ids(count);
            let (mut seen, _) = pages(&ids, limit);
            seen.sort();
            let mut all = ids;
            all.sort();
            assert_eq!(seen, all, "{count} by {limit}");
        }
    }

    #[test]
    fn a_full_deployment_asks_few_shards_and_an_empty_one_all() {
        let (_, asked) = pages(&ids(60_000), 100);
        assert!(
            asked.iter().rev().skip(1).all(|shards| *shards <= 3),
            "{asked:?}"
        );
        assert_eq!(pages(&[], 100).1, [256]);
    }

    #[test]
    fn a_shard_that_fails_fails_the_page() {
        let ask = |place: Place, _: u32| async move {
            if place.shard == 2 {
                Err("down")
            } else {
                Ok(vec![place.shard])
            }
        };
        let page = |limit| walk(Place::START, limit, ask).now_or_never();
        assert_eq!(page(1), Some(Ok(vec![0])));
        assert_eq!(page(9), Some(Err("down")));
    }

    #[test]
    fn a_place_is_read_back_and_no_other_text_is() {
        let text = Place::after("a/b");
        let after = Some("a/b".to_owned());
        let shard = shard_of("a/b");
        assert_eq!(Place::parse(&text), Some(Place { shard, after }));
        let elsewhere = format!("{}/a/b", shard.wrapping_add(1));
        for text in ["", "7", "256/x", "-1/x", &elsewhere] {
            assert_eq!(Place::parse(text), None, "{text}");
        }
    }
}
