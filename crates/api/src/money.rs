//! Amounts as people read them.

use tessera_engine as engine;

/// An amount with its currency, such as `50.00 EUR`, `5000 JPY` or `5.000 KWD`. Where nobody knows
/// how many decimals the currency has, the minor units are counted.
pub(crate) fn format(amount: engine::MinorUnits, currency: Option<engine::Currency>) -> String {
    let minor = amount.value();
    let Some(currency) = currency else {
        return format!("{minor} minor units");
    };
    let decimals = iso_currency::Currency::from_code(currency.as_str());
    match decimals.and_then(|known| known.exponent()) {
        None => format!("{minor} minor units of {currency}"),
        Some(0) => format!("{minor} {currency}"),
        Some(decimals) => {
            let unit = 10_u64.saturating_pow(decimals.into());
            let (whole, part) = (minor.wrapping_div(unit), minor.wrapping_rem(unit));
            let width = usize::from(decimals);
            format!("{whole}.{part:0width$} {currency}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_currency_has_its_own_decimals() {
        let read = |minor, currency| {
            let currency = engine::Currency::parse(currency).expect("a currency");
            let amount = engine::MinorUnits::new(minor).expect("an amount");
            format(amount, Some(currency))
        };
        assert_eq!(read(4_990, "EUR"), "49.90 EUR");
        assert_eq!(read(5, "EUR"), "0.05 EUR");
        assert_eq!(read(4_990, "JPY"), "4990 JPY");
        assert_eq!(read(4_990, "KWD"), "4.990 KWD");
        assert_eq!(read(4_990, "QQQ"), "4990 minor units of QQQ");
        let five = engine::MinorUnits::new(5).expect("an amount");
        assert_eq!(format(five, None), "5 minor units");
    }
}
