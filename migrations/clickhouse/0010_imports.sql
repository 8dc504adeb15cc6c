-- What other systems know, as it was imported: of several rows of one key the latest counts.

-- Items accepted and revenue (fen) of a day, for growth against the year before.
CREATE TABLE IF NOT EXISTS history
(
    day Date CODEC(Delta, ZSTD(1)),
    province LowCardinality(String),
    project LowCardinality(String),
    accepted UInt64 CODEC(ZSTD(1)),
    revenue_fen UInt64 CODEC(ZSTD(1)),
    imported_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY (day, province, project);

-- Days that depart from Monday to Friday, beside those that Youkan ships with. An empty kind: an ordinary day.
CREATE TABLE IF NOT EXISTS calendar_day
(
    date Date,
    kind LowCardinality(String),
    name String,
    source String,
    imported_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY date;

-- Names of places.
CREATE TABLE IF NOT EXISTS site
(
    site String,
    name String,
    kind LowCardinality(String),
    imported_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(imported_at)
ORDER BY site;

-- Versions of the deadline rules, as JSON; the highest counts. Version 1 is what Youkan ships with.
CREATE TABLE IF NOT EXISTS sla_rule
(
    version UInt32,
    rules String,
    author String,
    published_at DateTime64(3, 'Asia/Shanghai') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(published_at)
ORDER BY version;
