//! The transcripts of `tests/cli`.

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("TESSERA_MASTER_KEY", crate::MASTER_KEY)
        .env("COLUMNS", "100")
        .case("../../tests/cli/*.trycmd");
}
