-- The figures of the monthly letter.
DECLARE first DATE DEFAULT DATE_SUB(CURRENT_DATE(), INTERVAL 1 MONTH);

-- Who has come since the last letter.
SELECT org_slug, name
FROM costpilot_core.organisations
WHERE created_at > (SELECT MAX(closed_at) FROM costpilot_core.month_ends);

-- What machines cost, and whom.
SELECT o.name, SUM(d.cost) AS cost
FROM costpilot_core.organisations AS o
JOIN costpilot_costs.daily_costs AS d ON o.org_slug = d.org_slug
WHERE d.usage_date >= first AND d.org_slug != 'northwind' AND REGEXP_CONTAINS(d.service, '^compute')
GROUP BY o.name;

-- The last credit of each organisation.
SELECT org_slug, amount, reason
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY org_slug ORDER BY usage_date DESC) AS n
  FROM costpilot_costs.raw_credits
  WHERE usage_date >= first
)
WHERE n = 1;

-- Services that cost most of all on their worst day.
WITH services AS (
  SELECT service, usage_date, SUM(cost) AS cost
  FROM costpilot_costs.daily_costs
  WHERE usage_date >= first
  GROUP BY service, usage_date
)
SELECT service, usage_date
FROM services
WHERE cost = (SELECT MAX(cost) FROM services);

-- Usage that nobody has a price for.
SELECT *
FROM costpilot_costs.raw_usage
WHERE usage_date >= first AND REGEXP_CONTAINS(source_file, r'aws|azure') AND sku = 'unknown';
