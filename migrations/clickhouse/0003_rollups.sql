-- What the live screens read, fed as scans are stored.

-- Scans per minute, place, project and event. `city` is the first four digits of the site: wide enough for
-- the nation, a province and a city; a county or a site is counted from scan_event itself.
-- The project of a scan is known on `accepted` only.
CREATE TABLE IF NOT EXISTS scan_minute
(
    minute DateTime('Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    city LowCardinality(String),
    event LowCardinality(String),
    project LowCardinality(String),
    scans UInt64
)
ENGINE = SummingMergeTree(scans)
PARTITION BY toYYYYMM(minute)
-- Time first: every question asks for a range of minutes, most of them for the newest.
ORDER BY (minute, city, event, project)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS scan_minute_feed TO scan_minute AS
SELECT
    toStartOfMinute(if(clock_suspect, received_at, at)) AS minute,
    substring(site, 1, 4) AS city,
    event,
    project,
    count() AS scans
FROM scan_event
GROUP BY minute, city, event, project;

-- The scans that decide an item's fate, by business day: small, so that a day's items are counted from the
-- items themselves. Distinct items are counted, so a duplicate changes nothing.
CREATE TABLE IF NOT EXISTS item_milestone
(
    event LowCardinality(String),
    day Date CODEC(Delta, ZSTD(1)),
    mail_key UInt64 CODEC(NONE),
    counted_at DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1)),
    site LowCardinality(String),
    device LowCardinality(String),
    boot String CODEC(ZSTD(1)),
    seq UInt32,
    -- Of `accepted` only.
    dest LowCardinality(String),
    project LowCardinality(String),
    deadline DateTime64(3, 'Asia/Shanghai') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
-- One event of one day lies together: the accepted items of today are one range.
ORDER BY (event, day, mail_key, counted_at, site, device, boot, seq)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS item_milestone_feed TO item_milestone AS
SELECT
    event,
    toDate(if(clock_suspect, received_at, at)) AS day,
    sipHash64(mail_no) AS mail_key,
    if(clock_suspect, received_at, at) AS counted_at,
    site,
    device,
    boot,
    seq,
    dest,
    project,
    deadline
FROM scan_event
WHERE event IN ('accepted', 'attempted', 'delivered', 'returned', 'recalled', 'plate_fitted');
