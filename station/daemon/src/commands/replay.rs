// SPDX-License-Identifier: GPL-3.0-or-later
//! `station replay`: a recorded device session through the station's own decisions, nothing written.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use driver_virtual::Recording;
use drivers_api::RawScan;
use jiff::{SignedDuration, Timestamp};
use station_api::{Card, CardId, Intent, Screen};
use station_core::{ClockConfidence, Decision, JournalEntry, Now, Session, Site, Stamp};
use station_store::StateDir;

use super::args::{self, ConfigArg};
use super::ground::{self, Standing};
use super::report::VerdictLine;
use super::{Outcome, output};
use crate::config::Config;

/// Taps that close one card at most: a route of a returned unit takes two.
const MAX_TAPS: usize = 3;

const NOTES: &str = "\
One JSON line for each scan, as `station verify --json` prints it, with the device.
The verdicts are those of the panel, as this station is configured: a first failed read
asks to read again, a unit seen before is told. Every card counts as answered at once.";

/// Arguments of `station replay`.
#[derive(Debug, Args)]
#[command(after_help = NOTES)]
pub struct ReplayArgs {
    /// The station's configuration.
    #[command(flatten)]
    pub config: ConfigArg,
    /// The moment of the first scan instead of now
    #[arg(long, value_name = "TIME", value_parser = args::moment)]
    pub at: Option<Timestamp>,
    /// The recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Plays the recording.
///
/// # Errors
/// When the configuration or the recording cannot be read; what came before a bad line is printed.
pub fn run(args: &ReplayArgs, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let config = args.config.load()?;
    let state = StateDir::new(&config.state_dir);
    let file = File::open(&args.file).with_context(|| format!("opening {}", args.file.display()))?;
    let recording = Recording::open(BufReader::new(file));
    let recording = recording.with_context(|| format!("reading {}", args.file.display()))?;
    let standing = Standing::new(ground::open(&state.bundle(), None));
    if let Some(problem) = standing.problem() {
        tracing::warn!(step = problem.code, "{}", problem.text);
    }
    let mut player = Player {
        session: Session::new(site(&config, &state)?, CardId(1)),
        standing,
        begin: args.at.unwrap_or_else(Timestamp::now),
        first: None,
        offset_min: config.site.utc_offset_min,
    };
    for scan in recording {
        let scan = scan.with_context(|| format!("reading {}", args.file.display()))?;
        player.play(&scan, out)?;
    }
    Ok(Outcome::Done)
}

/// A station that is not enrolled stands nowhere; its recordings can still be looked at.
fn site(config: &Config, state: &StateDir) -> anyhow::Result<Site> {
    let enrolment = ground::enrolled(state).ok().and_then(|(identity, _)| identity.enrolment().cloned());
    Ok(Site {
        role: config.role,
        facility: enrolment.map(|enrolment| enrolment.facility).unwrap_or_default(),
        market: config.site.market.clone(),
        shipment: config.site.shipment.clone(),
        reading: config.reading.options()?,
    })
}

struct Player {
    session: Session,
    standing: Standing,
    begin: Timestamp,
    first: Option<drivers_api::Monotonic>,
    offset_min: i16,
}

impl Player {
    fn play(&mut self, scan: &RawScan, out: &mut dyn Write) -> anyhow::Result<()> {
        let now = self.moment_of(scan);
        self.session.tick(now.mono);
        let step = self.session.scan(scan, &self.standing.ground(), &now);
        self.session.commit(step.effect);
        self.tell(scan, &step.decision, now.stamp.at, out)?;
        self.answer_card(&now);
        Ok(())
    }

    /// The recorded spaces between scans, counted from the first.
    fn moment_of(&mut self, scan: &RawScan) -> Now {
        let first = *self.first.get_or_insert(scan.captured);
        let passed = SignedDuration::try_from(scan.captured.since(first)).unwrap_or_default();
        let at = self.begin.checked_add(passed).unwrap_or(self.begin);
        let stamp = Stamp { at, clock: ClockConfidence::Plausible, offset_min: self.offset_min };
        Now { stamp, mono: scan.captured }
    }

    fn tell(
        &self,
        scan: &RawScan,
        decision: &Decision,
        at: Timestamp,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let JournalEntry::Scan(entry) = &decision.entry else { return Ok(()) };
        let text = String::from_utf8_lossy(scan.payload.as_bytes());
        let code = format!("{}{text}", scan.symbology.as_deref().unwrap_or_default());
        let mut line = VerdictLine::new(&code, &entry.verdict, &entry.evidence, self.standing.trust(), at);
        line.device = Some(scan.device.as_str());
        output::json_line(out, &line)?;
        Ok(())
    }

    /// Takes the last action of a card that waits, which closes it: otherwise the next scan would be refused.
    fn answer_card(&mut self, now: &Now) {
        for _ in 0..MAX_TAPS {
            let Some(intent) = waiting(&self.session.screen(&self.standing.ground())) else { return };
            let Some(step) = self.session.tap(intent, now) else { return };
            self.session.commit(step.effect);
        }
    }
}

fn waiting(screen: &Screen) -> Option<Intent> {
    let closing = |card: &Card| {
        let action = *card.actions.last()?;
        Some(Intent { card: card.id, action })
    };
    match screen {
        Screen::ReturnsQuestion(card) => closing(card),
        Screen::Verdict(card) if card.verdict.must_acknowledge() => closing(card),
        _ => None,
    }
}
