// SPDX-License-Identifier: GPL-3.0-or-later
//! Each configured device: is it there, and may the station use it.

use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use driver_camera::{CameraConfig, SourceConfig};
use driver_serial::SerialConfig;
use rustix::fs::{Access, Mode, OFlags, access};
use rustix::io::Errno;

use super::check::Check;
use crate::config::{DeviceConfig, DriverConfig};

/// Looks at one device.
pub(super) fn check(device: &DeviceConfig) -> Check {
    let name = device.name.as_str();
    match &device.driver {
        DriverConfig::Serial(config) => serial(name, config),
        DriverConfig::Camera(config) => camera(name, config),
        #[cfg(feature = "nfc")]
        DriverConfig::Nfc(config) => super::tags::check(&device.name, config),
        #[cfg(feature = "gpio")]
        DriverConfig::Gpio(config) => gpio(name, config),
        DriverConfig::RecordedLamp { path } => recorded_lamp(name, path),
    }
}

fn serial(name: &str, config: &SerialConfig) -> Check {
    if let Err(error) = config.check() {
        return Check::fail(name, error.to_string(), "Correct the device's settings in the configuration.");
    }
    let todo = "Plug the scanner in and set it to USB serial (CDC, virtual COM port); \
                ls -l /dev/serial/by-id shows what is there.";
    device_file(name, &config.path, "dialout", todo)
}

fn camera(name: &str, config: &CameraConfig) -> Check {
    if let Err(error) = config.check() {
        return Check::fail(name, error.to_string(), "Correct the device's settings in the configuration.");
    }
    match &config.source {
        SourceConfig::Folder { path, .. } => match fs::read_dir(path) {
            Ok(_) => Check::ok(name, format!("pictures are taken from {}", path.display())),
            Err(error) => {
                let todo = format!("Make the folder: mkdir -p {}", path.display());
                Check::fail(name, format!("the folder {} cannot be read: {error}", path.display()), todo)
            }
        },
        SourceConfig::V4l { .. } if !cfg!(feature = "camera") => {
            Check::fail(name, "this program was built without cameras", "Build it with the feature camera.")
        }
        SourceConfig::V4l { device, .. } => {
            let todo = "Plug the camera in; ls -l /dev/v4l/by-id shows what is there.";
            device_file(name, device, "video", todo)
        }
    }
}

/// A device file: there, a device, and open to this user.
fn device_file(name: &str, path: &Path, usual_group: &str, when_missing: &str) -> Check {
    let shown = path.display();
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) => return Check::fail(name, format!("{shown}: {error}"), when_missing),
    };
    if !meta.file_type().is_char_device() {
        let todo = "Correct the path in the configuration.";
        return Check::fail(name, format!("{shown} is no device file"), todo);
    }
    // Neither waits for the line nor becomes its terminal; closed again at once.
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(_) => Check::ok(name, format!("{shown} can be opened")),
        Err(Errno::BUSY) => Check::ok(name, format!("{shown} is in use, as it is while the station runs")),
        Err(Errno::ACCESS | Errno::PERM) => {
            let group = group_name(meta.gid()).unwrap_or_else(|| usual_group.to_owned());
            let detail = format!("this user may not open {shown} (it belongs to the group {group})");
            let todo = format!(
                "Put the station's user into the group: sudo usermod -aG {group} assay-station; then restart it."
            );
            Check::fail(name, detail, todo)
        }
        Err(error) => {
            Check::fail(name, format!("{shown} cannot be opened: {error}"), "Unplug it and plug it in again.")
        }
    }
}

/// A group's name by its number.
fn group_name(gid: u32) -> Option<String> {
    let groups = fs::read_to_string("/etc/group").ok()?;
    name_in(&groups, gid).map(str::to_owned)
}

fn name_in(groups: &str, gid: u32) -> Option<&str> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(gid)).then_some(name)
    })
}

#[cfg(feature = "gpio")]
fn gpio(name: &str, config: &driver_gpio::GpioConfig) -> Check {
    use driver_gpio::{Backend, GpioError};
    let registers = Path::new("/dev/gpiomem");
    // Registers can be driven by two programs at once: opening them would switch off a running station's lamps.
    if config.backend != Backend::Chardev && registers.exists() {
        return match access(registers, Access::READ_OK | Access::WRITE_OK) {
            Ok(()) => Check::ok(name, "/dev/gpiomem can be opened"),
            Err(error) => {
                let todo = "Put the station's user into the group: sudo usermod -aG gpio assay-station; then restart it.";
                Check::fail(name, format!("/dev/gpiomem: {error}"), todo)
            }
        };
    }
    match driver_gpio::open(config) {
        Ok(_) => Check::ok(name, "every line can be driven"),
        Err(GpioError::Busy { .. }) => {
            Check::ok(name, "the lines are in use, as they are while the station runs")
        }
        Err(error) => {
            let detail = format!("{:#}", anyhow::Error::new(error));
            Check::fail(name, detail, "Correct the wiring or the device's settings in the configuration.")
        }
    }
}

fn recorded_lamp(name: &str, path: &Path) -> Check {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = if path.exists() { path } else { folder };
    match access(place, Access::WRITE_OK) {
        Ok(()) => Check::ok(name, format!("signals are written to {}", path.display())),
        Err(error) => {
            let todo = format!("Make the folder and give it to the station's user: {}", folder.display());
            Check::fail(name, format!("{} cannot be written: {error}", path.display()), todo)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found_by_number() {
        let groups = "root:x:0:\ndialout:x:20:assay-station\nbroken\n";
        assert_eq!(name_in(groups, 20), Some("dialout"));
        assert_eq!(name_in(groups, 21), None);
    }
}
