-- Who may be claimed next: fair between tenants, capped and paused by keys, paused by queue, unique by a
-- key of the caller's.

ALTER TABLE tasks
  ADD COLUMN concurrency_key text,
  ADD COLUMN rate_limit_key  text,
  ADD COLUMN unique_key      text,
  ADD CONSTRAINT concurrency_key_is_1_to_255_characters CHECK (length(concurrency_key) BETWEEN 1 AND 255),
  ADD CONSTRAINT rate_limit_key_is_1_to_128_characters CHECK (length(rate_limit_key) BETWEEN 1 AND 128),
  ADD CONSTRAINT unique_key_is_1_to_255_characters CHECK (length(unique_key) BETWEEN 1 AND 255);
COMMENT ON COLUMN tasks.unique_key IS 'Held by at most one unfinished task of a tenant. Empty again when a later task took the key over.';
CREATE UNIQUE INDEX one_unfinished_task_a_unique_key ON tasks (tenant_id, unique_key)
  WHERE unique_key IS NOT NULL AND ended_at IS NULL;
CREATE INDEX tasks_running_by_concurrency_key ON tasks (tenant_id, concurrency_key)
  WHERE concurrency_key IS NOT NULL AND state = 'running';

ALTER TABLE task_queue
  ADD COLUMN concurrency_key text,
  ADD COLUMN rate_limit_key  text,
  ADD COLUMN hold            text,
  ADD CONSTRAINT hold_names_a_key_of_the_task CHECK (
    hold IS NULL
    OR (hold = 'concurrency_key' AND concurrency_key IS NOT NULL)
    OR (hold = 'rate_limit_key' AND rate_limit_key IS NOT NULL));
COMMENT ON COLUMN task_queue.hold IS 'What keeps the task from being claimed; it is in no index that a claim reads while this is set. concurrency_key: the key has no free place yet. rate_limit_key: the key is paused. A task that gets a concurrency key enters the queue held, also on its way back from an attempt.';
DROP INDEX task_queue_in_order;
CREATE INDEX task_queue_ready ON task_queue (adapter, tenant_id, priority DESC, run_at, task_id)
  WHERE hold IS NULL;
CREATE INDEX task_queue_by_concurrency_key
  ON task_queue (tenant_id, concurrency_key, hold, priority DESC, run_at, task_id)
  WHERE concurrency_key IS NOT NULL;
CREATE INDEX task_queue_by_rate_limit_key ON task_queue (tenant_id, rate_limit_key, hold, task_id)
  WHERE rate_limit_key IS NOT NULL;

CREATE TABLE concurrency_keys (
  tenant_id    uuid NOT NULL REFERENCES tenants (id),
  key          text NOT NULL,
  max_running  integer NOT NULL,
  PRIMARY KEY (tenant_id, key),
  CONSTRAINT key_is_1_to_255_characters CHECK (length(key) BETWEEN 1 AND 255),
  CONSTRAINT max_running_is_1_to_1000 CHECK (max_running BETWEEN 1 AND 1000)
);
COMMENT ON TABLE concurrency_keys IS 'How many tasks of a key may run at once. Whoever lets a task through locks the key''s row first and counts then, in a statement of its own; nothing is counted up or down, so nothing can leak. Rows without tasks are removed.';

CREATE TABLE paused_keys (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  key        text NOT NULL,
  until      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key),
  CONSTRAINT key_is_1_to_128_characters CHECK (length(key) BETWEEN 1 AND 128)
);
COMMENT ON TABLE paused_keys IS 'Rate-limit keys whose tasks are not claimed before a time. A row stays for a while after that time, until no task is held because of it.';

CREATE TABLE paused_queues (
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  adapter    text NOT NULL,
  paused_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, adapter)
);
COMMENT ON TABLE paused_queues IS 'Queues (a tenant''s tasks of one adapter) of which nothing is claimed until the row is removed.';

GRANT SELECT, INSERT, UPDATE ON concurrency_keys TO axontask_app;
GRANT SELECT, UPDATE, DELETE ON concurrency_keys TO axontask_worker;
GRANT SELECT, INSERT, UPDATE ON paused_keys TO axontask_app;
GRANT SELECT, UPDATE, DELETE ON paused_keys TO axontask_worker;
GRANT SELECT, INSERT, DELETE ON paused_queues TO axontask_app;
GRANT SELECT ON paused_queues TO axontask_worker;
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['concurrency_keys', 'paused_keys', 'paused_queues'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY own_tenant_only ON %I TO axontask_app
                      USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()))', table_name);
    EXECUTE format('CREATE POLICY all_tenants ON %I TO axontask_worker USING (true) WITH CHECK (true)', table_name);
  END LOOP;
END $$;
