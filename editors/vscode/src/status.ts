import * as vscode from "vscode";

/** The item in the status bar: how the server is, and a way to the commands. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("cloudact-lint", vscode.StatusBarAlignment.Right, 50);

  constructor() {
    this.item.name = "cloudact-lint";
    this.item.command = "cloudactLint.menu";
    this.starting();
    this.item.show();
  }

  starting(): void {
    this.show("$(sync~spin)", "starting");
  }

  ready(version: string, source: string): void {
    this.show("$(check)", `ready, version ${version} (${source})`);
  }

  failed(problem: string): void {
    this.show("$(error)", problem, new vscode.ThemeColor("statusBarItem.errorBackground"));
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(icon: string, state: string, color?: vscode.ThemeColor): void {
    this.item.text = `${icon} cloudact-lint`;
    this.item.tooltip = `cloudact-lint: ${state}`;
    this.item.accessibilityInformation = { label: `cloudact-lint: ${state}` };
    this.item.backgroundColor = color;
  }
}
