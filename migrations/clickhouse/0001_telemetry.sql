-- What happened, as devices told it: one table a stream. This is the truth; everything else is derived.
--
-- Identity of an event = (site, device, stream, boot, seq). Delivery is at least once, so the same event
-- may be inserted again: ReplacingMergeTree keeps, per key, the row of the highest `precedence`, which is
-- the first received. Counts are exact with FINAL.
--
-- The partition and the whole sorting key are functions of the event alone, never of its receipt: a
-- duplicate must meet its original in the same partition, or FINAL would count both.
--
-- Times are DateTime64(3) in Asia/Shanghai, so that toDate, toHour and toYYYYMM are business days, hours
-- and months without an argument.
--
-- The deduplication window makes a retried insert (same token) a no-op, here and in the views' targets.

CREATE TABLE IF NOT EXISTS scan_event
(
    site LowCardinality(String),
    device LowCardinality(String),
    -- Never LowCardinality: a boot is new each time a device starts (27 bytes a row instead of 14).
    boot String CODEC(ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    clock_suspect Bool,
    -- Of what the event says, to know it again for a while: eight bytes that do not compress.
    content_hash UInt64 TTL toDateTime(received_at) + INTERVAL 1 DAY,
    -- The time of the event in every figure and order.
    counted_at DateTime64(3, 'Asia/Shanghai') ALIAS if(clock_suspect, received_at, at),
    mail_no String CODEC(ZSTD(1)),
    event LowCardinality(String),
    project LowCardinality(String),
    dest LowCardinality(String),
    product LowCardinality(String),
    wave LowCardinality(String),
    customer LowCardinality(String),
    payer LowCardinality(String),
    priority LowCardinality(String),
    fee UInt32,
    -- Null where the device did not say, which counts as one.
    documents Nullable(UInt32),
    channel LowCardinality(String),
    partner LowCardinality(String),
    reason LowCardinality(String),
    signed_by LowCardinality(String),
    id_verified Nullable(Bool),
    ok Nullable(Bool),
    chute LowCardinality(String),
    loop Nullable(Float32),
    carrier_kind LowCardinality(String),
    carrier_id String CODEC(ZSTD(1)),
    line LowCardinality(String),
    batch String CODEC(ZSTD(1)),
    corrects_boot String CODEC(ZSTD(1)),
    corrects_seq UInt32,
    -- On `accepted`: when the item is due, by which rule of which version. 1970 on every other event.
    deadline DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    deadline_rule LowCardinality(String),
    deadline_version UInt32,
    calendar_known Bool,
    precedence UInt64 MATERIALIZED 9000000000000 - toUnixTimestamp64Milli(received_at) CODEC(Delta, ZSTD(1)),
    -- Suspect events are few, and their minute is not the one they lie at.
    INDEX suspect clock_suspect TYPE minmax GRANULARITY 1,
    -- Late events lie anywhere: what was received lately is found without reading everything.
    INDEX received received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(at)
-- By minute first: counting one minute again reads that minute only, at any size of the table.
ORDER BY (toStartOfMinute(at), site, device, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS line_event
(
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    clock_suspect Bool,
    content_hash UInt64 TTL toDateTime(received_at) + INTERVAL 1 DAY,
    counted_at DateTime64(3, 'Asia/Shanghai') ALIAS if(clock_suspect, received_at, at),
    -- PackML, by name, whatever numbering the device used.
    state LowCardinality(String),
    -- Cumulative since the boot; null where the device did not say.
    total Nullable(UInt64),
    rejected Nullable(UInt64),
    by_type Map(LowCardinality(String), UInt64),
    rated_per_hour Nullable(Float64),
    planned_seconds Nullable(Float64),
    fault String,
    kind LowCardinality(String),
    precedence UInt64 MATERIALIZED 9000000000000 - toUnixTimestamp64Milli(received_at) CODEC(Delta, ZSTD(1)),
    INDEX received received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(at)
-- By device first: a line's state and counters are read along its own time.
ORDER BY (site, device, at, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS vehicle_event
(
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    clock_suspect Bool,
    content_hash UInt64 TTL toDateTime(received_at) + INTERVAL 1 DAY,
    counted_at DateTime64(3, 'Asia/Shanghai') ALIAS if(clock_suspect, received_at, at),
    phase LowCardinality(String),
    plate String CODEC(ZSTD(1)),
    priority Nullable(Bool),
    route LowCardinality(String),
    planned Nullable(DateTime64(3, 'Asia/Shanghai')),
    -- WGS-84 degrees.
    lat Nullable(Float64),
    lon Nullable(Float64),
    load Nullable(Float64),
    precedence UInt64 MATERIALIZED 9000000000000 - toUnixTimestamp64Milli(received_at) CODEC(Delta, ZSTD(1)),
    INDEX received received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(at)
ORDER BY (site, device, at, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS station_event
(
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    clock_suspect Bool,
    content_hash UInt64 TTL toDateTime(received_at) + INTERVAL 1 DAY,
    counted_at DateTime64(3, 'Asia/Shanghai') ALIAS if(clock_suspect, received_at, at),
    kind LowCardinality(String),
    event LowCardinality(String),
    count Nullable(UInt32),
    ok Nullable(Bool),
    slot LowCardinality(String),
    project LowCardinality(String),
    scene LowCardinality(String),
    precedence UInt64 MATERIALIZED 9000000000000 - toUnixTimestamp64Milli(received_at) CODEC(Delta, ZSTD(1)),
    INDEX received received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(at)
ORDER BY (site, device, at, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS order_event
(
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    clock_suspect Bool,
    content_hash UInt64 TTL toDateTime(received_at) + INTERVAL 1 DAY,
    counted_at DateTime64(3, 'Asia/Shanghai') ALIAS if(clock_suspect, received_at, at),
    channel LowCardinality(String),
    event LowCardinality(String),
    count Nullable(UInt32),
    project LowCardinality(String),
    lag_seconds Nullable(Float64),
    precedence UInt64 MATERIALIZED 9000000000000 - toUnixTimestamp64Milli(received_at) CODEC(Delta, ZSTD(1)),
    INDEX received received_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(at)
-- By channel first: a silent source is found along the time of its channel.
ORDER BY (channel, at, site, device, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

-- Births and last wills, in the order of arrival: a will carries the time of the connect, so `at` orders nothing.
CREATE TABLE IF NOT EXISTS device_status
(
    site LowCardinality(String),
    device LowCardinality(String),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    online Bool,
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    boot String CODEC(ZSTD(1)),
    -- The last seq of the boot by stream, where the device says so.
    last Map(LowCardinality(String), UInt32),
    payload_hash UInt64
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received_at)
ORDER BY (site, device, received_at, payload_hash)
SETTINGS non_replicated_deduplication_window = 10000;

-- The latest status of each device.
CREATE VIEW IF NOT EXISTS device_state AS
SELECT
    site,
    device,
    argMax(online, received_at) AS is_online,
    max(received_at) AS since,
    argMax(at, received_at) AS said_at,
    argMax(boot, received_at) AS latest_boot,
    argMax(payload_hash, received_at) AS latest_hash
FROM device_status
GROUP BY site, device;
