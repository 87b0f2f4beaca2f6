import { BigQuery } from "@google-cloud/bigquery";
import { QueryClient } from "@tanstack/react-query";

const CAP = "10000000000";
const SQL = "SELECT name FROM sales.orders WHERE day = @day";

const warehouse = new BigQuery();

export async function plain() {
  // ruleid: missing-maximum-bytes-billed
  await warehouse.query("SELECT name FROM sales.orders");
  // ruleid: missing-maximum-bytes-billed
  await warehouse.query(SQL);
  // ruleid: missing-maximum-bytes-billed
  const [rows] = await warehouse.query({ query: SQL, params: { day: "2026-01-01" } });
  // ok: missing-maximum-bytes-billed
  await warehouse.query({ query: SQL, maximumBytesBilled: CAP });
  return rows;
}

export async function template(day: string) {
  // ruleid: missing-maximum-bytes-billed
  await warehouse.query(`SELECT name FROM sales.orders WHERE day = '${day}'`);
}

export async function job() {
  // ruleid: missing-maximum-bytes-billed
  const [started] = await warehouse.createQueryJob({ query: SQL, location: "EU" });
  // ok: missing-maximum-bytes-billed
  await warehouse.createQueryJob({ query: SQL, location: "EU", maximumBytesBilled: CAP });
  // ok: missing-maximum-bytes-billed
  await warehouse.createQueryJob({ query: SQL, dryRun: true });
  return started;
}

export async function optionsInALocal() {
  const options = { query: SQL, location: "EU" };
  // ruleid: missing-maximum-bytes-billed
  await warehouse.query(options);
  const capped = { query: SQL, maximumBytesBilled: CAP };
  // ok: missing-maximum-bytes-billed
  await warehouse.query(capped);
}

export async function localClient() {
  const opened = new BigQuery({ projectId: process.env.GCP_PROJECT });
  // ruleid: missing-maximum-bytes-billed
  return opened.query({ query: SQL });
}

export async function annotated(given: BigQuery) {
  // ruleid: missing-maximum-bytes-billed
  return given.query({ query: SQL });
}

export class Orders {
  private store: BigQuery;

  constructor() {
    this.store = new BigQuery();
  }

  async read() {
    // ruleid: missing-maximum-bytes-billed
    return this.store.query({ query: SQL });
  }

  async readCapped() {
    // ok: missing-maximum-bytes-billed
    return this.store.query({ query: SQL, maximumBytesBilled: CAP });
  }
}

export async function ddl() {
  // ok: missing-maximum-bytes-billed
  await warehouse.query("CREATE TABLE sales.tmp (name STRING)");
  // ok: missing-maximum-bytes-billed
  await warehouse.query({ query: "DROP TABLE sales.tmp" });
  // ok: missing-maximum-bytes-billed
  await warehouse.query("CREATE TABLE sales.tmp AS SELECT name FROM sales.orders");
}

export async function otherLibraries(pool: { query(text: string): Promise<unknown> }, cache: QueryClient) {
  // ok: missing-maximum-bytes-billed
  await pool.query(SQL);
  // ok: missing-maximum-bytes-billed
  cache.getQueryCache();
}
