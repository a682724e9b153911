//! What utoipa cannot say, said in the finished document.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::header::ResponseHeader;

/// Where references to schemas lead.
const SCHEMAS: &str = "#/components/schemas/";

/// Goes through the whole document.
pub(super) fn finish(document: &mut Value) {
    for name in names_in_requests(document) {
        if let Some(schema) = document.pointer_mut(&format!("/components/schemas/{name}")) {
            close_variants(schema);
        }
    }
    each_object(document, &mut |object| {
        lift_description(object);
        require_headers(object);
        unwrap_description(object);
    });
}

/// The names of the schemas that bodies of requests refer to, directly or not.
fn names_in_requests(document: &Value) -> BTreeSet<String> {
    let mut bodies = vec![];
    let operations = document["paths"].as_object().into_iter().flatten();
    for (_, item) in operations {
        let operations = item.as_object().into_iter().flatten();
        bodies.extend(operations.map(|(_, operation)| &operation["requestBody"]));
    }
    let mut names = BTreeSet::new();
    while let Some(value) = bodies.pop() {
        match value {
            Value::Object(object) => bodies.extend(object.values()),
            Value::Array(items) => bodies.extend(items),
            Value::String(text) => {
                if let Some(name) = text.strip_prefix(SCHEMAS)
                    && names.insert(name.to_owned())
                {
                    bodies.push(&document["components"]["schemas"][name]);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    names
}

/// The variants of a tagged enum refuse unknown fields as other requests do, which utoipa overlooks.
fn close_variants(schema: &mut Value) {
    let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    let variants = variants.into_iter().flatten();
    for variant in variants.filter_map(Value::as_object_mut) {
        if variant.contains_key("properties") {
            variant.insert("additionalProperties".into(), false.into());
        }
    }
}

fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            change(object);
            object
                .values_mut()
                .for_each(|value| each_object(value, change));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|value| each_object(value, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A description of a field that may be `null` belongs to the field, not to its other alternative.
fn lift_description(object: &mut Map<String, Value>) {
    let Some(Value::Array(alternatives)) = object.get_mut("oneOf") else {
        return;
    };
    let [Value::Object(one), null] = alternatives.as_mut_slice() else {
        return;
    };
    if null["type"] == "null"
        && one.contains_key("$ref")
        && let Some(description) = one.remove("description")
    {
        object.insert("description".into(), description);
    }
}

/// Clients may rely on the headers that are always there.
fn require_headers(object: &mut Map<String, Value>) {
    let is_response = object.contains_key("description");
    let Some(Value::Object(headers)) = object.get_mut("headers").filter(|_| is_response) else {
        return;
    };
    for (name, header) in headers {
        if let Value::Object(header) = header
            && ResponseHeader::is_always_there(name)
        {
            header.insert("required".into(), true.into());
        }
    }
}

/// Doc comments are wrapped for their source; in Markdown a line break inside a paragraph may show.
fn unwrap_description(object: &mut Map<String, Value>) {
    if let Some(Value::String(description)) = object.get_mut("description") {
        let blocks = description.split("\n\n").map(unwrapped);
        *description = blocks.collect::<Vec<_>>().join("\n\n");
    }
}

fn unwrapped(block: &str) -> String {
    if block.starts_with("- ") {
        block.to_owned()
    } else {
        block.trim_end().replace('\n', " ")
    }
}
