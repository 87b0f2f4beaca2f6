// ruleid: cross-environment-default
export const projectId = process.env.GCP_PROJECT_ID || "acme-testing-1";
// ruleid: cross-environment-default
export const billingProject = process.env.BILLING_PROJECT_ID ?? "acme-prod-4711";
// ruleid: cross-environment-default
export const byKey = process.env["REPORT_PROJECT_ID"] ?? "acme-staging-2";
// ruleid: cross-environment-default
export const ordersUrl = process.env.ORDERS_URL || "https://orders-staging.a.run.app";

// ok: cross-environment-default
export const required = process.env.GCP_PROJECT_ID;
// ok: cross-environment-default
export const none = process.env.GCP_PROJECT_ID ?? "";
// ok: cross-environment-default
export const placeholder = process.env.GCP_PROJECT_ID ?? "your-project-dev";
// ok: cross-environment-default
export const localUrl = process.env.ORDERS_URL ?? "http://localhost:8000";
// ok: cross-environment-default
export const neutral = process.env.GCP_PROJECT_ID ?? "acme-analytics";
// ok: cross-environment-default
export const vendor = process.env.PAYMENTS_URL ?? "https://sandbox.vendor.com";
// ok: cross-environment-default
export const region = process.env.GCP_REGION ?? "europe-west1";
// ok: cross-environment-default
export const stagingProject = process.env.STAGING_PROJECT_ID ?? "acme-staging-2";
// ruleid: cross-environment-default
export const prodProject = process.env.PROD_PROJECT_ID ?? "acme-testing-1";
