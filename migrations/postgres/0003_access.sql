-- Who may see and do what.

CREATE TABLE account (
	-- The sign-in name: a role's name (值班长-42), never a person's.
	name text PRIMARY KEY,
	role text NOT NULL
		CHECK (role IN ('viewer', 'manager', 'oncall', 'operator', 'lead', 'admin', 'auditor')),
	-- Each is cn, a province (2 digits), a city (4), a county (6) or a site.
	scopes text[] NOT NULL,
	teams text[] NOT NULL DEFAULT '{}',
	-- PHC string of argon2id.
	password_hash text NOT NULL,
	-- The password was made by a machine or by somebody else: nothing but changing it is possible.
	must_change boolean NOT NULL DEFAULT false,
	-- The second factor: encrypted, with the last time step whose code was used, so that no code works twice.
	totp text,
	-- One that was shown and not yet proved.
	totp_pending text,
	totp_step bigint NOT NULL DEFAULT 0,
	disabled boolean NOT NULL DEFAULT false,
	created_at timestamptz NOT NULL DEFAULT now()
);

-- Signed-in browsers. Only the SHA-256 of the cookie's token is kept.
CREATE TABLE session (
	id text PRIMARY KEY,
	account text NOT NULL REFERENCES account (name) ON DELETE CASCADE ON UPDATE CASCADE,
	created_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	last_seen timestamptz NOT NULL,
	-- What the browser calls itself, cut short, so that its owner knows it again in the list.
	agent text NOT NULL DEFAULT ''
);
CREATE INDEX session_account ON session (account);

-- Browsers that an account has signed in from: they keep a lane of their own while somebody guesses passwords.
CREATE TABLE known_device (
	id text PRIMARY KEY,
	account text NOT NULL REFERENCES account (name) ON DELETE CASCADE ON UPDATE CASCADE,
	expires_at timestamptz NOT NULL
);

-- Of an API token; a wall has no other role than its own.
ALTER TABLE token ADD COLUMN role text NOT NULL DEFAULT 'operator';
ALTER TABLE token ADD COLUMN last_used_at timestamptz;
UPDATE ONLY token SET role = 'wall' WHERE kind = 'wall';

-- What people did. Each row has the hash of the one before: none can be changed, taken out or put between.
CREATE TABLE audit (
	n bigint PRIMARY KEY,
	at timestamptz NOT NULL,
	actor text NOT NULL,
	act text NOT NULL,
	object text NOT NULL,
	detail jsonb NOT NULL,
	hash text NOT NULL
);
CREATE INDEX audit_at ON audit (at);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
	'BEGIN RAISE EXCEPTION ''the audit is append-only''; END';
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
	FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Random keys that are made once: of the references that stand for mail numbers, and of what is stored encrypted.
CREATE TABLE secret (
	name text PRIMARY KEY,
	value text NOT NULL
);
