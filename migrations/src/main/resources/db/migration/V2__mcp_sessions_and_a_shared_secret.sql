-- What servers of one fleet share so that each can continue what another began: the sessions of MCP's
-- 2025 revisions, and the secret that seals what clients carry from one to another.

-- 244 random bits, hashed to 32 bytes; pgcrypto need not be there.
ALTER TABLE installation ADD COLUMN secret bytea NOT NULL
  DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
ALTER TABLE installation ADD CONSTRAINT secret_has_32_bytes CHECK (length(secret) = 32);
COMMENT ON COLUMN installation.secret IS 'Seals cursors and state that MCP clients carry. A restore from a backup may keep it. Read by servers that answer requests, never by workers.';

-- A worker runs tasks and needs the epoch alone.
REVOKE SELECT ON installation FROM axontask_worker;
GRANT SELECT (only_row, epoch, created_at) ON installation TO axontask_worker;

CREATE TABLE mcp_sessions (
  tenant_id      uuid NOT NULL REFERENCES tenants (id),
  id             uuid NOT NULL,
  principal      text NOT NULL,
  revision       text NOT NULL,
  capabilities   jsonb NOT NULL,
  client_info    jsonb NOT NULL,
  subscriptions  text[] NOT NULL DEFAULT '{}',
  log_level      text NOT NULL DEFAULT 'info',
  created_at     timestamptz NOT NULL DEFAULT now(),
  last_used_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT revision_is_a_date CHECK (revision ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  CONSTRAINT principal_is_at_most_255_characters CHECK (length(principal) <= 255),
  CONSTRAINT client_is_at_most_1_mib CHECK (length(capabilities::text) + length(client_info::text) <= 1048576),
  CONSTRAINT subscriptions_are_at_most_500 CHECK (cardinality(subscriptions) <= 500),
  CONSTRAINT log_level_is_known CHECK (log_level IN ('debug', 'info', 'notice', 'warning', 'error', 'critical',
                                                     'alert', 'emergency'))
) WITH (fillfactor = 80);
COMMENT ON TABLE mcp_sessions IS 'Sessions of MCP clients (revisions 2025-03-26 to 2025-11-25), so that any server can go on with them. last_used_at is written rarely, and decides which ones give way.';
CREATE INDEX mcp_sessions_by_use ON mcp_sessions (tenant_id, last_used_at);
CREATE INDEX mcp_sessions_by_age ON mcp_sessions (last_used_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON mcp_sessions TO axontask_app;
GRANT SELECT, DELETE ON mcp_sessions TO axontask_worker;
ALTER TABLE mcp_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE mcp_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON mcp_sessions TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON mcp_sessions TO axontask_worker USING (true);
