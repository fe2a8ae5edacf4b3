// SPDX-License-Identifier: GPL-3.0-or-later
//! The thread that plays a signal on the pins.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use drivers_api::{Annunciator, Signal, SignalError};

use crate::error::{GpioError, Pin, PinError};
use crate::pattern::{Frame, Pattern};
use crate::pins::Pins;

/// How long switching all pins may take before the caller is told that they hang.
const ANSWER_TIME: Duration = Duration::from_secs(1);

const HANGS: &str = "stack light does not answer; check its wiring and restart the station";

/// One signal to show, and where to say how it went.
struct Command {
    signal: Signal,
    answer: SyncSender<Result<(), SignalError>>,
}

/// The [`Annunciator`]: hands signals to its thread. Dropping it turns everything off.
pub(crate) struct Player {
    commands: Option<SyncSender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl Player {
    /// Starts the thread that owns `pins`.
    pub(crate) fn start(pins: Box<dyn Pins>) -> Result<Self, GpioError> {
        let (commands, receiver) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("stack-light".into())
            .spawn(move || Stage::new(pins).play(&receiver))
            .map_err(GpioError::Thread)?;
        Ok(Self { commands: Some(commands), thread: Some(thread) })
    }
}

impl Annunciator for Player {
    /// Answers when the first step is on the pins; blinking and the tone go on by themselves.
    fn show(&mut self, signal: &Signal) -> Result<(), SignalError> {
        let hangs = || SignalError(HANGS.into());
        let (answer, shown) = sync_channel(1);
        let commands = self.commands.as_ref().ok_or_else(hangs)?;
        match commands.try_send(Command { signal: *signal, answer }) {
            Ok(()) => shown.recv_timeout(ANSWER_TIME).unwrap_or_else(|_| Err(hangs())),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(hangs()),
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The pins and what is known to be on them.
struct Stage {
    pins: Box<dyn Pins>,
    /// State of each lamp; unknown before the first switching and after a failed one.
    lamps: [Option<bool>; 4],
    tone: Option<Option<u16>>,
    failing: bool,
}

impl Stage {
    fn new(pins: Box<dyn Pins>) -> Self {
        Self { pins, lamps: [None; 4], tone: None, failing: false }
    }

    /// Plays until the sending side is gone, then turns everything off.
    fn play(mut self, commands: &Receiver<Command>) {
        let mut pattern = Pattern::default();
        let mut shown = Instant::now();
        self.apply_quietly(pattern.frame(Duration::ZERO));
        loop {
            match next(commands, &pattern, shown.elapsed()) {
                Ok(command) => {
                    (pattern, shown) = (Pattern::new(command.signal), Instant::now());
                    let done = self.apply(pattern.frame(Duration::ZERO));
                    let _ = command.answer.try_send(done.map_err(|error| SignalError(error.advice())));
                }
                Err(RecvTimeoutError::Timeout) => self.apply_quietly(pattern.frame(shown.elapsed())),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.apply_quietly(Frame::default());
    }

    /// Switches what differs. A pin that fails does not keep the others from being switched; the first
    /// failure is told.
    fn apply(&mut self, frame: Frame) -> Result<(), PinError> {
        let mut result = Ok(());
        for ((pin, known), on) in Pin::ALL.into_iter().zip(&mut self.lamps).zip(frame.lamps) {
            if *known != Some(on) {
                let done = self.pins.set(pin, on);
                *known = done.is_ok().then_some(on);
                result = result.and(done);
            }
        }
        if self.tone != Some(frame.tone) {
            let done = self.pins.tone(frame.tone);
            self.tone = done.is_ok().then_some(frame.tone);
            result = result.and(done);
        }
        result
    }

    /// As [`apply`](Self::apply) where nobody waits for an answer: logs when the pins begin to fail, once.
    fn apply_quietly(&mut self, frame: Frame) {
        let result = self.apply(frame);
        if let (Err(error), false) = (&result, self.failing) {
            tracing::warn!(reason = error.advice(), "stack light fails");
        }
        self.failing = result.is_err();
    }
}

/// The next command, or a timeout when the pattern has something to change.
fn next(
    commands: &Receiver<Command>,
    pattern: &Pattern,
    elapsed: Duration,
) -> Result<Command, RecvTimeoutError> {
    match pattern.next_change(elapsed) {
        Some(change) => commands.recv_timeout(change.saturating_sub(elapsed)),
        None => commands.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
}

#[cfg(test)]
mod tests {
    use drivers_api::{Beep, Light};

    use super::*;
    use crate::pins::fake::{FakePins, Told};

    const PATIENCE: Duration = Duration::from_secs(30);

    fn player() -> (Player, FakePins) {
        let pins = FakePins::default();
        let mut player = Player::start(Box::new(pins.clone())).unwrap();
        player.show(&Signal::default()).unwrap();
        pins.take();
        (player, pins)
    }

    #[track_caller]
    fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !done() {
            assert!(Instant::now() < end, "waited for {what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn everything_is_off_at_the_beginning() {
        let pins = FakePins::default();
        let mut player = Player::start(Box::new(pins.clone())).unwrap();
        player.show(&Signal::default()).unwrap();
        let mut told = pins.take();
        assert_eq!(told.pop(), Some(Told::Tone(None)));
        let lamps = [Pin::Red, Pin::Amber, Pin::Green, Pin::White];
        assert_eq!(told, lamps.map(|pin| Told::Set(pin, false)));
    }

    #[test]
    fn a_steady_signal_switches_only_what_differs() {
        let (mut player, pins) = player();
        player.show(&Signal { green: Light::Steady, ..Signal::default() }).unwrap();
        assert_eq!(pins.take(), [Told::Set(Pin::Green, true)]);
        player.show(&Signal { green: Light::Steady, red: Light::Steady, ..Signal::default() }).unwrap();
        assert_eq!(pins.take(), [Told::Set(Pin::Red, true)]);
    }

    #[test]
    fn blinking_goes_on_by_itself() {
        let (mut player, pins) = player();
        player.show(&Signal { amber: Light::Blinking, ..Signal::default() }).unwrap();
        wait_until("three blinks", || pins.count(Told::Set(Pin::Amber, false)) >= 3);
        let told = pins.take();
        for (at, told) in told.iter().enumerate() {
            assert_eq!(*told, Told::Set(Pin::Amber, at % 2 == 0), "on and off take turns");
        }
    }

    #[test]
    fn a_tone_is_played_once_and_a_new_signal_cuts_it_off() {
        let (mut player, pins) = player();
        player.show(&Signal { beep: Beep::Refused, ..Signal::default() }).unwrap();
        wait_until("the end of the tone", || pins.count(Told::Tone(None)) == 1);
        let refused = pins.take();
        player.show(&Signal { beep: Beep::LowLong, ..Signal::default() }).unwrap();
        player.show(&Signal::default()).unwrap();
        assert_eq!(pins.take(), refused, "a low tone, then silence");
    }

    #[test]
    fn a_broken_lamp_is_told_and_the_others_are_switched() {
        let (mut player, pins) = player();
        pins.break_pin(Some(Pin::Red));
        let signal = Signal { red: Light::Steady, green: Light::Steady, ..Signal::default() };
        let error = player.show(&signal).unwrap_err();
        assert!(error.0.contains("red lamp") && error.0.contains("the wire is cut"), "{error}");
        assert_eq!(pins.take(), [Told::Set(Pin::Green, true)]);
        pins.break_pin(None);
        player.show(&signal).unwrap();
        assert_eq!(pins.take(), [Told::Set(Pin::Red, true)], "tried again");
    }

    #[test]
    fn a_lamp_that_breaks_while_blinking_comes_back() {
        let (mut player, pins) = player();
        player.show(&Signal { white: Light::Blinking, ..Signal::default() }).unwrap();
        pins.break_pin(Some(Pin::White));
        wait_until("failures", || pins.refused() >= 3);
        pins.break_pin(None);
        pins.take();
        wait_until("blinking again", || pins.count(Told::Set(Pin::White, true)) >= 2);
    }

    #[test]
    fn dropping_turns_everything_off() {
        let (mut player, pins) = player();
        let signal =
            Signal { red: Light::Steady, white: Light::Blinking, beep: Beep::LowLong, ..Signal::default() };
        player.show(&signal).unwrap();
        drop(player);
        let told = pins.take();
        for off in [Told::Set(Pin::Red, false), Told::Set(Pin::White, false), Told::Tone(None)] {
            let last = told.iter().rev().find(|told| told.pin() == off.pin());
            assert_eq!(last, Some(&off), "{told:?}");
        }
    }

    #[test]
    fn pins_that_hang_are_told_and_do_not_block_for_ever() {
        struct Hanging(std::sync::mpsc::Receiver<()>);
        impl Pins for Hanging {
            fn set(&mut self, _: Pin, _: bool) -> Result<(), PinError> {
                let _ = self.0.recv();
                Ok(())
            }
        }
        let (release, held) = std::sync::mpsc::channel();
        let mut player = Player::start(Box::new(Hanging(held))).unwrap();
        assert!(player.show(&Signal::default()).unwrap_err().0.contains("does not answer"));
        assert!(player.show(&Signal::default()).is_err(), "the queue is full");
        drop(release);
    }
}
