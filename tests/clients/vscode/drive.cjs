// Drives Visual Studio Code in a browser, as a user would; prints what was seen as JSON.
// node drive.cjs CHROMIUM ADDRESS FOLDER BROKEN_FOLDER SCREENSHOTS
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [executablePath, address, folder, broken, shots] = process.argv.slice(2);
const LONG = 120_000;
const seen = {};

async function main() {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ viewport: { width: 1200, height: 640 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONG);
  try {
    await mended(page);
    await fixed(page);
    await configured(page);
    await suppressed(page);
    await told(page);
  } catch (error) {
    await page.screenshot({ path: path.join(shots, "failed.png") });
    throw error;
  } finally {
    console.log(JSON.stringify(seen));
    await browser.close();
  }
}

// A finding in SQL: the squiggle, its entry in Problems, the quick fix, saved.
async function mended(page) {
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
  await open(page, "q.sql");
  await page.locator(".squiggly-info").first().waitFor();
  await ready(page);
  await command(page, "View: Focus Problems");
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "CA215" });
  await row.first().waitFor();
  seen.problem = await row.first().innerText();
  await row.first().click();
  await action(page, "REGEXP_CONTAINS", "CA215:", "vscode.png");
  seen.fixed = await saved(page, "q.sql", (text) => !text.includes("REGEXP_CONTAINS"));
  await page.locator(".squiggly-info").first().waitFor({ state: "detached" });
}

// All of a file that is safe, by the command.
async function fixed(page) {
  await open(page, "r.sql");
  await page.locator(".squiggly-info").first().waitFor();
  await command(page, "cloudact-lint: Fix All That Is Safe in This File");
  await page.locator(".squiggly-info").first().waitFor({ state: "detached" });
  seen.file = await saved(page, "r.sql", (text) => !text.includes("REGEXP_CONTAINS"));
}

// The other commands, and a setting that is sent to the server that runs.
async function configured(page) {
  await command(page, "cloudact-lint: Show a Rule");
  const rule = page.locator(".quick-input-list .monaco-list-row", { hasText: "CA101" });
  await rule.first().waitFor();
  seen.rule = await rule.first().innerText();
  await page.keyboard.press("Escape");
  await command(page, "cloudact-lint: Restart the Server");
  await label(page, "starting");
  await ready(page);
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "CA201" });
  await row.first().waitFor();
  await write(".vscode/settings.json", { "cloudact-lint.ignore": ["CA201"] });
  await row.first().waitFor({ state: "detached" });
  await write(".vscode/settings.json", {});
  await row.first().waitFor();
}

// A finding in Python, suppressed with the reason that is asked for.
async function suppressed(page) {
  await open(page, "rows.py");
  await page.locator(".squiggly-warning").first().waitFor();
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "CA201" });
  await row.first().waitFor();
  seen.python = await row.first().innerText();
  await action(page, "query", "Suppress CA201");
  const box = page.locator(".quick-input-widget input[type=text]");
  await box.waitFor();
  await page.keyboard.type("one small table", { delay: 20 });
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: "one small table" }).first().waitFor();
  seen.suppressed = await saved(page, "rows.py", (text) => text.includes("one small table"));
  await page.locator(".squiggly-warning").first().waitFor({ state: "detached" });
}

// A program that cannot serve: its own words are shown.
async function told(page) {
  await page.goto(`${address}/?folder=${encodeURIComponent(broken)}`);
  await open(page, "q.sql");
  const message = page.locator(".notification-toast", { hasText: "cloudact-lint" });
  await message.first().waitFor();
  seen.told = await message.first().innerText();
  seen.failed = await label(page, "does not start");
}

async function open(page, name) {
  await page.locator(".monaco-workbench .statusbar").waitFor();
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first().dblclick();
  await page.locator(`.tab[data-resource-name="${name}"]`).waitFor();
}

async function ready(page) {
  seen.ready = await label(page, "ready");
}

async function label(page, word) {
  const item = page.locator(`.statusbar-item [aria-label*="cloudact-lint: "][aria-label*="${word}"]`);
  await item.first().waitFor();
  return item.first().getAttribute("aria-label");
}

async function command(page, title) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input[type=text]").waitFor();
  await page.keyboard.type(title, { delay: 10 });
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title.replace(/^.*: /, "") }).first().waitFor();
  await page.keyboard.press("Enter");
}

// The entry of the light bulb's list that starts with ``title``, for the word that holds a finding.
async function action(page, word, title, shot) {
  const entry = page.locator(".action-widget .monaco-list-row", { hasText: title });
  await until(`the action ${title}`, async () => {
    // The list closes by itself when something new is found just then: as a user would, ask again.
    await page.keyboard.press("Escape");
    await page.locator(".view-line span", { hasText: word }).last().click();
    await page.keyboard.press("Control+.");
    return entry.first().waitFor({ timeout: 5000 }).then(chosen).catch(() => false);
  });
  async function chosen() {
    seen[`actions of ${word}`] = await page.locator(".action-widget .monaco-list-row").allInnerTexts();
    if (shot) await page.screenshot({ path: path.join(shots, shot) });
    await entry.first().click({ timeout: 5000 });
    return true;
  }
}

// Saves the file in the editor, until the disk has it as it should be.
async function saved(page, name, wanted) {
  const read = () => fs.readFileSync(path.join(folder, name), "utf8");
  await until(`${name} on disk`, async () => {
    await page.keyboard.press("Control+s");
    await page.waitForTimeout(500);
    return wanted(read());
  });
  return read();
}

async function until(what, done) {
  const end = Date.now() + LONG;
  while (!(await done())) if (Date.now() > end) throw new Error(`no end of waiting for ${what}`);
}

async function write(name, settings) {
  fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  fs.writeFileSync(path.join(folder, name), JSON.stringify(settings));
}

main().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
