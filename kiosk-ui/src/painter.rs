// SPDX-License-Identifier: GPL-3.0-or-later
//! Draws views without a display: the software renderer into memory.

use std::rc::Rc;
use std::time::{Duration, Instant};

use slint::platform::software_renderer::{MinimalSoftwareWindow, PremultipliedRgbaColor, RepaintBufferType};
use slint::platform::{Platform, WindowAdapter, WindowEvent};
use slint::{PhysicalSize, PlatformError};

use crate::adapter::Adapter;
use crate::cli::PanelSize;
use crate::link::Taps;
use crate::picture::Picture;
use crate::present::View;

/// A platform without windows, events or a display.
struct Bare {
    window: Rc<MinimalSoftwareWindow>,
    start: Instant,
}

impl Platform for Bare {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(Rc::clone(&self.window) as Rc<dyn WindowAdapter>)
    }

    fn duration_since_start(&self) -> Duration {
        self.start.elapsed()
    }
}

/// What the page needs at least and what it has, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Narrowest the page can be.
    pub needed_width: f32,
    /// Lowest it can be at the panel's width.
    pub needed_height: f32,
    /// Width of the panel.
    pub width: f32,
    /// Height of the panel.
    pub height: f32,
}

/// One panel in memory.
pub struct Painter {
    window: Rc<MinimalSoftwareWindow>,
    adapter: Adapter,
    size: PanelSize,
    pixels: Vec<PremultipliedRgbaColor>,
}

impl Painter {
    /// A panel of that size. Once per thread: Slint keeps one platform for each.
    ///
    /// # Errors
    /// When this thread has a platform already.
    pub fn new(size: PanelSize, taps: Taps) -> anyhow::Result<Self> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        let platform = Bare { window: Rc::clone(&window), start: Instant::now() };
        slint::platform::set_platform(Box::new(platform))
            .map_err(|error| anyhow::anyhow!("cannot draw without a display: {error}"))?;
        let adapter = Adapter::new(taps)?;
        adapter.show_window()?;
        let mut painter = Self { window, adapter, size, pixels: Vec::new() };
        painter.resize(size);
        Ok(painter)
    }

    /// Gives the panel another size.
    pub fn resize(&mut self, size: PanelSize) {
        self.size = size;
        self.pixels = vec![PremultipliedRgbaColor::default(); size.width as usize * size.height as usize];
        self.window.set_size(PhysicalSize::new(size.width, size.height));
        self.adapter.fit(size);
    }

    /// Draws a view.
    pub fn paint(&mut self, view: &View) -> Picture {
        self.render(view);
        let rgb = self.pixels.iter().flat_map(|pixel| [pixel.red, pixel.green, pixel.blue]).collect();
        Picture { width: self.size.width, height: self.size.height, rgb }
    }

    /// What a view needs, beside what it has.
    pub fn lay_out(&mut self, view: &View) -> Room {
        // Slint makes the parts of a list when they are first drawn; before that their sizes are the old ones.
        self.render(view);
        let (needed_width, needed_height) = self.adapter.needed();
        Room { needed_width, needed_height, width: self.size.width as f32, height: self.size.height as f32 }
    }

    fn render(&mut self, view: &View) {
        self.adapter.show(view);
        slint::platform::update_timers_and_animations();
        let stride = self.size.width as usize;
        self.window.draw_if_needed(|renderer| {
            renderer.render(&mut self.pixels, stride);
        });
    }

    /// Gives the panel an event of a finger or a mouse, as a display would.
    ///
    /// # Errors
    /// When Slint refuses the event.
    pub fn touch(&self, event: WindowEvent) -> Result<(), PlatformError> {
        self.window.dispatch_event_with_result(event).map(drop)
    }
}
