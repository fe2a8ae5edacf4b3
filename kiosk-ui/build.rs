// SPDX-License-Identifier: GPL-3.0-or-later
//! Compiles the `.slint` files, with the fonts inside, so that a panel needs no font of its system.

use slint_build::{CompilerConfiguration, EmbedResourcesKind};

fn main() -> Result<(), slint_build::CompileError> {
    let config = CompilerConfiguration::new()
        .embed_resources(EmbedResourcesKind::EmbedFiles)
        .with_style("fluent-dark".to_owned());
    slint_build::compile_with_config("ui/app.slint", config)
}
