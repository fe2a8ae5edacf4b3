// SPDX-License-Identifier: GPL-3.0-or-later
//! What lamps and buzzer do over time for one signal. Pure: time is an argument.

use std::time::Duration;

use drivers_api::{Beep, Light, Signal};

/// Half a blink: two blinks a second, well below the three a second that can provoke seizures (WCAG 2.3.1).
const HALF_BLINK: Duration = Duration::from_millis(250);

/// Pitches in hertz: inside the 2 to 3 kHz where small buzzers are loudest, but for the low ones.
const HIGH_HZ: u16 = 2_700;
const MIDDLE_HZ: u16 = 2_000;
const LOW_HZ: u16 = 400;

/// One part of a melody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tone {
    ms: u64,
    hertz: Option<u16>,
}

const fn tone(ms: u64, hertz: u16) -> Tone {
    Tone { ms, hertz: Some(hertz) }
}

const fn pause(ms: u64) -> Tone {
    Tone { ms, hertz: None }
}

/// The rhythms differ, so that a buzzer without pitch tells them apart as well.
const fn melody(beep: Beep) -> &'static [Tone] {
    match beep {
        Beep::Silent => &[],
        Beep::RisingPair => const { &[tone(80, MIDDLE_HZ), pause(60), tone(120, HIGH_HZ)] },
        Beep::MiddleTwice => const { &[tone(300, MIDDLE_HZ), pause(200), tone(300, MIDDLE_HZ)] },
        Beep::LowLong => const { &[tone(1_500, LOW_HZ)] },
        Beep::Refused => const { &[tone(150, LOW_HZ)] },
    }
}

/// What is on at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Frame {
    /// Red, amber, green, white.
    pub(crate) lamps: [bool; 4],
    /// Pitch of the buzzer in hertz; silent when absent.
    pub(crate) tone: Option<u16>,
}

/// One signal over time, from the moment it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pattern {
    signal: Signal,
}

impl Pattern {
    pub(crate) fn new(signal: Signal) -> Self {
        Self { signal }
    }

    fn lights(&self) -> [Light; 4] {
        let Signal { red, amber, green, white, .. } = self.signal;
        [red, amber, green, white]
    }

    /// What is on `elapsed` after the signal was shown.
    pub(crate) fn frame(&self, elapsed: Duration) -> Frame {
        let bright_half = (elapsed.as_millis() / HALF_BLINK.as_millis()).is_multiple_of(2);
        let lamps = self.lights().map(|light| match light {
            Light::Off => false,
            Light::Steady => true,
            Light::Blinking => bright_half,
        });
        Frame { lamps, tone: self.tone_at(elapsed) }
    }

    /// When, counted from the showing, something next changes; never when all is steady.
    pub(crate) fn next_change(&self, elapsed: Duration) -> Option<Duration> {
        let blink = self.lights().contains(&Light::Blinking).then(|| {
            let halves = elapsed.as_millis() / HALF_BLINK.as_millis() + 1;
            HALF_BLINK.saturating_mul(u32::try_from(halves).unwrap_or(u32::MAX))
        });
        let tone = tone_ends(self.signal.beep).map(|(end, _)| end).find(|end| *end > elapsed);
        blink.into_iter().chain(tone).min()
    }

    fn tone_at(&self, elapsed: Duration) -> Option<u16> {
        tone_ends(self.signal.beep).find(|(end, _)| *end > elapsed).and_then(|(_, tone)| tone.hertz)
    }
}

/// The parts of a melody, each with its end counted from the beginning.
fn tone_ends(beep: Beep) -> impl Iterator<Item = (Duration, Tone)> {
    melody(beep).iter().scan(0, |end_ms, tone| {
        *end_ms += tone.ms;
        Some((Duration::from_millis(*end_ms), *tone))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The timed list of steps up to `end_ms`.
    fn steps(signal: Signal, end_ms: u64) -> Vec<(u64, Frame)> {
        let pattern = Pattern::new(signal);
        let mut at = Duration::ZERO;
        let mut steps = vec![(0, pattern.frame(at))];
        while let Some(next) = pattern.next_change(at).filter(|next| *next <= Duration::from_millis(end_ms)) {
            assert!(next > at, "time goes on");
            at = next;
            steps.push((at.as_millis() as u64, pattern.frame(at)));
        }
        steps
    }

    fn tones(beep: Beep) -> Vec<(u64, Option<u16>)> {
        let steps = steps(Signal { beep, ..Signal::default() }, 10_000);
        steps.into_iter().map(|(at, frame)| (at, frame.tone)).collect()
    }

    #[test]
    fn a_blinking_lamp_blinks_twice_a_second() {
        let signal = Signal { red: Light::Blinking, green: Light::Steady, ..Signal::default() };
        let red: Vec<_> = steps(signal, 1_000).into_iter().map(|(at, f)| (at, f.lamps)).collect();
        let (bright, dark) = ([true, false, true, false], [false, false, true, false]);
        assert_eq!(red, [(0, bright), (250, dark), (500, bright), (750, dark), (1_000, bright)]);
    }

    #[test]
    fn steady_signals_need_no_waking() {
        let signal = Signal { amber: Light::Steady, ..Signal::default() };
        assert_eq!(Pattern::new(signal).next_change(Duration::ZERO), None);
        assert_eq!(steps(signal, 1_000), [(0, Frame { lamps: [false, true, false, false], tone: None })]);
    }

    #[test]
    fn melodies_play_once_and_end() {
        assert_eq!(
            tones(Beep::RisingPair),
            [(0, Some(MIDDLE_HZ)), (80, None), (140, Some(HIGH_HZ)), (260, None)]
        );
        assert_eq!(
            tones(Beep::MiddleTwice),
            [(0, Some(MIDDLE_HZ)), (300, None), (500, Some(MIDDLE_HZ)), (800, None)]
        );
        assert_eq!(tones(Beep::LowLong), [(0, Some(LOW_HZ)), (1_500, None)]);
        assert_eq!(tones(Beep::Refused), [(0, Some(LOW_HZ)), (150, None)]);
        assert_eq!(tones(Beep::Silent), [(0, None)]);
    }

    #[test]
    fn rhythm_alone_tells_the_beeps_apart() {
        let all = [Beep::Silent, Beep::RisingPair, Beep::MiddleTwice, Beep::LowLong, Beep::Refused];
        let rhythm =
            |beep| tones(beep).into_iter().map(|(at, tone)| (at, tone.is_some())).collect::<Vec<_>>();
        for (at, one) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert_ne!(rhythm(*one), rhythm(*other));
            }
        }
    }

    #[test]
    fn late_waking_shows_what_is_due_now() {
        let signal = Signal { white: Light::Blinking, beep: Beep::LowLong, ..Signal::default() };
        let late = Duration::from_secs(3_600 * 24 * 400) + Duration::from_millis(260);
        assert_eq!(Pattern::new(signal).frame(late), Frame::default());
        assert!(Pattern::new(signal).next_change(late).unwrap() > late);
    }
}
