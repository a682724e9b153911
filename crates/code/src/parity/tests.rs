//! The promises of the parity, exhaustively: for every length, every position, every error.

use std::collections::HashSet;

use super::*;

fn parity(symbols: u8) -> Parity {
    Parity::new(symbols, &Prf::new(&[symbols; 32]))
}

/// A fitting body whose data symbols come from a small generator.
fn body(parity: &Parity, seed: &mut u64) -> Symbols {
    let data = parity.symbols - parity_symbols(parity.symbols);
    let mut body = Symbols::empty();
    for _ in 0..data {
        body.push((random(seed) % 32) as u8).unwrap();
    }
    let packed = Encoder::new(parity).parity_of(parity, body.to_bits());
    for place in (0..parity_symbols(parity.symbols)).rev() {
        body.push((packed >> (5 * place) & 31) as u8).unwrap();
    }
    body
}

/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[test]
fn what_parity_makes_fits() {
    for symbols in 12..=20 {
        let parity = parity(symbols);
        for mut seed in 0..200 {
            assert!(parity.fits(&body(&parity, &mut seed)), "S = {symbols}");
        }
    }
}

#[test]
fn every_substitution_and_every_swap_is_detected() {
    for symbols in 12..=20 {
        let parity = parity(symbols);
        let mut seed = u64::from(symbols);
        for _ in 0..50 {
            let body = body(&parity, &mut seed);
            for (_, wrong) in substitutions(&body).into_iter().chain(swaps(&body)) {
                assert!(!parity.fits(&wrong), "S = {symbols}");
            }
        }
    }
}

#[test]
fn every_substitution_and_every_swap_is_named_uniquely() {
    for symbols in 14..=20 {
        let parity = parity(symbols);
        let mut seed = u64::from(symbols);
        for _ in 0..50 {
            let body = body(&parity, &mut seed);
            for (slip, wrong) in substitutions(&body).into_iter().chain(swaps(&body)) {
                assert_eq!(parity.slip(&wrong), Some(slip), "S = {symbols}");
            }
        }
    }
}

/// The stronger statement behind it: `31·S` substitutions and `31·(S − 1)` swaps leave as many
/// different residues.
#[test]
fn all_residues_of_single_errors_differ() {
    for symbols in 14..=20 {
        let parity = parity(symbols);
        let rows = &parity.terms[..usize::from(symbols)];
        let substitutions = rows.iter().flat_map(|row| row[1..].iter().copied());
        let swaps = rows
            .windows(2)
            .flat_map(|pair| (1..32).map(|by| pair[0][by] ^ pair[1][by]));
        let residues: Vec<Residue> = substitutions.chain(swaps).collect();
        let different: HashSet<&Residue> = residues.iter().collect();
        assert_eq!(residues.len(), 31 * (2 * usize::from(symbols) - 1));
        assert_eq!(different.len(), residues.len(), "S = {symbols}");
    }
}

#[test]
fn every_error_of_two_characters_is_detected() {
    for symbols in 14..=20 {
        let parity = parity(symbols);
        let mut seed = 1_000 + u64::from(symbols);
        println!("S = {symbols}, seed = {seed}");
        let body = body(&parity, &mut seed);
        for _ in 0..1_000_000 / 7 + 1 {
            let first = (random(&mut seed) % u64::from(symbols)) as usize;
            let gap = 1 + (random(&mut seed) % u64::from(symbols - 1)) as usize;
            let second = (first + gap) % usize::from(symbols);
            let wrong = |index: usize, by: u64| body.as_slice()[index] ^ (1 + (by % 31) as u8);
            let two = body
                .with(first, wrong(first, random(&mut seed)))
                .with(second, wrong(second, random(&mut seed)));
            assert!(!parity.fits(&two), "S = {symbols}");
        }
    }
}

#[test]
fn one_parity_symbol_names_nothing() {
    let parity = parity(12);
    let body = body(&parity, &mut 7);
    for (_, wrong) in substitutions(&body) {
        assert_eq!(parity.slip(&wrong), None);
    }
}

fn substitutions(body: &Symbols) -> Vec<(Slip, Symbols)> {
    let right = body.as_slice();
    (0..right.len())
        .flat_map(|index| (0..32).map(move |wrong| (index, wrong)))
        .filter(|&(index, wrong)| right[index] != wrong)
        .map(|(index, wrong)| {
            (
                Slip::Substitution {
                    index,
                    value: right[index],
                },
                body.with(index, wrong),
            )
        })
        .collect()
}

fn swaps(body: &Symbols) -> Vec<(Slip, Symbols)> {
    let right = body.as_slice();
    (0..right.len() - 1)
        .filter(|&index| right[index] != right[index + 1])
        .map(|index| {
            let swapped = body
                .with(index, right[index + 1])
                .with(index + 1, right[index]);
            (Slip::Swap { index }, swapped)
        })
        .collect()
}
