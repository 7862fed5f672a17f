-- What became of a dead letter stays with its task when the letter leaves the list.

ALTER TABLE tasks
  ADD COLUMN dead_letter_reason text,
  ADD COLUMN redriven_as uuid;
COMMENT ON COLUMN tasks.dead_letter_reason IS 'As in dead_letters. Empty too for tasks of versions that did not write it; where their dead letter is still there, it says so.';
COMMENT ON COLUMN tasks.redriven_as IS 'As in dead_letters, written in the same statement: the task that was started in place of this one.';
