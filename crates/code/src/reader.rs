//! Reading codes with what is public: parity and expiry, not whether they are genuine.

use crate::bits;
use crate::code::Code;
use crate::format::{Expiry, Format};
use crate::keys::PublicKey;
use crate::parity::Parity;
use crate::prf::Prf;
use crate::symbol::Symbols;

/// One campaign's format and public key, prepared for reading its codes.
///
/// This is what an entry of a manifest becomes. It holds nothing secret and cannot tell a genuine code
/// from one that somebody made up.
#[derive(Clone)]
pub struct Reader {
    format: Format,
    public_key: PublicKey,
    public: Prf,
    parity: Parity,
}

/// The content of a body whose parity fits, its expiry unmasked. Not known to be genuine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// All of the body's bits, parity included.
    body: u128,
    pub(crate) tag: u128,
    pub(crate) masked_serial: u64,
    pub(crate) expiry: Expiry,
}

impl Sealed {
    /// The expiry that the code claims.
    pub fn expiry(&self) -> Expiry {
        self.expiry
    }
}

impl Reader {
    /// Prepares a campaign's format and public key. Costs some hundred times what reading a code does.
    pub fn new(format: Format, public_key: PublicKey) -> Self {
        let public = Prf::new(public_key.as_bytes());
        let parity = Parity::new(format.layout().symbols(), &public);
        Self {
            format,
            public_key,
            public,
            parity,
        }
    }

    /// The campaign's format.
    pub fn format(&self) -> &Format {
        &self.format
    }

    /// The campaign's public key.
    pub fn public_key(&self) -> PublicKey {
        self.public_key
    }

    /// The canonical form of what [`locate`](crate::locate) read for this campaign, however it was
    /// written. Costs no MAC, unlike minting it again.
    pub fn code(&self, sealed: &Sealed) -> Code {
        self.print_bits(sealed.body)
    }

    pub(crate) fn parity(&self) -> &Parity {
        &self.parity
    }

    /// Reads a body of the right length; `None` if its parity does not fit.
    pub(crate) fn read(&self, body: &Symbols) -> Option<Sealed> {
        if !self.parity.fits(body) {
            return None;
        }
        let layout = self.format.layout();
        let body = body.to_bits();
        let parity_bits = u32::from(layout.parity_symbols()).saturating_mul(5);
        let data = body.checked_shr(parity_bits)?;
        let masked_expiry = bits::low(layout.expiry_bits(), data);
        let above = data.checked_shr(u32::from(layout.expiry_bits()))?;
        let masked_serial = u64::try_from(bits::low(layout.serial_bits(), above)).ok()?;
        let tag = above.checked_shr(u32::from(layout.serial_bits()))?;
        let expiry = masked_expiry ^ u128::from(self.expiry_mask(tag, masked_serial));
        Some(Sealed {
            body,
            tag,
            masked_serial,
            expiry: Expiry(u32::try_from(expiry).ok()?),
        })
    }

    /// What a campaign's expiries are XORed with, so that codes that expire together do not look alike.
    #[inline]
    pub(crate) fn expiry_mask(&self, tag: u128, masked_serial: u64) -> u32 {
        let expiry_bits = self.format.layout().expiry_bits();
        if expiry_bits == 0 {
            return 0;
        }
        let mut message = [1; 25];
        if let [_, content @ ..] = &mut message
            && let Some((tag_bytes, serial_bytes)) = content.split_first_chunk_mut()
        {
            *tag_bytes = tag.to_be_bytes();
            serial_bytes.copy_from_slice(&masked_serial.to_be_bytes());
        }
        u32::try_from(bits::top(expiry_bits, self.public.mac(&message))).unwrap_or_default()
    }

    /// A body's canonical text.
    pub(crate) fn print(&self, body: &Symbols) -> Code {
        self.print_bits(body.to_bits())
    }

    /// The canonical text of a body given as one number of `5·S` bits.
    #[inline]
    pub(crate) fn print_bits(&self, body: u128) -> Code {
        // 20 symbols are 100 bits: 13 bytes, which the encoder turns into 21 characters.
        let unused_bits =
            128_u32.saturating_sub(u32::from(self.format.layout().symbols()).saturating_mul(5));
        let aligned = body
            .checked_shl(unused_bits)
            .unwrap_or_default()
            .to_be_bytes();
        let (bytes, _) = aligned.split_first_chunk::<13>().unwrap_or((&[0; 13], &[]));
        let mut characters = [0; 21];
        let encoded = base32::CROCKFORD.encode_buf(bytes, &mut characters);
        Code::fill(
            self.format.pattern(),
            encoded.as_deref().unwrap_or_default(),
        )
    }
}
