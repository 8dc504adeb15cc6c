-- What came from each device, number by number: the balance between the counters of the devices and what is
-- stored. A set union, so a duplicate, a retry and a repair change nothing.

CREATE TABLE IF NOT EXISTS seq_seen
(
    site LowCardinality(String),
    device LowCardinality(String),
    stream LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    -- Of the event's own time; of the receipt where a dead letter has none.
    hour DateTime('Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    -- In dead letters, which does not exclude that it is stored as well.
    is_rejected Bool,
    seqs AggregateFunction(groupBitmap, UInt32),
    -- Tells the first boot that was ever received from a device.
    first_received SimpleAggregateFunction(min, DateTime64(3, 'Asia/Shanghai'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (site, device, stream, boot, hour, is_rejected)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS seq_seen_scan_feed TO seq_seen AS
SELECT site, device, 'scan' AS stream, boot, toStartOfHour(at) AS hour, false AS is_rejected,
    groupBitmapState(seq) AS seqs, min(received_at) AS first_received
FROM scan_event GROUP BY site, device, boot, hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS seq_seen_line_feed TO seq_seen AS
SELECT site, device, 'line' AS stream, boot, toStartOfHour(at) AS hour, false AS is_rejected,
    groupBitmapState(seq) AS seqs, min(received_at) AS first_received
FROM line_event GROUP BY site, device, boot, hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS seq_seen_vehicle_feed TO seq_seen AS
SELECT site, device, 'vehicle' AS stream, boot, toStartOfHour(at) AS hour, false AS is_rejected,
    groupBitmapState(seq) AS seqs, min(received_at) AS first_received
FROM vehicle_event GROUP BY site, device, boot, hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS seq_seen_station_feed TO seq_seen AS
SELECT site, device, 'station' AS stream, boot, toStartOfHour(at) AS hour, false AS is_rejected,
    groupBitmapState(seq) AS seqs, min(received_at) AS first_received
FROM station_event GROUP BY site, device, boot, hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS seq_seen_order_feed TO seq_seen AS
SELECT site, device, 'order' AS stream, boot, toStartOfHour(at) AS hour, false AS is_rejected,
    groupBitmapState(seq) AS seqs, min(received_at) AS first_received
FROM order_event GROUP BY site, device, boot, hour;

-- A dead letter whose boot or seq could not be read is in no row of the ledger.
CREATE MATERIALIZED VIEW IF NOT EXISTS seq_seen_rejected_feed TO seq_seen AS
SELECT site, device, stream, boot,
    toStartOfHour(if(toUnixTimestamp64Milli(at) > 0, at, received_at)) AS hour, true AS is_rejected,
    groupBitmapState(seq) AS seqs, min(received_at) AS first_received
FROM dead_letter_row
WHERE boot != '' AND seq > 0 AND stream != 'status'
GROUP BY site, device, stream, boot, hour;

-- What the tables hold already.
INSERT INTO seq_seen
SELECT site, device, 'scan', boot, toStartOfHour(at), false, groupBitmapState(seq), min(received_at)
FROM scan_event GROUP BY site, device, boot, toStartOfHour(at);

INSERT INTO seq_seen
SELECT site, device, 'line', boot, toStartOfHour(at), false, groupBitmapState(seq), min(received_at)
FROM line_event GROUP BY site, device, boot, toStartOfHour(at);

INSERT INTO seq_seen
SELECT site, device, 'vehicle', boot, toStartOfHour(at), false, groupBitmapState(seq), min(received_at)
FROM vehicle_event GROUP BY site, device, boot, toStartOfHour(at);

INSERT INTO seq_seen
SELECT site, device, 'station', boot, toStartOfHour(at), false, groupBitmapState(seq), min(received_at)
FROM station_event GROUP BY site, device, boot, toStartOfHour(at);

INSERT INTO seq_seen
SELECT site, device, 'order', boot, toStartOfHour(at), false, groupBitmapState(seq), min(received_at)
FROM order_event GROUP BY site, device, boot, toStartOfHour(at);

INSERT INTO seq_seen
SELECT site, device, stream, boot,
    toStartOfHour(if(toUnixTimestamp64Milli(at) > 0, at, received_at)) AS hour, true,
    groupBitmapState(seq), min(received_at)
FROM dead_letter_row
WHERE boot != '' AND seq > 0 AND stream != 'status'
GROUP BY site, device, stream, boot, hour;

-- Beside the balance, by hour of receipt: further copies of an event, and other events under its name.
CREATE TABLE IF NOT EXISTS seq_extra
(
    site LowCardinality(String),
    device LowCardinality(String),
    stream LowCardinality(String),
    hour DateTime('Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    duplicate UInt64,
    conflict UInt64
)
ENGINE = SummingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (site, device, stream, hour)
SETTINGS non_replicated_deduplication_window = 10000;

-- Ingest counts a batch's scans by minute itself: a third view on scan_event would cost every insert.
DROP VIEW IF EXISTS scan_minute_feed;

-- A minute counted again from its distinct scans, whole: one row replaces the row before. Readers use it
-- where there is one, and scan_minute for the minutes that are not sealed yet.
CREATE TABLE IF NOT EXISTS scan_minute_sealed
(
    minute DateTime('Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    -- The instant at which counting began, epoch milliseconds: the later one counts.
    version UInt64,
    -- Entry by entry: so many scans of this event, project (of the item) and city.
    city Array(LowCardinality(String)),
    event Array(LowCardinality(String)),
    project Array(LowCardinality(String)),
    scans Array(UInt32)
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(minute)
ORDER BY minute
SETTINGS non_replicated_deduplication_window = 10000;
