// SPDX-License-Identifier: GPL-3.0-or-later
//! `station verify`: a verdict without a network, a panel or a second read.

use std::io::{BufRead, Write};
use std::path::PathBuf;

use clap::Args;
use gs1::Options;
use jiff::Timestamp;
use station_api::{Cause, Evidence, Verdict, VerdictKind};
use station_core::reading::Unreadable;
use station_core::verdict::{Judgement, Place, judge};

use super::args::{self, ReadingArgs};
use super::ground::{self, Standing};
use super::report::VerdictLine;
use super::{Outcome, codes, lines, output, words};

const EXAMPLES: &str = "\
A code is what a scanner sends, a web address, elements in brackets, or a serial:
  ']d20109521321000018210000…'      'https://id.gs1.org/01/09521321000018/21/0000…'
  '(01)09521321000018(21)0000…'     00000…  (20 characters)

The folder is one that `registry bundle build --out DIR` wrote, or a station's own
(/var/lib/assay-station). Exit status 0 when every unit is genuine, also by old data.";

/// Arguments of `station verify`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyArgs {
    /// Folder with the signed data
    #[arg(long, value_name = "DIR")]
    pub bundle: PathBuf,
    /// Print one JSON line for each code
    #[arg(long)]
    pub json: bool,
    /// Read codes from stdin, one JSON string per line, and answer in JSON
    #[arg(long, conflicts_with = "codes")]
    pub jsonl: bool,
    /// Judge as of this moment instead of now, e.g. 2026-11-01T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = args::moment)]
    pub at: Option<Timestamp>,
    /// Country this is, e.g. DE; without it the market is not checked
    #[arg(long, value_name = "CC", value_parser = args::market)]
    pub market: Option<String>,
    /// How codes are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// The codes
    #[arg(value_name = "CODE", required_unless_present = "jsonl")]
    pub codes: Vec<String>,
}

/// Answers each code in order.
///
/// # Errors
/// When the profile cannot be used, or stdin or stdout breaks. Data that is missing or not trusted is an
/// answer.
pub fn run(args: &VerifyArgs, input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let desk = Desk {
        standing: Standing::new(ground::open(&args.bundle, None)),
        options: args.reading.options(false)?,
        market: args.market.clone(),
        at: args.at,
        json: args.json || args.jsonl,
    };
    if let Some(problem) = desk.standing.problem() {
        tracing::warn!(step = problem.code, "{}", problem.text);
    }
    let mut outcome = Outcome::Done;
    for code in &args.codes {
        outcome = outcome.and(desk.answer(code, out)?);
    }
    while args.jsonl
        && let Some(line) = lines::next(input)?
    {
        let one = match line {
            Ok(code) => desk.answer(&code, out)?,
            Err(bad) => {
                let unreadable =
                    Unreadable { code: bad.raw.clone(), error: bad.code.to_owned(), message: bad.message };
                desk.show(&bad.raw, &unread(&unreadable), desk.now(), out)?
            }
        };
        outcome = outcome.and(one);
    }
    Ok(outcome)
}

/// Everything a verdict needs beside the code.
struct Desk {
    standing: Standing,
    options: Options,
    market: Option<String>,
    at: Option<Timestamp>,
    json: bool,
}

impl Desk {
    fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(Timestamp::now)
    }

    fn answer(&self, code: &str, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let now = self.now();
        let place = Place { market: self.market.as_deref(), ..Place::default() };
        let judged = match codes::read(code, &self.options)? {
            Ok(item) => judge(&item, &self.standing.ground(), &place, now),
            Err(unreadable) => unread(&unreadable),
        };
        self.show(code, &judged, now, out)
    }

    fn show(
        &self,
        code: &str,
        judged: &Judgement,
        now: Timestamp,
        out: &mut dyn Write,
    ) -> anyhow::Result<Outcome> {
        let mut evidence = judged.evidence.clone();
        evidence.extend(self.standing.problem());
        if self.json {
            let mut line = VerdictLine::new(code, &judged.verdict, &evidence, self.standing.trust(), now);
            line.unit = judged.fact.as_ref().map(Into::into);
            output::json_line(out, &line)?;
        } else {
            writeln!(out, "{}", plain(code, judged))?;
        }
        let kind = judged.verdict.kind();
        Ok(Outcome::of(matches!(kind, VerdictKind::Genuine | VerdictKind::GenuineStale)))
    }
}

/// The judgement of a code nobody could understand.
fn unread(bad: &Unreadable) -> Judgement {
    let cause = Cause::Unreadable { error: bad.error.clone(), message: bad.message.clone() };
    let evidence = vec![Evidence { code: bad.error.clone(), text: bad.message.clone() }];
    Judgement { verdict: Verdict::Indeterminate { cause }, fact: None, serial: None, evidence }
}

fn plain(code: &str, judged: &Judgement) -> String {
    let unit = words::unit(judged.fact.as_ref());
    let gap = if unit.is_empty() { "" } else { ": " };
    let headline = words::headline(judged.verdict.kind());
    format!("{headline:<14}{}  {unit}{gap}{}", output::printable(code), words::sentence(&judged.verdict))
}
