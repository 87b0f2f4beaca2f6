import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { pathSetting, settings, workspaceFolder } from "./options";

/** A way to start the server, and where it comes from. */
export interface Candidate {
  command: string;
  args: string[];
  source: string;
  /** The user asked for just this one: nothing else is tried. */
  named: boolean;
}

/** What came of looking: a server that starts, or why there is none. */
export type Found = { server: Candidate } | { problem: string };

interface Environments {
  getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
  resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
}

const MODULE = ["-m", "cloudact_lint", "server"];
const SECONDS_TO_START = 60;

/** The first of the places that has a server which starts. */
export async function find(log: (line: string) => void): Promise<Found> {
  for await (const candidate of candidates()) {
    const shown = [candidate.command, ...candidate.args].join(" ");
    const { status, output } = await tried(candidate);
    log(`${candidate.source}: ${shown}: ${status === 0 ? "found" : (lastLine(output) ?? `exit status ${status}`)}`);
    if (status === 0) return { server: candidate };
    // Status 2 is the tool's own: it is there, and says what it lacks or does not understand.
    if (status === 2 || candidate.named) {
      return { problem: `${shown} (${candidate.source}) does not start: ${lastLines(output) || `exit status ${status}`}` };
    }
  }
  return { problem: "cloudact-lint was not found: neither in the selected Python, nor in .venv or venv, nor in PATH." };
}

async function* candidates(): AsyncGenerator<Candidate> {
  const more = settings().get<string[]>("args", []);
  const program = (command: string, source: string, named = false): Candidate => ({
    command, args: ["server", ...more], source, named,
  });
  const python = (command: string, source: string, named = false): Candidate => ({
    command, args: [...MODULE, ...more], source, named,
  });
  const given = pathSetting("path");
  if (given !== "") return yield program(given, "setting cloudact-lint.path", true);
  const interpreter = pathSetting("interpreter");
  if (interpreter !== "") return yield python(interpreter, "setting cloudact-lint.interpreter", true);
  const selected = await selectedInterpreter();
  if (selected !== undefined) yield python(selected, "Python extension");
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    for (const name of [".venv", "venv"]) {
      const there = interpreterOf(path.join(folder.uri.fsPath, name));
      if (there !== undefined) yield python(there, name);
    }
  }
  yield program("cloudact-lint", "PATH");
}

function interpreterOf(environment: string): string | undefined {
  const inside = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const there = path.join(environment, ...inside);
  return fs.existsSync(there) ? there : undefined;
}

/** Starts a server with nothing to read: one that can serve leaves at once with status 0. */
function tried(candidate: Candidate): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: workspaceFolder(), timeout: SECONDS_TO_START * 1000, windowsHide: true };
    const child = execFile(candidate.command, candidate.args, options, (error, _, stderr) => {
      if (error === null) return resolve({ status: 0, output: "" });
      const status = typeof error.code === "number" ? error.code : -1;
      const late = error.killed ? `no answer in ${SECONDS_TO_START} s` : error.message;
      resolve({ status, output: stderr.trim() || late });
    });
    child.stdin?.on("error", () => undefined); // it left before we closed
    child.stdin?.end();
  });
}

function lastLine(output: string): string | undefined {
  return output.trim().split("\n").at(-1);
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-3).join(" ");
}

/** The environments of the Python extension, if that extension is there. */
export async function environments(): Promise<Environments | undefined> {
  const extension = vscode.extensions.getExtension<{ environments?: Environments }>("ms-python.python");
  if (extension === undefined) return undefined;
  try {
    return (await extension.activate())?.environments;
  } catch {
    return undefined; // an extension that fails is as good as none
  }
}

async function selectedInterpreter(): Promise<string | undefined> {
  const api = await environments();
  if (api === undefined) return undefined;
  const chosen = api.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
  const resolved = await api.resolveEnvironment(chosen);
  return resolved?.executable.uri?.fsPath;
}
