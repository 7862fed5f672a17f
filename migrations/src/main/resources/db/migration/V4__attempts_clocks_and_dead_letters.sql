-- Attempts: how often a task is tried, which clocks end it, and what is left when every try was in vain.

ALTER TABLE tasks
  ADD COLUMN retry_on text NOT NULL DEFAULT 'transient',
  ADD COLUMN schedule_to_start_s integer,
  ADD COLUMN deadline timestamptz,
  ADD CONSTRAINT attempts_are_at_most_20 CHECK (max_attempts <= 20),
  ADD CONSTRAINT retry_policy_is_known CHECK (retry_on IN ('transient', 'any_failure')),
  ADD CONSTRAINT start_clock_is_1_s_to_1_year CHECK (schedule_to_start_s BETWEEN 1 AND 31536000);
COMMENT ON COLUMN tasks.run_at IS 'When the next attempt may start: as asked for, or, after an attempt that failed, when it is tried again.';
COMMENT ON COLUMN tasks.deadline IS 'When the task ends, whichever attempt runs or waits then.';
CREATE INDEX tasks_with_a_deadline ON tasks (deadline) WHERE deadline IS NOT NULL AND ended_at IS NULL;

ALTER TABLE task_queue ADD COLUMN start_by timestamptz;
COMMENT ON COLUMN task_queue.start_by IS 'When a task that nobody has claimed yet ends as timed_out; only before the first attempt.';
CREATE INDEX task_queue_by_start_clock ON task_queue (start_by) WHERE start_by IS NOT NULL;

-- A question is open while the attempt that asked it runs. A later attempt that asks it again, without an
-- answer so far, makes it its own.
ALTER TABLE task_inputs
  ADD COLUMN attempt integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT question_is_of_an_attempt CHECK (attempt >= 1);
GRANT UPDATE (asked_seq, attempt) ON task_inputs TO axontask_worker;

CREATE TABLE dead_letters (
  task_id      uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL,
  reason       text NOT NULL,
  error        jsonb,
  attempts     integer NOT NULL,
  created_at   timestamptz NOT NULL,
  redriven_as  uuid,
  CONSTRAINT reason_is_known CHECK (reason IN ('attempts_exhausted', 'deadline')),
  CONSTRAINT dead_letter_was_tried CHECK (attempts >= 1)
);
COMMENT ON TABLE dead_letters IS 'Tasks that were to be tried again and cannot be. error: that of the last attempt. redriven_as: the task that was started in its place; it is written here and not in the chain, which has ended.';

GRANT SELECT ON dead_letters TO axontask_app;
GRANT SELECT, INSERT ON dead_letters TO axontask_worker;
ALTER TABLE dead_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letters FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON dead_letters TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON dead_letters TO axontask_worker USING (true) WITH CHECK (true);
