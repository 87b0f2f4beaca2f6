-- The figures of the monthly letter.
DECLARE letters_from TIMESTAMP DEFAULT (SELECT MAX(closed_at) FROM costpilot_core.close_month_log);
DECLARE first DATE DEFAULT DATE_SUB(CURRENT_DATE(), INTERVAL 1 MONTH);

-- Who has come since the last letter.
SELECT org_slug, name
FROM costpilot_core.organisations
WHERE created_at > letters_from;

-- What machines cost, and whom.
SELECT o.name, SUM(d.cost) AS cost
FROM costpilot_costs.daily_costs AS d
JOIN costpilot_core.organisations AS o ON o.org_slug = d.org_slug
WHERE d.usage_date >= first AND d.org_slug != 'northwind' AND d.service LIKE 'compute%'
GROUP BY o.name;

-- The last credit of each organisation.
SELECT org_slug, amount, reason
FROM costpilot_costs.raw_credits
WHERE usage_date >= first
QUALIFY ROW_NUMBER() OVER (PARTITION BY org_slug ORDER BY usage_date DESC) = 1;

-- Services that cost most of all on their worst day.
CREATE TEMP TABLE services AS
SELECT service, usage_date, SUM(cost) AS cost
FROM costpilot_costs.daily_costs
WHERE usage_date >= first
GROUP BY service, usage_date;

SELECT service, usage_date
FROM services
WHERE cost = (SELECT MAX(cost) FROM services);

DROP TABLE services;

-- Usage that nobody has a price for.
SELECT usage_id, org_slug, sku, quantity
FROM costpilot_costs.raw_usage
WHERE usage_date >= first AND sku = 'unknown' AND REGEXP_CONTAINS(source_file, r'aws|azure');
