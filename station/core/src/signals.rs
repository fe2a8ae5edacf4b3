// SPDX-License-Identifier: GPL-3.0-or-later
//! What lamp and buzzer show for an outcome.

use drivers_api::{Beep, Light, Signal};
use station_api::{Route, VerdictKind};

/// The signal of a verdict: pass, caution and stop differ in lamp, in rhythm and in tone, so that each is
/// enough alone.
pub fn signal_for(kind: VerdictKind) -> Signal {
    let dark = Signal::default();
    match kind {
        VerdictKind::Genuine => Signal { green: Light::Steady, beep: Beep::RisingPair, ..dark },
        VerdictKind::GenuineStale => Signal { amber: Light::Steady, beep: Beep::MiddleTwice, ..dark },
        VerdictKind::Attention => Signal { amber: Light::Blinking, beep: Beep::MiddleTwice, ..dark },
        VerdictKind::NotVerified => Signal { red: Light::Steady, beep: Beep::LowLong, ..dark },
        VerdictKind::Reported => Signal { red: Light::Blinking, beep: Beep::LowLong, ..dark },
        VerdictKind::Indeterminate => Signal { white: Light::Blinking, beep: Beep::MiddleTwice, ..dark },
    }
}

/// All dark, nothing played: the panel is idle again.
pub(crate) fn idle() -> Signal {
    Signal::default()
}

/// A scan that was not taken: lamps stay as the waiting card set them.
pub(crate) fn refused(waiting: VerdictKind) -> Signal {
    Signal { beep: Beep::Refused, ..signal_for(waiting) }
}

/// A returned unit goes its way.
pub(crate) fn routed(route: Route) -> Signal {
    match route {
        Route::Refurbish => Signal { white: Light::Steady, beep: Beep::RisingPair, ..Signal::default() },
        Route::Scrap => Signal { red: Light::Steady, beep: Beep::MiddleTwice, ..Signal::default() },
    }
}
