import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

/** The server's own suppression writes a reason to be filled in; here the reason is asked for first. */
const SUPPRESSION = /^Suppress \w+ here/;

export const middleware: Middleware = {
  async provideCodeActions(document, range, context, token, next) {
    const actions = await next(document, range, context, token);
    for (const action of actions ?? []) {
      if (!(action instanceof vscode.CodeAction) || !SUPPRESSION.test(action.title)) continue;
      const name = action.diagnostics?.map(fingerprint).find((known) => known !== undefined);
      if (name === undefined) continue;
      delete action.edit;
      action.command = {
        title: action.title, command: "cloudactLint.suppress", arguments: [document.uri.toString(), name],
      };
    }
    return actions;
  },
  // The server would add its own edit to an action that is asked about here.
  resolveCodeAction(action, token, next) {
    return action.command?.command === "cloudactLint.suppress" ? action : next(action, token);
  },
};

/** What the server calls a finding; the language client keeps it with the diagnostic. */
export function fingerprint(diagnostic: vscode.Diagnostic): string | undefined {
  const data = (diagnostic as { data?: { fingerprint?: unknown } }).data;
  return typeof data?.fingerprint === "string" ? data.fingerprint : undefined;
}

export function codeOf(diagnostic: vscode.Diagnostic): string {
  const code = diagnostic.code;
  return String(typeof code === "object" ? code.value : (code ?? ""));
}
