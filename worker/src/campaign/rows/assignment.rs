//! Rows of the tables `assignment` and `assignment_source`: where in the journal an assignment is.

use tessera_engine::{Assignment, Seq, Serial, SourceId};

use super::{StoredRows, seq};
use crate::{
    campaign::error::StoreError,
    database::{Database, DatabaseError, Row, Value},
};

impl<D: Database> StoredRows<'_, D> {
    pub(super) fn assignment_of(&self, serial: Serial) -> Result<Option<Assignment>, StoreError> {
        let sql = "SELECT seq FROM assignment WHERE serial = ?";
        self.assignment_at(sql, serial.value().into())
    }

    pub(super) fn assignment_by(
        &self,
        source: &SourceId,
    ) -> Result<Option<Assignment>, StoreError> {
        let sql = "SELECT seq FROM assignment_source WHERE source = ?";
        self.assignment_at(sql, source.0.to_vec().into())
    }

    fn assignment_at(&self, sql: &str, key: Value) -> Result<Option<Assignment>, StoreError> {
        let found = self.read(sql, vec![key], |mut row| seq(&mut row))?;
        let told = found.map(|seq| {
            let assignment = Assignment::from_row(self.journal_row(seq)?);
            let other = || DatabaseError::corrupt("an assignment points to another journal row");
            Ok(assignment.ok_or_else(other)?)
        });
        told.transpose()
    }

    /// The serial that a statement finds from this one on.
    pub(super) fn serial_by(&self, sql: &str, from: Serial) -> Result<Option<Serial>, StoreError> {
        let serial = |mut row: Row| Serial::new(row.number()?).map_err(DatabaseError::corrupt);
        self.read(sql, vec![from.value().into()], serial)
    }
}

/// Points from the serial and from the source to the journal row.
pub(in crate::campaign) fn insert<D: Database>(
    database: &D,
    (serial, source): (Serial, &SourceId),
    seq: Seq,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO assignment (serial, seq) VALUES (?, ?)";
    database.run(sql, vec![serial.value().into(), seq.value().into()])?;
    let sql = "INSERT INTO assignment_source (source, seq) VALUES (?, ?)";
    let parameters = vec![source.0.to_vec().into(), seq.value().into()];
    database.run(sql, parameters).map(drop)
}
