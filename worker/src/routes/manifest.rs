//! `GET /v1/manifest`.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tessera_api::manifest::{Manifest, ManifestEntry};

use crate::{
    clock,
    edge::Edge,
    failure::Failure,
    http::{Incoming, Reply},
    snapshot::Loaded,
};

/// How long anybody may keep the manifest without asking again.
const CACHE_CONTROL: &str = "public, max-age=30";

/// How long a campaign stays listed after its end: who finds a code in last month's letter is told
/// that it has expired, and not that nobody knows it.
const LISTED_AFTER_END_MS: u64 = 90 * 24 * 60 * 60 * 1_000;

/// What pages need to check codes by themselves.
pub(crate) async fn show(edge: &Edge, incoming: &Incoming) -> Result<Reply, Failure> {
    let loaded = edge.snapshot().await?;
    let now = clock::now();
    let campaigns = entries(&loaded, now.unix_ms());
    let etag = etag(&campaigns)?;
    let reply = if incoming
        .header("if-none-match")
        .is_some_and(|tags| is_listed(&etag, &tags))
    {
        Reply::empty(304)
    } else {
        Reply::json(200, &Manifest { now, campaigns })?
    };
    Ok(reply
        .with("etag", etag)
        .with("cache-control", CACHE_CONTROL))
}

/// The public campaigns, but for those that ended long ago.
fn entries(loaded: &Loaded, now_ms: u64) -> Vec<ManifestEntry> {
    let listed = loaded.campaigns.iter().filter(|campaign| {
        let ends_at = campaign.record.ends_at;
        let is_forgotten =
            ends_at.is_some_and(|end| end.unix_ms().saturating_add(LISTED_AFTER_END_MS) <= now_ms);
        campaign.record.public && !is_forgotten
    });
    listed
        .map(|campaign| campaign.record.manifest_entry(&campaign.prefix))
        .collect()
}

/// A tag of everything but the time, so that an unchanged manifest stays unchanged. It is weak,
/// because bodies with one tag differ in `now`.
fn etag(campaigns: &[ManifestEntry]) -> Result<String, Failure> {
    let json = serde_json::to_vec(campaigns).map_err(Failure::internal)?;
    let digest: [u8; 32] = Sha256::digest(&json).into();
    let short: [u8; 12] = digest.first_chunk().copied().unwrap_or_default();
    Ok(format!("W/\"{}\"", HEXLOWER.encode(&short)))
}

/// Whether a tag stands in an `If-None-Match` header; weak and strong compare alike there.
fn is_listed(etag: &str, header: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    header.trim() == "*" || header.split(',').any(|tag| opaque(tag) == opaque(etag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{directory::Snapshot, keyring::tests::keyring, record::tests::record};

    #[test]
    fn only_public_campaigns_that_did_not_end_long_ago_are_listed() {
        let mut hidden = record("HID-####-####-####-####");
        hidden.public = false;
        let mut ended = record("END-####-####-####-####");
        ended.ends_at = Some(ended.created_at);
        let forgotten_ms = ended.created_at.unix_ms() + LISTED_AFTER_END_MS;
        let campaigns = vec![hidden, ended, record("SUM-####-####-####-####")];
        let snapshot = Snapshot {
            version: 1,
            campaigns,
            keys: vec![],
        };
        let loaded = Loaded::new(snapshot, &keyring(&[(1, 7)])).expect("prepared");
        let prefixes = |now_ms| {
            let entries = entries(&loaded, now_ms).into_iter();
            entries.map(|entry| entry.prefix).collect::<Vec<_>>()
        };
        assert_eq!(prefixes(forgotten_ms), ["SUM"]);
        assert_eq!(prefixes(forgotten_ms - 1), ["END", "SUM"]);
    }

    #[test]
    fn a_tag_is_found_in_a_list() {
        for header in ["W/\"ab\"", "\"ab\"", "\"x\", W/\"ab\"", "*"] {
            assert!(is_listed("W/\"ab\"", header), "{header}");
        }
        for header in ["", "\"a\"", "ab"] {
            assert!(!is_listed("W/\"ab\"", header), "{header}");
        }
    }
}
