// SPDX-License-Identifier: GPL-3.0-or-later
//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;
use registry_api::fact::Status;

use crate::check::MAX_BATCH_UNITS;

/// Where the configuration is looked for when `--config` is not given.
const DEFAULT_CONFIG: &str = "/etc/assay/registry.toml";

/// The registry of Assay: where serials are born and remembered.
///
/// Answers go to stdout, logs to stderr. Exit status: 0 done, 1 refused or failed, 2 wrong use.
#[derive(Debug, Parser)]
#[command(name = "registry", version)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the registry: HTTP interface, public pages, bundle publishing
    Serve(ConfigArg),
    /// Issue serials; they are durable before they are printed
    Issue(IssueArgs),
    /// Add a product, or change its name or warranty
    Product(ProductArgs),
    /// Set the status of a unit
    Status(StatusArgs),
    /// Report a serial that was found on counterfeits and was never issued
    ReportFake(ReportFakeArgs),
    /// Announce a shipment; its serials come on stdin, one per line
    Shipment(ShipmentArgs),
    /// Print a one-time code for enrolling a station; it expires after 24 hours
    EnrolCode(EnrolCodeArgs),
    /// Verification bundles for stations
    #[command(subcommand)]
    Bundle(BundleCommand),
    /// Print the OpenAPI description of the HTTP interface
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct ConfigArg {
    /// Configuration file
    #[arg(long, value_name = "FILE", default_value = DEFAULT_CONFIG)]
    pub(crate) config: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct IssueArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// GTIN of the product, 8 to 14 digits
    #[arg(long, value_name = "GTIN")]
    pub(crate) product: String,
    /// How many serials
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_BATCH_UNITS)))]
    pub(crate) count: u32,
    /// Facility code; default: `issue.facility` of the configuration
    #[arg(long, value_name = "CODE")]
    pub(crate) facility: Option<String>,
    /// Line; default: `issue.line` of the configuration
    #[arg(long)]
    pub(crate) line: Option<String>,
    /// Place a person knows the facility by; default: `issue.place` of the configuration
    #[arg(long)]
    pub(crate) place: Option<String>,
    /// Production lot, GS1 AI (10)
    #[arg(long)]
    pub(crate) lot: Option<String>,
    /// Expiry date, GS1 AI (17)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) expiry: Option<Date>,
    /// Market the units are for, ISO 3166-1 alpha-2; may be repeated; none = all
    #[arg(long, value_name = "CC")]
    pub(crate) market: Vec<String>,
    /// Name of the batch: the same one again prints the same serials
    #[arg(long, value_name = "ID")]
    pub(crate) batch: Option<String>,
    /// One JSON object per unit and line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ProductArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// GTIN, 8 to 14 digits
    #[arg(long)]
    pub(crate) gtin: String,
    /// Name a shop assistant knows it by, at most 80 characters
    #[arg(long)]
    pub(crate) name: String,
    /// Months of warranty from production; left out = none stated
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u16).range(1..=1200))]
    pub(crate) warranty_months: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// Serial of the unit
    pub(crate) serial: String,
    /// active, sold, returned, refurbished, scrapped, recalled, stolen or counterfeit
    pub(crate) status: Status,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct ReportFakeArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// Serial as found
    pub(crate) serial: String,
}

#[derive(Debug, Args)]
pub(crate) struct ShipmentArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// Number of the shipment, e.g. of the despatch advice
    #[arg(long, value_name = "N")]
    pub(crate) number: String,
    /// Facility code it goes to
    #[arg(long, value_name = "CODE")]
    pub(crate) facility: String,
}

#[derive(Debug, Args)]
pub(crate) struct EnrolCodeArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// Facility code the station will stand at
    #[arg(long, value_name = "CODE")]
    pub(crate) facility: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BundleCommand {
    /// Sign a bundle of what is known now and write DIR/root.json and DIR/current.bundle
    Build(BundleBuildArgs),
}

#[derive(Debug, Args)]
pub(crate) struct BundleBuildArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// Folder to write to; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Write only what changed since a version; this form of bundle has no deltas, so it is refused
    #[arg(long, value_name = "VERSION")]
    pub(crate) since: Option<u64>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_contracts_issue_line_is_understood() {
        let cli = Cli::try_parse_from([
            "registry",
            "issue",
            "--product",
            "4006381333931",
            "--count",
            "3",
            "--json",
        ]);
        let Command::Issue(args) = cli.unwrap().command else { panic!("not issue") };
        assert_eq!((args.count, args.json, args.facility), (3, true, None));
        assert!(Cli::try_parse_from(["registry", "issue", "--product", "1", "--count", "0"]).is_err());
    }
}
