// SPDX-License-Identifier: MIT OR Apache-2.0
//! GS1 Digital Link URIs in their uncompressed form (GS1 Digital Link Standard: URI Syntax, release 1.6).

mod build;
mod parse;
mod percent;
mod sequence;
mod uri;

pub(crate) use build::canonical;
pub(crate) use parse::parse;
pub(crate) use percent::decode as percent_decode;
pub(crate) use uri::has_scheme;
