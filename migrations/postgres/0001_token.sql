-- Bearer tokens. Only the SHA-256 of a token is kept: who reads this table can use none of them.
CREATE TABLE token (
	id text PRIMARY KEY,
	kind text NOT NULL CHECK (kind IN ('api', 'wall')),
	name text NOT NULL,
	sha256 text NOT NULL UNIQUE,
	-- cn, a province (2 digits), a city (4), a county (6) or a site.
	scope text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	revoked_at timestamptz
);
