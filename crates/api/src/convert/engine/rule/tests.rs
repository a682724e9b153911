use crate::rule::Rule;

fn read(json: &str) -> Rule {
    serde_json::from_str(json).expect(json)
}

#[test]
fn every_condition_keeps_its_meaning() {
    for json in [
        r#"{"all":[{"segment":["vip","staff"]},{"any":[{"holder":true}]},{"not":{"holder":true}}]}"#,
        r#"{"attribute":{"name":"tier","is":{"one_of":["gold",3,true]}}}"#,
        r#"{"attribute":{"name":"tier","is":{"eq":"gold"}}}"#,
        r#"{"attribute":{"name":"tier","is":{"ne":false}}}"#,
        r#"{"attribute":{"name":"tier","is":{"lt":-1}}}"#,
        r#"{"attribute":{"name":"tier","is":{"lte":0}}}"#,
        r#"{"attribute":{"name":"tier","is":{"gt":1}}}"#,
        r#"{"attribute":{"name":"tier","is":{"gte":2}}}"#,
        r#"{"order_count":{"max":0}}"#,
        r#"{"lifetime_value":{"min":100}}"#,
        r#"{"subtotal":{"min":1,"max":2}}"#,
        r#"{"quantity":{"min":3,"of":{"categories":["shoes"]}}}"#,
        r#"{"items":{"of":{"skus":["CUP"],"exclude":{"collections":["sale"]}},"how":"only"}}"#,
        r#"{"items":{"of":{"skus":["CUP"]},"how":"contains"}}"#,
        r#"{"items":{"of":{"skus":["CUP"]},"how":"none"}}"#,
        r#"{"channel":["web"]}"#,
        r#"{"hours":{"days":["monday","sunday"],"from":"22:30","to":"02:00"}}"#,
        r#"{"hours":{"days":["tuesday","wednesday","thursday","friday","saturday"],"from":"00:00","to":"24:00"}}"#,
        r#"{"metadata":{"name":"gift","value":true}}"#,
    ] {
        let rule = read(json);
        let engine = rule.to_engine("rules").expect(json);
        assert_eq!(Rule::from(&engine), rule, "{json}");
        assert_eq!(serde_json::to_string(&rule).expect("JSON"), json);
    }
}

#[test]
fn what_may_be_left_out_means_all() {
    let daily = read(r#"{"hours":{"from":"09:00","to":"17:00"}}"#);
    let Rule::Hours(hours) = &daily else {
        panic!("{daily:?}")
    };
    assert_eq!(hours.days.len(), 7);
    assert!(read(r#"{"quantity":{"min":1}}"#).to_engine("rules").is_ok());
}

#[test]
fn what_breaks_a_rule_is_named_by_its_place() {
    let deep = format!(
        "{}{}{}",
        r#"{"not":"#.repeat(8),
        r#"{"holder":true}"#,
        "}".repeat(8)
    );
    for (json, field) in [
        (r#"{"all":[]}"#, "rules"),
        (r#"{"segment":[]}"#, "rules"),
        (deep.as_str(), "rules"),
        (
            r#"{"all":[{"holder":true},{"not":{"segment":["a",""]}}]}"#,
            "rules.all[1].not.segment[1]",
        ),
        (r#"{"holder":false}"#, "rules.holder"),
        (
            r#"{"any":[{"subtotal":{"min":2,"max":1}}]}"#,
            "rules.any[0].subtotal",
        ),
        (r#"{"subtotal":{"min":9007199254740992}}"#, "rules.subtotal"),
        (r#"{"lifetime_value":{}}"#, "rules.lifetime_value"),
        (r#"{"order_count":{}}"#, "rules.order_count"),
        (r#"{"quantity":{}}"#, "rules.quantity"),
        (
            r#"{"quantity":{"min":1,"of":{"skus":[""]}}}"#,
            "rules.quantity.of.skus[0]",
        ),
        (
            r#"{"items":{"of":{"skus":[""]},"how":"only"}}"#,
            "rules.items.of.skus[0]",
        ),
        (r#"{"channel":["web",""]}"#, "rules.channel[1]"),
        (
            r#"{"attribute":{"name":"","is":{"eq":1}}}"#,
            "rules.attribute.name",
        ),
        (
            r#"{"attribute":{"name":"a","is":{"gt":9007199254740992}}}"#,
            "rules.attribute.is",
        ),
        (
            r#"{"metadata":{"name":"","value":1}}"#,
            "rules.metadata.name",
        ),
        (
            r#"{"hours":{"days":[],"from":"00:00","to":"24:00"}}"#,
            "rules.hours.days",
        ),
        (r#"{"hours":{"from":"24:00","to":"02:00"}}"#, "rules.hours"),
        (r#"{"hours":{"from":"09:00","to":"09:00"}}"#, "rules.hours"),
        (
            r#"{"hours":{"from":"9:00","to":"10:00"}}"#,
            "rules.hours.from",
        ),
        (
            r#"{"hours":{"from":"09:00","to":"10:60"}}"#,
            "rules.hours.to",
        ),
        (
            r#"{"hours":{"from":"09:00","to":"24:01"}}"#,
            "rules.hours.to",
        ),
        (
            r#"{"hours":{"from":"09:00","to":"+1:00"}}"#,
            "rules.hours.to",
        ),
    ] {
        let invalid = read(json).to_engine("rules").expect_err(json);
        assert_eq!(invalid.field, field, "{json}");
    }
}

#[test]
fn a_word_that_no_rule_knows_is_an_error() {
    for json in [
        "{}",
        r#"{"segments":["vip"]}"#,
        r#"{"holder":true,"segment":["vip"]}"#,
        r#"{"subtotal":{"minimum":1}}"#,
        r#"{"attribute":{"name":"a","is":{"eq":1},"or":2}}"#,
        r#"{"hours":{"days":["mon"],"from":"00:00","to":"24:00"}}"#,
        r#"{"items":{"of":{},"how":"some"}}"#,
    ] {
        assert!(serde_json::from_str::<Rule>(json).is_err(), "{json}");
    }
}
