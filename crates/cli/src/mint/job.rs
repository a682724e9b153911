//! What is to be minted, and where each record lies in the output.
//!
//! A code follows from the key, the layout and its serial, and the length of a record from its serial.
//! So the output is a function of the job: any part of it can be made again, and a file's length tells
//! how many codes it holds.

use std::ops::Range;

use tessera_api::time::Timestamp;
use tessera_code::{Expiry, Issuer, MintError, Serial};

use super::record::{RecordFormat, Template};
use crate::failure::Failure;
use crate::words;

/// What somebody wants minted.
pub(super) struct Order {
    pub(super) issuer: Issuer,
    pub(super) expiry: Expiry,
    pub(super) from_serial: u64,
    pub(super) count: u64,
    pub(super) format: RecordFormat,
}

/// An order whose serials all exist. Records are counted from 0, the first serial's.
pub(super) struct Job {
    issuer: Issuer,
    expiry: Expiry,
    from_serial: u64,
    count: u64,
    template: Template,
    /// A record's length without the digits of its serial, in bytes.
    fixed_len: u64,
}

/// The most digits of a serial, which has at most 40 bits.
const MOST_DIGITS: u32 = 13;

impl Job {
    /// Checks an order.
    pub(super) fn new(order: Order) -> Result<Self, Failure> {
        let Order {
            issuer,
            expiry,
            from_serial,
            count,
            format,
        } = order;
        let reader = issuer.reader();
        let serials = reader.format().layout().serial_count();
        let left = serials.saturating_sub(from_serial);
        if count > left {
            return Err(Failure::Usage(format!(
                "--count: from serial {} on there are {} left of {}; ask for fewer, begin earlier, \
                 or, for a new campaign, take more --serial-bits",
                words::count(from_serial),
                words::codes(left),
                words::count(serials),
            )));
        }
        let template = Template::new(format, expires_at(&issuer, expiry));
        let code_len = reader.format().pattern().as_str().len();
        Ok(Self {
            fixed_len: (code_len + template.fixed_len()) as u64,
            issuer,
            expiry,
            from_serial,
            count,
            template,
        })
    }

    /// How many codes, at least 1.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The first and the last serial.
    pub(super) fn serials(&self) -> (u64, u64) {
        (self.from_serial, self.from_serial + (self.count - 1))
    }

    /// Until when the codes are valid, as they say it themselves: rounded up to their unit.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        expires_at(&self.issuer, self.expiry)
    }

    /// Appends some records, and before the first the header.
    pub(super) fn write(&self, records: Range<u64>, to: &mut Vec<u8>) -> Result<(), MintError> {
        if records.start == 0 {
            to.extend_from_slice(self.template.header().as_bytes());
        }
        for serial in self.from_serial + records.start..self.from_serial + records.end {
            let out_of_range = MintError::SerialOutOfRange {
                serial,
                max: self.serials().1,
            };
            let code = self
                .issuer
                .mint(Serial::new(serial).ok_or(out_of_range)?, self.expiry)?;
            self.template.append(&code, serial, to);
        }
        Ok(())
    }

    /// The most bytes that a record can have.
    pub(super) fn longest_record(&self) -> u64 {
        self.fixed_len + u64::from(MOST_DIGITS)
    }

    /// How many bytes the first so many records take, the header included; 0 for none.
    pub(super) fn bytes_of(&self, records: u64) -> u64 {
        if records == 0 {
            return 0;
        }
        let digits = if self.template.has_serial() {
            digits_of(self.from_serial..self.from_serial + records)
        } else {
            0
        };
        self.template.header().len() as u64 + records * self.fixed_len + digits
    }

    /// How many records, whole ones, so many bytes hold.
    pub(super) fn records_in(&self, bytes: u64) -> u64 {
        let (mut fit, mut too_many) = (0, self.count + 1);
        while too_many - fit > 1 {
            let middle = fit + (too_many - fit) / 2;
            if self.bytes_of(middle) <= bytes {
                fit = middle;
            } else {
                too_many = middle;
            }
        }
        fit
    }
}

fn expires_at(issuer: &Issuer, expiry: Expiry) -> Option<Timestamp> {
    let expires_at_ms = issuer.reader().format().expires_at_ms(expiry)?;
    Some(Timestamp::saturating_from_unix_ms(expires_at_ms))
}

/// How many decimal digits some numbers have together.
fn digits_of(numbers: Range<u64>) -> u64 {
    // Every number has one digit, and another for each power of ten that it reaches.
    let reaching = |power: u64| numbers.end.saturating_sub(numbers.start.max(power));
    let further: u64 = (1..MOST_DIGITS)
        .map(|digits| reaching(10_u64.pow(digits)))
        .sum();
    (numbers.end - numbers.start) + further
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use tessera_code::{
        Calendar, ExpiryUnit, FieldBits, Format, FormatParts, Layout, MasterKey, Pattern,
    };

    pub(in crate::mint) fn job(format: RecordFormat, from_serial: u64, count: u64) -> Job {
        let pattern = Pattern::parse("SUM-####-####-####-####").unwrap();
        let bits = FieldBits {
            serial_bits: 24,
            expiry_bits: 0,
        };
        let code_format = Format::new(FormatParts {
            pattern,
            layout: Layout::new(&pattern, bits).unwrap(),
            calendar: Calendar::new(ExpiryUnit::Hour, 0).unwrap(),
            key_version: 1,
        })
        .unwrap();
        let master = MasterKey::from_bytes([7; 32]);
        Job::new(Order {
            issuer: Issuer::new(code_format, &master.derive(&pattern.prefix(), 1)),
            expiry: code_format.never(),
            from_serial,
            count,
            format,
        })
        .unwrap()
    }

    #[test]
    fn lengths_are_those_of_what_is_written() {
        for format in [RecordFormat::Csv, RecordFormat::Ndjson, RecordFormat::Plain] {
            for from_serial in [0, 5, 95, 999_990] {
                let job = job(format, from_serial, 30);
                let mut written = Vec::new();
                let mut ends = vec![0];
                for record in 0..30 {
                    job.write(record..record + 1, &mut written).unwrap();
                    ends.push(written.len() as u64);
                }
                for (records, &end) in (0_u64..).zip(&ends) {
                    assert_eq!(
                        job.bytes_of(records),
                        end,
                        "{format:?} {from_serial} {records}"
                    );
                    assert_eq!(job.records_in(end), records);
                    assert_eq!(
                        job.records_in(end + 1),
                        records,
                        "a torn record does not count"
                    );
                }
                assert_eq!(job.records_in(u64::MAX), 30);
                assert!(
                    ends.windows(2)
                        .skip(1)
                        .all(|two| two[1] - two[0] <= job.longest_record())
                );
            }
        }
    }

    #[test]
    fn digits_of_numbers() {
        let slow = |numbers: Range<u64>| numbers.map(|n| n.to_string().len() as u64).sum::<u64>();
        for numbers in [
            0..0,
            0..1,
            0..10,
            0..11,
            9..10,
            99..1001,
            12_345..12_346,
            5..100_000,
        ] {
            assert_eq!(digits_of(numbers.clone()), slow(numbers));
        }
        assert_eq!(digits_of((1 << 40) - 1..1 << 40), 13);
    }
}
