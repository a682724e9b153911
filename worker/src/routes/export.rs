//! `GET /v1/campaigns/{prefix}/batches/{id}/codes`: the codes of a batch, derived again by the
//! minting key, as a stream of constant memory.

use core::fmt::Write;

use futures_util::stream;
use tessera_api::{batch::Purpose, convert::InvalidValue, time::Timestamp};
use tessera_code::{Expiry, Issuer, Serial};
use worker::{ResponseBody, ResponseBuilder};

use super::campaigns::with_campaign;
use crate::{
    campaign::{Ask, BatchFacts},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::BatchId,
};

/// How many codes are made at a time: some 50 KB of text.
const CHUNK_CODES: u64 = 1000;

/// What an export is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Ndjson,
}

/// Streams the codes of a batch, from the serial `?from=` on.
pub(crate) async fn stream(
    edge: &Edge,
    incoming: &Incoming,
    prefix: &str,
    batch: &str,
) -> Result<Reply, Failure> {
    let format = format(incoming.parameter("format"), incoming.header("accept"))?;
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let id = BatchId::parse(batch).filter(|id| id.prefix == prefix);
    let id = id.ok_or(Failure::Unknown(Thing::Batch))?;
    let ask = Ask::Batch {
        first_serial: id.first_serial,
    };
    let facts: Option<BatchFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let facts = facts.ok_or(Failure::Unknown(Thing::Batch))?;
    match facts.purpose {
        Purpose::Export => {}
        Purpose::Assigning => return Err(Failure::BatchNotExportable),
    }
    let from = incoming.number("from")?;
    let export = Export::new(campaign.issuer()?.clone(), &facts, from, format)?;
    let file_name = format!("attachment; filename=\"{id}.{}\"", format.file_extension());
    let response = ResponseBuilder::new().from_stream(stream::iter(export))?;
    let (_, body) = response.into_parts();
    let ResponseBody::Stream(body) = body else {
        return Err(Failure::internal("a stream became something else"));
    };
    Ok(Reply::stream(format.content_type(), body).with("content-disposition", file_name))
}

impl Format {
    fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    fn file_extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }
}

/// The format that a request asks for: by name, or else by what it accepts.
fn format(name: Option<String>, accept: Option<String>) -> Result<Format, Failure> {
    match name.as_deref() {
        Some("csv") => return Ok(Format::Csv),
        Some("ndjson") => return Ok(Format::Ndjson),
        Some(_) => {
            let detail = "must be csv or ndjson";
            return Err(Failure::BadRequest(InvalidValue::new("format", detail)));
        }
        None => {}
    }
    let Some(accept) = accept else {
        return Ok(Format::Csv);
    };
    let accepted = accept.split(',').filter_map(|range| {
        match range.split(';').next().unwrap_or_default().trim() {
            "application/x-ndjson" => Some(Format::Ndjson),
            "text/csv" | "text/*" | "*/*" => Some(Format::Csv),
            _ => None,
        }
    });
    accepted.into_iter().next().ok_or(Failure::NotAcceptable)
}

/// The text of an export, chunk by chunk.
struct Export {
    issuer: Issuer,
    expiry: Expiry,
    /// As it stands in every line; empty if the codes do not expire.
    expires_at: String,
    format: Format,
    needs_header: bool,
    next: u64,
    end: u64,
}

impl Export {
    fn new(
        issuer: Issuer,
        batch: &BatchFacts,
        from: Option<u64>,
        format: Format,
    ) -> Result<Self, Failure> {
        let first = batch.first_serial;
        let end = first.saturating_add(batch.count);
        let next = from.unwrap_or(first);
        if !(first..end).contains(&next) {
            let last = end.saturating_sub(1);
            let detail = format!("must be a serial of the batch: {first} to {last}");
            return Err(Failure::BadRequest(InvalidValue::new("from", detail)));
        }
        let expiry = match batch.expires_at_ms {
            Some(expires_at_ms) => {
                let expiry = issuer.reader().format().expiry_at_ms(expires_at_ms);
                expiry.map_err(Failure::internal)?
            }
            None => issuer.reader().format().never(),
        };
        let expires_at = batch.expires_at_ms.map(Timestamp::saturating_from_unix_ms);
        Ok(Self {
            issuer,
            expiry,
            expires_at: expires_at
                .map(|instant| instant.to_string())
                .unwrap_or_default(),
            format,
            // What goes on from a later serial is appended to what is there already.
            needs_header: format == Format::Csv && next == first,
            next,
            end,
        })
    }

