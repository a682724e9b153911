//! Values of the engine as JSON inside stored rows. A test pins how they read.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tessera_api::{
    campaign::{OnExhausted, RollbackMode},
    convert,
    offer::{Limit, Offer},
    rule::Rule,
    stacking::Stacking,
    time::Timestamp,
};
use tessera_engine::{
    AccountKey, AttributeName, Channel, Context, Customer, Entity, Judgement, Promise, Pseudonym,
    Returned, Settings, Truths, UnixMillis, ValueError,
};

use crate::database::DatabaseError;

/// A value as JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(DatabaseError::corrupt)
}

/// A value from JSON.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(text).map_err(DatabaseError::corrupt)
}

/// Who is charged, and in which accounts: what a hold or a redemption has besides the campaign's
/// own account. Nothing is written of a guest who is charged in that one alone.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Charge {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<StoredCustomer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accounts: Option<Vec<StoredAccount>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredCustomer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredAccount {
    scope: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    entity: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    start_ms: u64,
}

impl Charge {
    pub(super) fn new(customer: &Customer, accounts: &[AccountKey]) -> Self {
        let text = |name: Pseudonym| BASE64URL_NOPAD.encode(&name.0);
        let customer = (!customer.is_guest()).then(|| StoredCustomer {
            id: customer.id.map(text),
            email: customer.email.map(text),
        });
        let is_usual = accounts == [AccountKey::campaign()];
        let accounts = (!is_usual).then(|| accounts.iter().map(StoredAccount::new).collect());
        Self { customer, accounts }
    }

    pub(super) fn read(self) -> Result<(Customer, Vec<AccountKey>), DatabaseError> {
        let customer = match self.customer {
            None => Customer::GUEST,
            Some(StoredCustomer { id, email }) => Customer {
                id: id.as_deref().map(pseudonym).transpose()?,
                email: email.as_deref().map(pseudonym).transpose()?,
            },
        };
        let accounts = match self.accounts {
            None => vec![AccountKey::campaign()],
            Some(accounts) => accounts
                .into_iter()
                .map(StoredAccount::read)
                .collect::<Result<_, _>>()?,
        };
        Ok((customer, accounts))
    }
}

impl StoredAccount {
    fn new(key: &AccountKey) -> Self {
        Self {
            scope: key.scope(),
            entity: BASE64URL_NOPAD.encode(key.entity.as_bytes()),
            start_ms: key.window_start.value(),
        }
    }

    fn read(self) -> Result<AccountKey, DatabaseError> {
        let (per, window) = AccountKey::parse_scope(&self.scope).map_err(DatabaseError::corrupt)?;
        Ok(AccountKey {
            per,
            window,
            entity: Entity::new(bytes(&self.entity)?).map_err(DatabaseError::corrupt)?,
            window_start: UnixMillis::new(self.start_ms).map_err(DatabaseError::corrupt)?,
        })
    }
}

/// [`Promise`] as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredPromise {
    made_at_ms: u64,
    offer: Offer,
    #[serde(default, skip_serializing_if = "is_default")]
    on_exhausted: OnExhausted,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<(String, String)>,
}

impl From<&Promise> for StoredPromise {
    fn from(promise: &Promise) -> Self {
        let context = &promise.context;
        let attribute = |(name, value): &(AttributeName, Entity)| {
            let value = BASE64URL_NOPAD.encode(value.as_bytes());
            (name.as_str().to_owned(), value)
        };
        Self {
            made_at_ms: promise.made_at.value(),
            offer: promise.offer.into(),
            on_exhausted: promise.on_exhausted.into(),
            channel: context.channel().map(|channel| channel.as_str().to_owned()),
            attributes: context.attributes().iter().map(attribute).collect(),
        }
    }
}

impl StoredPromise {
    pub(super) fn read(self) -> Result<Promise, DatabaseError> {
        let channel = self.channel.as_deref().map(Channel::parse).transpose();
        let attributes = self.attributes.iter().map(|(name, value)| {
            let name = AttributeName::parse(name).map_err(DatabaseError::corrupt)?;
            let value = Entity::new(bytes(value)?).map_err(DatabaseError::corrupt)?;
            Ok((name, value))
        });
        let attributes = attributes.collect::<Result<_, DatabaseError>>()?;
        let context = Context::new(channel.map_err(DatabaseError::corrupt)?, attributes);
        Ok(Promise {
            made_at: UnixMillis::new(self.made_at_ms).map_err(DatabaseError::corrupt)?,
            offer: self.offer.to_engine().map_err(DatabaseError::corrupt)?,
            on_exhausted: self.on_exhausted.into(),
            context: context.map_err(DatabaseError::corrupt)?,
        })
    }
}

