use super::*;
use crate::campaign::{HoldState, Switch, SwitchFacts};
use tessera_api::{campaign::CampaignSwitch, hold::ReleaseReason};

fn switch_of(id: u8, switch: Switch) -> Ask {
    Ask::Switch {
        id: [id; 16],
        switch,
    }
}

fn switched(database: &Sqlite, id: u8, switch: Switch) -> (SwitchFacts, CampaignRecord) {
    granted(database, switch_of(id, switch))
}

fn change(database: &Sqlite, version: u64, json: &str) -> Changed {
    let change = serde_json::from_str(json).expect(json);
    ask(database, Ask::Change { version, change })
}

fn changed(database: &Sqlite, version: u64, json: &str) -> CampaignRecord {
    match change(database, version, json) {
        Changed::Done(record) => *record,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_campaign_is_paused_and_goes_on() {
    let database = campaign();
    let (facts, record) = switched(&database, 2, Switch::Pause);
    assert_eq!((facts.event, record.paused), (CampaignSwitch::Paused, true));
    assert_eq!(
        refused(&database, redeem_of(3, CODE, "o-1")),
        "campaign_paused"
    );
    let (facts, record) = switched(&database, 4, Switch::Resume);
    assert_eq!(
        (facts.event, record.paused),
        (CampaignSwitch::Resumed, false)
    );
    granted::<RedemptionFacts>(&database, redeem_of(3, CODE, "o-1"));
    // A replay tells what was done then, and what the campaign is now.
    let (facts, record) = switched(&database, 2, Switch::Pause);
    assert_eq!(
        (facts.event, record.paused),
        (CampaignSwitch::Paused, false)
    );
}

#[test]
fn a_campaign_that_ends_spares_holds_unless_it_is_told_otherwise() {
    for void_holds in [false, true] {
        let database = campaign();
        let hold = granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1")).hold;
        let (facts, record) = switched(&database, 3, Switch::End { void_holds });
        assert_eq!(facts.event, CampaignSwitch::Ended { void_holds });
        assert_eq!(record.ends_at, Some(facts.at));
        assert_eq!(
            refused(&database, redeem_of(4, code(5), "o-2")),
            "campaign_ended"
        );
        let found: Option<HoldFacts> = ask(&database, Ask::ShowHold { hold });
        let state = if void_holds {
            HoldState::Released(ReleaseReason::CampaignEnded)
        } else {
            HoldState::Open
        };
        assert_eq!(found.expect("a hold").state, state);
    }
}

#[test]
fn settings_are_changed_by_whoever_knows_the_version() {
    let database = campaign();
    let version = facts(&database).record.version;
    let record = changed(&database, version, r#"{"name":"Autumn","limits":[]}"#);
    assert_eq!((record.name.as_str(), record.limits.len()), ("Autumn", 0));
    assert_eq!(record.offer, facts(&database).record.offer);
    assert_eq!(record, facts(&database).record);
    assert!(record.version > version);
    let Changed::Refused(refusal) = change(&database, version, r#"{"name":"Winter"}"#) else {
        panic!("an old version")
    };
    assert_eq!(refusal.code, "version_mismatch");
    assert_eq!(facts(&database).record, record);
}

#[test]
fn a_change_goes_with_what_it_leaves_as_it_is() {
    let database = campaign();
    let version = facts(&database).record.version;
    let ends = r#"{"ends_at":"2026-03-01T00:00:00Z"}"#;
    let record = changed(&database, version, ends);
    let starts = r#"{"starts_at":"2026-03-01T00:00:00Z"}"#;
    let Changed::Invalid { field, .. } = change(&database, record.version, starts) else {
        panic!("it ends before it starts")
    };
    assert_eq!(field, "ends_at");
    // Whoever changes an older version is told that first.
    let Changed::Refused(refusal) = change(&database, version, starts) else {
        panic!("an old version")
    };
    assert_eq!(refusal.code, "version_mismatch");
    assert_eq!(facts(&database).record, record);
}

#[test]
fn an_end_is_not_undone_by_a_change_of_something_else() {
    let database = campaign();
    let (_, ended) = switched(&database, 2, Switch::End { void_holds: false });
    let record = changed(&database, ended.version, r#"{"name":"Autumn"}"#);
    assert_eq!(record.ends_at, ended.ends_at);
}

#[test]
fn a_limit_is_lowered_and_raised_while_running() {
    let database = campaign();
    granted::<RedemptionFacts>(&database, redeem_of(2, code(1), "o-1"));
    let budget = |max: u64| {
        format!(
            r#"{{"limits":[{{"metric":"redemptions","per":"campaign","window":"lifetime","max":{max}}}]}}"#
        )
    };
    let version = facts(&database).record.version;
    let record = changed(&database, version, &budget(0));
    assert_eq!(
        refused(&database, redeem_of(3, code(2), "o-2")),
        "budget_exhausted"
    );
    changed(&database, record.version, &budget(2));
    granted::<RedemptionFacts>(&database, redeem_of(3, code(2), "o-2"));
}

#[test]
fn how_codes_combine_can_be_changed() {
    let database = campaign();
    let stacking = r#"{"mode":"stackable","group":"welcome","priority":7}"#;
    let record = changed(&database, 1, &format!(r#"{{"stacking":{stacking}}}"#));
    assert_eq!(facts(&database).record.stacking, record.stacking);
    assert_eq!(
        serde_json::to_string(&record.stacking).expect("JSON"),
        stacking
    );
    let beyond = change(
        &database,
        2,
        r#"{"stacking":{"mode":"stackable","priority":1001}}"#,
    );
    assert!(
        matches!(&beyond, Changed::Invalid { field, .. } if field == "stacking.priority"),
        "{beyond:?}"
    );
}

#[test]
fn rules_are_set_asked_changed_and_taken_away() {
    let database = campaign();
    let rule = r#"{"all":[{"subtotal":{"min":5000}},{"segment":["vip"]}]}"#;
    let record = changed(&database, 1, &format!(r#"{{"rules":{rule}}}"#));
    let shown = facts(&database).record.rules;
    assert_eq!(serde_json::to_string(&shown).expect("JSON"), rule);
    let refusal = match ask::<Answer<RedemptionFacts>>(&database, redeem_of(3, CODE, "o-1")) {
        Answer::Refused(refusal) => refusal,
        Answer::Granted { value, .. } => panic!("{value:?}"),
    };
    assert_eq!(refusal.code, "rule_failed");
    let told: Vec<_> = refusal
        .failed
        .iter()
        .map(|one| one.path.as_deref())
        .collect();
    assert_eq!(told.last(), Some(&Some("/all/1")));

    let nobody = r#"{"rules":null,"suppress":{"not":{"segment":["vip"]}}}"#;
    let record = changed(&database, record.version, nobody);
    assert_eq!(facts(&database).record.rules, None);
    let mut told = redeem_of(3, CODE, "o-1");
    let Ask::Redeem(checkout) = &mut told else {
        panic!("{told:?}")
    };
    checkout.facts.segments = Some(vec![]);
    assert_eq!(refused(&database, told), "suppressed");
    changed(&database, record.version, r#"{"suppress":null}"#);
    granted::<RedemptionFacts>(&database, redeem_of(3, CODE, "o-1"));

    let empty = change(&database, 4, r#"{"suppress":{"any":[]}}"#);
    assert!(
        matches!(&empty, Changed::Invalid { field, .. } if field == "suppress"),
        "{empty:?}"
    );
}
