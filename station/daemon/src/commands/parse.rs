// SPDX-License-Identifier: GPL-3.0-or-later
//! `station parse`: what a code contains, by the letter of the GS1 rules.

use std::io::{BufRead, Write};

use clap::Args;
use gs1::{Message, Options, ParseError};
use serde::Serialize;

use super::args::ReadingArgs;
use super::lines::{self, BadLine};
use super::{Outcome, output};

const EXAMPLES: &str = "\
A code is what a scanner sends: its symbology identifier, then the data.
  ]C1 GS1-128   ]d2 GS1 DataMatrix   ]Q3 GS1 QR   ]E0 EAN-13, UPC
  ]Q1 QR        ]d1 DataMatrix: text, or a GS1 web address

  station parse ']d2010952132100001821SN42'
  station parse ']Q1https://id.gs1.org/01/09521321000018/21/SN42'
  printf '%s\\n' '\"]d20109521321000018\\u001d21SN42\"' | station parse --jsonl

One JSON line for each code; exit status 1 when any code was refused.";

/// Arguments of `station parse`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ParseArgs {
    /// Read codes from stdin, one JSON string per line
    #[arg(long, conflicts_with = "codes")]
    pub jsonl: bool,
    /// Accept a label that lacks an element which another one asks for
    #[arg(long)]
    pub lenient: bool,
    /// How codes are read.
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// The codes
    #[arg(value_name = "CODE", required_unless_present = "jsonl")]
    pub codes: Vec<String>,
}

#[derive(Serialize)]
struct Accepted<'a> {
    r#in: &'a str,
    ok: bool,
    ai: Option<String>,
    dl: Option<String>,
    kind: &'static str,
    elements: Vec<Element<'a>>,
    /// The text of a code that is not made of elements.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    /// A serial number that stands outside of AI (21), e.g. in a maker's own web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
}

#[derive(Serialize)]
struct Element<'a> {
    ai: &'a str,
    title: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
struct Refused<'a> {
    r#in: &'a str,
    ok: bool,
    error: Reason,
}

#[derive(Serialize)]
struct Reason {
    code: &'static str,
    message: String,
    at: usize,
    /// What most often lies behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
    /// What to do about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

/// Answers each code in order.
///
/// # Errors
/// When the profile cannot be used, or stdin or stdout breaks. A code that is refused is an answer.
pub fn run(args: &ParseArgs, input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let options = args.reading.options(args.lenient)?;
    let mut outcome = Outcome::Done;
    for code in &args.codes {
        outcome = outcome.and(answer(code, &options, out)?);
    }
    while args.jsonl
        && let Some(line) = lines::next(input)?
    {
        let one = match line {
            Ok(code) => answer(&code, &options, out)?,
            Err(bad) => refuse_line(bad, out)?,
        };
        outcome = outcome.and(one);
    }
    Ok(outcome)
}

fn answer(code: &str, options: &Options, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    match gs1::parse(code.as_bytes(), options) {
        Ok(message) => output::json_line(out, &accepted(code, &message))?,
        Err(error) => {
            output::json_line(out, &Refused { r#in: code, ok: false, error: reason(&error) })?;
            return Ok(Outcome::No);
        }
    }
    Ok(Outcome::Done)
}

fn accepted<'a>(code: &'a str, message: &'a Message) -> Accepted<'a> {
    let element = |e: &'a gs1::Element| Element { ai: e.ai(), title: e.title(), value: e.value() };
    Accepted {
        r#in: code,
        ok: true,
        ai: message.bracketed(),
        dl: message.digital_link(),
        kind: message.kind().as_str(),
        elements: message.elements().iter().map(element).collect(),
        text: message.text(),
        serial: message.serial().filter(|_| message.get("21").is_none()).map(String::from),
    }
}

fn reason(error: &ParseError) -> Reason {
    let cause = error.likely_cause();
    Reason {
        code: error.code.as_str(),
        message: error.to_string(),
        at: error.at,
        cause: cause.map(gs1::Cause::as_str),
        advice: cause.map(gs1::Cause::advice),
    }
}

fn refuse_line(bad: BadLine, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let error = Reason { code: bad.code, message: bad.message, at: bad.at, cause: None, advice: None };
    output::json_line(out, &Refused { r#in: &bad.raw, ok: false, error })?;
    Ok(Outcome::No)
}
