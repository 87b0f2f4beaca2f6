-- Makes the costs of the last month again, and then the month.
DECLARE day DATE DEFAULT DATE_SUB(CURRENT_DATE(), INTERVAL 1 MONTH);

WHILE day < CURRENT_DATE() DO
  CALL `costpilot_costs.rebuild_daily_costs`(day);
  SET day = DATE_ADD(day, INTERVAL 1 DAY);
END WHILE;

MERGE `costpilot_core.organisations` AS t
USING (
  WITH seen AS (
    SELECT DISTINCT org_slug
    FROM `costpilot_costs.raw_usage`
    WHERE usage_date >= DATE_SUB(CURRENT_DATE(), INTERVAL 1 MONTH)
  )
  SELECT org_slug, org_slug AS name FROM seen
) AS s
ON t.org_slug = s.org_slug
WHEN NOT MATCHED THEN INSERT (org_slug, name) VALUES (s.org_slug, s.name);
