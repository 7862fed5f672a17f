-- What is sent to running tasks: bytes for standard input, its end, signals.

CREATE TABLE task_sent_inputs (
  task_id       uuid NOT NULL,
  seq           bigint NOT NULL,
  tenant_id     uuid NOT NULL,
  attempt       integer NOT NULL,
  stdin_offset  bigint NOT NULL,
  bytes         integer NOT NULL,
  ends          boolean NOT NULL,
  input_id      text,
  settled       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (task_id, seq),
  CONSTRAINT input_id_stands_for_one_input UNIQUE (task_id, input_id),
  CONSTRAINT input_id_is_1_to_64_characters CHECK (length(input_id) BETWEEN 1 AND 64),
  CONSTRAINT input_goes_to_an_attempt CHECK (attempt >= 1),
  CONSTRAINT input_has_a_place CHECK (stdin_offset >= 0 AND bytes >= 0)
) WITH (fillfactor = 80);
COMMENT ON TABLE task_sent_inputs IS 'Which events of a task (input, signal) were sent to its running work, and where their bytes lie in what the attempt reads. settled: the work has read it, or never will. The bytes themselves are in the log alone.';
CREATE INDEX task_sent_inputs_to_deliver ON task_sent_inputs (task_id, seq) WHERE NOT settled;

-- Taken by whoever serves requests, delivered by whoever runs the task.
GRANT SELECT, INSERT ON task_sent_inputs TO axontask_app;
GRANT SELECT ON task_sent_inputs TO axontask_worker;
GRANT UPDATE (settled) ON task_sent_inputs TO axontask_worker;
ALTER TABLE task_sent_inputs ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_sent_inputs FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant_only ON task_sent_inputs TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY all_tenants ON task_sent_inputs TO axontask_worker USING (true) WITH CHECK (true);
