// SPDX-License-Identifier: GPL-3.0-or-later
//! Field by field from [`crate::present`] to the structs of `ui/data.slint`.

use slint::{ComponentHandle, ModelRc, VecModel};
use station_api::Action;

use super::ui;
use crate::present::{
    Banner, Button, Chip, Fact, Header, Hero, IdlePage, Look, Page, RecentRow, ReturnsPage, RoutedPage, Tile,
    Tone, VerdictPage, View, Waiting,
};

/// Sets every field of the panel that the view has.
pub(super) fn set(app: &ui::App, view: &View) {
    let panel = app.global::<ui::Panel>();
    panel.set_header(header(&view.header));
    panel.set_banners(list(&view.banners, banner));
    panel.set_short_banners(list(&view.short_banners, banner));
    match &view.page {
        Page::Waiting(page) => panel.set_waiting(waiting(page)),
        Page::Idle(page) => panel.set_idle(idle(page)),
        Page::Verdict(page) => panel.set_verdict(verdict(page)),
        Page::Returns(page) => panel.set_returns(returns(page)),
        Page::Routed(page) => panel.set_routed(routed(page)),
    }
    panel.set_page(page(&view.page));
}

fn list<T, U: Clone + 'static>(items: &[T], map: impl Fn(&T) -> U) -> ModelRc<U> {
    ModelRc::new(VecModel::from_iter(items.iter().map(map)))
}

fn page(page: &Page) -> ui::Page {
    match page {
        Page::Waiting(_) => ui::Page::Waiting,
        Page::Idle(_) => ui::Page::Idle,
        Page::Verdict(_) => ui::Page::Verdict,
        Page::Returns(_) => ui::Page::Returns,
        Page::Routed(_) => ui::Page::Routed,
    }
}

fn look(look: Look) -> ui::Look {
    match look {
        Look::Pass => ui::Look::Pass,
        Look::Stale => ui::Look::Stale,
        Look::Caution => ui::Look::Caution,
        Look::Stop => ui::Look::Stop,
        Look::Hand => ui::Look::Hand,
        Look::Unsure => ui::Look::Unsure,
    }
}

fn tone(tone: Tone) -> ui::Tone {
    match tone {
        Tone::Calm => ui::Tone::Calm,
        Tone::Caution => ui::Tone::Caution,
        Tone::Stop => ui::Tone::Stop,
    }
}

fn chip(chip: &Chip) -> ui::ChipData {
    ui::ChipData { label: chip.label.as_str().into(), tone: tone(chip.tone) }
}

fn header(header: &Header) -> ui::HeaderData {
    ui::HeaderData {
        station: header.station.as_str().into(),
        context: header.context.as_str().into(),
        clock: header.clock.as_str().into(),
        chips: list(&header.chips, chip),
        short_chips: list(&header.short_chips, chip),
        link: chip(&header.link),
    }
}

fn banner(banner: &Banner) -> ui::BannerData {
    ui::BannerData {
        tone: tone(banner.tone),
        text: banner.text.as_str().into(),
        more: banner.more.as_str().into(),
    }
}

fn waiting(page: &Waiting) -> ui::WaitingData {
    ui::WaitingData {
        title: page.title.as_str().into(),
        text: page.text.as_str().into(),
        advice: page.advice.as_str().into(),
        small_print: page.small_print.as_str().into(),
    }
}

fn tile(tile: &Tile) -> ui::TileData {
    ui::TileData {
        label: tile.label.as_str().into(),
        value: tile.value.as_str().into(),
        tone: tone(tile.tone),
    }
}

fn recent(row: &RecentRow) -> ui::RecentData {
    ui::RecentData {
        look: look(row.look),
        title: row.title.as_str().into(),
        detail: row.detail.as_str().into(),
        time: row.time.as_str().into(),
    }
}

fn idle(page: &IdlePage) -> ui::IdleData {
    let mut data = ui::IdleData {
        tiles: list(&page.tiles, tile),
        hint: page.hint.as_str().into(),
        stopped: page.stopped,
        recent: list(&page.recent, recent),
        data: chip(&page.data),
        ..ui::IdleData::default()
    };
    match &page.hero {
        Hero::Count { label, value, of, permille } => {
            data.count = true;
            data.label = label.as_str().into();
            data.value = value.as_str().into();
            data.of = of.as_str().into();
            data.has_end = permille.is_some();
            data.share = f32::from(permille.unwrap_or(0)) / 1_000.0;
        }
        Hero::Invite { title, text } => {
            data.title = title.as_str().into();
            data.text = text.as_str().into();
        }
    }
    data
}

fn letters(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn fact(fact: &Fact) -> ui::FactData {
    ui::FactData { label: fact.label.as_str().into(), value: fact.value.as_str().into() }
}

fn buttons<'a>(all: &'a [Button], wanted: impl Fn(&Button) -> bool + 'a) -> ModelRc<ui::ButtonData> {
    let numbered = (0..).zip(all).filter(|(_, button)| wanted(button));
    ModelRc::new(VecModel::from_iter(numbered.map(|(index, button)| ui::ButtonData {
        index,
        label: button.label.as_str().into(),
        longest: letters(button.label.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)),
        hint: button.hint.as_str().into(),
        primary: button.primary,
        scrap: button.action == Action::Scrap,
    })))
}

fn verdict(page: &VerdictPage) -> ui::VerdictData {
    ui::VerdictData {
        look: look(page.look),
        word: page.word.as_str().into(),
        headline: page.headline.as_str().into(),
        todo: page.todo.as_str().into(),
        letters: letters(page.headline.chars().count() + page.todo.chars().count()),
        facts: list(&page.facts, fact),
        evidence: page.evidence.as_str().into(),
        small_print: page.small_print.as_str().into(),
        buttons: buttons(&page.buttons, |_| true),
    }
}

fn returns(page: &ReturnsPage) -> ui::ReturnsData {
    let is_route = |button: &Button| matches!(button.action, Action::Refurbish | Action::Scrap);
    ui::ReturnsData {
        look: look(page.look),
        word: page.word.as_str().into(),
        headline: page.headline.as_str().into(),
        question: page.question.as_str().into(),
        item: page.item.as_str().into(),
        small_print: page.small_print.as_str().into(),
        routes: buttons(&page.buttons, is_route),
        others: buttons(&page.buttons, |button| !is_route(button)),
    }
}

fn routed(page: &RoutedPage) -> ui::RoutedData {
    ui::RoutedData {
        scrap: page.scrap,
        word: page.word.as_str().into(),
        todo: page.todo.as_str().into(),
        facts: list(&page.facts, fact),
        small_print: page.small_print.as_str().into(),
    }
}
