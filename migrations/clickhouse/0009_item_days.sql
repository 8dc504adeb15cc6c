-- Items on the days that they count for, so that a figure reads its days and not the past. Written by the job
-- `items` of the server from the fold of the items that changed.

-- One row per item and day: of its acceptance, of its deadline, of its delivery and of each day of attempts. The
-- columns are those of the fold (src/lib/server/clickhouse/item-fold.ts).
CREATE TABLE IF NOT EXISTS item_on_day
(
    kind Enum8('accepted' = 1, 'due' = 2, 'delivered' = 3, 'attempted' = 4),
    day Date CODEC(Delta, ZSTD(1)),
    mail_key UInt64 CODEC(Delta, ZSTD(1)),
    mail_no String CODEC(ZSTD(1)),
    is_accepted Bool,
    accepted_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    origin LowCardinality(String),
    dest LowCardinality(String),
    project LowCardinality(String),
    wave LowCardinality(String),
    priority LowCardinality(String),
    fee UInt32 CODEC(ZSTD(1)),
    documents UInt32 CODEC(ZSTD(1)),
    deadline DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    deadline_rule LowCardinality(String),
    is_recalled Bool,
    is_delivered Bool,
    is_ended Bool,
    is_disputed Bool,
    delivered_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    delivered_site LowCardinality(String),
    -- Times and sites.
    tries Array(Tuple(DateTime64(3, 'Asia/Shanghai'), String)) CODEC(ZSTD(1)),
    latest_event LowCardinality(String),
    latest_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    latest_site LowCardinality(String),
    latest_delivery_event LowCardinality(String),
    -- It counts for this day no more.
    is_gone Bool,
    -- When it was folded, epoch milliseconds: the latest counts.
    version UInt64 CODEC(Delta, ZSTD(1)),
    INDEX versions version TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (kind, day, mail_key)
SETTINGS min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;

-- The days of each item, so that it can be taken off those that it counts for no more.
CREATE TABLE IF NOT EXISTS item_slot
(
    mail_key UInt64 CODEC(Delta, ZSTD(1)),
    slots Array(Tuple(Enum8('accepted' = 1, 'due' = 2, 'delivered' = 3, 'attempted' = 4), Date)) CODEC(ZSTD(1)),
    last_day Date CODEC(ZSTD(1)),
    version UInt64 CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY mail_key
SETTINGS index_granularity = 1024, min_parts_to_merge_at_once = 16,
    merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;

-- The counts of a day, written anew as a whole when one of its items changed.
CREATE TABLE IF NOT EXISTS item_day
(
    kind Enum8('accepted' = 1, 'due' = 2, 'delivered' = 3, 'attempted' = 4),
    day Date,
    -- Items of the day that are open, and that are disputed.
    open UInt64,
    disputed UInt64,
    cells Nested
    (
        basis Enum8('origin' = 1, 'dest' = 2, 'place' = 3),
        -- Four digits.
        city String,
        project String,
        -- Of a deadline, epoch milliseconds; else 0.
        moment Int64,
        items UInt32,
        recalled UInt32,
        delivered UInt32,
        on_time UInt32,
        open UInt32,
        fee UInt64,
        documents UInt64
    ),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (kind, day)
SETTINGS min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;

-- Items to fold again although no event of them came: their events or deadlines were changed.
CREATE TABLE IF NOT EXISTS item_touched
(
    mail_key UInt64,
    at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY at
TTL toDateTime(at) + INTERVAL 2 DAY;

-- What was received before `as_of` is folded.
CREATE TABLE IF NOT EXISTS item_mark
(
    id UInt8,
    as_of DateTime64(3, 'Asia/Shanghai')
)
ENGINE = ReplacingMergeTree(as_of)
ORDER BY id
SETTINGS min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
