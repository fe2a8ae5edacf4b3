// SPDX-License-Identifier: GPL-3.0-or-later
//! What is sent, what is deleted, what is kept.

use registry_api::http::RowOutcome::{Duplicate, Quarantined, Stored};
use registry_api::http::{BatchAnswer, RowOutcome};
use station_store::{Acknowledged, StoreError};

use crate::given::{Site, answer, batch, decision, record, stored, time};

fn quarantined(reason: &str) -> RowOutcome {
    Quarantined { reason: reason.into() }
}

#[test]
fn a_batch_keeps_to_its_limits() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 5);
    assert_eq!(batch(&store, &site.identity, 2).rows.len(), 2);
    let body = batch(&store, &site.identity, 1).rows[0].body.len();
    assert_eq!(store.next_batch(10, body * 3).unwrap().unwrap().rows.len(), 3);
    assert_eq!(store.next_batch(10, 1).unwrap().unwrap().rows.len(), 1, "a long row still goes");
    assert_eq!(store.next_batch(0, usize::MAX).unwrap().unwrap().rows.len(), 1);
    store.record(&decision(6, 1000)).unwrap();
    assert_eq!(store.next_batch(usize::MAX, usize::MAX).unwrap().unwrap().rows.len(), 1000);
}

#[test]
fn only_what_the_registry_has_is_deleted() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 5);
    let sent = batch(&store, &site.identity, 4);
    let partly = BatchAnswer { acked_seq: 2, rows: vec![Stored, Duplicate, Stored, quarantined("later")] };
    assert_eq!(store.acknowledge(&sent, &partly).unwrap(), Acknowledged { deleted: 2, parked: 0 });
    let status = store.outbox_status().unwrap();
    assert_eq!((status.waiting, status.parked, status.acked_seq, status.last_seq), (3, 0, 2, 5));
    assert_eq!(status.oldest, Some(time("2026-11-23T08:00:03Z")));
    let again = store.acknowledge(&sent, &partly).unwrap();
    assert_eq!(again, Acknowledged { deleted: 0, parked: 0 }, "an answer that comes twice changes nothing");
    let rest = batch(&store, &site.identity, 10);
    assert_eq!((rest.rows[0].seq, rest.previous), (3, sent.rows[1].hash));
}

#[test]
fn an_answer_acknowledges_no_row_outside_its_batch() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 4);
    let sent = batch(&store, &site.identity, 2);
    let higher = BatchAnswer { acked_seq: 4, rows: vec![Stored, Stored] };
    assert_eq!(store.acknowledge(&sent, &higher).unwrap().deleted, 2);
    assert_eq!(store.outbox_status().unwrap().waiting, 2, "the outcomes of rows 3 and 4 are not known");
}

#[test]
fn a_quarantined_row_is_parked_and_blocks_nothing() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 3);
    let sent = batch(&store, &site.identity, 3);
    let reason = format!("unknown facility{}", "!".repeat(5000));
    let answer = BatchAnswer { acked_seq: 3, rows: vec![Stored, quarantined(&reason), Stored] };
    assert_eq!(store.acknowledge(&sent, &answer).unwrap(), Acknowledged { deleted: 2, parked: 1 });
    drop(store);
    let mut store = site.store();
    let status = store.outbox_status().unwrap();
    assert_eq!((status.waiting, status.parked, status.oldest), (0, 1, None));
    let parked = store.reader().parked(10).unwrap();
    assert_eq!((parked[0].seq, &parked[0].body), (2, &sent.rows[1].body));
    assert!(parked[0].problem.starts_with("unknown facility") && parked[0].problem.len() == 1000);
    assert_eq!(store.next_batch(10, 1000).unwrap(), None, "a parked row is not sent again");
    record(&mut store, 1);
    assert_eq!(batch(&store, &site.identity, 10).rows[0].seq, 4);
    assert!(!store.drop_parked(4).unwrap(), "a waiting row cannot be dropped");
    assert!(store.drop_parked(2).unwrap());
    assert_eq!(store.outbox_status().unwrap().parked, 0);
}

#[test]
fn a_wrong_answer_deletes_nothing() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 2);
    let sent = batch(&store, &site.identity, 2);
    let short = BatchAnswer { acked_seq: 2, rows: vec![Stored] };
    assert!(matches!(store.acknowledge(&sent, &short), Err(StoreError::WrongAnswer(_))));
    let ahead = BatchAnswer { acked_seq: 9, rows: vec![Stored, Stored] };
    let refused = store.acknowledge(&sent, &ahead);
    assert!(matches!(refused, Err(StoreError::RegistryAhead { acked: 9, last: 2 })), "a rolled-back card");
    let mut foreign = sent.clone();
    foreign.station = "ST-2".into();
    assert!(matches!(store.acknowledge(&foreign, &stored(&sent)), Err(StoreError::WrongAnswer(_))));
    assert_eq!(store.outbox_status().unwrap().waiting, 2);
}

#[test]
fn a_new_station_number_begins_a_new_chain_once_the_outbox_is_empty() {
    let site = Site::new();
    let mut store = site.store();
    record(&mut store, 1);
    let sent = batch(&store, &site.identity, 1);
    let mut other = site.identity.clone();
    other.enrol(&site.dir, answer("ST-2")).unwrap();
    assert!(matches!(store.attach(&other), Err(StoreError::StationChanged { .. })));
    store.acknowledge(&sent, &stored(&sent)).unwrap();
    store.attach(&other).unwrap();
    record(&mut store, 1);
    let first = batch(&store, &other, 1);
    assert_eq!((first.station.as_str(), first.rows[0].seq), ("ST-2", 1));
}
