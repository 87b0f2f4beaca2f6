-- The table of alerts; run once for each project.
CREATE TABLE IF NOT EXISTS costpilot_core.budget_alerts_sent (
  alert_id STRING NOT NULL,
  org_slug STRING NOT NULL,
  month STRING NOT NULL,
  level STRING NOT NULL OPTIONS (description = 'One of: notice, warning, overrun.'),
  sent_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP()
)
PARTITION BY DATE(sent_at)
CLUSTER BY org_slug, level
OPTIONS (partition_expiration_days = 400);

CREATE TABLE IF NOT EXISTS costpilot_core.alert_channels (
  org_slug STRING NOT NULL,
  channel STRING NOT NULL,
  bot_token STRING NOT NULL OPTIONS (description = 'Name of the secret in Secret Manager that holds the token of the bot')
)
CLUSTER BY org_slug;
