-- Which adapters a worker has, so that a task of an adapter that one worker lacks is left to the others.

ALTER TABLE workers ADD COLUMN adapters text[];
COMMENT ON COLUMN workers.adapters IS 'The adapters of the process, ready or not. Empty (NULL) for a version that did not say: it may have any.';
CREATE INDEX workers_by_end ON workers (ended_at);
