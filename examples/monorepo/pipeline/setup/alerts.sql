-- The table of alerts; run once for each project.
CREATE TABLE IF NOT EXISTS costpilot_core.budget_alerts_sent (
  alert_id STRING,
  org_slug STRING NOT NULL,
  month STRING NOT NULL,
  level STRING NOT NULL OPTIONS (description = 'One of: notice, warning, overrun.'),
  sent_at TIMESTAMP NOT NULL
)
PARTITION BY DATE(sent_at)
CLUSTER BY org_slug, severity;

CREATE TABLE IF NOT EXISTS costpilot_core.close_month_log (month STRING NOT NULL, closed_at TIMESTAMP NOT NULL);

CREATE TABLE IF NOT EXISTS costpilot_core.alert_channels (
  org_slug STRING NOT NULL,
  channel STRING NOT NULL,
  bot_token STRING NOT NULL
)
CLUSTER BY org_slug;
