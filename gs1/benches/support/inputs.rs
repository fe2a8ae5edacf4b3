// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is parsed: scans of our own by kind, and the reference vectors where they lie beside the workspace.

use std::path::PathBuf;

/// Scans of one kind.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) scans: Vec<Vec<u8>>,
}

fn set(name: &'static str, scans: &[&[u8]]) -> Set {
    Set { name, scans: scans.iter().map(|scan| scan.to_vec()).collect() }
}

/// Scans as they are met on the floor.
pub(crate) fn own() -> Vec<Set> {
    vec![
        set("element string", ELEMENT_STRINGS),
        set("Digital Link", DIGITAL_LINKS),
        set("EAN", &[b"]E04006381333931", b"]E00614141123452", b"]E496385074"]),
        set("plain", &[b"]Q1hello", b"]d1SHELF 14-B", b"]J0pick list 000181"]),
        set("refused", REFUSED),
    ]
}

const ELEMENT_STRINGS: &[&[u8]] = &[
    b"]d20104006381333931",
    b"]d2010400638133393121SN42\x1d17280229",
    b"]d2010400638133393121SN-42/A7\x1d1728022910LOT-7",
    b"]C100006141411234567890",
    b"]C1000061414112345678900204006381333931371200\x1d10B77",
    b"]e001040063813339313103001250392299",
    b"]Q3010400638133393121SN42\x1d8030c2lnbmF0dXJlLW9mLXRoZS1pdGVt",
    b"]d201040063813339318200https://maker.example/p",
    b"]C14149506000134352254DOOR-4",
    b"]J18006040063813339310102",
];

const DIGITAL_LINKS: &[&[u8]] = &[
    b"]Q1https://id.gs1.org/01/04006381333931",
    b"]Q1https://id.gs1.org/01/04006381333931/21/SN42?17=280229",
    b"]Q1https://maker.example/shop/01/04006381333931/10/L-7/21/a%2FB?17=280229&3103=001250&from=label",
    b"]d1HTTPS://ID.GS1.ORG/00/006141411234567890",
    b"]Q1https://id.gs1.org/8018/123456789012345675?linkType=all",
    b"]J0https://id.gs1.org/414/9506000134352/254/DOOR-4#door",
];

const REFUSED: &[&[u8]] = &[
    b"",
    b"0104006381333931",
    b"]A0ABC",
    b"]d2",
    b"]d20104006381333932",
    b"]d221A",
    b"]d2(01)04006381333931",
    b"]d2010400638133393121SN42-REV-A7<GS>17280229",
    b"]d2010400638133393121SN4217280229-AND-MORE",
    b"]d20104006381333931400A\x1d400B",
    b"]d2010400638133393121A\x1d235B",
    b"]d2010400638133393117280230",
    b"]d2010400638133393121SN\xe942",
    b"]d22539506000134352\x1d8030AAAA",
    b"]E0400638133393",
    b"]E04006381333932",
    b"]Q1https://maker.example/",
    b"]Q1https://a/01/04006381333931?10=L",
    b"]Q1https://a/01/04006381333931?99=A%00",
    b"]Q1https://a/01/04006381333931/21/A%2/10/L",
];

/// The inputs of the reference engine's answers, as three sets: all, and those it accepts and refuses.
pub(crate) fn shared() -> Vec<Set> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/gs1/vectors.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("no reference vectors at {}: measuring our own scans alone", path.display());
        return Vec::new();
    };
    let vectors: Vec<serde_json::Value> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let of = |wanted: &[bool]| {
        let kept = vectors.iter().filter(|vector| wanted.contains(&(vector["ok"] == true)));
        kept.filter_map(|vector| Some(vector["in"].as_str()?.as_bytes().to_vec())).collect()
    };
    vec![
        Set { name: "reference vectors", scans: of(&[true, false]) },
        Set { name: "reference, accepted", scans: of(&[true]) },
        Set { name: "reference, refused", scans: of(&[false]) },
    ]
}
