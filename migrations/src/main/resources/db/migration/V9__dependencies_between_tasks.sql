-- Tasks that wait for other tasks.

ALTER TABLE tasks
  ADD COLUMN blocked boolean NOT NULL DEFAULT false,
  ADD COLUMN awaited boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT running_task_is_not_blocked CHECK (NOT (blocked AND state = 'running'));
COMMENT ON COLUMN tasks.blocked IS 'It waits for other tasks and has no queue entry; a release clears this and makes the entry in one transaction. What ends while it is blocked stays so.';
COMMENT ON COLUMN tasks.awaited IS 'Others may wait for its end and do not know of it. Set by the submit of a task that depends on it, under this row''s lock; cleared once they all know.';
-- Holds a task from the commit of its end until those that wait for it know: nobody has to ring.
CREATE INDEX tasks_ended_and_awaited ON tasks (id) WHERE awaited AND ended_at IS NOT NULL;

-- A concurrency key is kept, with its limit, for tasks that are not in the queue yet.
CREATE INDEX tasks_blocked_by_concurrency_key ON tasks (tenant_id, concurrency_key)
  WHERE concurrency_key IS NOT NULL AND blocked AND ended_at IS NULL;

CREATE TABLE task_dependencies (
  task_id     uuid NOT NULL,
  depends_on  uuid NOT NULL,
  tenant_id   uuid NOT NULL,
  policy      text NOT NULL,
  place       smallint NOT NULL,
  ended_as    text,
  PRIMARY KEY (task_id, depends_on),
  CONSTRAINT task_does_not_depend_on_itself CHECK (task_id <> depends_on),
  CONSTRAINT policy_is_known CHECK (policy IN ('success', 'any', 'all')),
  CONSTRAINT dependencies_are_at_most_100 CHECK (place BETWEEN 0 AND 99),
  CONSTRAINT ended_as_is_an_end CHECK (ended_as IN ('succeeded', 'failed', 'canceled', 'timed_out', 'lost',
                                                    'dead_letter'))
) WITH (fillfactor = 80);
COMMENT ON TABLE task_dependencies IS 'Which tasks a task waits for, in the order in which they were named. ended_as: how the dependency ended, once the dependent knows. policy: the same for all of a task.';
CREATE INDEX task_dependencies_untold ON task_dependencies (depends_on, task_id) WHERE ended_as IS NULL;

GRANT SELECT, INSERT ON task_dependencies TO axontask_app;
GRANT SELECT ON task_dependencies TO axontask_worker;
GRANT UPDATE (ended_as) ON task_dependencies TO axontask_worker;
ALTER TABLE task_dependencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_dependencies FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON task_dependencies TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON task_dependencies TO axontask_worker USING (true) WITH CHECK (true);
