//! Numbers of some leading or trailing bits, as the format counts them.

/// The leftmost `count` bits (0 to 128) of a MAC, as a number: the format's `top(n, x)`.
pub(crate) fn top(count: u8, mac: &[u8; 32]) -> u128 {
    let Some((first, _)) = mac.split_first_chunk::<16>() else {
        return 0;
    };
    128_u32
        .checked_sub(u32::from(count))
        .and_then(|shift| u128::from_be_bytes(*first).checked_shr(shift))
        .unwrap_or(0)
}

/// The lowest `count` bits (0 to 127) of a number.
pub(crate) fn low(count: u8, number: u128) -> u128 {
    number & mask(count)
}

/// A number of `count` one bits, 0 to 127.
pub(crate) fn mask(count: u8) -> u128 {
    1_u128
        .checked_shl(u32::from(count))
        .map_or(u128::MAX, |power| power.wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn top_takes_the_leftmost_bits() {
        let mut mac = [0; 32];
        mac[..3].copy_from_slice(&[0b1010_0000, 0xff, 0x80]);
        assert_eq!(top(0, &mac), 0);
        assert_eq!(top(3, &mac), 0b101);
        assert_eq!(top(17, &mac), 0b1_0100_0001_1111_1111);
    }

    #[test]
    fn low_and_mask_agree() {
        assert_eq!(mask(0), 0);
        assert_eq!(mask(5), 31);
        assert_eq!(low(5, 0b111_00001), 1);
    }
}
