//! Numbers of some leading or trailing bits, as the format counts them.

/// The leftmost `count` bits (0 to 128) of a MAC's first 128: the format's `top(n, x)`.
#[inline]
pub(crate) fn top(count: u8, mac: u128) -> u128 {
    128_u32
        .checked_sub(u32::from(count))
        .and_then(|shift| mac.checked_shr(shift))
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
        let mac = 0b1_0100_0001_1111_1111 << 111;
        assert_eq!(top(0, mac), 0);
        assert_eq!(top(3, mac), 0b101);
        assert_eq!(top(17, mac), mac >> 111);
        assert_eq!(top(128, mac), mac);
    }

    #[test]
    fn low_and_mask_agree() {
        assert_eq!(mask(0), 0);
        assert_eq!(mask(5), 31);
        assert_eq!(low(5, 0b111_00001), 1);
    }
}
