// SPDX-License-Identifier: GPL-3.0-or-later
//! Units, users, folders and device rules as systemd itself reads them, staged in a root of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tests::rig::binary;

const UNITS: [&str; 3] = ["assay-station.service", "assay-kiosk.service", "assay-registry.service"];
const PROGRAMS: [&str; 3] = ["station", "kiosk-ui", "registry"];

/// The highest exposure that `systemd-analyze security` may find, in tenths of its points (0 to 100).
const EXPOSURE_MAX: &str = "15";

/// An installed system, as far as systemd's checks look at one.
struct Root(TempDir);

impl Root {
    /// Programs, units, users and folders in place; the units of the running system stand for Debian's.
    fn staged() -> Result<Self> {
        let root = Self(TempDir::with_prefix("assay-systemd-")?);
        let units = root.folder("usr/lib/systemd/system")?;
        copy_files(Path::new("/usr/lib/systemd/system"), &units)
            .context("systemd's own units are missing: install the Debian package `systemd`")?;
        for unit in UNITS {
            fs::copy(source(unit), units.join(unit)).with_context(|| format!("staging {unit}"))?;
        }
        for folder in ["sysusers.d", "tmpfiles.d"] {
            copy_files(&source(folder), &root.folder(&format!("usr/lib/{folder}"))?)?;
        }
        let basic = "usr/lib/sysusers.d/basic.conf";
        fs::copy(Path::new("/").join(basic), root.path().join(basic)).context("systemd's own users")?;
        for program in PROGRAMS {
            let path = root.folder("usr/bin")?.join(program);
            fs::write(&path, "#!/bin/sh\n")?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
        }
        root.folder("etc")?;
        let made = root.run("systemd-sysusers", &[])?;
        ensure!(
            made.status.success() && !said(&made).contains("ignoring"),
            "systemd-sysusers: {}",
            said(&made)
        );
        Ok(root)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path().join(name);
        fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(path)
    }

    /// Runs one of systemd's tools on this root.
    fn run(&self, tool: &str, arguments: &[&str]) -> Result<Output> {
        let root = format!("--root={}", self.path().display());
        systemd(tool, &[&[root.as_str()], arguments].concat())
    }

    fn verify(&self, unit: &str) -> Result<Output> {
        let path = format!("/usr/lib/systemd/system/{unit}");
        self.run("systemd-analyze", &["verify", "--recursive-errors=no", "--man=no", &path])
    }

    /// First fields of a file in the form of `/etc/passwd`.
    fn names(&self, file: &str) -> Result<BTreeSet<String>> {
        let text = fs::read_to_string(self.path().join(file))?;
        Ok(text.lines().filter_map(|line| line.split(':').next()).map(str::to_owned).collect())
    }
}

/// A test that cannot ask systemd has checked nothing, so its absence fails.
fn systemd(tool: &str, arguments: &[&str]) -> Result<Output> {
    match Command::new(tool).args(arguments).env("LC_ALL", "C.UTF-8").output() {
        Ok(output) => Ok(output),
        Err(error) => bail!("{tool} does not start ({error}): install the Debian package `systemd`"),
    }
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../systemd").join(name)
}

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        // An alias of a unit may point at a file that only a running system has.
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// All values of `key=` in a unit, split at blanks.
fn values(unit: &str, key: &str) -> Result<Vec<String>> {
    let text = fs::read_to_string(source(unit)).with_context(|| format!("reading {unit}"))?;
    let found = text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    Ok(found.flat_map(str::split_whitespace).map(str::to_owned).collect())
}

#[test]
fn units_are_correct() -> Result<()> {
    let root = Root::staged()?;
    for unit in UNITS {
        let checked = root.verify(unit)?;
        assert!(checked.status.success() && said(&checked).is_empty(), "{unit}:\n{}", said(&checked));
    }
    Ok(())
}

#[test]
fn a_missing_program_and_a_misspelt_setting_are_found() -> Result<()> {
    let root = Root::staged()?;
    fs::remove_file(root.path().join("usr/bin/registry"))?;
    let checked = root.verify("assay-registry.service")?;
    assert!(!checked.status.success() && said(&checked).contains("/usr/bin/registry"), "{}", said(&checked));

    let kiosk = root.path().join("usr/lib/systemd/system/assay-kiosk.service");
    fs::write(&kiosk, fs::read_to_string(&kiosk)?.replace("ProtectHome=", "ProtectHomes="))?;
    let checked = root.verify("assay-kiosk.service")?;
    assert!(!checked.status.success() && said(&checked).contains("ProtectHomes"), "{}", said(&checked));
    Ok(())
}

#[test]
fn exposure_stays_low() -> Result<()> {
    let threshold = format!("--threshold={EXPOSURE_MAX}");
    for unit in UNITS {
        let path = source(unit).display().to_string();
        let checked =
            systemd("systemd-analyze", &["security", "--offline=true", "--no-pager", &threshold, &path])?;
        assert!(
            said(&checked).contains("Overall exposure level"),
            "{unit} was not rated:\n{}",
            said(&checked)
        );
        assert!(
            checked.status.success(),
            "{unit} is exposed above {EXPOSURE_MAX} tenths:\n{}",
            said(&checked)
        );
    }
    Ok(())
}

