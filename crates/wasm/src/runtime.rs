//! What `std` would bring: an allocator, and what happens at a panic. Without `std` the Wasm has half the
//! size.

use core::arch::wasm32;
use core::panic::PanicInfo;

use talc::cell::TalcSyncCell;
use talc::wasm::{WasmBinning, WasmGrowAndClaim};

/// Of talc's sources of memory the smallest: what is allocated are short texts and a few campaigns.
#[global_allocator]
static ALLOCATOR: TalcSyncCell<WasmGrowAndClaim, WasmBinning> =
    TalcSyncCell::new_wasm(WasmGrowAndClaim);

/// There is no reachable panic but an allocation that fails; JavaScript sees a `RuntimeError`.
#[panic_handler]
fn trap(_: &PanicInfo<'_>) -> ! {
    wasm32::unreachable()
}
