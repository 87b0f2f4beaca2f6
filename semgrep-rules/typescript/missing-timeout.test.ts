import express from "express";
import axios from "axios";

const base = process.env.API_URL;
const common = { headers: { accept: "application/json" } };

export async function orgs() {
  // ruleid: missing-timeout
  return fetch(`${base}/orgs`);
}

export async function add(org: unknown) {
  // ruleid: missing-timeout
  await fetch(`${base}/orgs`, { method: "POST", body: JSON.stringify(org) });
  // todoruleid: missing-timeout
  return fetch(`${base}/orgs`, { ...common, method: "POST" });
}

export async function bounded(signal: AbortSignal) {
  // ok: missing-timeout
  await fetch(`${base}/orgs`, { signal: AbortSignal.timeout(5000) });
  // ok: missing-timeout
  await fetch(`${base}/orgs`, { method: "PUT", signal });
  // ok: missing-timeout
  return Promise.race([fetch(`${base}/orgs`), after(5000)]);
}

export async function image() {
  // ok: missing-timeout
  return fetch("data:image/png;base64,AAAA");
}

export async function costs() {
  // ruleid: missing-timeout
  await axios.get(`${base}/costs`);
  // ruleid: missing-timeout
  await axios.post(`${base}/costs`, { day: 1 });
  // ok: missing-timeout
  await axios.get(`${base}/costs`, { timeout: 5000 });
  // ok: missing-timeout
  await axios.post(`${base}/costs`, { day: 1 }, { timeout: 5000 });
}

// todoruleid: missing-timeout
const api = axios.create({ baseURL: base });
// ok: missing-timeout
const quick = axios.create({ baseURL: base, timeout: 5000 });

export const both = () => [api.get("/a"), quick.get("/b")];
