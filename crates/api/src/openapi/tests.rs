use utoipa::ToSchema;

use super::{security::Access, *};
use crate::redemption::Redeem;

#[test]
fn every_route_is_described_and_every_reference_leads_somewhere() {
    let document = document().expect("no mistakes");
    let text = document.to_string();
    let schemas = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(schemas.contains_key(name), "{name}");
    }
    // A link of rustdoc's in a doc comment leads nowhere in the document.
    assert!(!text.contains("[`"), "a doc comment has a link");
}

/// Whoever adds a field to a request says how long or how large it may be.
#[test]
fn fields_of_requests_are_bounded() {
    let document = document().expect("no mistakes");
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.expect("schemas") {
        let is_request = schema["additionalProperties"] == false;
        let properties = schema["properties"].as_object().filter(|_| is_request);
        for (field, property) in properties.into_iter().flatten() {
            let is_a = |kind: &str| {
                let types = &property["type"];
                types == kind || types[0] == kind
            };
            let says = |rule: &str| !property[rule].is_null();
            if is_a("integer") {
                assert!(says("maximum"), "{name}.{field} has no maximum");
            }
            if is_a("string") {
                assert!(
                    says("pattern") || says("maxLength"),
                    "{name}.{field} has no limit"
                );
            }
        }
    }
}

#[test]
fn an_example_that_is_no_request_is_a_mistake() {
    let route = |example| {
        vec![route::post("/v1/redemptions", "redeem", Access::Public).takes::<Redeem>(example)]
    };
    let fine = r#"{"code":"C","order":{"id":"1","currency":"EUR","subtotal":1}}"#;
    assert!(describe(route(fine)).is_ok());
    let mistake = describe(route(r#"{"code":"C"}"#)).expect_err("no order");
    assert!(
        mistake.to_string().starts_with(
            "the example for /v1/redemptions is no such request: missing field `order`"
        ),
        "{mistake}"
    );
}

#[test]
fn a_name_for_two_schemas_is_a_mistake() {
    #[derive(ToSchema)]
    #[schema(as = Currency)]
    #[expect(dead_code, reason = "only its name counts")]
    struct Other(bool);

    let mut schemas = Schemas::default();
    schemas.refer::<value::Currency>();
    schemas.refer::<value::Currency>();
    schemas.refer::<Other>();
    let mistake = schemas.into_sorted().err().expect("two schemas");
    assert_eq!(mistake.to_string(), "two schemas have the name Currency");
}
