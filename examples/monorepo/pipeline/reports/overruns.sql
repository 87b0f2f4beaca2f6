-- Organisations that spent more this month than they meant to.
DECLARE this_month DATE DEFAULT DATE_TRUNC(CURRENT_DATE(), MONTH);

SELECT c.org_slug, b.org_slug, o.title, c.cost, b.amount
FROM costpilot_costs.monthly_costs AS c
JOIN costpilot_core.budgets AS b ON b.org_slug = c.org_slug AND b.month = c.month
JOIN costpilot_core.organisations AS o ON o.org_slug = c.org_slug
WHERE c.month = this_month AND c.cost > b.amount;

-- Those of them that pay for a large plan.
SELECT name
FROM costpilot_core.organisations
WHERE org_slug IN (SELECT org_slug FROM costpilot_core.subscriptions WHERE plan_name = 'Scale');

-- Alerts that went out since the last month was closed.
CREATE TEMP TABLE closed AS
SELECT MAX(closed_at) AS closed_at FROM costpilot_core.close_month_log;

SELECT a.org_slug, a.level
FROM costpilot_core.budget_alerts_sent AS a
CROSS JOIN closed
WHERE a.sent_at >= TIMESTAMP(this_month) AND a.level = 'critical' AND a.sent_at > closed.closed_at;
