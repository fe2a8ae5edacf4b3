// SPDX-License-Identifier: GPL-3.0-or-later
//! Pixels and PNG files.

use std::fs;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

/// A picture of eight bits each of red, green and blue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Rows from the top, three bytes a pixel.
    pub rgb: Vec<u8>,
}

/// Why a picture could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file system refused.
    #[error("cannot write the picture {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What it said.
        #[source]
        source: io::Error,
    },
    /// The pixels cannot be packed.
    #[error("cannot pack a picture of {width} by {height} as PNG")]
    Encode {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
        /// What the encoder said.
        #[source]
        source: png::EncodingError,
    },
    /// The file is no PNG of the expected kind.
    #[error("cannot read the picture {path}: {problem}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
}

impl Picture {
    /// The picture as a PNG file's bytes.
    ///
    /// # Errors
    /// [`PictureError::Encode`].
    pub fn to_png(&self) -> Result<Vec<u8>, PictureError> {
        let failed = |source| PictureError::Encode { width: self.width, height: self.height, source };
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&self.rgb).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(bytes)
    }

    /// Writes the picture under another name beside `path`, then renames it: a reader of `path` sees the
    /// picture before or this one, never half of it.
    ///
    /// # Errors
    /// [`PictureError::Encode`], [`PictureError::Write`].
    pub fn write(&self, path: &Path) -> Result<(), PictureError> {
        let bytes = self.to_png()?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let tmp = path.with_file_name(name);
        let written = fs::File::create(&tmp)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| fs::rename(&tmp, path));
        written.map_err(|source| {
            let _ = fs::remove_file(&tmp);
            PictureError::Write { path: path.to_owned(), source }
        })
    }

    /// Reads a PNG of eight bits each of red, green and blue.
    ///
    /// # Errors
    /// [`PictureError::Read`].
    pub fn read(path: &Path) -> Result<Self, PictureError> {
        let failed = |problem: String| PictureError::Read { path: path.to_owned(), problem };
        let file = fs::File::open(path).map_err(|error| failed(error.to_string()))?;
        let mut decoder = png::Decoder::new(BufReader::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().map_err(|error| failed(error.to_string()))?;
        let length = reader.output_buffer_size().ok_or_else(|| failed("it is too large".to_owned()))?;
        let mut rgb = vec![0; length];
        let info = reader.next_frame(&mut rgb).map_err(|error| failed(error.to_string()))?;
        if info.color_type != png::ColorType::Rgb {
            return Err(failed(format!("its pixels are {:?}, not Rgb", info.color_type)));
        }
        rgb.truncate(info.buffer_size());
        Ok(Self { width: info.width, height: info.height, rgb })
    }
}
