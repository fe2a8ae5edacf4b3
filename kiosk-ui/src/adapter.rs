// SPDX-License-Identifier: GPL-3.0-or-later
//! Between [`View`] and Slint: the view goes in field by field, taps come out as intents.

mod fields;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use anyhow::anyhow;
use slint::{ComponentHandle, LogicalSize};
use station_api::Intent;

use crate::cli::PanelSize;
use crate::guard::{Guard, ScreenKey};
use crate::link::Taps;
use crate::present::{Page, View};

/// What the Slint compiler makes of the `.slint` files.
// Nobody writes it, so the lints for what people write say nothing about it.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic, clippy::restriction)]
mod ui {
    slint::include_modules!();
}

/// Millimetres of the 10.1 inch panel, 0.170 mm a pixel at 1280 by 800.
const LARGE_MM: (f32, f32) = (217.6, 136.0);
/// Millimetres of the 7 inch panel, 0.193 mm a pixel at 800 by 480.
const SMALL_MM: (f32, f32) = (154.4, 92.6);
/// Windows lower than this many pixels are laid out as the 7 inch panel.
const SMALL_BELOW: u32 = 600;

/// What a tap needs to become an intent.
struct Touch {
    guard: Guard,
    view: Option<View>,
    taps: Taps,
}

/// The panel as Slint sees it.
pub struct Adapter {
    app: ui::App,
    touch: Rc<RefCell<Touch>>,
}

impl Adapter {
    /// A panel that shows nothing yet, on the platform of this thread.
    ///
    /// # Errors
    /// When the platform gives no window.
    pub fn new(taps: Taps) -> anyhow::Result<Self> {
        let app = ui::App::new().map_err(|error| anyhow!("cannot open a window: {error}"))?;
        let touch = Rc::new(RefCell::new(Touch { guard: Guard::default(), view: None, taps }));
        let panel = app.global::<ui::Panel>();
        let pressed = Rc::clone(&touch);
        panel.on_pressed(move || pressed.borrow_mut().guard.down(Instant::now()));
        let tapped = Rc::clone(&touch);
        panel.on_tapped(move |index| tapped.borrow_mut().tap(index));
        Ok(Self { app, touch })
    }

    /// Where taps go from now on.
    pub fn send_taps_to(&self, taps: Taps) {
        self.touch.borrow_mut().taps = taps;
    }

    /// Shows a view.
    pub fn show(&self, view: &View) {
        fields::set(&self.app, view);
        let mut touch = self.touch.borrow_mut();
        touch.guard.shown(screen_key(view), Instant::now());
        touch.view = Some(view.clone());
    }

    /// Lays out for a panel of that many pixels: one millimetre of glass stays one millimetre.
    pub fn fit(&self, size: PanelSize) {
        let small = size.height < SMALL_BELOW;
        let (wide, high) = if small { SMALL_MM } else { LARGE_MM };
        let scale = self.app.global::<ui::Scale>();
        let mm = (size.width as f32 / wide).min(size.height as f32 / high);
        // Setting it lays everything out anew.
        if (scale.get_mm(), scale.get_small()) != (mm, small) {
            scale.set_mm(mm);
            scale.set_small(small);
        }
    }

    /// Lays out for the window's own size.
    pub fn fit_window(&self) {
        let window = self.app.window();
        let size = window.size().to_logical(window.scale_factor());
        if size.width >= 1.0 && size.height >= 1.0 {
            self.fit(PanelSize { width: size.width as u32, height: size.height as u32 });
        }
    }

    /// Shows the window on its platform.
    ///
    /// # Errors
    /// When the platform refuses.
    pub fn show_window(&self) -> anyhow::Result<()> {
        self.app.show().map_err(|error| anyhow!("cannot show the window: {error}"))
    }

    /// Shows the window in that size or over the whole screen.
    ///
    /// # Errors
    /// When the platform refuses.
    pub fn open(&self, size: PanelSize, fullscreen: bool) -> anyhow::Result<()> {
        self.fit(size);
        let window = self.app.window();
        window.set_size(LogicalSize::new(size.width as f32, size.height as f32));
        window.set_fullscreen(fullscreen);
        self.show_window()
    }

    /// A call for other threads: it runs what [`Self::on_news`] was given, on the window's thread.
    pub fn waker(&self) -> impl Fn() + Send + 'static {
        let app = self.app.as_weak();
        move || {
            // Fails only when the event loop is gone, and then nobody has to look.
            let _ = app.upgrade_in_event_loop(|app| app.global::<ui::Panel>().invoke_news());
        }
    }

    /// What to do when another thread has news.
    pub fn on_news(&self, look: impl Fn() + 'static) {
        self.app.global::<ui::Panel>().on_news(look);
    }

    /// Least width and height of the page in view, in logical pixels.
    pub fn needed(&self) -> (f32, f32) {
        (self.app.get_needed_width(), self.app.get_needed_height())
    }
}

impl Touch {
    fn tap(&mut self, index: i32) {
        if !self.guard.up() {
            tracing::debug!("tap ignored: it does not belong to this screen");
            return;
        }
        let Some(view) = &self.view else { return };
        let action = usize::try_from(index).ok().and_then(|index| view.buttons().get(index));
        if let (Some(card), Some(button)) = (view.card(), action) {
            self.taps.send(Intent { card, action: button.action });
        }
    }
}

fn screen_key(view: &View) -> ScreenKey {
    let kind = match view.page {
        Page::Waiting(_) => 0,
        Page::Idle(_) => 1,
        Page::Verdict(_) => 2,
        Page::Returns(_) => 3,
        Page::Routed(_) => 4,
    };
    (kind, view.card())
}