#[test]
fn users_and_groups_of_the_units_exist() -> Result<()> {
    let root = Root::staged()?;
    let (users, groups) = (root.names("etc/passwd")?, root.names("etc/group")?);
    for unit in UNITS {
        let user = values(unit, "User")?;
        assert!(user.len() == 1 && users.contains(&user[0]), "{unit} runs as {user:?}, made are {users:?}");
        for group in [values(unit, "Group")?, values(unit, "SupplementaryGroups")?].concat() {
            assert!(groups.contains(&group), "{unit} needs the group {group}, made are {groups:?}");
        }
    }
    Ok(())
}

/// Units and command lines are written apart; here they meet.
#[test]
fn programs_know_the_options_they_are_started_with() -> Result<()> {
    for unit in UNITS {
        let words = values(unit, "ExecStart")?;
        let (program, arguments) = words.split_first().context("an empty ExecStart=")?;
        let name = program.rsplit('/').next().unwrap_or(program);
        let command = arguments.iter().take_while(|word| !word.starts_with('-'));
        let help = Command::new(binary(name)?).args(command).arg("--help").output()?;
        assert!(help.status.success(), "{unit}: {}", said(&help));
        for option in arguments.iter().filter(|word| word.starts_with("--")) {
            assert!(
                said(&help).contains(option.as_str()),
                "{unit}: {program} has no {option}:\n{}",
                said(&help)
            );
        }
    }
    Ok(())
}

#[test]
fn only_the_station_may_use_card_readers() -> Result<()> {
    let rule = fs::read_to_string(source("polkit-1/rules.d/60-assay.rules"))?;
    let user = values("assay-station.service", "User")?.concat();
    assert_eq!(rule.matches("subject.user").count(), 1);
    assert!(rule.contains(&format!("subject.user === \"{user}\"")), "the rule does not name {user}");
    Ok(())
}

#[test]
fn folders_are_made() -> Result<()> {
    let root = Root::staged()?;
    let made = root.run("systemd-tmpfiles", &["--create", "assay.conf"])?;
    // Only root can give a file to another user; every other complaint counts.
    let am_root = fs::metadata(root.path())?.uid() == 0;
    let complaints: Vec<String> = said(&made)
        .lines()
        .filter(|line| am_root || !line.contains("not permitted"))
        .map(str::to_owned)
        .collect();
    assert!(complaints.is_empty() && (made.status.success() || !am_root), "{complaints:?}");
    assert!(root.path().join("etc/assay").is_dir());
    Ok(())
}

/// `udevadm verify` came with systemd 254, which Debian 12 has not; so the grammar is checked here.
#[test]
fn device_rules_are_well_formed() -> Result<()> {
    let groups = Root::staged()?.names("etc/group")?;
    let text = fs::read_to_string(source("udev/rules.d/60-assay.rules"))?;
    let mut marks: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let rules = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    for (number, line) in rules {
        for (key, operator, value) in tokens(line).with_context(|| format!("line {}: {line}", number + 1))? {
            match key.as_str() {
                "GOTO" => marks.entry(value).or_default().0 += 1,
                "LABEL" => marks.entry(value).or_default().1 += 1,
                "GROUP" => {
                    assert!(groups.contains(&value) && operator == "=", "line {}: {value}", number + 1);
                }
                _ => {}
            }
        }
    }
    let astray: Vec<_> = marks.iter().filter(|(_, (jumps, labels))| *jumps == 0 || *labels != 1).collect();
    assert!(!marks.is_empty() && astray.is_empty(), "GOTO without LABEL, or the reverse: {astray:?}");
    Ok(())
}

/// One rule of udev(7): `KEY{attribute}` operator `"value"`, separated by commas.
fn tokens(rule: &str) -> Result<Vec<(String, String, String)>> {
    const MATCHES: [&str; 11] = [
        "ACTION",
        "ATTR",
        "ATTRS",
        "ENV",
        "IMPORT",
        "KERNEL",
        "KERNELS",
        "SUBSYSTEM",
        "SUBSYSTEMS",
        "TEST",
        "TAG",
    ];
    const ASSIGNS: [&str; 10] =
        ["ENV", "GOTO", "GROUP", "IMPORT", "LABEL", "MODE", "OWNER", "RUN", "SYMLINK", "TAG"];
    let mut found = Vec::new();
    let mut rest = rule.trim();
    while !rest.is_empty() {
        let (head, tail) = rest.split_once('"').context("no opening quote")?;
        let (value, tail) = tail.split_once('"').context("no closing quote")?;
        let at = head.find(['=', '!', '+', '-', ':']).context("no operator")?;
        let (key, operator) = head.split_at(at);
        let name = key.split('{').next().unwrap_or_default();
        let known = match operator {
            "==" | "!=" => MATCHES.contains(&name),
            "=" | "+=" | "-=" | ":=" => ASSIGNS.contains(&name),
            _ => false,
        };
        ensure!(known && (name != key) == key.ends_with('}'), "{key}{operator} is not known");
        found.push((name.to_owned(), operator.to_owned(), value.to_owned()));
        rest = tail.trim_start();
        if let Some(next) = rest.strip_prefix(',') {
            rest = next.trim_start();
        } else {
            ensure!(rest.is_empty(), "no comma before {rest}");
        }
    }
    Ok(found)
}

#[test]
fn malformed_device_rules_are_refused() {
    assert!(tokens(r#"SUBSYSTEM=="tty", MODE="0660""#).is_ok());
    let bad = [
        r#"SUBSYSTEM=="tty" MODE="0660""#,
        r#"SUBSYTEM=="tty""#,
        r#"MODE=="0660""#,
        r#"KERNEL="tty"#,
        "GOTO",
    ];
    for rule in bad {
        assert!(tokens(rule).is_err(), "{rule} was taken");
    }
}
