/** The built product's own language server as a process, spoken to by the real protocol library. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createClient, type ClientOptions, type TestClient } from './client.ts';

export const CLI = path.join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

export interface ServerProcess {
  readonly client: TestClient;
  readonly pid: number | undefined;
  /** Whatever is not protocol; must stay empty. */
  readonly errors: () => string;
  /** Exit status; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Resolves once the server has greeted the client. */
export async function startServerProcess(options: ClientOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [CLI, 'lsp', '--stdio'], { stdio: 'pipe' });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const greeted = createClient(connection, options, () => child.kill());
  const died = ended.then((code): never => {
    throw new Error(`the server ended with ${code} before it greeted: ${errors}`);
  });
  died.catch(() => {});
  return { client: await Promise.race([greeted, died]), pid: child.pid, errors: () => errors, ended };
}
