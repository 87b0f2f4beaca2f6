import { z } from "zod";

// ruleid: hardcoded-service-url
const ordersUrl = "http://localhost:8000";
// ruleid: hardcoded-service-url
export const reportsApi = "https://reports-x3k2vq-ew.a.run.app";
// ok: hardcoded-service-url
const paymentsUrl = "https://api.stripe.com/v1";
// ok: hardcoded-service-url
const stockUrl = process.env.STOCK_URL || "http://localhost:8002";
// ok: hardcoded-service-url
const mailUrl = process.env.MAIL_URL ?? "http://localhost:8003";
// ok: hardcoded-service-url
const DEFAULT_SEARCH_URL = "http://localhost:8004";
// ok: hardcoded-service-url
const allowedOrigins = ["http://localhost:3000"];

export async function place(order: unknown) {
  // ruleid: hardcoded-service-url
  return fetch("http://127.0.0.1:8000/orders", { method: "POST", body: JSON.stringify(order) });
}

export async function read(orderId: string) {
  // ruleid: hardcoded-service-url
  return fetch(`http://localhost:8000/orders/${orderId}`);
}

export const client = {
  // ruleid: hardcoded-service-url
  baseUrl: "http://orders-service:8000",
};

export function address() {
  // ruleid: hardcoded-service-url
  return "http://localhost:8000";
}

export function chosen() {
  if (process.env.NODE_ENV === "development") {
    // ok: hardcoded-service-url
    return "http://localhost:8000";
  }
  return process.env.ORDERS_URL;
}

export function told(url: string) {
  // ok: hardcoded-service-url
  console.log("http://localhost:8000");
  // ok: hardcoded-service-url
  if (url.startsWith("http://localhost:8000")) {
    // ok: hardcoded-service-url
    throw new Error("http://localhost:8000");
  }
}

export const environment = z.object({
  // ok: hardcoded-service-url
  ORDERS_URL: z.string().default("http://localhost:8000"),
});

console.log(ordersUrl, paymentsUrl, stockUrl, mailUrl, DEFAULT_SEARCH_URL, allowedOrigins);