/// [`Returned`] as it is stored; nothing is, until something was given back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredReturned {
    discount: u64,
    order_value: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_full: Option<RollbackMode>,
}

impl From<&Returned> for StoredReturned {
    fn from(returned: &Returned) -> Self {
        Self {
            discount: returned.discount.value(),
            order_value: returned.order_value.value(),
            in_full: returned.in_full.map(Into::into),
        }
    }
}

impl StoredReturned {
    pub(super) fn read(self) -> Result<Returned, DatabaseError> {
        let amount = |minor| tessera_engine::MinorUnits::new(minor).map_err(DatabaseError::corrupt);
        Ok(Returned {
            discount: amount(self.discount)?,
            order_value: amount(self.order_value)?,
            in_full: self.in_full.map(Into::into),
        })
    }
}

/// [`Judgement`] as it is stored: nothing is, of a campaign without rules.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredJudgement {
    version: u64,
    /// One letter for each condition.
    truths: String,
}

impl From<&Judgement> for StoredJudgement {
    fn from(judged: &Judgement) -> Self {
        Self {
            version: judged.version,
            truths: judged.truths.to_string(),
        }
    }
}

impl StoredJudgement {
    pub(super) fn read(self) -> Result<Judgement, ValueError> {
        Ok(Judgement {
            version: self.version,
            truths: Truths::parse(&self.truths)?,
        })
    }
}

/// [`Settings`] as they are stored in the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredSettings {
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    offer: Offer,
    limits: Vec<Limit>,
    on_exhausted: OnExhausted,
    rollback: RollbackMode,
    #[serde(default, skip_serializing_if = "is_default")]
    stacking: Stacking,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rules: Option<Rule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suppress: Option<Rule>,
}

impl From<&Settings> for StoredSettings {
    fn from(settings: &Settings) -> Self {
        let timestamp = |instant: Option<UnixMillis>| instant.map(convert::engine::timestamp);
        Self {
            starts_at: timestamp(settings.period.start()),
            ends_at: timestamp(settings.period.end()),
            offer: settings.offer.into(),
            limits: settings.limits.iter().map(Limit::from).collect(),
            on_exhausted: settings.on_exhausted.into(),
            rollback: settings.rollback.into(),
            stacking: (&settings.stacking).into(),
            rules: settings.rules.as_ref().map(Rule::from),
            suppress: settings.suppress.as_ref().map(Rule::from),
        }
    }
}

impl StoredSettings {
    pub(super) fn read(self) -> Result<Settings, DatabaseError> {
        let period = convert::engine::period(self.starts_at, self.ends_at);
        let limits = convert::engine::limits(&self.limits);
        Ok(Settings {
            period: period.map_err(DatabaseError::corrupt)?,
            offer: self.offer.to_engine().map_err(DatabaseError::corrupt)?,
            limits: limits.map_err(DatabaseError::corrupt)?,
            on_exhausted: self.on_exhausted.into(),
            rollback: self.rollback.into(),
            rules: rule(self.rules.as_ref())?,
            suppress: rule(self.suppress.as_ref())?,
            stacking: self.stacking.to_engine().map_err(DatabaseError::corrupt)?,
        })
    }
}

fn rule(stored: Option<&Rule>) -> Result<Option<tessera_engine::Rule>, DatabaseError> {
    convert::engine::rule("rules", stored).map_err(DatabaseError::corrupt)
}

fn bytes(text: &str) -> Result<Vec<u8>, DatabaseError> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .map_err(DatabaseError::corrupt)
}

fn pseudonym(text: &str) -> Result<Pseudonym, DatabaseError> {
    name(text).map(Pseudonym)
}

/// The 16 bytes that somebody, or something, is known as.
pub(super) fn name(text: &str) -> Result<[u8; 16], DatabaseError> {
    let name = bytes(text)?.try_into();
    name.map_err(|_| DatabaseError::corrupt("a name of another length"))
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
