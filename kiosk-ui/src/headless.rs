// SPDX-License-Identifier: GPL-3.0-or-later
//! The panel as a picture file: for computers without a display, for tests and for support.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::cli::Args;
use crate::latest::Latest;
use crate::link::{self, News, Taps};
use crate::painter::Painter;
use crate::present::{Page, View};
use crate::replay;
use crate::session::Session;

/// How often the clock on the panel is looked at when nothing happens.
const TICK: Duration = Duration::from_millis(500);

/// Where snapshots come from.
struct Source {
    latest: Arc<Latest<News>>,
    ended: Arc<AtomicBool>,
}

/// Draws into `file` until the source ends; a station never does.
pub(crate) fn run(args: &Args, file: &Path, zone: TimeZone) -> anyhow::Result<()> {
    let mut painter = Painter::new(args.size, Taps::nowhere())?;
    let source = open(args)?;
    let mut session = Session::new(zone, Instant::now());
    let mut drawn: Option<(u64, View)> = None;
    loop {
        // Read before the place is looked into: what was put before the end is then still found there.
        let ended = source.ended.load(Ordering::Acquire);
        if let Some(news) = source.latest.take_within(if ended { Duration::ZERO } else { TICK }) {
            session.hear(news, Instant::now());
        } else if ended {
            return Ok(());
        }
        if args.once && !session.is_up() {
            continue;
        }
        let now = (session.seq(), session.view(Instant::now(), Timestamp::now()));
        if drawn.as_ref() != Some(&now) {
            painter.paint(&now.1).write(file)?;
            tell(file, now.0, &now.1)?;
            drawn = Some(now);
        }
        if args.once {
            return Ok(());
        }
    }
}

fn open(args: &Args) -> anyhow::Result<Source> {
    let source = Source { latest: Arc::default(), ended: Arc::default() };
    let latest = Arc::clone(&source.latest);
    match (&args.replay, &args.socket) {
        (Some(recording), _) => {
            let ended = Arc::clone(&source.ended);
            replay::start(
                recording,
                latest,
                Duration::ZERO,
                || {},
                move || ended.store(true, Ordering::Release),
            )?;
        }
        (None, Some(socket)) => {
            link::start(socket, latest, || {}).context("cannot start the link to the station")?;
        }
        (None, None) => anyhow::bail!("nothing to show: give --socket or --replay"),
    }
    Ok(source)
}

fn tell(file: &Path, seq: u64, view: &View) -> anyhow::Result<()> {
    let screen = match &view.page {
        Page::Waiting(_) => "waiting",
        Page::Idle(_) => "idle",
        Page::Verdict(_) => "verdict",
        Page::Returns(_) => "returns_question",
        Page::Routed(_) => "routed",
    };
    let card = view.card().map(|card| card.0);
    let line = json!({ "png": file.to_string_lossy(), "seq": seq, "screen": screen, "card": card });
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("cannot write to the standard output")
}
