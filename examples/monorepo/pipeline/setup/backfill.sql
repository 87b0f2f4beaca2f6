-- Makes the costs of the last month again, and then the month.
DECLARE day DATE DEFAULT DATE_SUB(CURRENT_DATE(), INTERVAL 1 MONTH);

WHILE day < CURRENT_DATE() DO
  CALL `costpilot_costs.rebuild_daily_costs`(day, 'all');
  SET day = DATE_ADD(day, INTERVAL 1 DAY);
END WHILE;

WITH seen AS (
  SELECT DISTINCT org_slug
  FROM `costpilot_costs.raw_usage`
  WHERE usage_date >= DATE_SUB(CURRENT_DATE(), INTERVAL 1 MONTH)
)
INSERT INTO `costpilot_core.organisations` (org_slug, name)
SELECT org_slug, org_slug FROM seen;
