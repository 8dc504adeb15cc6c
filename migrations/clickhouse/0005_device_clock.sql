-- How far the clock of each device is off, by its last messages: the least of receipt minus the device's own
-- time, in milliseconds; negative is ahead. Times of events are not changed by it. The newest row counts.

CREATE TABLE IF NOT EXISTS device_clock
(
    site LowCardinality(String),
    device LowCardinality(String),
    skew_ms Int64,
    -- More than two minutes ahead.
    flagged Bool,
    at DateTime64(3, 'Asia/Shanghai')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (site, device)
SETTINGS non_replicated_deduplication_window = 10000;
