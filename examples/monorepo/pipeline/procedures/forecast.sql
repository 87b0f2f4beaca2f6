-- What each service of each organisation will cost on a day: the mean of the thirty days before.
CREATE OR REPLACE PROCEDURE costpilot_costs.forecast(day DATE)
BEGIN
  DECLARE first DATE DEFAULT DATE_SUB(day, INTERVAL 30 DAY);

  CREATE TABLE costpilot_costs.tmp_recent AS
  SELECT org_slug, service, AVG(cost) AS cost
  FROM costpilot_costs.daily_costs
  WHERE usage_date >= first AND usage_date < day
  GROUP BY org_slug, service
  ORDER BY org_slug;

  MERGE costpilot_costs.forecasts AS t
  USING costpilot_costs.tmp_recent AS s
  ON t.org_slug = s.org_slug AND t.service = s.service
  WHEN MATCHED THEN UPDATE SET cost = s.cost, updated_at = CURRENT_TIMESTAMP()
  WHEN NOT MATCHED THEN
    INSERT (forecast_date, org_slug, service, cost) VALUES (day, s.org_slug, s.cost);

  DROP TABLE costpilot_costs.tmp_recent;
END;
