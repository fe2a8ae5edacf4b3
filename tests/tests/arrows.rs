// SPDX-License-Identifier: GPL-3.0-or-later
//! Which crate may import which: arrows point down only, and the crates that decide know no input or output.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What both sides speak.
const LANGUAGE: [&str; 2] = ["gs1", "registry/api"];

/// Crates without clock, disk, net and devices.
const PURE: [&str; 5] = ["gs1", "registry/api", "drivers/api", "station/api", "station/core"];

/// Crates that exist to do input or output, or that wait for it.
const IO: [&str; 16] = [
    "async-std",
    "axum",
    "evdev",
    "gpiocdev",
    "hyper",
    "mio",
    "pcsc",
    "reqwest",
    "rppal",
    "rusqlite",
    "slint",
    "tokio",
    "tokio-postgres",
    "tokio-serial",
    "v4l",
    "zxing-cpp",
];

/// A crate's folder and the folders of ours that it imports, plus the other crates it names.
type Crates = BTreeMap<String, Imports>;

#[derive(Default)]
struct Imports {
    ours: Vec<String>,
    others: Vec<String>,
}

/// Whether the crate in `from` may import the crate in `to`; `None` where `from` has been given no floor.
fn allowed(from: &str, to: &str) -> Option<bool> {
    let language = LANGUAGE.contains(&to);
    Some(match from {
        "gs1" | "drivers/api" => false,
        "registry/api" => to == "gs1",
        "station/api" => language || to == "drivers/api",
        "registry-client" | "registry/server" => language,
        "station/core" => language || ["station/api", "drivers/api"].contains(&to),
        "station/store" => language || ["station/api", "station/core"].contains(&to),
        "kiosk-ui" => to == "station/api",
        "station/daemon" => !["registry/server", "kiosk-ui", "tests"].contains(&to),
        "tests" => true,
        driver if driver.starts_with("drivers/") => to == "drivers/api",
        _ => return None,
    })
}

/// Every arrow that should not be there, in words.
fn forbidden(crates: &Crates) -> Vec<String> {
    let mut found = Vec::new();
    for (from, imports) in crates {
        if allowed(from, "").is_none() {
            found.push(format!("{from} has no floor: say in tests/tests/arrows.rs what it may import"));
        }
        let arrows = imports.ours.iter().filter(|to| allowed(from, to) == Some(false));
        found.extend(arrows.map(|to| format!("{from} -> {to}")));
        let io = imports.others.iter().filter(|name| PURE.contains(&&**from) && IO.contains(&&***name));
        found.extend(io.map(|name| format!("{from} uses {name}")));
    }
    found
}

/// Reads `cargo metadata`. Development and build dependencies are no arrows: they are not in the product.
fn crates_of(metadata: &Value) -> Result<Crates> {
    let root = Path::new(metadata["workspace_root"].as_str().context("metadata without workspace_root")?);
    let packages = metadata["packages"].as_array().context("metadata without packages")?;
    let mut folders = BTreeMap::new();
    for package in packages {
        let manifest = Path::new(package["manifest_path"].as_str().context("a package without a manifest")?);
        let folder = manifest.parent().context("a manifest without a folder")?.strip_prefix(root)?;
        folders.insert(
            package["name"].as_str().context("a package without a name")?,
            folder.display().to_string(),
        );
    }
    let mut crates = Crates::new();
    for package in packages {
        let imports =
            crates.entry(folders[package["name"].as_str().unwrap_or_default()].clone()).or_default();
        let dependencies = package["dependencies"].as_array().context("a package without dependencies")?;
        for name in dependencies.iter().filter(|d| d["kind"].is_null()).filter_map(|d| d["name"].as_str()) {
            match folders.get(name) {
                Some(folder) => imports.ours.push(folder.clone()),
                None => imports.others.push(name.to_owned()),
            }
        }
    }
    Ok(crates)
}

fn workspace() -> Result<Crates> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .context("cargo metadata does not start")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    crates_of(&serde_json::from_slice(&output.stdout).context("cargo metadata printed no JSON")?)
}

#[test]
fn arrows_point_down() -> Result<()> {
    let crates = workspace()?;
    assert!(crates.contains_key("station/core"), "the workspace has no station/core: {:?}", crates.keys());
    let found = forbidden(&crates);
    assert!(found.is_empty(), "not allowed:\n  {}", found.join("\n  "));
    Ok(())
}

#[test]
fn each_forbidden_arrow_is_named() -> Result<()> {
    let dependency = |name: &str| serde_json::json!({"name": name, "kind": null});
    let package = |name: &str, folder: &str, dependencies: Vec<Value>| serde_json::json!({"name": name, "manifest_path": format!("/w/{folder}/Cargo.toml"), "dependencies": dependencies});
    let metadata = serde_json::json!({"workspace_root": "/w", "packages": [
        package("station-core", "station/core", vec![dependency("station-store"), dependency("tokio"), dependency("serde")]),
        package("station-store", "station/store", vec![dependency("station-core"), dependency("rusqlite")]),
        package("driver-nfc", "drivers/nfc", vec![dependency("assay-gs1"), dependency("pcsc")]),
        package("assay-gs1", "gs1", vec![serde_json::json!({"name": "tokio", "kind": "dev"})]),
        package("newcomer", "newcomer", vec![]),
    ]});
    assert_eq!(
        forbidden(&crates_of(&metadata)?),
        [
            "drivers/nfc -> gs1",
            "newcomer has no floor: say in tests/tests/arrows.rs what it may import",
            "station/core -> station/store",
            "station/core uses tokio",
        ]
    );
    Ok(())
}
