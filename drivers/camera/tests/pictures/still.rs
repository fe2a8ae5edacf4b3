// SPDX-License-Identifier: GPL-3.0-or-later
//! Single picture files, and what the decoder sees in hard ones.

use std::path::PathBuf;
use std::time::Duration;

use driver_camera::{
    Decoder, Effort, Format, Formats, MAX_SIDE_PX, StillError, WorkerHandle, decode_file, decode_file_with,
    load_picture,
};
use image::GrayImage;
use tempfile::TempDir;

use crate::{labels, real_worker};

const TEXT: &str = "https://id.gs1.org/01/09501101530003/21/A7K2M9QX4C8R3F6W5T2J";

fn saved(picture: &GrayImage, name: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    labels::save(picture, folder.path(), name);
    let path = folder.path().join(name);
    (folder, path)
}

#[test]
fn a_label_is_read_with_its_place_and_its_time() {
    let (_folder, path) = saved(&labels::qr(TEXT, 4), "label.png");
    let answer = decode_file(&path, Formats::all()).unwrap();
    let symbol = &answer.symbols[0];
    assert_eq!((symbol.text.as_str(), symbol.bytes.as_slice()), (TEXT, TEXT.as_bytes()));
    assert_eq!(
        (symbol.symbology.as_str(), symbol.format, symbol.effort),
        ("]Q1", Format::QrCode, Effort::Native)
    );
    assert!(answer.ms > 0.0);
    // The quiet zone is four modules of four pixels wide.
    let [[left, top], _, [right, bottom], _] = symbol.corners;
    assert!((12..=20).contains(&left) && (12..=20).contains(&top), "{:?}", symbol.corners);
    assert!(right > left && bottom > top && right - left == bottom - top, "{:?}", symbol.corners);
}

#[test]
fn the_answer_has_the_keys_that_scripts_read() {
    let (_folder, path) = saved(&labels::qr("ABC", 4), "label.png");
    let answer = serde_json::to_value(decode_file(&path, Formats::all()).unwrap()).unwrap();
    let symbol = &answer["symbols"][0];
    assert_eq!(symbol["symbology"], "]Q1");
    assert_eq!(symbol["format"], "QRCode");
    assert_eq!((&symbol["text"], &symbol["bytes_hex"]), (&"ABC".into(), &"414243".into()));
    assert_eq!(symbol["corners"].as_array().unwrap().len(), 4);
    assert!(answer["ms"].is_number());
}

#[test]
fn a_worker_gives_the_same_answer() {
    let (_folder, path) = saved(&labels::qr(TEXT, 4), "label.png");
    let mut worker = WorkerHandle::new(real_worker(), Formats::all());
    let patience = Duration::from_secs(60);
    let answer = decode_file_with(&path, &mut worker, patience).unwrap();
    assert_eq!(answer.symbols, decode_file(&path, Formats::all()).unwrap().symbols);
    let error = decode_file_with(&path.with_extension("gone"), &mut worker, patience).unwrap_err();
    assert!(error.to_string().contains("label.gone"), "{error}");
}

#[test]
fn only_the_formats_asked_for_are_looked_for() {
    let (_folder, path) = saved(&labels::qr(TEXT, 4), "label.png");
    assert_eq!(decode_file(&path, "DataMatrix,EAN13".parse().unwrap()).unwrap().symbols, []);
}

#[test]
fn small_inverted_and_transparent_labels_are_read() {
    let mut decoder = Decoder::default();
    let mut read = |picture: GrayImage| decoder.decode(&labels::frame(picture), Formats::all());
    let mut inverted = labels::qr(TEXT, 4);
    image::imageops::invert(&mut inverted);
    let symbols = read(inverted);
    assert_eq!((symbols[0].text.as_str(), symbols[0].effort), (TEXT, Effort::Inverted));
    // Photographed from afar: modules of less than two pixels, their edges blurred.
    let far = image::imageops::resize(&labels::qr(TEXT, 8), 78, 78, image::imageops::FilterType::Triangle);
    let symbols = read(far);
    assert_eq!((symbols[0].text.as_str(), symbols[0].effort), (TEXT, Effort::Doubled));
    assert!((6..=9).contains(&symbols[0].corners[0][0]), "{:?}", symbols[0].corners);
    assert_eq!(read(GrayImage::from_pixel(1, 1, image::Luma([0]))), []);

    let folder = TempDir::new().unwrap();
    let path = folder.path().join("clear.png");
    labels::on_nothing(&labels::qr(TEXT, 4)).save(&path).unwrap();
    assert_eq!(decode_file(&path, Formats::all()).unwrap().symbols[0].text, TEXT);
}

#[test]
fn large_pictures_are_reduced_and_still_read() {
    let (_folder, path) = saved(&labels::qr("large", 100), "large.png");
    let frame = load_picture(&path).unwrap();
    assert_eq!((frame.width, frame.height, frame.source.as_str()), (MAX_SIDE_PX, MAX_SIDE_PX, "large.png"));
    assert_eq!(decode_file(&path, Formats::all()).unwrap().symbols[0].text, "large");
}

#[test]
fn what_is_no_file_is_refused_and_not_waited_for() {
    let folder = TempDir::new().unwrap();
    let refused = |path: PathBuf| match decode_file(&path, Formats::all()) {
        Err(StillError::Picture(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(refused(folder.path().to_owned()).contains("no file"));
    assert!(refused(folder.path().join("none.png")).contains("none.png"));
}
