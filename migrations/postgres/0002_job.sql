-- Jobs that one server at a time does. Whoever holds the lease does the work and prolongs it; when it has
-- run out, another server may take it.
CREATE TABLE job (
	name text PRIMARY KEY,
	holder text NOT NULL,
	lease_until timestamptz NOT NULL,
	-- How far the job has come; what it means is the job's own business.
	progress jsonb NOT NULL DEFAULT '{}'
);
