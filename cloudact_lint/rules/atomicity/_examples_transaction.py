"""Examples of CA302, which are its tests too."""

from __future__ import annotations

from cloudact_lint.rule import Example

INVALID = (
    Example(
        path="rebuild.sql",
        title="DELETE, then INSERT, each committed by itself",
        text="""\
DELETE FROM sales.daily_costs WHERE cost_date = @day;
INSERT INTO sales.daily_costs (cost_date, amount)  -- <- CA302
SELECT cost_date, amount FROM sales.raw_costs WHERE cost_date = @day;
""",
    ),
    Example(
        path="rotate.sql",
        title="The old key is switched off, and the new one may never arrive",
        text="""\
UPDATE `{project}.core.api_keys` SET is_active = FALSE WHERE org = @org;
INSERT INTO `{project}.core.api_keys` (org, key_hash, is_active) VALUES (@org, @hash, TRUE);  -- <- CA302
""",
    ),
    Example(
        path="archive.sql",
        title="Rows moved from one table to another",
        text="""\
INSERT INTO crm.contacts_old SELECT * FROM crm.contacts WHERE closed;
DELETE FROM crm.contacts WHERE closed;  -- <- CA302
""",
    ),
    Example(
        path="order.sql",
        title="Two tables that speak of one thing",
        text="""\
INSERT INTO shop.orders (order_id, customer) VALUES (@order_id, @customer);
INSERT INTO shop.order_items (order_id, sku) VALUES (@order_id, @sku);  -- <- CA302
""",
    ),
    Example(
        path="load_day.sql",
        title="A procedure with dynamic SQL",
        text='''\
CREATE OR REPLACE PROCEDURE ops.load_day(p STRING, d DATE)
BEGIN
  EXECUTE IMMEDIATE FORMAT("""
    DELETE FROM `%s.ops.usage` WHERE day = @d
  """, p) USING d AS d;
  EXECUTE IMMEDIATE FORMAT("""
    INSERT INTO `%s.ops.usage`  -- <- CA302
    SELECT * FROM `%s.ops.raw` WHERE day = @d
  """, p, p) USING d AS d;
END;
''',
    ),
    Example(
        path="pipeline.yml",
        title="A script in a pipeline's YAML",
        text="""\
steps:
  - id: rebuild
    query: |
      DELETE FROM ds.totals WHERE day = '{date}';
      INSERT INTO ds.totals SELECT * FROM ds.stage WHERE day = '{date}';  -- <- CA302
""",
    ),
    Example(
        path="late.sql",
        docs=False,
        text="""\
BEGIN TRANSACTION;
DELETE FROM ds.t WHERE day = @day;
COMMIT TRANSACTION;
INSERT INTO ds.t SELECT * FROM ds.s WHERE day = @day;  -- <- CA302
TRUNCATE TABLE ds.u;
INSERT INTO ds.u SELECT * FROM ds.s;  -- <- CA302
INSERT INTO ds.u SELECT * FROM ds.r;
""",
    ),
    Example(
        path="renew.sql",
        title="The INSERT comes after COMMIT",
        text="""\
CREATE PROCEDURE ops.renew(d DATE)
BEGIN
  BEGIN TRANSACTION;
  DELETE FROM ops.daily_usage WHERE day = d;
  COMMIT TRANSACTION;
  INSERT INTO ops.daily_usage (day, units)  -- <- CA302
  SELECT day, units FROM ops.raw WHERE day = d;
END;
""",
    ),
    Example(
        path="steps.sql",
        title="In one IF and then in the next",
        text="""\
CREATE PROCEDURE ops.renew(p_source STRING, d DATE)
BEGIN
  IF p_source = 'a' THEN
    DELETE FROM ops.daily_usage WHERE day = d AND source = 'a';
  ELSE
    DELETE FROM ops.daily_usage WHERE day = d;
  END IF;
  IF p_source IN ('a', 'all') THEN
    INSERT INTO ops.daily_usage (day, units)  -- <- CA302
    SELECT day, CASE WHEN units > 0 THEN IF(units > 9, 9, units) ELSE 0 END FROM ops.raw WHERE day = d;
  END IF;
END;
""",
        docs=False,
    ),
)

