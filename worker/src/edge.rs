//! What a request's handler has at hand: configuration, the snapshot, the objects.

mod codes;
mod customers;
mod limits;
mod tokens;

use core::time::Duration;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use data_encoding::HEXLOWER;
use serde::{Serialize, de::DeserializeOwned};
use tessera_code::Prefix;
use wasm_bindgen::JsCast;
use worker::{Context, Delay, Env, js_sys::Object};

use crate::{
    auth::{self, Caller, Credentials},
    campaign, checkout, clock,
    directory::{self, SnapshotAnswer},
    failure::Failure,
    keyring::{self, Keyring},
    object,
    route::Access,
    seam::{self, Point},
    snapshot::Loaded,
    throttle::address,
};

/// How old the snapshot may be: as long as a revoked key can still be used.
const SNAPSHOT_AGE_MAX_MS: u64 = 10_000;

/// How old it may be before a fresh one is fetched aside, so that a crowd seldom meets one that is
/// too old to use.
const SNAPSHOT_AGE_FRESH_MS: u64 = 5_000;

/// How long after one question to the directory the next may be asked, as long as the snapshot at
/// hand can be used. It counts from the beginning of the question, answered or not: requests that
/// anybody can send must not become as many questions to the one object that all depend on.
const QUESTION_GAP_MS: u64 = 1_000;

/// How long an order's checkout may take to answer: longer than it lets a caller wait.
const CHECKOUT_TIMEOUT: Duration = Duration::from_secs(20);

/// How long an answer may still be under way from here: what is done after it waits so long.
const ANSWER_TIME: Duration = Duration::from_millis(100);

thread_local! {
    /// This isolate's snapshot, shared by all its requests. Memory is only a cache: an isolate may
    /// end at any time, and others have their own.
    static SNAPSHOT: RefCell<Option<Cached>> = const { RefCell::new(None) };

    /// When this isolate last began to ask for one.
    static ASKED_AT_MS: Cell<Option<u64>> = const { Cell::new(None) };
}

#[derive(Clone)]
struct Cached {
    loaded: Rc<Loaded>,
    asked_at_ms: Rc<Cell<u64>>,
}

/// One request's surroundings.
#[derive(Clone)]
pub(crate) struct Edge {
    env: Env,
    context: Rc<Context>,
    /// The name under which whoever asks is counted by address.
    address: Rc<str>,
    /// The id of the secret key that the request came with.
    secret_key: Option<Rc<str>>,
    /// The publishable key that the request came with.
    page_key: Option<PageKey>,
}

/// A publishable key.
#[derive(Clone)]
pub(crate) struct PageKey {
    id: Rc<str>,
    /// Which master key makes the key of its customer tokens.
    key_version: Option<u32>,
}

/// Who was let in.
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    /// The id of the secret key that a server showed.
    pub(crate) secret_key: Option<Rc<str>>,
    /// The publishable key that a page showed.
    pub(crate) page_key: Option<PageKey>,
}

impl Edge {
    /// The surroundings of a request from an address, if it is known.
    pub(crate) fn new(env: Env, context: Context, address: Option<&str>) -> Self {
        Self {
            env,
            context: Rc::new(context),
            address: address::group(address).into(),
            secret_key: None,
            page_key: None,
        }
    }

    /// The surroundings of a request from somebody who was let in.
    pub(crate) fn serving(&self, admitted: &Admitted) -> Self {
        Self {
            secret_key: admitted.secret_key.clone(),
            page_key: admitted.page_key.clone(),
            ..self.clone()
        }
    }

    /// The master keys.
    ///
    /// # Errors
    ///
    /// [`Failure::NotConfigured`] if there is none that can be read.
    pub(crate) fn keyring(&self) -> Result<Keyring, Failure> {
        let names = Object::keys(self.env.unchecked_ref::<Object>());
        let secrets = names.iter().filter_map(|name| {
            let name = name.as_string()?;
            let version = keyring::version_of(&name)?;
            Some((version, self.env.secret(&name).ok()?.to_string()))
        });
        Keyring::new(secrets)
    }

