-- One day of costs per organisation and service, made from raw usage and prices.
CREATE OR REPLACE PROCEDURE costpilot_costs.rebuild_daily_costs(day DATE)
BEGIN
  DECLARE project_id STRING DEFAULT @@project_id;

  BEGIN TRANSACTION;

  DELETE FROM costpilot_costs.daily_costs
  WHERE usage_date = day;

  INSERT INTO costpilot_costs.daily_costs (usage_date, org_slug, service, cost, project_id)
  SELECT u.usage_date, u.org_slug, u.service, SUM(u.quantity * p.price), project_id
  FROM costpilot_costs.raw_usage AS u
  JOIN costpilot_costs.prices AS p USING (sku)
  WHERE u.usage_date = day
  GROUP BY u.usage_date, u.org_slug, u.service;

  COMMIT TRANSACTION;
EXCEPTION WHEN ERROR THEN
  ROLLBACK TRANSACTION;
  RAISE;
END;
