-- A manifest is looked up by its batch wherever in the months its events lie. Parts written before are read whole.
ALTER TABLE scan_event ADD INDEX IF NOT EXISTS batch_name batch TYPE bloom_filter GRANULARITY 4;
