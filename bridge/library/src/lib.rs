// SPDX-License-Identifier: Apache-2.0
//! One static library of all bridge crates. It only names them, so that their C functions are kept.
pub use tiles_python::*;
