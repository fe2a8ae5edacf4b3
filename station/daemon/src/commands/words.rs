// SPDX-License-Identifier: GPL-3.0-or-later
//! Verdicts in plain words, for people at a terminal.

use registry_api::fact::Fact;
use station_api::{AttentionReason, Cause, NotVerifiedReason, ReportedReason, Verdict, VerdictKind};

use super::output::printable;

/// The word that stands first on a line.
pub(crate) fn headline(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Genuine => "GENUINE",
        VerdictKind::GenuineStale => "GENUINE (OLD)",
        VerdictKind::Attention => "ATTENTION",
        VerdictKind::NotVerified => "NOT VERIFIED",
        VerdictKind::Reported => "REPORTED",
        VerdictKind::Indeterminate => "CANNOT SAY",
    }
}

/// What is known of the unit: product and lot; empty where nothing is.
pub(crate) fn unit(fact: Option<&Fact>) -> String {
    let Some(fact) = fact else { return String::new() };
    match &fact.block.lot {
        Some(lot) => format!("{}, lot {}", printable(&fact.product.name), printable(lot)),
        None => printable(&fact.product.name),
    }
}

/// What it means and what to do.
pub(crate) fn sentence(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Genuine => "issued by the maker".to_owned(),
        Verdict::GenuineStale { as_of } => {
            format!("issued by the maker as of {}; bring the station online", as_of.strftime("%Y-%m-%d"))
        }
        Verdict::Attention { reason } => attention(reason),
        Verdict::NotVerified { reason } => not_verified(reason),
        Verdict::Reported { reason: ReportedReason::Counterfeit } => {
            "this serial was found on counterfeits; keep the unit and call the supervisor".to_owned()
        }
        Verdict::Reported { reason: ReportedReason::Stolen } => {
            "reported stolen; keep the unit and call the supervisor".to_owned()
        }
        Verdict::Indeterminate { cause } => cannot_say(cause),
    }
}

fn attention(reason: &AttentionReason) -> String {
    match reason {
        AttentionReason::Recalled => "recalled by the maker; set it aside".to_owned(),
        AttentionReason::Expired => "past its expiry date; set it aside".to_owned(),
        AttentionReason::WrongMarket { made_for, here } => {
            format!("made for {}, this is {here}; ask the supervisor", printable(&made_for.join(" ")))
        }
        AttentionReason::NotOnManifest => "not in the expected shipment; ask the supervisor".to_owned(),
        AttentionReason::Duplicate => "scanned before in this run; look for a second unit".to_owned(),
        AttentionReason::AlreadyReturned => "already registered as returned; ask the supervisor".to_owned(),
        AttentionReason::Scrapped => "registered as scrapped, it should not exist; set it aside".to_owned(),
        AttentionReason::WrongLot { label, record } => {
            format!("label says lot {}, the maker's record {}", printable(label), printable(record))
        }
        AttentionReason::WrongExpiry { label, record } => {
            format!("label says expiry {}, the maker's record {}", printable(label), printable(record))
        }
        AttentionReason::NotRecorded => "not recorded and so not accepted; call support".to_owned(),
    }
}

fn not_verified(reason: &NotVerifiedReason) -> String {
    match reason {
        NotVerifiedReason::NeverIssued => "no unit with this number was ever issued; set it aside".to_owned(),
        NotVerifiedReason::CheckFailed => "the number's check part is wrong; set it aside".to_owned(),
        NotVerifiedReason::WrongProduct { record } => {
            format!("the serial belongs to another product (GTIN {record}); set it aside")
        }
        NotVerifiedReason::NotASerial => "the serial is not of this maker's form; set it aside".to_owned(),
    }
}

fn cannot_say(cause: &Cause) -> String {
    match cause {
        Cause::ReadAgain => "the first read failed; read it again".to_owned(),
        Cause::NotCoveredYet => "newer than the signed data; bring the station online".to_owned(),
        Cause::Unreadable { message, .. } => format!("unreadable: {}", printable(message)),
        Cause::NoSerial => "the code carries no serial number; scan the one that does".to_owned(),
        Cause::UnknownProduct => "not a product of this maker".to_owned(),
        Cause::BundleMissing => "there is no signed data to judge by; install a bundle".to_owned(),
        Cause::BundleUntrusted { step } => {
            format!("the signed data is not trusted (step {step}); install a new bundle")
        }
        Cause::BundleTooOld { as_of } => {
            format!("the signed data of {} is too old; install a new bundle", as_of.strftime("%Y-%m-%d"))
        }
        Cause::ClockUntrusted => "the clock is behind the signed data; set it right".to_owned(),
    }
}
