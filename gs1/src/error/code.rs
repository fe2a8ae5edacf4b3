// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stable names of the rules a scan can break.

/// Declares the codes with their stable names, so that the two cannot drift apart.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The rule that a refused scan breaks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ $name,)+
        }

        impl ErrorCode {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable kebab-case name.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    /// The scan does not begin with an AIM symbology identifier.
    MissingIdentifier = "missing-identifier",
    /// The identifier names a symbology that GS1 does not use, and the content is of no other known kind.
    UnsupportedIdentifier = "unsupported-identifier",
    /// The scan is longer than any symbol can be.
    ScanTooLong = "scan-too-long",
    /// Nothing follows the identifier.
    EmptyData = "empty-data",
    /// An EAN or UPC scan has too few or too many characters.
    EanLength = "ean-length",
    /// No known Application Identifier stands where one must.
    UnknownAi = "unknown-ai",
    /// More elements than a message may hold.
    TooManyElements = "too-many-elements",
    /// An Application Identifier has no value.
    ValueEmpty = "value-empty",
    /// A value is shorter than its AI demands.
    ValueTooShort = "value-too-short",
    /// A value is longer than its AI allows.
    ValueTooLong = "value-too-long",
    /// A character other than a digit where only digits may stand.
    DigitExpected = "digit-expected",
    /// A character that the value's character set lacks.
    CharacterNotAllowed = "character-not-allowed",
    /// A base64url value whose length or padding cannot be.
    Base64Padding = "base64-padding",
    /// The mod-10 check digit is wrong.
    CheckDigit = "check-digit",
    /// The pair of check characters is wrong.
    CheckCharacters = "check-characters",
    /// A GS1 Company Prefix cannot begin where it must.
    CompanyPrefix = "company-prefix",
    /// No such day or month.
    Date = "date",
    /// No such hour, minute or second.
    Time = "time",
    /// Not a country of ISO 3166.
    Country = "country",
    /// Not a currency of ISO 4217.
    Currency = "currency",
    /// Not an IBAN of ISO 13616.
    Iban = "iban",
    /// A latitude or longitude outside the globe.
    Position = "position",
    /// A `%` that two hexadecimal digits do not follow.
    PercentEncoding = "percent-encoding",
    /// A North American coupon that cannot be read.
    Coupon = "coupon",
    /// A piece number above the total, or either of them zero.
    PieceOfTotal = "piece-of-total",
    /// A code outside its published list: sex, media, package, winding, importer index, yes or no.
    NotInList = "not-in-list",
    /// All zeros where a number is needed.
    ZeroNotAllowed = "zero-not-allowed",
    /// Something other than zero where zero is demanded.
    ZeroExpected = "zero-expected",
    /// A number written with a leading zero that may have none.
    LeadingZero = "leading-zero",
    /// Only digits where at least one other character is needed.
    NonDigitExpected = "non-digit-expected",
    /// Something other than a hyphen where only that may stand.
    HyphenExpected = "hyphen-expected",
    /// The same AI twice with different values.
    AiRepeated = "ai-repeated",
    /// Two AIs that must not stand together.
    AiExcluded = "ai-excluded",
    /// An AI without the AI that must accompany it.
    AiRequired = "ai-required",
    /// A digital signature beside a key that carries no serial part.
    SignatureWithoutSerial = "signature-without-serial",
    /// A web address with a character that no web address can hold.
    UriCharacter = "uri-character",
    /// A web address without a host or a path.
    UriIncomplete = "uri-incomplete",
    /// A host name with a character that it cannot hold.
    UriHost = "uri-host",
    /// A web address in which no GS1 primary key is found.
    UriNoKey = "uri-no-key",
    /// Key qualifiers in the wrong order or of different sequences.
    UriKeyOrder = "uri-key-order",
    /// A percent-encoded zero byte.
    UriZeroByte = "uri-zero-byte",
    /// An all-digit query parameter that is no known AI.
    UriUnknownAi = "uri-unknown-ai",
    /// An AI in the query that may not stand there.
    UriNotAttribute = "uri-not-attribute",
    /// An AI in the query that belongs in the path.
    UriBelongsInPath = "uri-belongs-in-path",
    /// The same AI twice in one web address.
    UriRepeated = "uri-repeated",
    /// No format of an ISO/IEC 15434 message begins where one must.
    EnvelopeFormat = "envelope-format",
    /// An ISO/IEC 15434 message does not end as it must.
    EnvelopeTrailer = "envelope-trailer",
    /// No data identifier or text element identifier stands where one must.
    DataIdentifier = "data-identifier",
    /// A HIBC code lacks one of its parts.
    HibcStructure = "hibc-structure",
    /// The mod-43 check character of a HIBC code is wrong.
    CheckCharacter = "check-character",
    /// The second of two HIBC codes belongs to another first one.
    LinkCharacter = "link-character",
    /// An ISBT 128 compound message announces another number of structures than follow.
    StructureCount = "structure-count",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let mut names: Vec<_> = ErrorCode::ALL.iter().map(|c| c.as_str()).collect();
        for name in &names {
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}"
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ErrorCode::ALL.len());
    }
}
