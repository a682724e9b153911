//! Rows of the table `hold`.

use tessera_api::{hold::ReleaseReason, order::Split};
use tessera_engine::{HoldRow, HoldState, OrderId, Seq, Serial, UnixMillis};

use super::{amounts, instant, optional_seq, seq};
use crate::{
    campaign::stored::{Charge, StoredPromise, json, parse},
    database::{Database, DatabaseError, Row, Value},
};

/// The columns that [`read`] takes and [`columns`] gives, in their order.
pub(in crate::campaign) const COLUMNS: &str = "id, serial, order_id, state, ended_by, reason, \
    until_ms, due, reserved_redemptions, reserved_discount, reserved_order_value, promise, charge, \
    split";

/// Open holds that are due, the longest due first.
pub(super) fn due<D: Database>(
    database: &D,
    at: UnixMillis,
    limit: usize,
) -> Result<Vec<HoldRow>, DatabaseError> {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let sql = format!(
        "SELECT {COLUMNS} FROM hold WHERE state = 'open' AND until_ms <= ? \
         ORDER BY until_ms, id LIMIT ?"
    );
    let rows = database.run(&sql, vec![at.value().into(), limit.into()])?;
    rows.into_iter().map(read).collect()
}

/// A row's values.
pub(in crate::campaign) fn columns(hold: &HoldRow) -> Result<Vec<Value>, DatabaseError> {
    let (state, ended_by, reason) = match hold.state {
        HoldState::Open => ("open", None, None),
        HoldState::Redeemed(seq) => ("redeemed", Some(seq), None),
        HoldState::Released { seq, reason } => ("released", Some(seq), Some(reason.slug())),
    };
    let mut columns = vec![
        hold.id.value().into(),
        hold.serial.value().into(),
        hold.order.as_str().into(),
        state.into(),
        ended_by.map(Seq::value).into(),
        reason.into(),
        hold.until.value().into(),
        hold.due.slug().into(),
    ];
    columns.extend(super::super::effects::amounts(&hold.reserved));
    columns.push(json(&StoredPromise::from(&hold.promise))?.into());
    columns.push(json(&Charge::new(&hold.customer, &hold.accounts))?.into());
    let split = Split::from(&hold.split);
    let is_told = !split.is_untold();
    columns.push(is_told.then(|| json(&split)).transpose()?.into());
    Ok(columns)
}

/// Reads a row back.
pub(in crate::campaign) fn read(mut row: Row) -> Result<HoldRow, DatabaseError> {
    let id = seq(&mut row)?;
    let serial = Serial::new(row.number()?).map_err(DatabaseError::corrupt)?;
    let order = OrderId::parse(&row.text()?).map_err(DatabaseError::corrupt)?;
    let (state, ended_by) = (row.text()?, optional_seq(&mut row)?);
    let ended_because = row.optional_text()?.as_deref().map(reason).transpose()?;
    let state = match (state.as_str(), ended_by, ended_because) {
        ("open", None, None) => HoldState::Open,
        ("redeemed", Some(seq), None) => HoldState::Redeemed(seq),
        ("released", Some(seq), Some(reason)) => HoldState::Released { seq, reason },
        (other, _, _) => {
            let what = format!("a hold cannot be {other} like this");
            return Err(DatabaseError::corrupt(what));
        }
    };
    let (until, due) = (instant(&mut row)?, reason(&row.text()?)?);
    let reserved = amounts(&mut row)?;
    let promise = parse::<StoredPromise>(&row.text()?)?.read()?;
    let (customer, accounts) = parse::<Charge>(&row.text()?)?.read()?;
    let split = row.optional_text()?.as_deref().map(parse::<Split>);
    let split = split.transpose()?.unwrap_or_default().to_engine();
    Ok(HoldRow {
        id,
        serial,
        order,
        state,
        until,
        due,
        promise,
        reserved,
        split: split.map_err(DatabaseError::corrupt)?,
        customer,
        accounts,
    })
}

fn reason(slug: &str) -> Result<tessera_engine::ReleaseReason, DatabaseError> {
    let reason = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(slug);
    let reason = <ReleaseReason as serde::Deserialize>::deserialize(reason);
    Ok(reason.map_err(DatabaseError::corrupt)?.into())
}
