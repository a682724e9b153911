//! What the worker asks the directory, and what it answers.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

use serde::{Deserialize, Serialize};
use tessera_api::time::Timestamp;

use super::keys::{KeyRecord, NewKey};
use crate::record::CampaignRecord;

/// A question to the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Everything that a worker keeps in memory. → [`SnapshotAnswer`]
    Snapshot {
        /// The version that the asker has.
        known_version: Option<u64>,
    },
    /// The first step of creating a campaign. → [`Reserved`]
    Reserve {
        /// A hash of the request, so that the same request can be resumed.
        fingerprint: Vec<u8>,
        /// What to create.
        record: Box<CampaignRecord>,
    },
    /// The last step of creating a campaign. → `bool`: whether the reservation still stood
    Activate {
        /// The campaign.
        prefix: String,
        /// The reservation, as [`Reserved::Open`] told it.
        reservation: u64,
    },
    /// Replaces the copy of a campaign that was changed, unless it is newer already.
    /// → `bool`: whether it was replaced
    Update {
        /// The campaign as its object has it.
        record: Box<CampaignRecord>,
    },
    /// Active campaigns in the order of their prefixes. → `Vec<CampaignRecord>`
    Campaigns {
        /// The last prefix of the page before.
        after: Option<String>,
        /// How many at most.
        limit: u32,
    },
    /// Stores a key. → [`KeyCreation`]
    CreateKey(NewKey),
    /// Keys in the order of their ids, revoked ones too. → `Vec<KeyRecord>`
    Keys {
        /// The last id of the page before.
        after: Option<String>,
        /// How many at most.
        limit: u32,
    },
    /// Revokes a key, once and for all. → `Option<KeyRecord>`: `None` if there is no such key
    RevokeKey {
        /// The key's id.
        id: String,
        /// When.
        now: Timestamp,
    },
    /// The demo shop's publishable key. → `String`: the one stored, or `proposal` from now on
    DemoKey {
        /// The key to take if there is none yet.
        proposal: NewKey,
        /// Its text, which a publishable key may show.
        text: String,
    },
}

/// The answer to [`Ask::Snapshot`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SnapshotAnswer {
    /// The asker has the newest version.
    Unchanged,
    /// A newer one.
    Changed(Snapshot),
}

/// Active campaigns and living keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// Grows with every change.
    pub(crate) version: u64,
    /// In the order of their prefixes.
    pub(crate) campaigns: Vec<CampaignRecord>,
    /// In the order of their ids.
    pub(crate) keys: Vec<KeyRecord>,
}

/// The answer to [`Ask::Reserve`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reserved {
    /// The prefix is the asker's until somebody else reserves it.
    Open {
        /// What [`Ask::Activate`] needs.
        reservation: u64,
        /// What to initialise the campaign's object with: an earlier try of the same request may
        /// have fixed it.
        record: Box<CampaignRecord>,
    },
    /// The same request has created the campaign already.
    Existing(Box<CampaignRecord>),
    /// A campaign with this prefix, or with one that folds alike.
    Taken {
        /// Its prefix.
        by: String,
    },
}

/// The answer to [`Ask::CreateKey`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyCreation {
    /// It was stored.
    Created,
    /// There are too many living keys.
    TooMany,
}