VALID = (
    Example(
        path="rebuild.sql",
        title="Both in one transaction",
        text="""\
BEGIN
  BEGIN TRANSACTION;
  DELETE FROM sales.daily_costs WHERE cost_date = @day;
  INSERT INTO sales.daily_costs (cost_date, amount)
  SELECT cost_date, amount FROM sales.raw_costs WHERE cost_date = @day;
  COMMIT TRANSACTION;
EXCEPTION WHEN ERROR THEN
  ROLLBACK TRANSACTION;
  RAISE;
END;
""",
    ),
    Example(
        path="upsert.sql",
        title="One MERGE",
        text="""\
MERGE ds.totals T USING ds.stage S ON T.day = S.day
WHEN MATCHED THEN UPDATE SET amount = S.amount
WHEN NOT MATCHED THEN INSERT ROW;
MERGE ds.others T USING ds.stage S ON T.day = S.day WHEN MATCHED THEN UPDATE SET amount = S.amount;
""",
    ),
    Example(
        path="log.sql",
        title="The second write is only a log, the first only clears what is old",
        text="""\
UPDATE ds.orders SET state = 'paid' WHERE order_id = @order_id;
INSERT INTO ds.order_audit_log (order_id, what) VALUES (@order_id, 'paid');
DELETE FROM ds.quota WHERE day < DATE_SUB(CURRENT_DATE(), INTERVAL 90 DAY);
""",
    ),
    Example(
        path="temp.sql",
        docs=False,
        text="""\
CREATE TEMP TABLE work (id INT64);
INSERT INTO work SELECT id FROM ds.s;
DELETE FROM work WHERE id = 1;
INSERT INTO work SELECT id FROM ds.r;
""",
    ),
    Example(
        path="branches.sql",
        docs=False,
        text="""\
IF kind = 'a' THEN
  DELETE FROM ds.t WHERE day = @day;
ELSE
  INSERT INTO ds.t SELECT * FROM ds.s WHERE NOT EXISTS (SELECT 1 FROM ds.t t WHERE t.id = s.id);
END IF;
""",
    ),
    Example(
        path="postgres.sql",
        docs=False,
        text="""\
DELETE FROM public.plans WHERE id = 1;
INSERT INTO public.plans (id) VALUES (1) ON CONFLICT (id) DO NOTHING;
""",
    ),
    Example(
        path="retention.sql",
        docs=False,
        text="""\
DELETE FROM ds.t WHERE day < DATE_SUB(CURRENT_DATE(), INTERVAL 30 DAY);
INSERT INTO ds.t SELECT * FROM ds.s WHERE day > (SELECT MAX(day) FROM ds.t);
""",
    ),
    Example(
        path="many.sql",
        docs=False,
        text="DELETE FROM a.x WHERE org_slug = @org_slug;\nDELETE FROM a.y WHERE org_slug = @org_slug;\n",
    ),
    Example(
        path="two.sql",
        title="Two procedures in one file",
        text="""\
CREATE PROCEDURE ops.clear(d DATE)
BEGIN
  DELETE FROM ops.daily_usage WHERE day = d;
END;
CREATE PROCEDURE ops.fill(d DATE)
BEGIN
  INSERT INTO ops.daily_usage (day, units) SELECT day, units FROM ops.raw WHERE day = d;
END;
""",
        docs=False,
    ),
    Example(
        path="twice.sql",
        title="Each pair in a transaction of its own",
        text="""\
BEGIN TRANSACTION;
DELETE FROM ops.daily_usage WHERE day = @a;
INSERT INTO ops.daily_usage (day, units) SELECT day, units FROM ops.raw WHERE day = @a;
COMMIT;
BEGIN TRANSACTION;
DELETE FROM ops.daily_usage WHERE day = @b;
INSERT INTO ops.daily_usage (day, units) SELECT day, units FROM ops.raw WHERE day = @b;
COMMIT;
""",
        docs=False,
    ),
    Example(
        path="either.sql",
        title="Branches of which one is taken, with CASE inside",
        text="""\
IF p_clear THEN
  DELETE FROM ops.daily_usage WHERE day = CASE WHEN p_old THEN IF(p_day > d, d, p_day) ELSE d END;
ELSEIF p_fill THEN
  INSERT INTO ops.daily_usage (day, units) SELECT day, units FROM ops.raw WHERE day = d;
END IF;
""",
        docs=False,
    ),
)
