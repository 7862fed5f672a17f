-- The first schema: tenants, tasks, their queue, their attempts, the workers that run them, and the
-- hash-chained log of what happened.
--
-- Rights. Four roles, none of which owns anything or can log in; a login role is granted them and says
-- SET ROLE on each connection:
--   axontask_app        serves requests: sees the rows of the tenant in the setting axontask.tenant and,
--                       when that is unset, none
--   axontask_worker     runs tasks for all tenants: claims, appends, finishes, reaps
--   axontask_retention  trims events whose time is over
--   axontask_eraser     destroys payloads on request
-- Row-level security is on and forced everywhere. Events can be added and read, never changed, by the
-- two roles that serve and run.

DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['axontask_app', 'axontask_worker', 'axontask_retention', 'axontask_eraser'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name);
    END IF;
  END LOOP;
END $$;

-- The tenant of this transaction; NULL, and so no row at all, when nobody said which.
CREATE FUNCTION axontask_tenant() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('axontask.tenant', true), '')::uuid;

-- The smallest UUIDv7 of an instant: 48 bits of milliseconds, then the version and variant bits alone.
CREATE FUNCTION axontask_uuid_floor(at timestamptz) RETURNS uuid
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid;

CREATE TABLE tenants (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  plan        text NOT NULL DEFAULT 'self_hosted',
  settings    jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  deleted_at  timestamptz,
  CONSTRAINT tenant_has_a_name CHECK (name <> '')
);
COMMENT ON TABLE tenants IS 'Who tasks belong to. A laptop has one: local.';

INSERT INTO tenants (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'local');

CREATE TABLE tasks (
  id                  uuid PRIMARY KEY,
  tenant_id           uuid NOT NULL REFERENCES tenants (id),
  principal           text NOT NULL,
  name                text,
  description         text,
  adapter             text NOT NULL,
  args                bytea NOT NULL,
  spec_hash           bytea NOT NULL,
  metadata            jsonb NOT NULL DEFAULT '{}',
  tags                text[] NOT NULL DEFAULT '{}',
  state               text NOT NULL,
  priority            smallint NOT NULL DEFAULT 5,
  timeout_s           integer NOT NULL DEFAULT 3600,
  max_attempts        integer NOT NULL DEFAULT 1,
  on_worker_loss      text NOT NULL DEFAULT 'fail',
  attempt             integer NOT NULL DEFAULT 0,
  run_at              timestamptz,
  created_at          timestamptz NOT NULL,
  started_at          timestamptz,
  ended_at            timestamptz,
  exit_code           integer,
  signal              integer,
  error               jsonb,
  progress            jsonb,
  bytes_streamed      bigint NOT NULL DEFAULT 0,
  cancel_requested_at timestamptz,
  cancel_reason       text,
  cancel_grace_s      integer,
  CONSTRAINT state_is_known CHECK (state IN ('scheduled', 'pending', 'running', 'succeeded', 'failed',
                                             'canceled', 'timed_out', 'lost', 'dead_letter')),
  CONSTRAINT priority_is_0_to_10 CHECK (priority BETWEEN 0 AND 10),
  CONSTRAINT timeout_is_1_s_to_1_day CHECK (timeout_s BETWEEN 1 AND 86400),
  CONSTRAINT attempts_are_allowed CHECK (max_attempts >= 1 AND attempt >= 0),
  CONSTRAINT loss_policy_is_known CHECK (on_worker_loss IN ('fail', 'retry')),
  CONSTRAINT spec_hash_has_32_bytes CHECK (length(spec_hash) = 32),
  CONSTRAINT scheduled_task_has_a_time CHECK (state <> 'scheduled' OR run_at IS NOT NULL),
  CONSTRAINT running_task_has_an_attempt CHECK (state <> 'running' OR (attempt >= 1 AND started_at IS NOT NULL)),
  CONSTRAINT finished_task_has_an_end CHECK ((ended_at IS NOT NULL) = (state IN
    ('succeeded', 'failed', 'canceled', 'timed_out', 'lost', 'dead_letter'))),
  CONSTRAINT succeeded_task_has_no_error CHECK (state <> 'succeeded' OR error IS NULL)
);
COMMENT ON TABLE tasks IS 'What was asked for and how it stands. args is the JSON text as it was serialised once at submit.';
CREATE INDEX tasks_by_tenant ON tasks (tenant_id, id DESC);
CREATE INDEX tasks_by_tenant_and_state ON tasks (tenant_id, state, id DESC);
CREATE INDEX tasks_by_tag ON tasks USING gin (tags);
CREATE INDEX tasks_with_a_cancel_request ON tasks (id) WHERE cancel_requested_at IS NOT NULL AND ended_at IS NULL;

