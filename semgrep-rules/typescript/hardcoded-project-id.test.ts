import { BigQuery } from "@google-cloud/bigquery";

// ruleid: hardcoded-project-id
const PROJECT_ID = "acme-billing-4711";
// ok: hardcoded-project-id
const docsProjectId = "your-project-id";
// ok: hardcoded-project-id
const bucket = "acme-billing-4711";
// ok: hardcoded-project-id
const configured = process.env.GCP_PROJECT_ID;

// ruleid: hardcoded-project-id
const warehouse = new BigQuery({ projectId: "acme-billing-4711" });
// ok: hardcoded-project-id
const own = new BigQuery({ projectId: process.env.GCP_PROJECT_ID });

export async function totals(day: string) {
  // ruleid: hardcoded-project-id
  const query = "SELECT total FROM `acme-billing-4711.sales.orders` WHERE day = @day";
  return warehouse.query({ query, params: { day } });
}

export async function template(dataset: string) {
  // ruleid: hardcoded-project-id
  return warehouse.query({ query: `SELECT total FROM \`acme-billing-4711.${dataset}.orders\`` });
}

export async function open() {
  // ok: hardcoded-project-id
  return own.query({ query: "SELECT name FROM `bigquery-public-data.usa_names.usa_1910_2013`" });
}

export function compared(project: string) {
  // ok: hardcoded-project-id
  return project === "acme-billing-4711";
}

export function styled() {
  // ok: hardcoded-project-id
  return { className: "card-project-header", PROJECT_ID, docsProjectId, bucket, configured };
}
