-- Rates of yesterday hold for banks that published none today.
CREATE OR REPLACE PROCEDURE costpilot_costs.copy_rates(day DATE)
BEGIN
  MERGE costpilot_costs.exchange_rates AS t
  USING (
    SELECT currency, bank, rate
    FROM costpilot_costs.exchange_rates
    WHERE valid_on = DATE_SUB(day, INTERVAL 1 DAY)
  ) AS s
  ON t.valid_on = day AND t.currency = s.currency AND t.bank = s.bank
  WHEN NOT MATCHED THEN INSERT (valid_on, currency, bank, rate) VALUES (day, s.currency, s.bank, s.rate);
END;