CREATE TABLE task_heads (
  task_id        uuid PRIMARY KEY,
  tenant_id      uuid NOT NULL,
  last_seq       bigint NOT NULL DEFAULT 0,
  last_hash      bytea NOT NULL,
  last_ts        timestamptz NOT NULL,
  fencing_token  bigint NOT NULL DEFAULT 0,
  resume_point   text NOT NULL DEFAULT '',
  closed         boolean NOT NULL DEFAULT false,
  CONSTRAINT head_counts_from_0 CHECK (last_seq >= 0 AND fencing_token >= 0),
  CONSTRAINT head_hash_has_32_bytes CHECK (length(last_hash) = 32),
  CONSTRAINT resume_point_is_short CHECK (length(resume_point) <= 512)
) WITH (fillfactor = 60);
COMMENT ON TABLE task_heads IS 'The end of each task''s chain, who may add to it (fencing_token), and where its output goes on after a crash. closed: a terminal event was written and nothing follows.';

CREATE TABLE task_queue (
  task_id    uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL,
  adapter    text NOT NULL,
  priority   smallint NOT NULL,
  run_at     timestamptz NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
COMMENT ON TABLE task_queue IS 'The tasks that wait for a worker; a claim deletes the row. adapter: a worker claims what it has free slots for.';
CREATE INDEX task_queue_in_order ON task_queue (adapter, priority DESC, run_at, task_id);

CREATE TABLE workers (
  id           uuid PRIMARY KEY,
  host_id      uuid NOT NULL,
  boot_id      text NOT NULL,
  version      text NOT NULL,
  slots        integer NOT NULL,
  started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease_until  timestamptz NOT NULL,
  ended_at     timestamptz,
  CONSTRAINT worker_has_slots CHECK (slots >= 1)
);
COMMENT ON TABLE workers IS 'Processes that run tasks. The heartbeat is lease_until, by the database''s clock. ended_at: it stopped, or it was found dead.';
CREATE INDEX workers_alive ON workers (lease_until) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX one_living_worker_a_host ON workers (host_id) WHERE ended_at IS NULL;

CREATE TABLE attempts (
  task_id        uuid NOT NULL,
  number         integer NOT NULL,
  tenant_id      uuid NOT NULL,
  worker_id      uuid NOT NULL,
  host_id        uuid NOT NULL,
  detached       boolean NOT NULL,
  fencing_token  bigint NOT NULL,
  started_at     timestamptz NOT NULL,
  ended_at       timestamptz,
  outcome        text,
  error          jsonb,
  bytes          bigint NOT NULL DEFAULT 0,
  cleaned_at     timestamptz,
  PRIMARY KEY (task_id, number),
  CONSTRAINT attempts_count_from_1 CHECK (number >= 1),
  CONSTRAINT ended_attempt_has_an_outcome CHECK ((ended_at IS NULL) = (outcome IS NULL))
) WITH (fillfactor = 80);
COMMENT ON TABLE attempts IS 'Each try at a task, who ran it and how it ended. cleaned_at: nothing of it is left on its host.';
CREATE INDEX attempts_open_by_worker ON attempts (worker_id) WHERE ended_at IS NULL;
CREATE INDEX attempts_to_clean_by_host ON attempts (host_id) WHERE cleaned_at IS NULL;

CREATE TABLE idempotency_keys (
  tenant_id   uuid NOT NULL,
  principal   text NOT NULL,
  key         text NOT NULL,
  digest      bytea NOT NULL,
  request     jsonb NOT NULL,
  task_id     uuid NOT NULL,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, principal, key),
  CONSTRAINT key_is_1_to_255_characters CHECK (length(key) BETWEEN 1 AND 255)
);
COMMENT ON TABLE idempotency_keys IS 'Which request a key stood for, so that a repeated start returns the first one''s task.';

