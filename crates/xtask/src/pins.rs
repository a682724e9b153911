//! The versions of the tools that Cargo and pip install; those from npm are pinned in
//! `package.json`.

/// A program from crates.io or PyPI.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pin {
    /// The crate, or what PyPI calls it.
    pub(crate) package: &'static str,
    /// The program in it.
    pub(crate) binary: &'static str,
    pub(crate) version: &'static str,
}

/// Must be the version of the library in `Cargo.toml`: the two share a schema.
pub(crate) const WASM_BINDGEN: Pin = Pin {
    package: "wasm-bindgen-cli",
    binary: "wasm-bindgen",
    version: "0.2.130",
};

/// Must fit the `worker` library in `Cargo.toml`.
pub(crate) const WORKER_BUILD: Pin = Pin {
    package: "worker-build",
    binary: "worker-build",
    version: "0.8.7",
};

/// Compiling it takes longer than all the rest, so that only `test --deep` installs it.
pub(crate) const CARGO_DENY: Pin = Pin {
    package: "cargo-deny",
    binary: "cargo-deny",
    version: "0.20.2",
};

/// From PyPI; `tests/contract/requirements.txt` pins what it needs, too.
pub(crate) const SCHEMATHESIS: Pin = Pin {
    package: "schemathesis",
    binary: "schemathesis",
    version: "4.32.5",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tools_fit_the_libraries() {
        let manifest = include_str!("../../../Cargo.toml");
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
        assert!(manifest.contains(&format!("worker = \"{}\"", WORKER_BUILD.version)));
    }
}
