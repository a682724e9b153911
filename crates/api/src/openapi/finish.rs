//! What utoipa cannot say, said in the finished document.

use serde_json::{Map, Value};

use super::header::ResponseHeader;

/// Goes through the whole document once.
pub(super) fn finish(json: &mut Value) {
    match json {
        Value::Object(object) => {
            lift_description(object);
            close_variants(object);
            require_headers(object);
            unwrap_description(object);
            object.values_mut().for_each(finish);
        }
        Value::Array(items) => items.iter_mut().for_each(finish),
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

/// The variants of a tagged enum refuse unknown fields as other requests do, which utoipa overlooks.
fn close_variants(object: &mut Map<String, Value>) {
    let Some(Value::Array(variants)) = object.get_mut("oneOf") else {
        return;
    };
    for variant in variants {
        if let Value::Object(variant) = variant
            && variant.contains_key("properties")
        {
            variant.insert("additionalProperties".into(), false.into());
        }
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
