// SPDX-License-Identifier: MIT OR Apache-2.0
//! GS1 Digital Link URIs (GS1 Digital Link Standard: URI Syntax, release 1.6) and their compressed form
//! (release 1.2, Compression).

mod build;
mod compressed;
mod compressed_decode;
mod compressed_encode;
mod compressed_error;
mod compressed_fields;
mod parse;
mod percent;
mod sequence;
mod uri;

pub use build::LinkError;
pub(crate) use build::{CANONICAL_STEM, canonical};
pub use compressed::{Compression, Decompressed, decompress};
pub use compressed_error::DecompressError;
pub(crate) use parse::{find, parse};
pub(crate) use percent::{
    decode as percent_decode, decode_into as percent_decode_into, encode_into as percent_encode_into,
};
pub(crate) use uri::has_scheme;
