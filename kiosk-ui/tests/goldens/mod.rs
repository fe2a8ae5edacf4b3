// SPDX-License-Identifier: GPL-3.0-or-later
//! The form of the committed pictures: colours rounded and counted into a palette, a third of the size.

#![allow(dead_code, reason = "each test binary takes what it needs")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use kiosk_ui::picture::Picture;

/// Colours are rounded to multiples of this, sixteen steps from dark to light.
pub(crate) const STEP: u8 = 17;

/// Steps of a colour that may differ: half of what the committed pictures are rounded by, and a little for
/// the rounding of another processor. Colours that matter are compared exactly in a test of their own.
const COLOUR_TOLERANCE: u8 = STEP / 2 + 2;

/// Where the committed pictures are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens")
}

/// Whether the picture is the committed one; if not, it is written to the temporary folder and named.
pub(crate) fn compare(picture: &Picture, golden: &Path) -> Result<(), String> {
    let name = golden.file_name().unwrap().to_string_lossy().into_owned();
    let found: PathBuf = std::env::temp_dir().join("kiosk-ui-pictures").join(&name);
    let problem = match Picture::read(golden) {
        Err(error) => error.to_string(),
        Ok(expected) if (expected.width, expected.height) != (picture.width, picture.height) => {
            "it has another size".to_owned()
        }
        Ok(expected) => match differing(&expected, picture) {
            0 => return Ok(()),
            pixels => format!("{pixels} pixels differ"),
        },
    };
    fs::create_dir_all(found.parent().unwrap()).unwrap();
    picture.write(&found).unwrap();
    Err(format!("{name}: {problem}; what was drawn: {}", found.display()))
}

fn differing(one: &Picture, other: &Picture) -> usize {
    let far = |(a, b): (&u8, &u8)| a.abs_diff(*b) > COLOUR_TOLERANCE;
    one.rgb.chunks(3).zip(other.rgb.chunks(3)).filter(|(a, b)| a.iter().zip(b.iter()).any(far)).count()
}

/// Writes a picture with rounded colours.
pub(crate) fn write(picture: &Picture, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut places: BTreeMap<[u8; 3], u8> = BTreeMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(picture.rgb.len() / 3);
    for pixel in picture.rgb.chunks(3) {
        let colour = [rounded(pixel[0]), rounded(pixel[1]), rounded(pixel[2])];
        let next = u8::try_from(places.len());
        let place = match places.get(&colour) {
            Some(place) => *place,
            None => {
                let place = next.map_err(|_| format!("{} has more than 256 colours", path.display()))?;
                places.insert(colour, place);
                palette.extend_from_slice(&colour);
                place
            }
        };
        indices.push(place);
    }
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), picture.width, picture.height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&indices)?;
    Ok(())
}

fn rounded(value: u8) -> u8 {
    let half = u16::from(STEP) / 2;
    u8::try_from((u16::from(value) + half) / u16::from(STEP) * u16::from(STEP)).unwrap_or(u8::MAX)
}
