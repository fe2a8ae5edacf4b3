// SPDX-License-Identifier: GPL-3.0-or-later
//! From a [`Snapshot`] to a [`View`]: a pure function, tested with no window.
//!
//! **Invariant:** the presenter decides nothing. It turns the station's words into sentences, times and
//! shapes; verdicts, counts and buttons are those of the snapshot.

mod facts;
mod header;
mod idle;
#[cfg(test)]
mod tests;
mod time;
mod view;
mod words;

use station_api::{Action, Card, Route, Routed, Screen, Snapshot};

pub use time::Clock;
pub use view::{
    Banner, Button, Chip, Fact, Header, Hero, IdlePage, Look, Page, RecentRow, ReturnsPage, RoutedPage, Tile,
    Tone, VerdictPage, View, Waiting,
};

/// Buttons on a card.
const BUTTONS: usize = 3;
/// Banners on the idle page; other pages have room for one.
const IDLE_BANNERS: usize = 2;

/// How long a panel that never saw its station calls it "starting", in seconds.
const STARTING_S: u64 = 60;

/// The panel for this snapshot at this moment.
pub fn present(snapshot: &Snapshot, clock: &Clock) -> View {
    let idle = matches!(snapshot.screen, Screen::Idle(_));
    let limit = if idle { IDLE_BANNERS } else { 1 };
    View {
        header: header::header(snapshot, clock),
        banners: header::banners(snapshot, limit, idle),
        short_banners: header::banners(snapshot, 1, idle),
        page: page(snapshot, clock),
    }
}

fn page(snapshot: &Snapshot, clock: &Clock) -> Page {
    match &snapshot.screen {
        Screen::Idle(idle) => Page::Idle(idle::page(idle, snapshot, clock)),
        Screen::Verdict(card) => Page::Verdict(verdict(card, snapshot, clock)),
        Screen::ReturnsQuestion(card) => Page::Returns(returns(card, snapshot, clock)),
        Screen::Routed(routed) => Page::Routed(route(routed)),
    }
}

fn verdict(card: &Card, snapshot: &Snapshot, clock: &Clock) -> VerdictPage {
    let said = words::sentence(card, snapshot.role, clock);
    VerdictPage {
        card: card.id,
        look: words::look(card.verdict.kind()),
        word: words::word(&card.verdict).to_owned(),
        headline: said.headline,
        todo: said.todo,
        facts: facts::facts(card, snapshot.role),
        evidence: facts::evidence(card),
        small_print: facts::small_print(card, clock),
        buttons: buttons(card, snapshot),
    }
}

fn returns(card: &Card, snapshot: &Snapshot, clock: &Clock) -> ReturnsPage {
    let mut buttons = buttons(card, snapshot);
    // The tiles stand before the small buttons, whatever order the station names them in.
    buttons.sort_by_key(|button| !is_route(button.action));
    ReturnsPage {
        card: card.id,
        look: words::look(card.verdict.kind()),
        word: words::word(&card.verdict).to_owned(),
        headline: words::sentence(card, snapshot.role, clock).headline,
        question: "Where does it go?".to_owned(),
        item: facts::item(&card.facts),
        small_print: facts::small_print(card, clock),
        buttons,
    }
}

fn is_route(action: Action) -> bool {
    matches!(action, Action::Refurbish | Action::Scrap)
}

fn buttons(card: &Card, snapshot: &Snapshot) -> Vec<Button> {
    let make = |(index, action): (usize, &Action)| Button {
        action: *action,
        label: words::button(*action, &card.verdict, snapshot.role).to_owned(),
        hint: hint(*action).to_owned(),
        primary: index == 0,
    };
    card.actions.iter().take(BUTTONS).enumerate().map(make).collect()
}

fn hint(action: Action) -> &'static str {
    match action {
        Action::Refurbish => "To be repaired",
        Action::Scrap => "To be destroyed",
        Action::Accept | Action::SetAside | Action::Dismiss | Action::Sell => "",
    }
}

fn route(routed: &Routed) -> RoutedPage {
    let (word, todo, bin) = match routed.route {
        Route::Refurbish => {
            ("REFURBISH", "Put it in the bin for refurbishing. Scan the next item.", "Refurbish")
        }
        Route::Scrap => ("SCRAP", "Put it in the bin for destruction. Scan the next item.", "Scrap"),
    };
    let fact = |label: &str, value: String| Fact { label: label.to_owned(), value };
    let facts = [
        fact("Product", routed.product.clone()),
        fact(
            "Serial",
            if routed.serial_tail.is_empty() { String::new() } else { format!("…{}", routed.serial_tail) },
        ),
        fact(bin, format!("{} in this run", time::number(routed.count))),
    ];
    RoutedPage {
        card: routed.card,
        scrap: routed.route == Route::Scrap,
        word: word.to_owned(),
        todo: todo.to_owned(),
        facts: facts.into_iter().filter(|fact| !fact.value.is_empty()).collect(),
        small_print: format!("code {}", routed.support_code),
    }
}

/// What the panel knows when the station is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent<'a> {
    /// The last snapshot, if there ever was one.
    pub last: Option<&'a Snapshot>,
    /// How long the station has been away, in seconds.
    pub for_s: u64,
    /// Why the socket does not answer; empty before the first try.
    pub problem: &'a str,
}

/// The panel while the station is not there. No verdict is kept on it: nobody vouches for it any more.
pub fn present_absent(absent: &Absent<'_>, clock: &Clock) -> View {
    let header = Header {
        station: absent.last.map_or_else(|| "Assay".to_owned(), |last| last.station.clone()),
        link: Chip { label: "No station".to_owned(), tone: Tone::Caution },
        clock: clock.time(clock.now),
        ..Header::default()
    };
    View { header, banners: Vec::new(), short_banners: Vec::new(), page: Page::Waiting(waiting(absent)) }
}

fn waiting(absent: &Absent<'_>) -> Waiting {
    let starting = absent.last.is_none() && absent.for_s < STARTING_S;
    let (title, advice) = if starting {
        ("Station is starting", "This takes a few seconds.")
    } else {
        ("Station is not answering", "It is tried again all the time. If this stays, call support.")
    };
    Waiting {
        title: title.to_owned(),
        text: "Do not accept, sell or return anything until it is back.".to_owned(),
        advice: advice.to_owned(),
        small_print: time::clip(absent.problem, 120),
    }
}