    /// Whether a text is the admin key.
    ///
    /// # Errors
    ///
    /// [`Failure::NotConfigured`] if there is none, or if it is too short to be safe.
    pub(crate) fn is_admin(&self, text: &str) -> Result<bool, Failure> {
        let remedy = "Set the secret TESSERA_ADMIN_KEY to at least 16 random characters: \
                      `wrangler secret put TESSERA_ADMIN_KEY`.";
        let configured = self
            .env
            .secret("TESSERA_ADMIN_KEY")
            .map(|secret| secret.to_string());
        let is_admin = auth::is_admin(text, &configured.unwrap_or_default());
        is_admin.ok_or_else(|| Failure::NotConfigured {
            remedy: remedy.to_owned(),
        })
    }

    /// Whether this deployment plays the merchant's server for the demo shop.
    pub(crate) fn is_demo(&self) -> bool {
        self.env
            .var("TESSERA_DEMO")
            .is_ok_and(|value| value.to_string() == "1")
    }

    /// Lets somebody in, or not.
    pub(crate) async fn authorise(
        &self,
        access: Access,
        credentials: Credentials<'_>,
    ) -> Result<Admitted, Failure> {
        let without_key = |caller| Admitted {
            caller,
            secret_key: None,
            page_key: None,
        };
        if access == Access::Public {
            return Ok(without_key(Caller::Anyone));
        }
        let text = auth::bearer(credentials.authorization)?;
        if self.is_admin(text)? {
            return match access {
                Access::Admin | Access::Public => Ok(without_key(Caller::Admin)),
                Access::Secret(_) => Err(Failure::WrongKeyKind {
                    needed: "a secret key (sk_…), not the admin key",
                }),
                Access::PageOr(_) => Err(Failure::WrongKeyKind {
                    needed: "a publishable or a secret key, not the admin key",
                }),
            };
        }
        let judged = |loaded: &Loaded| {
            let key = auth::find(&loaded.keys, text)?;
            let caller = auth::authorise(key, access, credentials.origin);
            Some(caller.map(|caller| Admitted {
                caller,
                secret_key: (caller == Caller::Server).then(|| key.key.id.as_str().into()),
                page_key: (caller == Caller::Page).then(|| PageKey {
                    id: key.key.id.as_str().into(),
                    key_version: key.key.key_version,
                }),
            }))
        };
        if let Some(admitted) = judged(&*self.snapshot().await?) {
            return admitted;
        }
        judged(&*self.refresh_soon().await?).unwrap_or(Err(Failure::KeyInvalid))
    }

    /// The campaigns and keys that there are, at most 10 s old.
    pub(crate) async fn snapshot(&self) -> Result<Rc<Loaded>, Failure> {
        let Some((loaded, age_ms)) = usable_snapshot() else {
            return self.refresh().await;
        };
        if age_ms > SNAPSHOT_AGE_FRESH_MS && may_ask() {
            self.refresh_aside();
        }
        Ok(loaded)
    }

    /// A snapshot that may know what the one at hand does not: at most one a second is taken.
    pub(crate) async fn refresh_soon(&self) -> Result<Rc<Loaded>, Failure> {
        match usable_snapshot() {
            Some((loaded, _)) if !may_ask() => Ok(loaded),
            Some(_) | None => self.refresh().await,
        }
    }

    /// Takes a fresh snapshot after the answer to this request.
    fn refresh_aside(&self) {
        let edge = self.clone();
        self.after_answer(async move {
            // If this fails, a later request tries again.
            let _ = edge.refresh().await;
        });
    }

    /// Does something once the answer to this request is on its way, so that nobody learns from its time
    /// that there was something to do.
    fn after_answer(&self, work: impl Future<Output = ()> + 'static) {
        self.context.wait_until(async move {
            Delay::from(ANSWER_TIME).await;
            work.await;
        });
    }

    /// Takes a fresh snapshot because this request changed something. The change is committed, so that
    /// a failure here must not be its answer: the snapshot will be fetched by a later request.
    pub(crate) async fn refresh_after_change(&self) {
        let _ = self.refresh().await;
    }

