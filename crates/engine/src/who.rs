//! Who asks, and from where: what limits other than the campaign's own are counted by.

use alloc::{string::String, vec::Vec};

use crate::ValueError;

/// A keyed hash of something about a person: the engine tells people apart and knows nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pseudonym(pub [u8; 16]);

/// A customer, as far as the request names one: by the merchant's id, by e-mail address, by both,
/// or not at all (a guest).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Customer {
    /// The merchant's id of the customer.
    pub id: Option<Pseudonym>,
    /// The customer's e-mail address, normalised before it was hashed.
    pub email: Option<Pseudonym>,
}

impl Customer {
    /// Names nobody.
    pub const GUEST: Self = Self {
        id: None,
        email: None,
    };

    /// Whether it names nobody.
    pub const fn is_guest(&self) -> bool {
        self.id.is_none() && self.email.is_none()
    }

    /// What both name must be the same; what only one names is added. `None` if they differ.
    pub(crate) fn joined(&self, other: &Self) -> Option<Self> {
        let differ = |a: Option<Pseudonym>, b: Option<Pseudonym>| {
            a.zip(b).is_some_and(|(mine, theirs)| mine != theirs)
        };
        if differ(self.id, other.id) || differ(self.email, other.email) {
            return None;
        }
        Some(Self {
            id: self.id.or(other.id),
            email: self.email.or(other.email),
        })
    }

    /// What the other names and this one does not.
    pub(crate) fn missing_from(&self, other: &Self) -> Self {
        Self {
            id: other.id.filter(|_| self.id.is_none()),
            email: other.email.filter(|_| self.email.is_none()),
        }
    }

    /// The entities that per-customer limits count, each in its own account. Their first byte tells
    /// them apart, so that no id ever meets an e-mail address.
    pub(crate) fn entities(&self) -> impl Iterator<Item = Entity> {
        let tagged = |tag: u8, name: Option<Pseudonym>| {
            name.map(|name| Entity(core::iter::once(tag).chain(name.0).collect()))
        };
        tagged(b'i', self.id)
            .into_iter()
            .chain(tagged(b'e', self.email))
    }
}

/// Whose account it is within its scope: at most 128 bytes, empty for the campaign's own and for
/// what a request does not name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity(Vec<u8>);

impl Entity {
    /// In bytes.
    pub const LEN_MAX: usize = 128;

    /// # Errors
    /// [`ValueError::Entity`] above 128 bytes.
    pub fn new(bytes: Vec<u8>) -> Result<Self, ValueError> {
        if bytes.len() > Self::LEN_MAX {
            Err(ValueError::Entity)
        } else {
            Ok(Self(bytes))
        }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Where an order comes from, by the merchant's name for it (`web`, `pos`): 1 to 64 bytes of text
/// without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(String);

impl Channel {
    /// In bytes.
    pub const LEN_MAX: usize = 64;

    /// # Errors
    /// [`ValueError::Channel`] if it is empty, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let fits = (1..=Self::LEN_MAX).contains(&text.len());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.into()))
        } else {
            Err(ValueError::Channel)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a request's attribute, such as `ip`, `device` or `store`: 1 to 16 of `a-z`, `0-9`
/// and `_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeName {
    /// Padded with zeros, which no name contains.
    bytes: [u8; Self::LEN_MAX],
}

impl AttributeName {
    /// In bytes.
    pub const LEN_MAX: usize = 16;

    /// # Errors
    /// [`ValueError::AttributeName`] for any other text.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let is_name = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        if text.is_empty() || !text.as_bytes().iter().all(is_name) {
            return Err(ValueError::AttributeName);
        }
        let mut bytes = [0; Self::LEN_MAX];
        let place = bytes.get_mut(..text.len());
        place
            .ok_or(ValueError::AttributeName)?
            .copy_from_slice(text.as_bytes());
        Ok(Self { bytes })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        // The constructor admits ASCII only, so the fallback is never seen.
        core::str::from_utf8(&self.bytes)
            .unwrap_or_default()
            .trim_end_matches('\0')
    }
}

/// Where a request comes from. A request's attributes are few: at most 8, each name once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    channel: Option<Channel>,
    /// Sorted by name.
    attributes: Vec<(AttributeName, Entity)>,
}

