/** What the feed of `item_event` selects from `scan_event`, column by column, for whoever writes it again. */
export const itemEventOfScan = `
	sipHash64(mail_no) AS mail_key, mail_no, at, counted_at, received_at, event, site, device, boot, seq, project,
	dest, product, wave, customer, payer, priority, fee, documents, deadline, deadline_rule, deadline_version,
	calendar_known`;
