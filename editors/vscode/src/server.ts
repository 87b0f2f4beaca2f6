import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { type Candidate, find } from "./find";
import { middleware } from "./actions";
import { SECTION, serverOptions, workspaceFolder } from "./options";
import { Status } from "./status";

const LANGUAGES = [
  "python", "typescript", "typescriptreact", "javascript", "javascriptreact", "sql", "yaml", "json", "jsonc", "shellscript",
];
const DOCS = "https://github.com/cloud-act-ai/cloudact-lint/blob/main/docs/editors.md";
const INSTALL = "pip install 'cloudact-lint[server] @ git+https://github.com/cloud-act-ai/cloudact-lint'";

/** The language server of this window: found, started, told of changes, ended. */
export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel("cloudact-lint");
  private readonly status = new Status();
  private client: LanguageClient | undefined;
  /** How the server that runs was started. */
  candidate: Candidate | undefined;
  private queue: Promise<void> = Promise.resolve();

  /** Ends the server that runs and starts the one that is found now. Calls follow each other. */
  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.replace()).catch((error: unknown) => this.fail(String(error)));
    return this.queue;
  }

  /** Tells the server of new options, without a new start. */
  async configure(): Promise<void> {
    await this.running()?.sendNotification("workspace/didChangeConfiguration", {
      settings: { [SECTION]: serverOptions() },
    });
  }

  /** Has the server carry out one of its commands; undefined, and a word about it, where none runs. */
  async execute<T>(command: string, ...given: unknown[]): Promise<T | undefined> {
    const client = this.running();
    if (client === undefined) {
      void vscode.window.showWarningMessage("cloudact-lint: the server does not run.");
      return undefined;
    }
    return client.sendRequest<T>("workspace/executeCommand", { command, arguments: given });
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = this.candidate = undefined;
    await client?.dispose();
  }

  dispose(): void {
    this.status.dispose();
    this.output.dispose();
  }

  private running(): LanguageClient | undefined {
    return this.client?.state === State.Running ? this.client : undefined;
  }

  private async replace(): Promise<void> {
    this.status.starting();
    await this.stop().catch((error: unknown) => this.output.appendLine(String(error)));
    const found = await find((line) => this.output.appendLine(line));
    if ("problem" in found) return this.fail(found.problem);
    this.candidate = found.server;
    const client = (this.client = this.made(found.server));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Starting) this.status.starting();
      if (newState === State.Stopped) this.status.failed("the server ended; the output tells why");
      if (newState === State.Running) {
        this.status.ready(client.initializeResult?.serverInfo?.version ?? "unknown", found.server.source);
      }
    });
    await client.start();
  }

  private made({ command, args }: Candidate): LanguageClient {
    const cwd = workspaceFolder();
    return new LanguageClient(
      SECTION, "cloudact-lint", { command, args, options: cwd === undefined ? {} : { cwd } },
      {
        documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
        initializationOptions: serverOptions(),
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        middleware,
      },
    );
  }

  private fail(problem: string): void {
    this.output.appendLine(problem);
    this.output.appendLine(`To install: ${INSTALL}`);
    this.status.failed(problem);
    void this.offer(problem);
  }

  private async offer(problem: string): Promise<void> {
    const answers = ["How to Install", "Copy the Command", "Show the Output"] as const;
    const answer = await vscode.window.showErrorMessage(`cloudact-lint: ${problem} To install: ${INSTALL}`, ...answers);
    if (answer === "How to Install") await vscode.env.openExternal(vscode.Uri.parse(DOCS));
    if (answer === "Copy the Command") await vscode.env.clipboard.writeText(INSTALL);
    if (answer === "Show the Output") this.output.show();
  }
}
