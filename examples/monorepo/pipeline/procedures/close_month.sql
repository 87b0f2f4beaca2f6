-- The invoice lines of a month.
CREATE OR REPLACE PROCEDURE costpilot_core.close_month(month DATE)
BEGIN
  INSERT INTO costpilot_core.invoice_lines (month, org_slug, amount)
  SELECT DATE_TRUNC(usage_date, MONTH), org_slug, SUM(cost)
  FROM costpilot_costs.daily_costs
  WHERE usage_date BETWEEN month AND LAST_DAY(month)
  GROUP BY 1, 2;

  INSERT INTO costpilot_core.close_month_log (month, closed_at)
  VALUES (month, CURRENT_TIMESTAMP());
END;
