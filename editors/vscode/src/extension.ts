import * as vscode from "vscode";
import { commands } from "./commands";
import { environments } from "./find";
import { SECTION } from "./options";
import { Server } from "./server";

/** Settings that decide which server runs; the others are sent to the one that does. */
const WHICH = ["path", "interpreter", "args"];
const SENT = ["advice", "select", "ignore", "configurationFile"];

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const own = (server = new Server());
  const changed = (event: vscode.ConfigurationChangeEvent, names: string[]): boolean =>
    names.some((name) => event.affectsConfiguration(`${SECTION}.${name}`));
  context.subscriptions.push(
    own,
    ...commands(own),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (changed(event, WHICH)) await own.restart();
      else if (changed(event, SENT)) await own.configure();
    }),
  );
  // Not waited for: commands answer while the server is looked for.
  void own.restart();
  void environments().then((python) => {
    if (python === undefined) return;
    context.subscriptions.push(python.onDidChangeActiveEnvironmentPath(() => own.restart()));
  });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
