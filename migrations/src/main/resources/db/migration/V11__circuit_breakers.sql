-- Circuit breakers: tasks of a target that fails again and again wait until one attempt at it has gone well.

ALTER TABLE tasks
  ADD COLUMN target text NOT NULL DEFAULT '',
  ADD CONSTRAINT target_has_up_to_200_characters CHECK (length(target) <= 200);
COMMENT ON COLUMN tasks.target IS 'The outside thing that the task''s attempts depend on, by the word of its adapter; empty for the adapter as a whole.';

ALTER TABLE task_queue
  ADD COLUMN target text NOT NULL DEFAULT '',
  DROP CONSTRAINT hold_names_a_key_of_the_task,
  ADD CONSTRAINT hold_names_a_key_of_the_task_or_its_breaker CHECK (
    hold IS NULL
    OR hold = 'circuit_breaker'
    OR (hold = 'concurrency_key' AND concurrency_key IS NOT NULL)
    OR (hold = 'rate_limit_key' AND rate_limit_key IS NOT NULL));
COMMENT ON COLUMN task_queue.hold IS 'What keeps the task from being claimed; it is in no index that a claim reads while this is set. concurrency_key: the key has no free place yet. rate_limit_key: the key is paused. circuit_breaker: its target fails. A task that gets a concurrency key enters the queue held, also on its way back from an attempt.';
CREATE INDEX task_queue_held_by_breaker
  ON task_queue (tenant_id, adapter, target, priority DESC, run_at, task_id)
  WHERE hold = 'circuit_breaker';

CREATE TABLE circuit_breakers (
  tenant_id    uuid NOT NULL REFERENCES tenants (id),
  adapter      text NOT NULL,
  target       text NOT NULL,
  failures     integer NOT NULL DEFAULT 0,
  open_until   timestamptz,
  open_for_s   integer,
  probe_task   uuid,
  probe_since  timestamptz,
  error        jsonb,
  changed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, adapter, target),
  CONSTRAINT target_has_up_to_200_characters CHECK (length(target) <= 200),
  CONSTRAINT failures_are_counted_from_0 CHECK (failures >= 0),
  CONSTRAINT what_is_open_was_opened_for_1_s_or_more CHECK ((open_until IS NULL) = (open_for_s IS NULL) AND open_for_s >= 1),
  CONSTRAINT only_what_is_open_has_a_probe CHECK (probe_task IS NULL OR open_until IS NOT NULL),
  CONSTRAINT a_probe_has_a_beginning CHECK ((probe_task IS NULL) = (probe_since IS NULL))
);
COMMENT ON TABLE circuit_breakers IS 'Targets of a tenant that failed lately. open_until empty: closed, with so many failures in a row. Later than now: open, nothing of the target is claimed. Not later: half-open, probe_task alone may be claimed, and its end closes or opens. A target that works has no row, or one that is not written to; rows that nobody needs are removed after an hour. error: that of the last failure.';

GRANT SELECT ON circuit_breakers TO axontask_app;
GRANT UPDATE (failures, open_until, open_for_s, probe_task, probe_since, error, changed_at) ON circuit_breakers TO axontask_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON circuit_breakers TO axontask_worker;
ALTER TABLE circuit_breakers ENABLE ROW LEVEL SECURITY;
ALTER TABLE circuit_breakers FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON circuit_breakers TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON circuit_breakers TO axontask_worker USING (true) WITH CHECK (true);
