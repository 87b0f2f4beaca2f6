#!/usr/bin/env bash
# Mails the ten most expensive services of yesterday.
set -euo pipefail

recipient="${1:?who gets the report?}"

bq query --use_legacy_sql=false --format=csv \
  'SELECT service, SUM(cost) AS cost
   FROM costpilot_costs.daily_costs
   WHERE day = DATE_SUB(CURRENT_DATE(), INTERVAL 1 DAY)
   GROUP BY service ORDER BY cost DESC LIMIT 10' |
  mail -s "Yesterday's costs" "$recipient"
