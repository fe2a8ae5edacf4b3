// SPDX-License-Identifier: GPL-3.0-or-later
//! Verification bundles on the disk of a station.

mod dir;
mod error;
mod exported;
mod pointer;
mod summary;

pub use dir::{BundleDir, Installed, Origin};
pub use error::{BundleLoadError, InstallError};
pub use exported::{Exported, open_exported};
pub use summary::BundleSummary;
