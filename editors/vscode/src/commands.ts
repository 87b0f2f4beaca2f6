import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { codeOf, fingerprint } from "./actions";
import type { Server } from "./server";

/** The commands of this extension. The server's own, `cloudact-lint.*`, are registered by the language client. */
export function commands(server: Server): vscode.Disposable[] {
  const table: Record<string, (...given: never[]) => unknown> = {
    scanWorkspace: () => server.execute("cloudact-lint.scanWorkspace"),
    fixFile: () => fixFile(server),
    suppress: (uri?: string, name?: string) => suppress(server, uri, name),
    showRule: (code?: string) => showRule(server, code),
    restart: () => server.restart(),
    showOutput: () => server.output.show(),
    menu: () => menu(),
  };
  return Object.entries(table).map(([name, run]) => vscode.commands.registerCommand(`cloudactLint.${name}`, run));
}

async function fixFile(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const fixed = await server.execute<boolean>("cloudact-lint.fixFile", editor.document.uri.toString());
  if (fixed === false) say("nothing in this file can be fixed safely.");
}

async function suppress(server: Server, uri?: string, name?: string): Promise<void> {
  const place = uri ?? vscode.window.activeTextEditor?.document.uri.toString();
  const finding = name ?? (await chosenHere());
  if (place === undefined || finding === undefined) return;
  const reason = await vscode.window.showInputBox({
    title: "Suppress a finding",
    prompt: "Why is it right as it is? The reason is written beside the finding.",
    validateInput: (text) => (text.trim() === "" ? "A suppression has a reason." : undefined),
  });
  if (reason === undefined) return;
  const done = await server.execute<boolean>("cloudact-lint.suppress", place, finding, reason.trim());
  if (done === false) say("there is no place for a comment that suppresses this finding.");
}

/** The finding at the cursor; asks where there are several. */
async function chosenHere(): Promise<string | undefined> {
  const here = findingsHere();
  const items = here.map((one) => ({ label: codeOf(one), detail: one.message, name: fingerprint(one) }));
  if (items.length === 0) say("no finding at the cursor.");
  if (items.length < 2) return items[0]?.name;
  return (await vscode.window.showQuickPick(items, { title: "Which finding?" }))?.name;
}

function findingsHere(): vscode.Diagnostic[] {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return [];
  return vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((one) => fingerprint(one) !== undefined && one.range.intersection(editor.selection) !== undefined);
}

interface Rule {
  code: string;
  name: string;
  summary: string;
}

/** Opens the page of a rule: the one given, or one of a list that starts with those at the cursor. */
async function showRule(server: Server, code?: string): Promise<void> {
  const chosen = code ?? (await vscode.window.showQuickPick(ruleItems(server), {
    title: "Rules of cloudact-lint", matchOnDescription: true, matchOnDetail: true,
  }))?.label;
  if (chosen !== undefined) await server.execute("cloudact-lint.showRule", chosen);
}

async function ruleItems(server: Server): Promise<vscode.QuickPickItem[]> {
  const here = new Set(findingsHere().map(codeOf));
  const rules = await listed(server);
  const first = rules.filter((rule) => here.has(rule.code));
  return [...first, ...rules.filter((rule) => !here.has(rule.code))].map((rule) => ({
    label: rule.code, description: rule.name, detail: rule.summary,
  }));
}

/** All rules, as `cloudact-lint rules` of the same installation tells them. */
function listed(server: Server): Promise<Rule[]> {
  const found = server.candidate;
  if (found === undefined) return Promise.resolve([]);
  const before = found.args.slice(0, found.args.indexOf("server"));
  return new Promise((resolve) => {
    const args = [...before, "rules", "--output-format", "json"];
    execFile(found.command, args, { maxBuffer: 1 << 24, windowsHide: true }, (error, stdout) => {
      if (error !== null) server.output.appendLine(String(error));
      resolve(error === null ? (JSON.parse(stdout) as Rule[]) : []);
    });
  });
}

async function menu(): Promise<void> {
  const items = [
    { label: "$(search) Scan the workspace again", run: "scanWorkspace" },
    { label: "$(wrench) Fix all that is safe in this file", run: "fixFile" },
    { label: "$(book) Show a rule", run: "showRule" },
    { label: "$(debug-restart) Restart the server", run: "restart" },
    { label: "$(output) Show the output", run: "showOutput" },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: "cloudact-lint" });
  if (chosen !== undefined) await vscode.commands.executeCommand(`cloudactLint.${chosen.run}`);
}

function say(message: string): void {
  void vscode.window.showInformationMessage(`cloudact-lint: ${message}`);
}
