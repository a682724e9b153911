//! Which addresses are counted together.

use std::net::{IpAddr, Ipv6Addr};

/// The name of everybody whose address is not known. Cloudflare always tells one.
const UNKNOWN: &str = "unknown";

/// The name under which an address is counted. A single customer of an access provider commands a
/// whole /64 of IPv6 addresses, so those count as one.
pub(crate) fn group(address: Option<&str>) -> String {
    let parsed = address.and_then(|text| text.trim().parse::<IpAddr>().ok());
    match parsed.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        None => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_address_counts_for_itself() {
        assert_eq!(group(Some("192.0.2.1")), "192.0.2.1");
        assert_eq!(group(Some(" 192.0.2.1 ")), "192.0.2.1");
        assert_eq!(group(Some("::ffff:192.0.2.1")), "192.0.2.1");
    }

    #[test]
    fn ipv6_addresses_of_one_network_count_together() {
        let one = group(Some("2001:db8:0:1::1"));
        assert_eq!(one, "2001:db8:0:1::/64");
        assert_eq!(group(Some("2001:0DB8:0:1:ffff:ffff:ffff:ffff")), one);
        assert_ne!(group(Some("2001:db8:0:2::1")), one);
    }

    #[test]
    fn whoever_has_no_address_counts_with_all_others_that_have_none() {
        for address in [None, Some(""), Some("localhost"), Some("192.0.2.1:80")] {
            assert_eq!(group(address), UNKNOWN);
        }
    }
}
