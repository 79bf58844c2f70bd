/** The server as a process of its own: `copyleft-lens lsp --stdio` (or --node-ipc, --pipe, --socket). */

import { createConnection } from 'vscode-languageserver/node';
import { realTimer } from './schedule.ts';
import { startServer, type ServerEnvironment } from './server.ts';

/** The transport is read from the process's arguments. Ends the process when the client leaves. */
export function serveProcess(environment: Omit<ServerEnvironment, 'timer'>): void {
  startServer(createConnection(), { ...environment, timer: realTimer });
}
