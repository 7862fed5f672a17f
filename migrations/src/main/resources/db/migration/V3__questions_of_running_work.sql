-- Questions that running work asks, and their answers.

CREATE TABLE task_inputs (
  task_id       uuid NOT NULL,
  key           text NOT NULL,
  tenant_id     uuid NOT NULL,
  asked_seq     bigint NOT NULL,
  answered_seq  bigint,
  PRIMARY KEY (task_id, key),
  CONSTRAINT key_is_1_to_64_characters CHECK (length(key) BETWEEN 1 AND 64),
  CONSTRAINT answer_follows_its_question CHECK (answered_seq > asked_seq)
) WITH (fillfactor = 80);
COMMENT ON TABLE task_inputs IS 'Which events of a task ask (input_required) and answer (input). A running task with a question that has no answer is shown as input_required. Question and answer themselves are in the log alone.';

-- A question is asked by whoever holds the task's fencing token, and answered by whoever serves requests.
GRANT SELECT, INSERT ON task_inputs TO axontask_worker;
GRANT SELECT ON task_inputs TO axontask_app;
GRANT UPDATE (answered_seq) ON task_inputs TO axontask_app;
ALTER TABLE task_inputs ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_inputs FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON task_inputs TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON task_inputs TO axontask_worker USING (true) WITH CHECK (true);
