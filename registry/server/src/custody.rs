// SPDX-License-Identifier: GPL-3.0-or-later
//! What a custody event does to the status of a unit.

use registry_api::fact::Status;

/// The status a unit takes when an event with a CBV 2.0 disposition (clause 7.2) arrives; `None` = it keeps
/// the one it has.
///
/// An event never lifts a status that keeps a unit from being sold: that takes a person.
pub(crate) fn next_status(current: Status, disposition: Option<&str>) -> Option<Status> {
    if is_held(current) {
        return None;
    }
    let next = match disposition? {
        "retail_sold" => Status::Sold,
        "returned" | "needs_replacement" => Status::Returned,
        "destroyed" => Status::Scrapped,
        _ => return None,
    };
    (next != current).then_some(next)
}

fn is_held(status: Status) -> bool {
    matches!(status, Status::Scrapped | Status::Recalled | Status::Stolen | Status::Counterfeit)
}

#[cfg(test)]
mod tests {
    use registry_api::epcis::Act;

    use super::*;

    fn after(current: Status, act: Act) -> Status {
        next_status(current, act.row().disposition).unwrap_or(current)
    }

    #[test]
    fn a_unit_goes_through_its_life() {
        let mut status = Status::Active;
        let life = [
            (Act::LineEndPassed, Status::Active),
            (Act::DockVerified, Status::Active),
            (Act::Sold, Status::Sold),
            (Act::CounterChecked, Status::Sold),
            (Act::ReturnReceived, Status::Returned),
            (Act::SentToRefurbish, Status::Returned),
            (Act::Sold, Status::Sold),
            (Act::Scrapped, Status::Scrapped),
        ];
        for (act, expected) in life {
            status = after(status, act);
            assert_eq!(status, expected, "{act:?}");
        }
    }

    #[test]
    fn no_event_lifts_a_hold_and_no_hold_of_a_station_sets_one() {
        for act in Act::ALL {
            for held in [Status::Scrapped, Status::Recalled, Status::Stolen, Status::Counterfeit] {
                assert_eq!(after(held, act), held, "{act:?}");
            }
            let held_by_station = matches!(act, Act::HeldRecalled | Act::HeldStolen | Act::HeldUnknown);
            assert!(!held_by_station || after(Status::Active, act) == Status::Active);
        }
    }
}
