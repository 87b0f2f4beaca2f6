import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

/** The section of the settings, and the name under which the server knows this client's options. */
export const SECTION = "cloudact-lint";

/** What the server takes at initialization and in `workspace/didChangeConfiguration`. */
export interface ServerOptions {
  advice: boolean;
  select: string[];
  ignore: string[];
  config: string;
}

/** The folder that relative paths start from: the first of the workspace. */
export function workspaceFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri.fsPath;
}

export function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION);
}

/** A path of the settings with `${workspaceFolder}`, `${env:NAME}` and `~` put in; empty if it is not set. */
export function pathSetting(name: string): string {
  const written = settings().get<string>(name, "").trim();
  return written
    .replace(/^~(?=$|[\\/])/, os.homedir())
    .replace(/\$\{workspaceFolder\}/g, workspaceFolder() ?? ".")
    .replace(/\$\{env:(\w+)\}/g, (_, variable: string) => process.env[variable] ?? "");
}

export function serverOptions(): ServerOptions {
  const given = settings();
  const config = pathSetting("configurationFile");
  return {
    advice: given.get<boolean>("advice", false),
    select: given.get<string[]>("select", []),
    ignore: given.get<string[]>("ignore", []),
    config: config === "" ? "" : path.resolve(workspaceFolder() ?? ".", config),
  };
}
