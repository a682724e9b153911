//! Whom pages' customer tokens vouch for.

use super::Edge;
use crate::{
    clock,
    customer_token::{self, Vouched},
    failure::Failure,
};

impl Edge {
    /// Who a token vouches for, in a request that came with a publishable key: only the server that
    /// was given the key's own token key can have signed it.
    ///
    /// # Errors
    ///
    /// [`Failure::InvalidCustomerToken`] with the reason, also if the publishable key is older than
    /// customer tokens, or the master key that made it was taken away.
    pub(crate) fn vouched(&self, token: &str) -> Result<Vouched, Failure> {
        let refused = |reason: &str| Failure::InvalidCustomerToken(reason.to_owned());
        let page = self.page_key.as_ref();
        let page = page.ok_or_else(|| refused("it came without a publishable key"))?;
        let renew = "this publishable key has no token key any more: make a new one";
        let version = page.key_version.ok_or_else(|| refused(renew))?;
        let keyring = self.keyring()?;
        let master = keyring.get(version).ok_or_else(|| refused(renew))?;
        let key = master.customer_token_key(&page.id);
        customer_token::verify(token, &key, clock::now_ms()).map_err(Failure::InvalidCustomerToken)
    }
}
