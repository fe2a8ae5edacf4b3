// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of data identifiers: title, length and characters (ANSI MH10.8.2, as ISO/IEC 15418 refers to it).
//!
//! The values of identifiers without a limit in the standard are bounded by the length of a scan.

use super::DateForm;

/// What a value may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Digits.
    Digits,
    /// Digits and a decimal point.
    Decimal,
    /// Upper-case letters.
    Letters,
    /// Upper-case letters and digits, as ISO/IEC 15459 asks of identities.
    Capitals,
    /// Upper-case letters, digits, `-` and `/`, as after a CAGE code.
    Cage,
    /// Printable ASCII.
    Text,
    /// A GTIN with its check digit.
    Gtin,
    /// A Pharmacy Product Number with its check digits.
    Ppn,
    /// A date.
    Date(DateForm),
}

/// One data identifier.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) identifier: &'static str,
    pub(super) title: &'static str,
    pub(super) content: Content,
    /// Fewest characters.
    pub(super) min: u8,
    /// Most characters; 0 where the standard sets no limit.
    pub(super) max: u8,
}

const fn of(identifier: &'static str, title: &'static str, content: Content, min: u8, max: u8) -> Entry {
    Entry { identifier, title, content, min, max }
}

const fn text(identifier: &'static str, title: &'static str) -> Entry {
    of(identifier, title, Content::Text, 1, 0)
}

const fn date(identifier: &'static str, title: &'static str, form: &'static str) -> Entry {
    of(identifier, title, Content::Date(DateForm(form)), 0, 0)
}

