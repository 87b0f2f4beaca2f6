import { BigQuery } from "@google-cloud/bigquery";
import { Pool } from "pg";

type Order = { orderId: string; total: number };

const warehouse = new BigQuery();

export async function stream(rows: Order[]) {
  // ruleid: insert-should-be-merge
  await warehouse.dataset("sales").table("orders").insert(rows);
}

export async function byHandle(rows: Order[]) {
  const orders = warehouse.dataset("sales").table("orders");
  // ruleid: insert-should-be-merge
  await orders.insert(rows);
}

export async function withIds(rows: Order[]) {
  const raw = rows.map((row) => ({ insertId: row.orderId, json: row }));
  // ok: insert-should-be-merge
  await warehouse.dataset("sales").table("orders").insert(raw, { raw: true });
}

export async function appendOnly(rows: Order[]) {
  // ok: insert-should-be-merge
  await warehouse.dataset("sales").table("order_audit_log").insert(rows);
}

export async function asText(order: Order) {
  // ruleid: insert-should-be-merge
  await warehouse.query({ query: "INSERT INTO sales.orders (order_id, total) VALUES (@orderId, @total)", params: order });
}

export async function asTemplate(dataset: string) {
  // ruleid: insert-should-be-merge
  await warehouse.query(`INSERT INTO ${dataset}.orders (order_id) SELECT order_id FROM staging.orders`);
}

export async function merged() {
  // ok: insert-should-be-merge
  await warehouse.query("MERGE sales.orders t USING staging.orders s ON t.order_id = s.order_id WHEN NOT MATCHED THEN INSERT ROW");
}

export async function elsewhere(pool: Pool) {
  // ok: insert-should-be-merge
  await pool.query("SELECT 1");
}
