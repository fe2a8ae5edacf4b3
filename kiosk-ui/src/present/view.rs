// SPDX-License-Identifier: GPL-3.0-or-later
//! What is drawn, in plain words and shapes: no Slint type and no millimetre.

use station_api::{Action, CardId};

/// The whole panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The line on top, the same everywhere.
    pub header: Header,
    /// What a person should read before the rest, worst first; at most two.
    pub banners: Vec<Banner>,
    /// The same where room is short: the worst one.
    pub short_banners: Vec<Banner>,
    /// The rest.
    pub page: Page,
}

impl View {
    /// The card on the panel, if there is one.
    pub fn card(&self) -> Option<CardId> {
        match &self.page {
            Page::Verdict(page) => Some(page.card),
            Page::Returns(page) => Some(page.card),
            Page::Routed(page) => Some(page.card),
            Page::Waiting(_) | Page::Idle(_) => None,
        }
    }

    /// The buttons on the panel, in the order of the station.
    pub fn buttons(&self) -> &[Button] {
        match &self.page {
            Page::Verdict(page) => &page.buttons,
            Page::Returns(page) => &page.buttons,
            Page::Waiting(_) | Page::Idle(_) | Page::Routed(_) => &[],
        }
    }
}

/// How much a mark wants attention. The shape goes with it: dot, triangle, octagon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing to see.
    #[default]
    Calm,
    /// Somebody should look.
    Caution,
    /// Work stops.
    Stop,
}

/// The look of a verdict: colour and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Green, disc with a tick.
    Pass,
    /// Amber, tick with a clock.
    Stale,
    /// Amber, triangle.
    Caution,
    /// Red, octagon with a cross.
    Stop,
    /// Red, raised hand.
    Hand,
    /// Grey, square with a question mark.
    Unsure,
}

/// The line on top.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Name and job of the station, e.g. `Dock 3 · Inbound`.
    pub station: String,
    /// What it works on, e.g. the shipment; empty when nothing.
    pub context: String,
    /// One chip for each device.
    pub chips: Vec<Chip>,
    /// The same where room is short: the working ones in one chip, faults by name.
    pub short_chips: Vec<Chip>,
    /// The link to the registry.
    pub link: Chip,
    /// Hours and minutes.
    pub clock: String,
}

/// A mark and a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chip {
    /// The word.
    pub label: String,
    /// The mark.
    pub tone: Tone,
}

/// A line a person should read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// How much it matters.
    pub tone: Tone,
    /// What is wrong and what to do.
    pub text: String,
    /// How many more there are, e.g. `+2 more`; empty when none.
    pub more: String,
}

/// What fills the panel under header and banners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// No station to show.
    Waiting(Waiting),
    /// Waiting for a scan.
    Idle(IdlePage),
    /// The outcome of a scan.
    Verdict(VerdictPage),
    /// Where does the returned unit go?
    Returns(ReturnsPage),
    /// The returned unit was routed.
    Routed(RoutedPage),
}

/// The station is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiting {
    /// What is the matter.
    pub title: String,
    /// What it means for the work.
    pub text: String,
    /// What to do if it lasts.
    pub advice: String,
    /// For the phone: why the socket does not answer.
    pub small_print: String,
}

/// The big thing on the idle page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hero {
    /// A number that grows.
    Count {
        /// What is counted.
        label: String,
        /// The number.
        value: String,
        /// What it should become, e.g. `of 480`; empty when unknown.
        of: String,
        /// How far it is, in thousandths; `None` without an end.
        permille: Option<u16>,
    },
    /// An invitation to scan.
    Invite {
        /// What to do.
        title: String,
        /// How.
        text: String,
    },
}

/// A small number with its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The number.
    pub value: String,
    /// Whether it wants a look.
    pub tone: Tone,
}

/// One of the last scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentRow {
    /// Its verdict.
    pub look: Look,
    /// Product, or the code where the product is unknown.
    pub title: String,
    /// The reason in a word, and the end of the serial.
    pub detail: String,
    /// When, in hours and minutes.
    pub time: String,
}

/// Waiting for a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdlePage {
    /// The big thing.
    pub hero: Hero,
    /// The small numbers, at most four.
    pub tiles: Vec<Tile>,
    /// What to do next.
    pub hint: String,
    /// Whether work has stopped, so that the hint is no invitation.
    pub stopped: bool,
    /// Last scans, newest first, at most six.
    pub recent: Vec<RecentRow>,
    /// How old the signed data is.
    pub data: Chip,
}

/// A word and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
}

/// Something to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What the station is asked for.
    pub action: Action,
    /// The word on it.
    pub label: String,
    /// What happens then; on route tiles only.
    pub hint: String,
    /// Whether it is the likely one.
    pub primary: bool,
}

/// The outcome of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictPage {
    /// Which card.
    pub card: CardId,
    /// Colour and shape.
    pub look: Look,
    /// The word to be read from a metre away.
    pub word: String,
    /// Why.
    pub headline: String,
    /// What to do with the item.
    pub todo: String,
    /// At most three facts.
    pub facts: Vec<Fact>,
    /// The rules behind it, in a line; empty on a pass.
    pub evidence: String,
    /// Age of the data and the code for the phone.
    pub small_print: String,
    /// At most three.
    pub buttons: Vec<Button>,
}

/// Where does the returned unit go?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnsPage {
    /// Which card.
    pub card: CardId,
    /// Colour and shape of the verdict.
    pub look: Look,
    /// The verdict's word.
    pub word: String,
    /// Why.
    pub headline: String,
    /// The question.
    pub question: String,
    /// Product and serial.
    pub item: String,
    /// Age of the data and the code for the phone.
    pub small_print: String,
    /// The routes first, then the rest; at most three.
    pub buttons: Vec<Button>,
}

/// The returned unit was routed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutedPage {
    /// Which card it answers.
    pub card: CardId,
    /// Whether it goes to destruction.
    pub scrap: bool,
    /// The word to be read from a metre away.
    pub word: String,
    /// What to do with the item.
    pub todo: String,
    /// Product, serial, count.
    pub facts: Vec<Fact>,
    /// The code for the phone.
    pub small_print: String,
}
