-- What is left of a task's events once they are trimmed, and which payloads were erased.
--
-- The order is held by the policies below, whatever the program does: a snapshot can be made of a closed log
-- only, and says what its head says; an event can be deleted only where a snapshot covers it; a payload can
-- be erased only in a closed log. A closed log never changes otherwise.

CREATE TABLE task_snapshots (
  task_id               uuid PRIMARY KEY,
  tenant_id             uuid NOT NULL,
  seq                   bigint NOT NULL,
  head_hash             bytea NOT NULL,
  kinds                 jsonb NOT NULL,
  digest                bytea NOT NULL,
  sandbox               text,
  sandbox_profile_hash  text,
  trimmed_seq           bigint NOT NULL DEFAULT 0,
  trimmed_hash          bytea NOT NULL,
  made_at               timestamptz NOT NULL DEFAULT clock_timestamp(),
  trimmed_at            timestamptz,
  CONSTRAINT snapshot_covers_events CHECK (seq >= 1),
  CONSTRAINT trimming_ends_at_the_head CHECK (trimmed_seq BETWEEN 0 AND seq AND (trimmed_seq < seq OR trimmed_hash = head_hash)),
  CONSTRAINT trimmed_means_nothing_is_left CHECK ((trimmed_at IS NOT NULL) = (trimmed_seq = seq)),
  CONSTRAINT snapshot_hashes_have_32_bytes CHECK (length(head_hash) = 32 AND length(digest) = 32 AND length(trimmed_hash) = 32)
) WITH (fillfactor = 80);
COMMENT ON TABLE task_snapshots IS 'What is kept of a finished task''s events when they are trimmed: head, counts and bytes of each kind, and a digest of these. Events up to trimmed_seq are gone; trimmed_hash is the last one''s hash.';
CREATE INDEX task_snapshots_to_trim ON task_snapshots (task_id) WHERE trimmed_at IS NULL;

CREATE TABLE erasures (
  id         uuid PRIMARY KEY,
  tenant_id  uuid NOT NULL REFERENCES tenants (id),
  task_id    uuid NOT NULL,
  seqs       bigint[] NOT NULL,
  principal  text NOT NULL,
  reason     text NOT NULL,
  erased_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT erasure_names_1_to_10000_events CHECK (cardinality(seqs) BETWEEN 1 AND 10000),
  CONSTRAINT erasure_has_a_reason CHECK (length(reason) BETWEEN 1 AND 500)
);
COMMENT ON TABLE erasures IS 'Who had which payloads destroyed, when and why. Never changed.';
CREATE INDEX erasures_by_task ON erasures (tenant_id, task_id, erased_at);

ALTER TABLE tasks ADD COLUMN retention_seen_at timestamptz;
COMMENT ON COLUMN tasks.retention_seen_at IS 'When retention decided on this task''s events: it made a snapshot or, for a log that is not whole, left them for good.';
CREATE INDEX tasks_by_end_to_trim ON tasks (tenant_id, ended_at) WHERE ended_at IS NOT NULL AND retention_seen_at IS NULL;

ALTER TABLE task_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_snapshots FORCE ROW LEVEL SECURITY;
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasures FORCE ROW LEVEL SECURITY;

-- Retention: makes snapshots, deletes what they cover.
GRANT SELECT, INSERT, UPDATE (trimmed_seq, trimmed_hash, trimmed_at) ON task_snapshots TO axontask_retention;
GRANT UPDATE (retention_seen_at) ON tasks TO axontask_retention;
CREATE POLICY of_closed_logs_as_their_head_says ON task_snapshots FOR INSERT TO axontask_retention
  WITH CHECK (EXISTS (SELECT FROM task_heads h
                       WHERE h.task_id = task_snapshots.task_id AND h.tenant_id = task_snapshots.tenant_id
                         AND h.closed AND h.last_seq = task_snapshots.seq AND h.last_hash = task_snapshots.head_hash));
CREATE POLICY read_by_retention ON task_snapshots FOR SELECT TO axontask_retention USING (true);
CREATE POLICY advanced_by_retention ON task_snapshots FOR UPDATE TO axontask_retention USING (true) WITH CHECK (true);
DROP POLICY finished_past_their_plan ON task_events;
CREATE POLICY read_by_retention ON task_events FOR SELECT TO axontask_retention USING (true);
CREATE POLICY covered_by_a_snapshot ON task_events FOR DELETE TO axontask_retention
  USING (EXISTS (SELECT FROM task_snapshots s WHERE s.task_id = task_events.task_id AND s.seq >= task_events.seq));

