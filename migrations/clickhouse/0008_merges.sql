-- Ingest commits several times a second. By default each small part is merged at once with the largest one, so
-- that a table of some hundred thousand rows is written again several times a second: one core at 20 events a
-- second. Let them gather first (measured: a third of that).
ALTER TABLE scan_event MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE line_event MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE vehicle_event MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE station_event MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE order_event MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE item_event MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE seq_seen MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE scan_minute MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
ALTER TABLE scan_minute_sealed MODIFY SETTING min_parts_to_merge_at_once = 16, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;
