// SPDX-License-Identifier: GPL-3.0-or-later
//! The panel on glass: a window under X, or the bare screen.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail, ensure};
use jiff::Timestamp;
use slint::{Timer, TimerMode};

use crate::Surroundings;
use crate::adapter::Adapter;
use crate::cli::Args;
use crate::latest::Latest;
use crate::link::{self, News, Taps};
use crate::present::View;
use crate::replay;
use crate::session::Session;

/// How often clock and size of the window are looked at.
const TICK: Duration = Duration::from_millis(250);
/// How long each snapshot of a recording stays.
const REPLAY_HOLD: Duration = Duration::from_millis(1_500);

/// What the window's thread keeps.
struct Screen {
    adapter: Adapter,
    session: Session,
    latest: Arc<Latest<News>>,
    drawn: Option<View>,
}

impl Screen {
    fn refresh(&mut self) {
        let now = Instant::now();
        if let Some(news) = self.latest.take() {
            self.session.hear(news, now);
        }
        self.adapter.fit_window();
        let view = self.session.view(now, Timestamp::now());
        if self.drawn.as_ref() != Some(&view) {
            self.adapter.show(&view);
            self.drawn = Some(view);
        }
    }
}

/// Opens the window and runs until it is closed.
pub(crate) fn run(args: &Args, around: Surroundings) -> anyhow::Result<()> {
    let backend = choose_backend(args.kms, around.display)?;
    let latest: Arc<Latest<News>> = Arc::default();
    let adapter = backend.select().and_then(|()| {
        let adapter = Adapter::new(Taps::nowhere())?;
        adapter.open(args.size, args.fullscreen || args.kms)?;
        Ok(adapter)
    });
    let adapter = adapter
        .with_context(|| format!("cannot open the display with {}; {}", backend.name, backend.advice))?;
    let wake = adapter.waker();
    let taps = match (&args.replay, &args.socket) {
        (Some(file), _) => {
            replay::start(file, Arc::clone(&latest), REPLAY_HOLD, wake, || {})?;
            Taps::nowhere()
        }
        (None, Some(socket)) => {
            link::start(socket, Arc::clone(&latest), wake).context("cannot start the link to the station")?
        }
        (None, None) => bail!("nothing to show: give --socket or --replay"),
    };
    adapter.send_taps_to(taps);
    let session = Session::new(around.zone, Instant::now());
    let screen = Rc::new(RefCell::new(Screen { adapter, session, latest, drawn: None }));
    let _timer = connect(&screen);
    slint::run_event_loop().map_err(|error| anyhow!("the display was lost: {error}"))
}

fn connect(screen: &Rc<RefCell<Screen>>) -> Timer {
    let on_news = Rc::clone(screen);
    screen.borrow().adapter.on_news(move || on_news.borrow_mut().refresh());
    screen.borrow_mut().refresh();
    let on_tick = Rc::clone(screen);
    let timer = Timer::default();
    timer.start(TimerMode::Repeated, TICK, move || on_tick.borrow_mut().refresh());
    timer
}

/// How the display is opened.
struct Backend {
    /// Slint's name for it.
    name: &'static str,
    /// The cargo feature that builds it in.
    feature: &'static str,
    /// Whether it is.
    built_in: bool,
    /// What to check when it fails.
    advice: &'static str,
}

const KMS: Backend = Backend {
    name: "linuxkms",
    feature: "kms",
    built_in: cfg!(feature = "kms"),
    advice: "check that a screen is connected, that no other program owns it, and that this user is in the groups video and input",
};

const X11: Backend = Backend {
    name: "winit",
    feature: "desktop",
    built_in: cfg!(feature = "desktop"),
    advice: "check that DISPLAY names a running X server",
};

fn choose_backend(kms: bool, display: bool) -> anyhow::Result<Backend> {
    match (kms, display) {
        (true, _) => Ok(KMS),
        (false, true) => Ok(X11),
        (false, false) => bail!(
            "there is no display: DISPLAY is not set. Start under X, give --kms for a bare screen, or --png FILE to draw into a file"
        ),
    }
}

impl Backend {
    /// Names the backend to Slint, which would fall back silently if left to choose.
    fn select(&self) -> anyhow::Result<()> {
        ensure!(
            self.built_in,
            "this build has no {}: build it with the feature {}, or give --png FILE",
            self.name,
            self.feature
        );
        slint::BackendSelector::new()
            .backend_name(self.name.to_owned())
            .renderer_name("software".to_owned())
            .select()
            .map_err(|error| anyhow!("{error}"))
    }
}
