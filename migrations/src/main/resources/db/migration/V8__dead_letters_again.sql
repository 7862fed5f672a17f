-- Dead letters are looked up, started again and removed.

ALTER TABLE tasks ADD COLUMN redrive_of uuid;
COMMENT ON COLUMN tasks.redrive_of IS 'The dead letter''s task that this one was started in place of.';

CREATE INDEX dead_letters_by_tenant ON dead_letters (tenant_id, task_id DESC);
CREATE INDEX dead_letters_by_age ON dead_letters (created_at);

GRANT UPDATE (redriven_as), DELETE ON dead_letters TO axontask_app;
GRANT DELETE ON dead_letters TO axontask_worker;