CREATE TABLE task_events (
  task_id      uuid NOT NULL,
  seq          bigint NOT NULL,
  tenant_id    uuid NOT NULL,
  attempt      integer NOT NULL,
  ts           timestamptz NOT NULL,
  kind         text NOT NULL,
  payload      bytea,
  payload_len  integer NOT NULL,
  salt         bytea,
  pc           bytea NOT NULL,
  hash_prev    bytea NOT NULL,
  hash_curr    bytea NOT NULL,
  PRIMARY KEY (task_id, seq),
  CONSTRAINT chain_does_not_fork UNIQUE (task_id, hash_prev),
  CONSTRAINT events_count_from_1 CHECK (seq >= 1),
  CONSTRAINT erased_payload_has_no_salt CHECK ((payload IS NULL) = (salt IS NULL)),
  CONSTRAINT hashes_have_32_bytes CHECK (length(pc) = 32 AND length(hash_prev) = 32 AND length(hash_curr) = 32)
) PARTITION BY RANGE (task_id);
COMMENT ON TABLE task_events IS 'The hash-chained log of every task, partitioned by the month in which the task was created (its id is a UUIDv7).';
CREATE TABLE task_events_rest PARTITION OF task_events DEFAULT;
COMMENT ON TABLE task_events_rest IS 'Events of tasks from months without a partition of their own.';

-- Creates the partitions of the months from the given one on; those that exist are left as they are.
CREATE FUNCTION axontask_create_event_partitions(from_month timestamptz, months integer) RETURNS integer
  LANGUAGE plpgsql AS $$
DECLARE
  lower_end timestamptz;
  part text;
  created integer := 0;
BEGIN
  FOR i IN 0 .. months - 1 LOOP
    lower_end := date_trunc('month', from_month, 'UTC') + make_interval(months => i);
    part := 'task_events_' || to_char(lower_end AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF task_events FOR VALUES FROM (%L) TO (%L)',
                     part, axontask_uuid_floor(lower_end), axontask_uuid_floor(lower_end + interval '1 month'));
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
      created := created + 1;
    EXCEPTION WHEN check_violation THEN
      -- Events of that month lie in task_events_rest already: they stay there, and so do later ones.
      RAISE NOTICE 'no partition %: task_events_rest holds events of that month', part;
    END;
  END LOOP;
  RETURN created;
END $$;
REVOKE ALL ON FUNCTION axontask_create_event_partitions(timestamptz, integer) FROM PUBLIC;

-- Facts about this database that all processes share: the epoch of the hot tail's keys (it changes when
-- a backup is restored), the identity in receipts.
CREATE TABLE installation (
  only_row    boolean PRIMARY KEY DEFAULT true,
  epoch       uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT there_is_one_row CHECK (only_row)
);
COMMENT ON TABLE installation IS 'One row about this database. A restore from a backup gives epoch a new value.';
INSERT INTO installation DEFAULT VALUES;

GRANT USAGE ON SCHEMA public TO axontask_app, axontask_worker, axontask_retention, axontask_eraser;
GRANT SELECT ON tenants, installation TO axontask_app, axontask_worker;
GRANT SELECT, INSERT ON task_events TO axontask_app, axontask_worker;
GRANT SELECT, INSERT, UPDATE ON tasks, task_heads TO axontask_app, axontask_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON task_queue TO axontask_app, axontask_worker;
GRANT SELECT, INSERT ON idempotency_keys TO axontask_app;
GRANT SELECT ON attempts TO axontask_app;
GRANT SELECT, INSERT, UPDATE ON attempts, workers TO axontask_worker;
GRANT SELECT, DELETE ON task_events TO axontask_retention;
GRANT SELECT ON tasks, task_heads, tenants TO axontask_retention;
GRANT SELECT ON task_events TO axontask_eraser;
GRANT UPDATE (payload, salt) ON task_events TO axontask_eraser;

DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['tasks', 'task_heads', 'task_queue', 'attempts', 'idempotency_keys', 'task_events', 'task_events_rest'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    CONTINUE WHEN table_name = 'task_events_rest';
    EXECUTE format('CREATE POLICY own_tenant_only ON %I TO axontask_app
                      USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()))', table_name);
    EXECUTE format('CREATE POLICY all_tenants ON %I TO axontask_worker USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON tenants TO axontask_app USING (id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON tenants TO axontask_worker, axontask_retention USING (true);
ALTER TABLE workers ENABLE ROW LEVEL SECURITY;
ALTER TABLE workers FORCE ROW LEVEL SECURITY;
CREATE POLICY all_workers ON workers TO axontask_worker USING (true) WITH CHECK (true);
CREATE POLICY finished_past_their_plan ON task_events TO axontask_retention USING (true);
CREATE POLICY what_may_be_trimmed ON tasks TO axontask_retention USING (true);
CREATE POLICY what_may_be_trimmed ON task_heads TO axontask_retention USING (true);
CREATE POLICY payloads_of_the_tenant ON task_events TO axontask_eraser
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
