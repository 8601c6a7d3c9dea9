/**
 * The steps that made the tables what they are; a file runs those it has not seen. Never change a step that was released: add one.
 * Times are milliseconds since 1970; what AWS calls JSON text is kept as that text.
 */
export const schema: readonly string[] = [
  `
  -- What a state machine was at one time. Executions point here: they keep the definition they started with.
  CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- an id is never used again: parsed definitions are known by it
    state_machine_arn TEXT NOT NULL,
    revision_id TEXT,             -- null for the first one, as on AWS
    definition TEXT NOT NULL,
    role_arn TEXT NOT NULL,
    logging TEXT NOT NULL,
    tracing TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX revision_of ON revision (state_machine_arn);

  CREATE TABLE state_machine (
    arn TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision (id),
    versions INTEGER NOT NULL,    -- how many were ever published: numbers are not used twice
    created_at INTEGER NOT NULL
  );

  CREATE TABLE version (
    arn TEXT PRIMARY KEY,
    state_machine_arn TEXT NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision (id),
    description TEXT,
    created_at INTEGER NOT NULL
  );
  CREATE INDEX version_of ON version (state_machine_arn, number);

  CREATE TABLE alias (
    arn TEXT PRIMARY KEY,
    state_machine_arn TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    routing TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  );
  CREATE INDEX alias_of ON alias (state_machine_arn, name);

  CREATE TABLE activity (arn TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL);

  CREATE TABLE tag (resource_arn TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (resource_arn, key));

  CREATE TABLE execution (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    state_machine_arn TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision (id),
    version_arn TEXT,
    alias_arn TEXT,
    map_run_arn TEXT,
    map_state TEXT,               -- the Map state whose processor this child execution runs
    status TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT,
    error TEXT,
    cause TEXT,
    started_at INTEGER NOT NULL,
    stopped_at INTEGER,
    redrive_count INTEGER NOT NULL DEFAULT 0,
    redriven_at INTEGER,
    trace_header TEXT
  );
  CREATE INDEX execution_of ON execution (state_machine_arn, id);
  CREATE INDEX execution_running ON execution (state_machine_arn, id) WHERE status = 'RUNNING';
  CREATE INDEX execution_stopped ON execution (stopped_at) WHERE stopped_at IS NOT NULL AND map_run_arn IS NULL;
  CREATE INDEX execution_of_map_run ON execution (map_run_arn, id) WHERE map_run_arn IS NOT NULL;

  -- One row for each time the engine was told something: the event, and the history it led to.
  CREATE TABLE journal (
    execution INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    history TEXT NOT NULL,
    last_event_id INTEGER NOT NULL,
    PRIMARY KEY (execution, seq)
  ) WITHOUT ROWID;

  -- Names of executions that were forgotten before AWS would have: they cannot be used again for 90 days.
  CREATE TABLE used_name (arn TEXT PRIMARY KEY, stopped_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX used_name_stopped ON used_name (stopped_at);

  CREATE TABLE map_run (
    arn TEXT PRIMARY KEY,
    execution INTEGER NOT NULL,   -- whose Map state it belongs to
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    items INTEGER NOT NULL,
    limits TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    stopped_at INTEGER
  );
  CREATE INDEX map_run_of ON map_run (execution);
  `,
  `
  -- Events about executions that EventBridge has not accepted yet.
  CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL);
  `,
  `
  -- Events that did not advance their execution yet, because an expression takes long.
  CREATE TABLE waiting_event (position INTEGER PRIMARY KEY AUTOINCREMENT, execution INTEGER NOT NULL, event TEXT NOT NULL);
  CREATE INDEX waiting_event_of ON waiting_event (execution, position);
  -- What stood behind # in the ARN that an execution was started with: its mocks.
  ALTER TABLE execution ADD COLUMN test_case TEXT;
  `,
]
