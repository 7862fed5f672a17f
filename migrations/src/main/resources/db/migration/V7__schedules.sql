-- Schedules: what starts tasks by itself, and what came of each planned time.

CREATE TABLE schedules (
  id                uuid PRIMARY KEY,
  tenant_id         uuid NOT NULL REFERENCES tenants (id),
  principal         text NOT NULL,
  name              text NOT NULL,
  kind              text NOT NULL,
  cron              text,
  zone              text NOT NULL,
  run_at            timestamptz,
  adapter           text NOT NULL,
  spec              text NOT NULL,
  missed_runs       text NOT NULL,
  missed_run_limit  integer NOT NULL,
  overlap           text NOT NULL,
  jitter_s          integer NOT NULL,
  state             text NOT NULL,
  planned_at        timestamptz,
  next_run_at       timestamptz,
  held              boolean NOT NULL DEFAULT false,
  made_up           integer NOT NULL DEFAULT 0,
  last_planned_at   timestamptz,
  last_run_at       timestamptz,
  last_task_id      uuid,
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  deleted_at        timestamptz,
  CONSTRAINT name_is_1_to_100_characters CHECK (length(name) BETWEEN 1 AND 100),
  CONSTRAINT kind_is_known CHECK (kind IN ('one_time', 'delayed', 'recurring')),
  CONSTRAINT recurring_schedule_has_a_cron_and_others_a_time CHECK (
    CASE kind WHEN 'recurring' THEN cron IS NOT NULL AND run_at IS NULL ELSE cron IS NULL AND run_at IS NOT NULL END),
  CONSTRAINT missed_run_policy_is_known CHECK (missed_runs IN ('skip', 'run_once', 'run_all')),
  CONSTRAINT missed_runs_are_made_up_1_to_1000_times CHECK (missed_run_limit BETWEEN 1 AND 1000),
  CONSTRAINT overlap_policy_is_known CHECK (overlap IN ('allow', 'skip', 'queue_one', 'cancel_previous')),
  CONSTRAINT jitter_is_0_to_1_hour CHECK (jitter_s BETWEEN 0 AND 3600),
  CONSTRAINT state_is_known CHECK (state IN ('active', 'paused', 'ended')),
  CONSTRAINT active_schedule_has_a_next_time CHECK (state <> 'active' OR (planned_at IS NOT NULL AND next_run_at IS NOT NULL)),
  CONSTRAINT ended_schedule_has_no_next_time CHECK (state <> 'ended' OR planned_at IS NULL),
  CONSTRAINT planned_times_go_forward CHECK (planned_at > last_planned_at),
  CONSTRAINT made_up_runs_are_counted_from_0 CHECK (made_up >= 0)
) WITH (fillfactor = 80);
COMMENT ON TABLE schedules IS 'What starts tasks at planned times. planned_at: the next of them; next_run_at: when that is due, later by jitter or while it is held for an earlier run. spec: the request to start a task, as JSON. Whoever fires it locks the row.';
CREATE UNIQUE INDEX schedule_names_are_unique ON schedules (tenant_id, name) WHERE deleted_at IS NULL;
CREATE INDEX schedules_by_tenant ON schedules (tenant_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX schedules_due ON schedules (next_run_at) WHERE state = 'active' AND deleted_at IS NULL;
CREATE INDEX schedules_deleted ON schedules (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE schedule_runs (
  schedule_id    uuid NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  planned_at     timestamptz NOT NULL,
  tenant_id      uuid NOT NULL,
  outcome        text NOT NULL,
  skipped_until  timestamptz,
  task_id        uuid,
  error          text,
  decided_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT each_planned_time_is_decided_once PRIMARY KEY (schedule_id, planned_at),
  CONSTRAINT outcome_is_known CHECK (outcome IN ('started', 'overlap', 'missed', 'failed')),
  CONSTRAINT started_run_has_a_task CHECK ((outcome = 'started') = (task_id IS NOT NULL)),
  CONSTRAINT failed_run_has_an_error CHECK ((outcome = 'failed') = (error IS NOT NULL)),
  CONSTRAINT skipped_times_have_an_end CHECK (skipped_until IS NULL OR skipped_until > planned_at)
);
COMMENT ON TABLE schedule_runs IS 'What came of each planned time: started (task_id), or not: an earlier run had not ended (overlap), nobody was there to fire it (missed), the request was refused (failed). One row stands for all times from planned_at to before skipped_until, or to the end if the schedule ended.';

-- A firing runs as the schedule's tenant. A worker looks for what is due, and removes what was deleted long ago.
GRANT SELECT, INSERT, UPDATE ON schedules TO axontask_app;
GRANT SELECT, INSERT, DELETE ON schedule_runs TO axontask_app;
GRANT SELECT, DELETE ON schedules TO axontask_worker;
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['schedules', 'schedule_runs'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format('CREATE POLICY own_tenant_only ON %I TO axontask_app
                      USING (tenant_id = (SELECT axontask_tenant())) WITH CHECK (tenant_id = (SELECT axontask_tenant()))', table_name);
  END LOOP;
END $$;
CREATE POLICY all_tenants ON schedules TO axontask_worker USING (true);