-- The eraser: destroys payloads of closed logs of its tenant, and writes down that it did.
GRANT SELECT ON task_heads TO axontask_eraser;
GRANT INSERT ON erasures TO axontask_eraser;
CREATE POLICY heads_of_the_tenant ON task_heads FOR SELECT TO axontask_eraser
  USING (tenant_id = (SELECT axontask_tenant()));
DROP POLICY payloads_of_the_tenant ON task_events;
CREATE POLICY events_of_the_tenant ON task_events FOR SELECT TO axontask_eraser
  USING (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY payloads_of_closed_logs ON task_events FOR UPDATE TO axontask_eraser
  USING (tenant_id = (SELECT axontask_tenant())
         AND EXISTS (SELECT FROM task_heads h WHERE h.task_id = task_events.task_id AND h.closed))
  WITH CHECK (tenant_id = (SELECT axontask_tenant()) AND payload IS NULL AND salt IS NULL);
CREATE POLICY written_down ON erasures FOR INSERT TO axontask_eraser
  WITH CHECK (tenant_id = (SELECT axontask_tenant()));

-- Who serves requests shows both.
GRANT SELECT ON task_snapshots, erasures TO axontask_app;
CREATE POLICY own_tenant_only ON task_snapshots FOR SELECT TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant()));
CREATE POLICY own_tenant_only ON erasures FOR SELECT TO axontask_app
  USING (tenant_id = (SELECT axontask_tenant()));

-- The function below runs as the owner, whom forced row-level security shows nothing without these.
CREATE POLICY seen_by_the_owner_before_a_drop ON tasks FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY seen_by_the_owner_before_a_drop ON task_snapshots FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY settled_by_the_owner_with_a_drop ON task_snapshots FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (true);

-- Drops one partition if its months are over for a day and every task in it has a snapshot; false if not, or
-- if readers and writers did not make way at once. Without the policies above it sees no snapshot and so
-- drops nothing.
CREATE FUNCTION axontask_drop_event_partition(part text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '500ms' AS $$
DECLARE
  bounds text[];
BEGIN
  SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([0-9a-f-]{36})''\) TO \(''([0-9a-f-]{36})''\)')
    INTO bounds
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhparent = 'public.task_events'::regclass AND c.relname = part;
  IF bounds IS NULL OR bounds[2]::uuid > axontask_uuid_floor(clock_timestamp() - interval '1 day') THEN
    RETURN false;
  END IF;
  -- Nobody reads or adds events from here to the commit, so that what is found stays true.
  LOCK TABLE task_events IN ACCESS EXCLUSIVE MODE;
  IF NOT EXISTS (SELECT FROM task_snapshots s WHERE s.task_id >= bounds[1]::uuid AND s.task_id < bounds[2]::uuid)
     OR EXISTS (SELECT FROM tasks t WHERE t.id >= bounds[1]::uuid AND t.id < bounds[2]::uuid
                   AND NOT EXISTS (SELECT FROM task_snapshots s WHERE s.task_id = t.id)) THEN
    RETURN false;
  END IF;
  UPDATE task_snapshots SET trimmed_seq = seq, trimmed_hash = head_hash, trimmed_at = clock_timestamp()
   WHERE task_id >= bounds[1]::uuid AND task_id < bounds[2]::uuid AND trimmed_at IS NULL;
  EXECUTE format('DROP TABLE public.%I', part);
  RETURN true;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;
REVOKE ALL ON FUNCTION axontask_drop_event_partition(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION axontask_drop_event_partition(text) TO axontask_retention;

-- As before, and: one call at a time, since servers of a fleet start together; months in UTC whatever the
-- session's time zone is; a month that lies across an older partition's border stays in task_events_rest.
CREATE OR REPLACE FUNCTION axontask_create_event_partitions(from_month timestamptz, months integer) RETURNS integer
  LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
  lower_end timestamptz;
  part text;
  created integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('axontask_create_event_partitions', 0));
  FOR i IN 0 .. months - 1 LOOP
    lower_end := date_trunc('month', from_month) + make_interval(months => i);
    part := 'task_events_' || to_char(lower_end, 'YYYY_MM');
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF task_events FOR VALUES FROM (%L) TO (%L)',
                     part, axontask_uuid_floor(lower_end), axontask_uuid_floor(lower_end + interval '1 month'));
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
      created := created + 1;
    EXCEPTION WHEN check_violation OR invalid_object_definition THEN
      RAISE NOTICE 'no partition %: task_events_rest or another one holds events of that month', part;
    END;
  END LOOP;
  RETURN created;
END $$;
