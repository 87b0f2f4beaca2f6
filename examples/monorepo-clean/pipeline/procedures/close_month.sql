-- The invoice lines of a month.
CREATE OR REPLACE PROCEDURE costpilot_core.close_month(month DATE)
BEGIN
  MERGE costpilot_core.invoice_lines AS t
  USING (
    SELECT DATE_TRUNC(usage_date, MONTH) AS month, org_slug, SUM(cost) AS amount
    FROM costpilot_costs.daily_costs
    WHERE usage_date BETWEEN month AND LAST_DAY(month)
    GROUP BY 1, 2
  ) AS s
  ON t.month = s.month AND t.org_slug = s.org_slug
  WHEN MATCHED THEN UPDATE SET amount = s.amount, updated_at = CURRENT_TIMESTAMP()
  WHEN NOT MATCHED THEN INSERT (month, org_slug, amount) VALUES (s.month, s.org_slug, s.amount);

  INSERT INTO costpilot_core.close_month_log (month, closed_at)
  VALUES (month, CURRENT_TIMESTAMP());
END;
