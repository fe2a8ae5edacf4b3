// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which element of a message plays which part, whatever identifier system it is written in.

use crate::data_identifier::{self, DateForm, Ppn};
use crate::message::{Element, Message};
use crate::values::{Date, Gtin};
use crate::{hibc, isbt128};

/// Part numbers: the customer's before the supplier's, as automotive labels order them.
const PARTS: [&str; 7] = ["P", "1P", "50P", "26P", "30P", "PNR", "PNO"];
/// Who made or supplied it; the worldwide numbers before the codes that two parties agreed.
const SUPPLIERS: [&str; 12] =
    ["12V", "13V", "V", "1V", "17V", "25V", "18V", "MFR", "CAG", "SPL", "DUN", "EUC"];
const LOTS: [&str; 5] = ["10", "1T", "T", "LOT", "&,1"];
const SERIALS: [&str; 5] = ["21", "S", "SERIAL", "SER", "SEQ"];
const EXPIRIES: [&str; 6] = ["17", "14D", "15D", "=>", "&>", "=]"];
const MANUFACTURES: [&str; 5] = ["11", "16D", "17D", "=}", "&}"];
/// Characters of a CAGE code.
const CAGE: usize = 5;

/// The form in which a date stands, for dates outside the AIs.
pub(crate) fn date_form(name: &str) -> Option<DateForm> {
    hibc::expiry_form(name).or_else(|| data_identifier::date_form(name)).or_else(|| isbt128::date_form(name))
}

fn first<'a>(message: &'a Message, names: &[&str]) -> Option<&'a Element> {
    names.iter().find_map(|name| message.elements().iter().find(|element| element.ai() == *name))
}

/// The serial number in any of its places. A global serial (25S) counts as a whole, because only the register of
/// its issuing agency tells where the company ends; of 18S it is what follows the CAGE code, of 37S what follows
/// the `+`. The divisions of an ISBT 128 product are its serial number on a medical device alone (ICCBBA ST-017,
/// section 3.2).
pub(crate) fn serial(message: &Message) -> Option<&str> {
    if let Some(element) = first(message, &SERIALS) {
        return Some(element.value());
    }
    message
        .get("18S")
        .and_then(|value| value.get(CAGE..))
        .or_else(|| message.get("37S").and_then(|value| value.rsplit_once('+')).map(|(_, serial)| serial))
        .or_else(|| message.get("25S"))
        .or_else(|| message.get("=/").and_then(|_| message.get("=,")))
}

/// The lot in any of its places; the lot of a blood container only where the container is what is identified.
pub(crate) fn lot(message: &Message) -> Option<&str> {
    let container = || message.get("=)").and_then(|_| message.get("&)"));
    first(message, &LOTS).map(Element::value).or_else(container)
}

/// The GTIN that a data identifier carries (8P), or the NTIN of a PPN. Nothing else maps to a GTIN: a HIBC or
/// ISBT 128 code names its product in another system.
pub(crate) fn gtin(message: &Message) -> Option<Gtin> {
    match message.get("8P") {
        Some(gtin) => Gtin::new(gtin).ok(),
        None => message.ppn()?.ntin(),
    }
}

impl Message {
    /// The part number (data identifiers P, 1P and their like, text elements PNR and PNO), with the identifier
    /// that says whose number it is.
    ///
    /// ```
    /// let scan = b"[)>\x1e06\x1dP84161234\x1d12V123456789\x1d1TL7\x1e\x04";
    /// let message = gs1::parse(scan, &gs1::Options::default())?;
    /// assert_eq!(message.part().map(|part| part.value()), Some("84161234"));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn part(&self) -> Option<&Element> {
        first(self, &PARTS)
    }

    /// The maker or supplier (data identifiers 12V, 13V, V and their like, text elements MFR, CAG and SPL), with
    /// the identifier that says in which numbering.
    ///
    /// ```
    /// let scan = b"[)>\x1e06\x1dP84161234\x1d12V123456789\x1d1TL7\x1e\x04";
    /// let message = gs1::parse(scan, &gs1::Options::default())?;
    /// assert_eq!(message.supplier().map(|supplier| (supplier.ai(), supplier.value())), Some(("12V", "123456789")));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn supplier(&self) -> Option<&Element> {
        first(self, &SUPPLIERS)
    }

    /// The Pharmacy Product Number (data identifier 9N).
    ///
    /// ```
    /// let scan = b"[)>\x1e06\x1d9N112097776020\x1dS4963\x1e\x04";
    /// let message = gs1::parse(scan, &gs1::Options::default())?;
    /// assert_eq!(message.ppn().and_then(|ppn| ppn.pzn().map(str::to_owned)).as_deref(), Some("20977760"));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn ppn(&self) -> Option<Ppn> {
        Ppn::new(self.get("9N")?).ok()
    }

    /// The expiry in whatever form the label writes it, seen from `reference_year` (see [`Date::new`]). The plain
    /// date of data identifier D is one only beside a PPN, where IFA says so.
    ///
    /// ```
    /// let message = gs1::parse(b"+A99912345/$$52001510X3/16D20111212/S77DEFG457", &gs1::Options::default())?;
    /// assert_eq!(message.expiry(2026).map(|date| date.to_string()).as_deref(), Some("2020-01-15"));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn expiry(&self, reference_year: i16) -> Option<Date> {
        let of_hibc = || self.elements().iter().find(|element| hibc::expiry_form(element.ai()).is_some());
        let of_pharmacy = || self.get("9N").and_then(|_| first(self, &["D"]));
        let element = first(self, &EXPIRIES).or_else(of_hibc).or_else(of_pharmacy)?;
        self.date(element.ai(), reference_year)
    }

    /// The date of manufacture in whatever form the label writes it, seen from `reference_year`.
    ///
    /// ```
    /// let message = gs1::parse(b"+A99912345/$$52001510X3/16D20111212/S77DEFG457", &gs1::Options::default())?;
    /// assert_eq!(message.manufactured(2026).map(|date| date.to_string()).as_deref(), Some("2011-12-12"));
    /// # Ok::<(), gs1::ParseError>(())
    /// ```
    #[must_use]
    pub fn manufactured(&self, reference_year: i16) -> Option<Date> {
        self.date(first(self, &MANUFACTURES)?.ai(), reference_year)
    }
}
