//! How a code is written: one record a line.

use clap::ValueEnum;
use tessera_api::time::Timestamp;
use tessera_code::Code;

/// The shape of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordFormat {
    /// A header `code,serial,expires_at`, then a line a code; no expiry is an empty field
    Csv,
    /// A JSON object a line, {"code","serial","expires_at"}; no expiry is null
    Ndjson,
    /// The code alone
    Plain,
}

/// The texts around a code and its serial, which are the same in every record of a batch.
///
/// A code has no character that CSV or JSON would have to quote.
pub(super) struct Template {
    header: &'static str,
    before_code: &'static str,
    /// `None` if the records do not say the serial.
    before_serial: Option<&'static str>,
    after: String,
}

impl Template {
    pub(super) fn new(format: RecordFormat, expires_at: Option<Timestamp>) -> Self {
        let (header, before_code, before_serial) = match format {
            RecordFormat::Csv => ("code,serial,expires_at\n", "", Some(",")),
            RecordFormat::Ndjson => ("", r#"{"code":""#, Some(r#"","serial":"#)),
            RecordFormat::Plain => ("", "", None),
        };
        let after = match (format, expires_at) {
            (RecordFormat::Csv, Some(expires_at)) => format!(",{expires_at}\n"),
            (RecordFormat::Csv, None) => ",\n".to_owned(),
            (RecordFormat::Ndjson, Some(expires_at)) => {
                format!(",\"expires_at\":\"{expires_at}\"}}\n")
            }
            (RecordFormat::Ndjson, None) => ",\"expires_at\":null}\n".to_owned(),
            (RecordFormat::Plain, _) => "\n".to_owned(),
        };
        Self {
            header,
            before_code,
            before_serial,
            after,
        }
    }

    /// What stands before the first record.
    pub(super) fn header(&self) -> &'static str {
        self.header
    }

    /// Whether records say their serial.
    pub(super) fn has_serial(&self) -> bool {
        self.before_serial.is_some()
    }

    /// The length of a record's text, besides the code and the digits of its serial, in bytes.
    pub(super) fn fixed_len(&self) -> usize {
        self.before_code.len() + self.before_serial.map_or(0, str::len) + self.after.len()
    }

    /// Appends a record.
    #[inline]
    pub(super) fn append(&self, code: &Code, serial: u64, to: &mut Vec<u8>) {
        to.extend_from_slice(self.before_code.as_bytes());
        to.extend_from_slice(code.as_bytes());
        if let Some(before_serial) = self.before_serial {
            to.extend_from_slice(before_serial.as_bytes());
            to.extend_from_slice(itoa::Buffer::new().format(serial).as_bytes());
        }
        to.extend_from_slice(self.after.as_bytes());
    }
}