/// By letter, then by number.
pub(super) const ENTRIES: &[Entry] = &[
    text("B", "CONTAINER TYPE"),
    text("1B", "RETURNABLE CONTAINER"),
    of("25B", "RETURNABLE TRANSPORT ITEM", Content::Capitals, 1, 50),
    // IFA leaves the day 00 where a label names the month alone.
    date("D", "DATE", "YYMMdd"),
    date("1D", "DATE", "DDMMYY"),
    date("2D", "DATE", "MMDDYY"),
    date("3D", "DATE", "YJJJ"),
    date("4D", "DATE", "YYJJJ"),
    date("7D", "MONTH", "MMYY"),
    text("9D", "DATE (AGREED FORM)"),
    date("10D", "WEEK", "YYWW"),
    date("11D", "WEEK", "YYYYWW"),
    date("12D", "DATE", "YYYYMMDD"),
    of("13D", "OLDEST AND NEWEST WEEK", Content::Digits, 8, 8),
    date("14D", "EXPIRATION DATE", "YYYYMMDD"),
    date("15D", "EXPIRATION DATE", "DDMMYYYY"),
    date("16D", "PRODUCTION DATE", "YYYYMMDD"),
    date("17D", "PRODUCTION DATE", "DDMMYYYY"),
    date("18D", "TAG ACTIVATION TIME", "YYYYMMDDHHNN"),
    date("19D", "TAG DEACTIVATION TIME", "YYYYMMDDHHNN"),
    date("20D", "INSPECTION DATE", "DDMMYYYY"),
    date("25D", "BEST BEFORE DATE", "YYYYMMDD"),
    date("26D", "FIRST FREEZE DATE", "YYYYMMDD"),
    date("27D", "HARVEST DATE", "YYYYMMDD"),
    of("I", "VEHICLE IDENTIFICATION NUMBER", Content::Capitals, 1, 17),
    of("J", "LICENCE PLATE", Content::Capitals, 1, 35),
    of("1J", "LICENCE PLATE, SINGLE PACKAGE", Content::Capitals, 1, 35),
    of("2J", "LICENCE PLATE, SEVERAL PACKAGES", Content::Capitals, 1, 35),
    of("3J", "LICENCE PLATE, SINGLE PACKAGE, EDI", Content::Capitals, 1, 35),
    of("4J", "LICENCE PLATE, SEVERAL PACKAGES, EDI", Content::Capitals, 1, 35),
    of("5J", "LICENCE PLATE, MIXED LOAD", Content::Capitals, 1, 35),
    of("6J", "LICENCE PLATE, MASTER LOAD", Content::Capitals, 1, 35),
    text("K", "ORDER NUMBER (CUSTOMER)"),
    text("1K", "ORDER NUMBER (SUPPLIER)"),
    text("2K", "BILL OF LADING (SUPPLIER)"),
    text("3K", "BILL OF LADING (CARRIER)"),
    text("4K", "ORDER LINE"),
    text("5K", "REFERENCE NUMBER"),
    text("10K", "INVOICE NUMBER"),
    text("11K", "PACKING LIST NUMBER"),
    text("14K", "ORDER AND LINE"),
    text("15K", "KANBAN NUMBER"),
    text("16K", "DELIVERY NOTE"),
    text("L", "STORAGE LOCATION"),
    text("1L", "LOCATION"),
    text("2L", "SHIP TO"),
    text("3L", "SHIP FROM"),
    of("4L", "COUNTRY OF ORIGIN", Content::Letters, 2, 2),
    text("33L", "WEB ADDRESS"),
    of("N", "NATIONAL STOCK NUMBER", Content::Capitals, 13, 15),
    of("9N", "PHARMACY PRODUCT NUMBER", Content::Ppn, 5, 22),
    text("P", "PART NUMBER (CUSTOMER)"),
    text("1P", "PART NUMBER (SUPPLIER)"),
    text("2P", "REVISION LEVEL"),
    of("3P", "GS1 COMPANY AND ITEM", Content::Digits, 13, 14),
    of("8P", "GTIN", Content::Gtin, 14, 14),
    text("9P", "DUNS AND ITEM"),
    text("19P", "COMPONENT OF AN ITEM"),
    text("20P", "CUSTOMER CODE, FIRST LEVEL"),
    text("21P", "CUSTOMER CODE, SECOND LEVEL"),
    text("25P", "COMPANY AND ITEM"),
    text("26P", "PART NUMBER"),
    of("29P", "GMDN CODE", Content::Digits, 5, 5),
    text("30P", "SUPPLIER CODE, FIRST LEVEL"),
    text("31P", "SUPPLIER CODE, SECOND LEVEL"),
    text("32P", "SUPPLIER CODE, THIRD LEVEL"),
    of("50P", "PART NUMBER (MANUFACTURER)", Content::Text, 3, 35),
    text("51P", "ITEM ID"),
    of("52P", "COLOUR CODE", Content::Text, 1, 50),
    of("54P", "UDI DEVICE IDENTIFIER", Content::Text, 1, 35),
    of("Q", "QUANTITY", Content::Decimal, 1, 0),
    text("1Q", "THEORETICAL LENGTH OR WEIGHT"),
    text("2Q", "ACTUAL WEIGHT"),
    of("3Q", "UNIT OF MEASURE", Content::Text, 2, 2),
    text("4Q", "GROSS AMOUNT"),
    text("5Q", "NET AMOUNT"),
    text("7Q", "QUANTITY AND UNIT"),
    text("13Q", "PIECE OF PIECES"),
    text("1R", "RETURN AUTHORISATION"),
    text("2R", "RETURN CODE"),
    text("S", "SERIAL NUMBER"),
    text("1S", "ADDITIONAL CODE (SUPPLIER)"),
    of("2S", "ADVANCE SHIPMENT NOTICE", Content::Text, 2, 30),
    text("3S", "PACKAGE"),
    text("4S", "PACKAGE OF LIKE ITEMS"),
    text("5S", "PACKAGE OF UNLIKE ITEMS"),
    text("10S", "MACHINE OR TOOL"),
    text("11S", "FIXED ASSET"),
    text("15S", "SERIAL NUMBER (VENDOR)"),
    text("16S", "SOFTWARE VERSION"),
    of("18S", "CAGE CODE AND SERIAL NUMBER", Content::Cage, 6, 25),
    text("20S", "TRACEABILITY CODE"),
    of("23S", "MAC ADDRESS", Content::Text, 12, 12),
    of("25S", "GLOBAL SERIAL NUMBER", Content::Text, 1, 50),
    text("30S", "ADDITIONAL TRACEABILITY CODE"),
    text("37S", "COMPANY, PART AND SERIAL NUMBER"),
    text("T", "LOT (CUSTOMER)"),
    text("1T", "LOT (SUPPLIER)"),
    text("3T", "EXCLUSIVE ASSIGNMENT"),
    text("26T", "BATCH IDENTIFIER"),
    text("27T", "BATCH NUMBER"),
    text("30T", "SUPPLIER TRACE, FIRST LEVEL"),
    text("31T", "SUPPLIER TRACE, SECOND LEVEL"),
    text("V", "SUPPLIER CODE (CUSTOMER)"),
    text("1V", "SUPPLIER CODE (SUPPLIER)"),
    of("2V", "UPC COMPANY PREFIX", Content::Digits, 9, 9),
    of("3V", "GS1 COMPANY PREFIX", Content::Digits, 9, 9),
    text("4V", "CARRIER"),
    text("6V", "MANUFACTURER CODE"),
    text("8V", "CUSTOMER CODE (CUSTOMER)"),
    text("9V", "CUSTOMER CODE (SUPPLIER)"),
    of("12V", "DUNS OF MANUFACTURER", Content::Digits, 9, 13),
    of("13V", "DUNS OF SUPPLIER", Content::Digits, 9, 13),
    of("14V", "DUNS OF CUSTOMER", Content::Digits, 9, 13),
    of("17V", "CAGE CODE", Content::Capitals, 5, 5),
    text("18V", "COMPANY"),
    text("20V", "ROLE OF COMPANY"),
    of("21V", "PART OF COMPANY", Content::Text, 1, 35),
    of("25V", "CAGE CODE OF MANUFACTURER", Content::Capitals, 5, 5),
    text("W", "WORK ORDER NUMBER"),
    text("1W", "OPERATION SEQUENCE"),
    text("Z", "AGREED BETWEEN CUSTOMER AND SUPPLIER"),
    text("1Z", "AGREED BETWEEN CARRIER AND SUPPLIER"),
    text("2Z", "AGREED BETWEEN CUSTOMER AND CARRIER"),
    text("3Z", "FREE TEXT"),
];
