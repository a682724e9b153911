//! Selections of lines.

use tessera_engine as engine;

use super::labels;
use crate::{
    convert::InvalidValue,
    selection::{Exclusion, Selection},
};

impl Selection {
    /// What the engine looks for.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a word that is none, and for more than 200 words together.
    pub fn to_engine(&self, field: &str) -> Result<engine::Selection, InvalidValue> {
        let Self {
            skus,
            categories,
            collections,
            exclude,
        } = self;
        let include = engine_labels(field, [skus, categories, collections])?;
        let Exclusion {
            skus,
            categories,
            collections,
        } = exclude;
        let exclude = engine_labels(&format!("{field}.exclude"), [skus, categories, collections])?;
        let selection = engine::Selection { include, exclude };
        let most = engine::Selection::LABEL_COUNT_MAX;
        if selection.label_count() > most {
            let detail = format!("can name at most {most} SKUs, categories and collections");
            return Err(InvalidValue::new(field, detail));
        }
        Ok(selection)
    }
}

fn engine_labels(
    field: &str,
    [skus, categories, collections]: [&[String]; 3],
) -> Result<engine::Labels, InvalidValue> {
    let most = engine::Selection::LABEL_COUNT_MAX;
    Ok(engine::Labels {
        skus: labels(&format!("{field}.skus"), skus, most)?,
        categories: labels(&format!("{field}.categories"), categories, most)?,
        collections: labels(&format!("{field}.collections"), collections, most)?,
    })
}

impl From<&engine::Selection> for Selection {
    fn from(selection: &engine::Selection) -> Self {
        let engine::Selection { include, exclude } = selection;
        Self {
            skus: texts(&include.skus),
            categories: texts(&include.categories),
            collections: texts(&include.collections),
            exclude: Exclusion {
                skus: texts(&exclude.skus),
                categories: texts(&exclude.categories),
                collections: texts(&exclude.collections),
            },
        }
    }
}

fn texts(labels: &[engine::Label]) -> Vec<String> {
    let texts = labels.iter().map(|label| label.as_str().to_owned());
    texts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_keeps_its_meaning_and_names_what_is_wrong_with_it() {
        let json = r#"{"categories":["shoes"],"exclude":{"skus":["boot"],"collections":["sale"]}}"#;
        let selection: Selection = serde_json::from_str(json).expect("a selection");
        assert_eq!(
            serde_json::to_string(&selection).as_deref().ok(),
            Some(json)
        );
        let engine = selection.to_engine("on.items").expect("valid");
        assert_eq!(Selection::from(&engine), selection);

        let field = |json: &str| {
            let selection: Selection = serde_json::from_str(json).expect(json);
            selection.to_engine("on.items").expect_err(json).field
        };
        assert_eq!(field(r#"{"skus":["a",""]}"#), "on.items.skus[1]");
        let excluded = r#"{"exclude":{"categories":["a\n"]}}"#;
        assert_eq!(field(excluded), "on.items.exclude.categories[0]");
        let names: Vec<_> = (0..201).map(|name| name.to_string()).collect();
        let (skus, rest) = names.split_at(150);
        let many = serde_json::json!({ "skus": skus, "exclude": { "skus": rest } });
        assert_eq!(field(&many.to_string()), "on.items");
        let many = serde_json::json!({ "skus": names });
        assert_eq!(field(&many.to_string()), "on.items.skus");
    }

    #[test]
    fn a_word_that_no_selection_knows_is_an_error() {
        for json in [r#"{"sku":["a"]}"#, r#"{"exclude":{"exclude":{}}}"#] {
            assert!(serde_json::from_str::<Selection>(json).is_err(), "{json}");
        }
    }
}
