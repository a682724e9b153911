use super::*;

#[test]
fn a_campaign_is_initialised_again_only_until_it_is_used() {
    let database = uninitialised();
    let first = || record("SUM-####-####-####-####");
    let second = || record("SUM-####-####-####-#####");
    assert_eq!(initialised(&database, 2, first()), Initialised::Done);
    let repetition = initialised(&database, 2, first());
    assert_eq!(repetition, Initialised::Done);
    let slow_older_try = initialised(&database, 1, second());
    assert_eq!(slow_older_try, Initialised::Overtaken);
    let newer_reservation = initialised(&database, 3, second());
    assert_eq!(newer_reservation, Initialised::Done);
    granted::<BatchFacts>(&database, issue_of(1, 10));
    let of_one_in_use = initialised(&database, 4, first());
    assert_eq!(of_one_in_use, Initialised::Overtaken);
    let late_repetition = initialised(&database, 3, second());
    assert_eq!(late_repetition, Initialised::Done);
}

#[test]
fn nothing_is_answered_about_a_campaign_that_was_not_created() {
    let database = uninitialised();
    let error = answer(&database, validate_of(CODE), clock_at(NOW_MS)).expect_err("refused");
    assert_eq!(error.to_string(), "storage: the campaign was not created");
}

#[test]
fn a_batch_is_one_row_whatever_its_count() {
    let database = campaign();
    let batch = granted::<BatchFacts>(&database, issue_of(2, 1_000_000));
    assert_eq!(
        (batch.first_serial, batch.name.as_deref()),
        (100, Some("flyers"))
    );
    assert_eq!(database.dump("SELECT count(*) FROM batch"), ["Integer(2)"]);
    let batches = ask::<Vec<BatchFacts>>(&database, Ask::Batches { from: 1, limit: 10 });
    assert_eq!(batches, std::slice::from_ref(&batch));
    let by_name = |first_serial| ask::<Option<BatchFacts>>(&database, Ask::Batch { first_serial });
    assert_eq!(by_name(100), Some(batch));
    assert_eq!(
        by_name(50),
        None,
        "a serial inside a batch does not name it"
    );
    assert_eq!(facts(&database).codes, 1_000_100);
}