    fn chunk(&mut self) -> Result<String, Failure> {
        let mut text = String::new();
        if self.needs_header {
            text.push_str("code,serial,expires_at\n");
            self.needs_header = false;
        }
        let end = self.end.min(self.next.saturating_add(CHUNK_CODES));
        while self.next < end {
            let serial = Serial::new(self.next);
            let serial = serial.ok_or_else(|| Failure::internal("a serial beyond 40 bits"))?;
            let code = self
                .issuer
                .mint(serial, self.expiry)
                .map_err(Failure::internal)?;
            let (code, expires_at) = (code.as_str(), &self.expires_at);
            // None of the three needs quoting or escaping, and writing to a string does not fail.
            let _ = match (self.format, expires_at.is_empty()) {
                (Format::Csv, _) => writeln!(text, "{code},{serial},{expires_at}"),
                (Format::Ndjson, true) => {
                    writeln!(
                        text,
                        r#"{{"code":"{code}","serial":{serial},"expires_at":null}}"#
                    )
                }
                (Format::Ndjson, false) => writeln!(
                    text,
                    r#"{{"code":"{code}","serial":{serial},"expires_at":"{expires_at}"}}"#
                ),
            };
            self.next = self.next.saturating_add(1);
        }
        Ok(text)
    }
}

impl Iterator for Export {
    type Item = Result<Vec<u8>, worker::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let chunk = self.chunk();
        Some(chunk.map(String::into_bytes).map_err(|failure| {
            // A stream that has begun cannot become a problem document: it breaks off.
            self.next = self.end;
            worker::Error::from(
                failure
                    .log_line()
                    .unwrap_or("an export broke off")
                    .to_owned(),
            )
        }))
    }
}

#[cfg(test)]
mod tests {
    use tessera_code::MasterKey;

    use super::*;
    use crate::record::tests::record;

    fn export(from: Option<u64>, format: Format) -> Result<String, Failure> {
        let record = record("SUM-####-####-####-####");
        let keys = MasterKey::from_bytes([7; 32]).derive(&record.prefix().expect("a prefix"), 1);
        let issuer = Issuer::new(record.format().expect("a format"), &keys);
        let expires_at = Timestamp::parse("2026-03-01T00:00:00Z").expect("an instant");
        let batch = BatchFacts {
            first_serial: 10,
            count: 2500,
            expires_at_ms: Some(expires_at.unix_ms()),
            uses: 1,
            purpose: Purpose::Export,
            name: None,
            created_at: expires_at,
        };
        let chunks = Export::new(issuer, &batch, from, format)?;
        let chunks = chunks.collect::<Result<Vec<_>, _>>().expect("codes");
        assert!(
            chunks.iter().all(|chunk| chunk.len() < 100_000),
            "chunks stay small"
        );
        Ok(String::from_utf8(chunks.concat()).expect("text"))
    }

    #[test]
    fn a_csv_export_has_a_header_and_a_line_for_each_code() {
        let csv = export(None, Format::Csv).expect("an export");
        let lines = csv.lines().collect::<Vec<_>>();
        assert_eq!((lines[0], lines.len()), ("code,serial,expires_at", 2501));
        assert!(lines[1].starts_with("SUM-") && lines[1].ends_with(",10,2026-03-01T00:00:00Z"));
        assert!(
            lines[2500].ends_with(",2509,2026-03-01T00:00:00Z"),
            "{}",
            lines[2500]
        );
    }

    #[test]
    fn an_export_goes_on_where_it_broke_off() {
        for format in [Format::Csv, Format::Ndjson] {
            let whole = export(None, format).expect("an export");
            let rest = export(Some(1300), format).expect("an export");
            assert!(whole.ends_with(&rest) && rest.lines().count() == 1210);
        }
        for from in [9, 2510, u64::MAX] {
            assert!(export(Some(from), Format::Csv).is_err(), "{from}");
        }
    }

    #[test]
    fn ndjson_lines_are_json() {
        let ndjson = export(Some(2509), Format::Ndjson).expect("an export");
        let line: serde_json::Value = serde_json::from_str(&ndjson).expect("JSON");
        assert_eq!(
            (&line["serial"], &line["expires_at"]),
            (&2509.into(), &"2026-03-01T00:00:00Z".into())
        );
    }

    #[test]
    fn the_format_is_named_or_accepted() {
        let chosen = |name: Option<&str>, accept: Option<&str>| {
            format(name.map(str::to_owned), accept.map(str::to_owned)).ok()
        };
        assert_eq!(chosen(None, None), Some(Format::Csv));
        assert_eq!(
            chosen(None, Some("text/html, */*;q=0.8")),
            Some(Format::Csv)
        );
        assert_eq!(
            chosen(None, Some("application/x-ndjson")),
            Some(Format::Ndjson)
        );
        assert_eq!(
            chosen(Some("ndjson"), Some("text/csv")),
            Some(Format::Ndjson)
        );
        assert_eq!(chosen(None, Some("application/json")), None);
        assert_eq!(chosen(Some("xml"), None), None);
    }
}
