-- Messages and objects that could not be accepted. One row per (topic, place in the array, SHA-256 of the
-- payload), which `id` is made of; further copies raise `copies`. The rows are partial states: read the view.

CREATE TABLE IF NOT EXISTS dead_letter_row
(
    id FixedString(32),
    received_at SimpleAggregateFunction(min, DateTime64(3, 'Asia/Shanghai')),
    topic SimpleAggregateFunction(any, String),
    -- The first 64 KiB; of an array the one object.
    payload SimpleAggregateFunction(any, String) CODEC(ZSTD(3)),
    payload_bytes SimpleAggregateFunction(any, UInt32),
    reason SimpleAggregateFunction(any, String),
    detail SimpleAggregateFunction(any, String),
    site SimpleAggregateFunction(any, String),
    device SimpleAggregateFunction(any, String),
    stream SimpleAggregateFunction(any, String),
    boot SimpleAggregateFunction(any, String),
    seq SimpleAggregateFunction(any, UInt32),
    -- The event's own time where it could be read, else 1970.
    at SimpleAggregateFunction(any, DateTime64(3, 'Asia/Shanghai')),
    copies SimpleAggregateFunction(sum, UInt64),
    replayed_at SimpleAggregateFunction(max, DateTime64(3, 'Asia/Shanghai'))
)
ENGINE = AggregatingMergeTree
-- Found by id (look, replay); lists read the whole, which is small when the devices are well.
ORDER BY id
SETTINGS non_replicated_deduplication_window = 10000;

CREATE VIEW IF NOT EXISTS dead_letter AS
SELECT
    toString(dead_letter_row.id) AS id,
    min(dead_letter_row.received_at) AS received_at,
    any(dead_letter_row.topic) AS topic,
    any(dead_letter_row.payload) AS payload,
    any(dead_letter_row.payload_bytes) AS payload_bytes,
    any(dead_letter_row.reason) AS reason,
    any(dead_letter_row.detail) AS detail,
    any(dead_letter_row.site) AS site,
    any(dead_letter_row.device) AS device,
    any(dead_letter_row.stream) AS stream,
    any(dead_letter_row.boot) AS boot,
    any(dead_letter_row.seq) AS seq,
    any(dead_letter_row.at) AS at,
    sum(dead_letter_row.copies) AS copies,
    max(dead_letter_row.replayed_at) AS replayed_at
FROM dead_letter_row
GROUP BY dead_letter_row.id;
