"""Examples of CA303, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        path="daily.sql",
        title="A daily INSERT … SELECT",
        text="""\
INSERT INTO sales.daily_costs (cost_date, amount)  -- <- CA303
SELECT cost_date, SUM(amount) FROM sales.raw_costs WHERE cost_date = @day GROUP BY 1;
""",
    ),
    Example(
        path="profile.sql",
        title="One row for each key, and nothing that keeps it one",
        text="INSERT INTO `{project}.core.org_profiles` (org, name) VALUES (@org, @name);  -- <- CA303\n",
    ),
    Example(
        path="load.sql",
        title="LOAD DATA INTO appends",
        text="LOAD DATA INTO ds.prices FROM FILES (format = 'CSV', uris = ['gs://b/p.csv']);  -- <- CA303\n",
    ),
    Example(
        path="pipeline.yml",
        title="A load step that appends",
        text="""\
steps:
  - step_id: load
    config:
      destination_table: "{org}_prod.billing_daily"
      write_disposition: WRITE_APPEND  # <- CA303
""",
    ),
    Example(
        path="extract.yaml",
        title="The same, with the table under its destination",
        text="""\
steps:
  - id: copy
    query: SELECT * FROM `{source}` WHERE day = '{date}'
    destination:
      dataset: raw
      table: billing_daily
      write_mode: append  # <- CA303
""",
    ),
    Example(
        path="step.yml",
        title="SQL in a pipeline's YAML",
        text="""\
tasks:
  - name: totals
    sql: >
      INSERT INTO ds.totals  -- <- CA303
      SELECT day, SUM(x) FROM ds.raw GROUP BY day
""",
    ),
    Example(
        path="false_merge.sql",
        title="A MERGE that never matches is an INSERT",
        text="""\
MERGE ds.totals T USING ds.stage S ON FALSE  -- <- CA303
WHEN NOT MATCHED THEN INSERT ROW;
""",
    ),
)

VALID = (
    Example(
        path="merge.sql",
        title="MERGE on the key",
        text="""\
MERGE ds.totals T USING ds.stage S ON T.day = S.day
WHEN MATCHED THEN UPDATE SET amount = S.amount
WHEN NOT MATCHED THEN INSERT ROW;
""",
    ),
    Example(
        path="replace.sql",
        title="The key's rows are deleted in the same transaction",
        text="""\
BEGIN TRANSACTION;
DELETE FROM ds.totals WHERE day = @day;
INSERT INTO ds.totals SELECT * FROM ds.stage WHERE day = @day;
COMMIT TRANSACTION;
""",
    ),
    Example(
        path="anti.sql",
        title="An anti-join, or the target's own high-water mark",
        text="""\
INSERT INTO ds.people SELECT * FROM ds.stage s WHERE NOT EXISTS (SELECT 1 FROM ds.people p WHERE p.id = s.id);
INSERT INTO ds.usage SELECT * FROM ds.raw WHERE at > (SELECT MAX(at) FROM ds.usage);
""",
    ),
    Example(
        path="log.sql",
        title="Append-only tables",
        text="""\
INSERT INTO ds.audit_logs (who, what) VALUES (@who, @what);
INSERT INTO ds.price_history SELECT * FROM ds.p;
""",
    ),
    Example(
        path="seed.sql",
        title="A guarded seed",
        text="""\
IF (SELECT COUNT(*) FROM ds.plans) = 0 THEN
  INSERT INTO ds.plans (id) VALUES (1);
END IF;
""",
    ),
    Example(
        path="fresh.sql",
        title="A table made anew, and a temporary one",
        text="""\
CREATE OR REPLACE TABLE ds.report (day DATE);
INSERT INTO ds.report SELECT day FROM ds.raw;
CREATE TEMP TABLE work (day DATE);
INSERT INTO work SELECT day FROM ds.raw;
""",
    ),
    Example(
        path="pipeline.yml",
        title="A load step that merges, one that replaces, and one that appends events",
        text="""\
steps:
  - id: a
    config: {destination_table: ds.billing, write_disposition: WRITE_APPEND, idempotent: true, merge_keys: [id]}
  - id: b
    config: {destination_table: ds.billing, write_disposition: WRITE_TRUNCATE}
  - id: c
    config: {destination_table: ds.click_events, write_disposition: WRITE_APPEND}
""",
    ),
    Example(
        path="db/migrations/V012__plans.sql",
        docs=False,
        text="INSERT INTO ds.plans (id) VALUES (1);\n",
    ),
    Example(
        path="logging.yml",
        docs=False,
        text="logging:\n  handlers:\n    file: {mode: append}\nfiles:\n  - path: x\n    write_mode: append\n",
    ),
    Example(
        path="outcome.sql",
        docs=False,
        text="INSERT INTO ds.check_results (name, ok, at) VALUES ('x', TRUE, CURRENT_TIMESTAMP());\n",
    ),
    Example(path="supabase.sql", docs=False, text="INSERT INTO plans (id) VALUES (1) ON CONFLICT DO NOTHING;\n"),
    Example(path="words.yml", docs=False, text="description: Insert into the slot and update the settings\n"),
    Example(
        path="handler.sql",
        docs=False,
        text="""\
BEGIN
  MERGE ds.a T USING ds.b S ON T.id = S.id WHEN MATCHED THEN UPDATE SET x = S.x;
EXCEPTION WHEN ERROR THEN
  INSERT INTO ds.problems (message) VALUES (@@error.message);
END;
""",
    ),
    Example(
        path="replace_merge.sql",
        docs=False,
        text="""\
MERGE ds.totals T USING ds.stage S ON FALSE
WHEN NOT MATCHED BY TARGET THEN INSERT ROW
WHEN NOT MATCHED BY SOURCE AND day = @day THEN DELETE;
""",
    ),
)