    /// Takes a fresh snapshot.
    pub(crate) async fn refresh(&self) -> Result<Rc<Loaded>, Failure> {
        let keyring = self.keyring()?;
        let cached = SNAPSHOT.with_borrow(Option::clone);
        let known_version = cached.as_ref().map(|cached| cached.loaded.version);
        // Its age counts from before the question: what changed meanwhile may be missing in it.
        let asked_at_ms = clock::now_ms();
        ASKED_AT_MS.set(Some(asked_at_ms));
        let answer = self
            .directory(&directory::Ask::Snapshot { known_version })
            .await?;
        match (answer, cached) {
            (SnapshotAnswer::Unchanged, Some(cached)) => {
                cached.asked_at_ms.set(asked_at_ms);
                Ok(cached.loaded)
            }
            (SnapshotAnswer::Unchanged, None) => Err(Failure::internal(
                "the directory says that nothing changed since never",
            )),
            (SnapshotAnswer::Changed(snapshot), _) => {
                let loaded = Loaded::new(snapshot, &keyring).map_err(Failure::internal)?;
                Ok(keep_newest(Rc::new(loaded), asked_at_ms))
            }
        }
    }

    /// Asks the directory.
    pub(crate) async fn directory<R: DeserializeOwned>(
        &self,
        ask: &directory::Ask,
    ) -> Result<R, Failure> {
        self.call("DIRECTORY", "directory", ask).await
    }

    /// Asks a campaign.
    pub(crate) async fn campaign<R: DeserializeOwned>(
        &self,
        prefix: &Prefix,
        ask: &campaign::Ask,
    ) -> Result<R, Failure> {
        self.call("CAMPAIGNS", &format!("campaign/{prefix}"), ask)
            .await
    }

    /// Asks an order's checkout, which may take its time.
    pub(crate) async fn checkout<R: DeserializeOwned>(
        &self,
        order: &[u8; 16],
        ask: &checkout::Ask,
    ) -> Result<R, Failure> {
        let name = format!("checkout/{}", HEXLOWER.encode(order));
        let namespace = self.env.durable_object("CHECKOUTS")?;
        object::call_within(CHECKOUT_TIMEOUT, || namespace.get_by_name(&name), ask).await
    }

    async fn call<A: Serialize, R: DeserializeOwned>(
        &self,
        binding: &str,
        name: &str,
        ask: &A,
    ) -> Result<R, Failure> {
        let namespace = self.env.durable_object(binding)?;
        object::call(|| namespace.get_by_name(name), ask).await
    }
}

/// The snapshot at hand and its age, if it is not too old to be used. A clock that was set back counts
/// as age, too.
fn usable_snapshot() -> Option<(Rc<Loaded>, u64)> {
    let cached = SNAPSHOT.with_borrow(Option::clone)?;
    let age_ms = cached.asked_at_ms.get().abs_diff(clock::now_ms());
    (age_ms <= SNAPSHOT_AGE_MAX_MS).then_some((cached.loaded, age_ms))
}

/// Whether the directory may be asked again for something that can wait.
fn may_ask() -> bool {
    let asked_at_ms = ASKED_AT_MS.get();
    asked_at_ms.is_none_or(|asked_at_ms| asked_at_ms.abs_diff(clock::now_ms()) > QUESTION_GAP_MS)
}

/// Keeps a snapshot, unless an answer that overtook it was newer; gives the one that is kept.
fn keep_newest(loaded: Rc<Loaded>, asked_at_ms: u64) -> Rc<Loaded> {
    SNAPSHOT.with_borrow_mut(|kept| match kept {
        Some(kept) if kept.loaded.version > loaded.version => kept.loaded.clone(),
        Some(_) | None => {
            let asked_at_ms = Rc::new(Cell::new(asked_at_ms));
            *kept = Some(Cached {
                loaded: loaded.clone(),
                asked_at_ms,
            });
            loaded
        }
    })
}

/// Forgets what this isolate remembers, so that tests meet one that is new.
#[cfg(feature = "testing")]
pub(crate) fn forget() {
    SNAPSHOT.set(None);
    ASKED_AT_MS.set(None);
    limits::forget();
}

/// Ends a request here if a test asked for it.
pub(crate) fn reach(point: Point) -> Result<(), Failure> {
    seam::reach(point).map_err(Failure::Internal)
}
