-- The events of each item together, so that one item is found and folded at any size of scan_event.

-- A scan that another one corrects: it leaves the fold of its item, and stays visible. Written by ingest.
CREATE TABLE IF NOT EXISTS correction
(
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32,
    -- Of the correction.
    received_at SimpleAggregateFunction(min, DateTime64(3, 'Asia/Shanghai'))
)
ENGINE = AggregatingMergeTree
ORDER BY (site, device, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

INSERT INTO correction
SELECT site, device, corrects_boot, corrects_seq, min(received_at)
FROM scan_event WHERE corrects_seq > 0 GROUP BY site, device, corrects_boot, corrects_seq;

-- A deadline that was decided again, after the rules or the calendar changed: the latest counts.
CREATE TABLE IF NOT EXISTS item_deadline
(
    mail_key UInt64 CODEC(NONE),
    deadline DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    rule LowCardinality(String),
    version UInt32,
    calendar_known Bool,
    warn_minutes UInt32,
    decided_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(decided_at)
ORDER BY mail_key
SETTINGS non_replicated_deduplication_window = 10000;

-- Narrow, by item. Read without FINAL and folded: a fold sees an event once, however often it is there. The
-- key hashes the number, so the number is compared, too.
CREATE TABLE IF NOT EXISTS item_event
(
    mail_key UInt64 CODEC(Delta, ZSTD(1)),
    mail_no String CODEC(ZSTD(1)),
    at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    -- The time of the event in every figure and order.
    counted_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    event LowCardinality(String),
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32 CODEC(Delta, ZSTD(1)),
    -- Of `accepted` only.
    project LowCardinality(String),
    dest LowCardinality(String),
    product LowCardinality(String),
    wave LowCardinality(String),
    customer LowCardinality(String),
    payer LowCardinality(String),
    priority LowCardinality(String),
    fee UInt32,
    documents Nullable(UInt32),
    deadline DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    deadline_rule LowCardinality(String),
    deadline_version UInt32,
    calendar_known Bool,
    precedence UInt64 MATERIALIZED 9000000000000 - toUnixTimestamp64Milli(received_at) CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(precedence)
PARTITION BY toYYYYMM(at)
ORDER BY (mail_key, at, site, device, boot, seq)
-- A lookup reads a few rows: smaller granules than usual.
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS item_event_feed TO item_event AS
SELECT
    sipHash64(mail_no) AS mail_key, mail_no, at, if(clock_suspect, received_at, at) AS counted_at, received_at,
    event, site, device, boot, seq, project, dest, product, wave, customer, payer, priority, fee, documents,
    deadline, deadline_rule, deadline_version, calendar_known
FROM scan_event;

INSERT INTO item_event
SELECT
    sipHash64(mail_no), mail_no, at, counted_at, received_at,
    event, site, device, boot, seq, project, dest, product, wave, customer, payer, priority, fee, documents,
    deadline, deadline_rule, deadline_version, calendar_known
FROM scan_event;

-- What decided an item's fate by day is now answered by the fold of its events.
DROP VIEW IF EXISTS item_milestone_feed;
DROP TABLE IF EXISTS item_milestone;

-- One row per mail number: contract for whoever queries the database.
CREATE VIEW IF NOT EXISTS item AS
SELECT
    mail_no, project, substring(origin, 1, 2) AS origin_province, substring(dest, 1, 2) AS dest_province,
    accepted_at, deadline, status, last_event, last_at, delivered_at, attempts
FROM
(
    SELECT
        any(e.mail_no) AS mail_no,
        minIf((e.counted_at, e.site, e.device, e.boot, e.seq), e.event = 'accepted') AS acceptance,
        argMinIf((e.project, e.dest, e.site, e.deadline), (e.counted_at, e.site, e.device, e.boot, e.seq), e.event = 'accepted') AS accepted,
        toUnixTimestamp64Milli(acceptance.1) > 0 AS is_accepted,
        minIf((e.counted_at, e.site, e.device, e.boot, e.seq),
            e.event = 'delivered' OR e.event = 'plate_fitted') AS any_delivery,
        minIf((e.counted_at, e.site, e.device, e.boot, e.seq), e.event = 'delivered') AS true_delivery,
        if(accepted.1 = 'PLATE', any_delivery, true_delivery) AS delivery,
        minIf((e.counted_at, e.site, e.device, e.boot, e.seq), e.event = 'returned') AS return,
        minIf((e.counted_at, e.site, e.device, e.boot, e.seq), e.event = 'recalled') AS recall,
        argMax((e.event, e.counted_at), (e.counted_at, e.site, e.device, e.boot, e.seq)) AS latest,
        arrayDistinct(groupArrayIf((e.counted_at, e.site, e.device, e.boot, e.seq), e.event = 'attempted')) AS tries,
        toUnixTimestamp64Milli(delivery.1) > 0 AS has_delivery,
        toUnixTimestamp64Milli(return.1) > 0 AS has_return,
        toUnixTimestamp64Milli(recall.1) > 0 AND (NOT has_delivery OR recall < delivery)
            AND (NOT has_return OR recall < return) AS is_recalled,
        has_delivery AND NOT is_recalled AS is_delivered,
        arrayFilter(t -> toUnixTimestamp64Milli(t.1) > 0, [delivery, return, recall]) AS ends,
        arrayCount(t -> empty(ends) OR t < arrayMin(ends), tries) AS attempts,
        multiIf(NOT is_accepted, 'unaccepted', is_delivered, 'delivered', is_recalled, 'recalled', has_return, 'returned',
            'open') AS status,
        if(is_accepted, accepted.1, NULL) AS project,
        if(is_accepted, toString(accepted.2), NULL) AS dest,
        if(is_accepted, toString(accepted.3), NULL) AS origin,
        if(is_accepted, acceptance.1, NULL) AS accepted_at,
        if(is_accepted, if(any(d.decided) = 0, accepted.4, any(d.new_deadline)), NULL) AS deadline,
        latest.1 AS last_event,
        latest.2 AS last_at,
        if(is_accepted AND is_delivered, delivery.1, NULL) AS delivered_at
    FROM item_event AS e
    LEFT JOIN (
        SELECT mail_key, argMax(deadline, decided_at) AS new_deadline, 1 AS decided FROM item_deadline GROUP BY mail_key
    ) AS d ON e.mail_key = d.mail_key
    WHERE (e.site, e.device, e.boot, e.seq) NOT IN (SELECT site, device, boot, seq FROM correction)
    GROUP BY e.mail_key, e.mail_no
);

-- Figures of items by business day and province, for whoever queries the database: `accepted` by the day of
-- acceptance, `delivered` by that of delivery, the rest by that of the deadline. As of now.
CREATE VIEW IF NOT EXISTS province_day AS
SELECT
    day, province, basis,
    sum(accepted_one) AS accepted,
    sum(delivered_one) AS delivered,
    sum(due_one) AS due,
    sum(due_one * is_delivered) AS delivered_of_due,
    sum(due_one * is_delivered * is_in_time) AS delivered_on_time,
    sum(overdue_one) AS overdue_open
FROM
(
    SELECT
        basis_of.1 AS basis,
        basis_of.2 AS province,
        event_of.1 AS day,
        event_of.2 = 'accepted' AS accepted_one,
        event_of.2 = 'delivered' AS delivered_one,
        event_of.2 = 'deadline' AND has_passed AND status != 'recalled' AS due_one,
        event_of.2 = 'deadline' AND has_passed AND status = 'open' AS overdue_one,
        status = 'delivered' AS is_delivered,
        is_delivered AND toUnixTimestamp(ifNull(delivered_at, toDateTime64(0, 3))) <= toUnixTimestamp(assumeNotNull(deadline)) AS is_in_time,
        assumeNotNull(deadline) <= now64(3) AS has_passed
    FROM item
    ARRAY JOIN
        [('origin', assumeNotNull(origin_province)), ('dest', assumeNotNull(dest_province))] AS basis_of
    ARRAY JOIN
        arrayConcat(
            [(toDate(assumeNotNull(accepted_at)), 'accepted'), (toDate(assumeNotNull(deadline)), 'deadline')],
            if(delivered_at IS NULL, [], [(toDate(assumeNotNull(delivered_at)), 'delivered')])) AS event_of
    WHERE status != 'unaccepted' AND accepted_at IS NOT NULL
)
WHERE accepted_one OR delivered_one OR due_one
GROUP BY day, province, basis;
