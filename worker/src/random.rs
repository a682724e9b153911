//! Random bytes, from the runtime's own source.

use data_encoding::HEXLOWER;

use crate::failure::Failure;

/// So many random bytes.
///
/// # Errors
///
/// [`Failure::Internal`] if the runtime has no source of randomness.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Failure::internal)?;
    Ok(bytes)
}

/// A name for one request, to find it in the log.
pub(crate) fn request_id() -> String {
    // Nothing is decided by it, so that one without randomness would still do.
    HEXLOWER.encode(&bytes::<12>().unwrap_or_default())
}
