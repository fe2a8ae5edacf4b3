// SPDX-License-Identifier: GPL-3.0-or-later
//! `station decode` and its worker.

use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};
use serde_json::json;

use crate::program::{fed, station};

/// Pixels of a module.
const SCALE: u32 = 4;
/// Light modules around a code (ISO/IEC 18004 asks for four).
const QUIET: u32 = 4;

fn qr(text: &str) -> GrayImage {
    let code = QrCode::new(text).unwrap();
    let modules = code.width() as u32;
    let side = (modules + 2 * QUIET) * SCALE;
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = ((x / SCALE).wrapping_sub(QUIET), (y / SCALE).wrapping_sub(QUIET));
        let dark = x < modules && y < modules && code[(x as usize, y as usize)] == Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

#[test]
fn each_file_has_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let text = "https://id.gs1.org/01/09521321000018/21/SN42";
    qr(text).save(path("label.png")).unwrap();
    GrayImage::from_pixel(80, 80, Luma([200])).save(path("blank.png")).unwrap();
    std::fs::write(path("letter.png"), "dear sir").unwrap();
    let args = ["decode", "--json", "--symbologies", "QRCode,DataMatrix"].map(str::to_owned);
    let names = ["label.png", "blank.png", "letter.png", "gone.png"].map(path);
    let answer = station(args.into_iter().chain(names.clone()));
    assert_eq!(answer.status, 1, "two files cannot be read");
    let lines = answer.json();
    assert_eq!(
        lines.iter().map(|line| line["file"].clone()).collect::<Vec<_>>(),
        names.map(|name| json!(name))
    );
    let symbol = &lines[0]["symbols"][0];
    assert_eq!(
        (&symbol["symbology"], &symbol["format"], &symbol["text"]),
        (&json!("]Q1"), &json!("QRCode"), &json!(text))
    );
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((&symbol["bytes_hex"], symbol["corners"].as_array().unwrap().len()), (&json!(hex), 4));
    assert!(lines.iter().all(|line| line["ms"].is_number()));
    assert_eq!((&lines[1]["symbols"], lines[1].get("error")), (&json!([]), None));
    for unread in &lines[2..] {
        assert!(unread["symbols"] == json!([]) && unread["error"].is_string(), "{unread}");
    }
    assert!(answer.stderr.contains("letter.png") && answer.stderr.contains("gone.png"), "{}", answer.stderr);
}

#[test]
fn only_the_kinds_asked_for_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("label.png");
    qr("SN42").save(&file).unwrap();
    let file = file.to_str().unwrap();
    let other = station(["decode", "--json", "--symbologies", "Code128,EAN13", file]);
    assert_eq!((other.status, &other.one()["symbols"]), (0, &json!([])));
    let shown = station(["decode", file]);
    assert!(shown.status == 0 && shown.stdout.contains("QRCode ]Q1SN42"), "{}", shown.stdout);
    assert_eq!(station(["decode", "--symbologies", "Runes", file]).status, 2);
    assert_eq!(station(["decode"]).status, 2);
}

#[test]
fn the_worker_ends_on_what_is_no_request() {
    assert_eq!(fed(["decode-worker"], b"").status, 0);
    assert_eq!(fed(["decode-worker"], &[0xff; 4096]).status, 1);
    assert!(!station(["--help"]).stdout.contains("decode-worker"));
}