impl Context {
    /// How many attributes a request can have.
    pub const ATTRIBUTE_COUNT_MAX: usize = 8;

    /// # Errors
    /// [`ValueError::Attributes`] for more than 8 attributes, or two of one name.
    pub fn new(
        channel: Option<Channel>,
        mut attributes: Vec<(AttributeName, Entity)>,
    ) -> Result<Self, ValueError> {
        attributes.sort();
        let named = attributes.len();
        attributes.dedup_by_key(|(name, _)| *name);
        if attributes.len() != named || named > Self::ATTRIBUTE_COUNT_MAX {
            return Err(ValueError::Attributes);
        }
        Ok(Self {
            channel,
            attributes,
        })
    }

    /// The sales channel.
    pub const fn channel(&self) -> Option<&Channel> {
        self.channel.as_ref()
    }

    /// The attributes, sorted by name.
    pub fn attributes(&self) -> &[(AttributeName, Entity)] {
        &self.attributes
    }

    /// The channel's account. Requests that name none are counted together: a limit that can be
    /// passed by leaving out a field is no limit.
    pub(crate) fn channel_entity(&self) -> Entity {
        let channel = self.channel.as_ref();
        channel.map_or_else(Entity::default, |channel| {
            Entity(channel.0.as_bytes().into())
        })
    }

    /// The attribute's account; requests that do not name it are counted together too.
    pub(crate) fn attribute_entity(&self, name: AttributeName) -> Entity {
        let named = self.attributes.iter().find(|(other, _)| *other == name);
        named.map_or_else(Entity::default, |(_, entity)| entity.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attribute_names_are_short_and_plain() {
        for fine in ["ip", "device_2", "abcdefghijklmnop"] {
            assert_eq!(AttributeName::parse(fine).unwrap().as_str(), fine);
        }
        for wrong in ["", "IP", "a-b", "ü", "a\0", "abcdefghijklmnopq"] {
            assert_eq!(
                AttributeName::parse(wrong),
                Err(ValueError::AttributeName),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn channels_are_short_text() {
        assert_eq!(Channel::parse("pos Köln").unwrap().as_str(), "pos Köln");
        for wrong in ["", "a\n", &"x".repeat(65)] {
            assert_eq!(Channel::parse(wrong), Err(ValueError::Channel), "{wrong:?}");
        }
    }

    #[test]
    fn attributes_are_sorted_and_named_once() {
        let name = |text: &str| AttributeName::parse(text).unwrap();
        let entity = |byte| Entity::new(alloc::vec![byte]).unwrap();
        let both = alloc::vec![(name("store"), entity(1)), (name("ip"), entity(2))];
        let context = Context::new(None, both).unwrap();
        assert_eq!(context.attributes()[0].0, name("ip"));
        assert_eq!(context.attribute_entity(name("store")), entity(1));
        assert_eq!(context.attribute_entity(name("device")), Entity::default());
        let twice = alloc::vec![(name("ip"), entity(1)), (name("ip"), entity(2))];
        assert_eq!(Context::new(None, twice), Err(ValueError::Attributes));
        let many = (0..9).map(|n| (name(&alloc::format!("a{n}")), entity(n)));
        assert_eq!(
            Context::new(None, many.collect()),
            Err(ValueError::Attributes)
        );
    }

    #[test]
    fn a_customer_can_be_added_to_and_not_changed() {
        let [ann, bob] = [1, 2].map(|byte| Some(Pseudonym([byte; 16])));
        let by_id = Customer {
            id: ann,
            email: None,
        };
        let by_email = Customer {
            id: None,
            email: bob,
        };
        let both = Customer {
            id: ann,
            email: bob,
        };
        assert_eq!(by_id.joined(&by_email), Some(both));
        assert_eq!(by_id.joined(&Customer::GUEST), Some(by_id));
        assert_eq!(
            by_id.joined(&Customer {
                id: bob,
                email: None
            }),
            None
        );
        assert_eq!(by_id.missing_from(&both), by_email);
        let entities: Vec<_> = both.entities().map(|entity| entity.0[0]).collect();
        assert_eq!(entities, [b'i', b'e']);
    }
}
