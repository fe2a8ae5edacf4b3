// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a person may ask of the station.

use serde::{Deserialize, Serialize};

use crate::CardId;

/// Where a returned unit goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// To the refurbishing bench.
    Refurbish,
    /// To destruction.
    Scrap,
}

/// A button the panel offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Take the unit although it needs attention or its evidence is old.
    Accept,
    /// Put the unit aside.
    SetAside,
    /// Close a card that needs no decision.
    Dismiss,
    /// The unit is being sold to the customer now.
    Sell,
    /// Send the returned unit to refurbishing.
    Refurbish,
    /// Send the returned unit to destruction.
    Scrap,
}

/// One wish of a person at the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The card it answers; ignored when another card is up by now.
    pub card: CardId,
    /// What was pressed.
    pub action: Action,
}
