#!/usr/bin/env node
/** The command line: arguments in, a report and an exit status out. What is a finding is decided in the core. */

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readProductFile } from '../workspace/product-files.ts';
import { EXIT, CannotRun } from './exit-status.ts';
import { optimizeLate } from './optimize-late.ts';

const { version } = JSON.parse(Buffer.from(readProductFile('package.json')).toString('utf8')) as { version: string };

const kernelOption = new Option('-k, --kernel <dir-or-version>', 'kernel to judge against: a build directory or a version; repeat it for several')
  .argParser((value: string, previous: string[] = []) => [...previous, value])
  .default([] as string[], 'found automatically');

const program = new Command('copyleft-lens')
  .description('Shows which lines of C and TypeScript depend on GPL code, by which path, and with what consequence.')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

program
  .command('check')
  .description('judge the kernel modules and packages below the given paths')
  .argument('[path...]', 'files or directories', ['.'])
  .addOption(kernelOption)
  .option('--assume-license <string>', 'judge every unit as if it had this licence')
  .addOption(new Option('-f, --format <format>', 'form of the report').choices(['text', 'json', 'html', 'markdown', 'csv']).default('text'))
  .option('-o, --output <file>', 'write the report to a file instead of standard output')
  .addOption(new Option('--fail-on <severity>', 'lowest severity that makes the exit status 1').choices(['error', 'warning', 'information', 'hint', 'never']).default('warning'))
  .option('--max-file-size <MiB>', 'larger files are reported as not read', positiveNumber, 8)
  .option('-q, --quiet', 'no progress bar')
  .addHelpText('after', '\nExit status: 0 nothing at or above --fail-on, 1 findings, 2 could not run.')
  .action(async (paths: string[], options) => {
    optimizeLate();
    const { check } = await import('./check.ts');
    process.exitCode = await check(paths, { ...options, version });
  });

program
  .command('explain')
  .description('what a kernel symbol, a licence or a package of the project here is')
  .argument('<name>', 'kernel symbol, SPDX licence id or name of a package')
  .addOption(kernelOption)
  .action(async (name: string, options) => {
    const { explainCommand } = await import('./explain.ts');
    process.exitCode = await explainCommand(name, { ...options, version });
  });

program
  .command('lsp')
  .description('language server for editors')
  .option('--stdio', 'speak the protocol on standard input and output (the default)')
  .option('--node-ipc', 'speak it over the channel of a parent Node process')
  .option('--socket <port>', 'speak it over a local socket')
  .option('--pipe <name>', 'speak it over a named pipe')
  // Clients append it; the protocol library reads it, to end with the client.
  .addOption(new Option('--clientProcessId <id>').hideHelp())
  .action(async () => {
    const { serveStdio } = await import('../lsp/stdio.ts');
    serveStdio(version);
  });

program
  .command('knowledge')
  .description('what is bundled: source, version, checksum')
  .option('--check', 'compare the checksums of the bundled files')
  .action(async (options) => {
    const { knowledgeCommand } = await import('./knowledge.ts');
    process.exitCode = await knowledgeCommand({ ...options, version });
  });

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.couldNotRun;
  else {
    process.stderr.write(`copyleft-lens: ${error instanceof CannotRun ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exitCode = EXIT.couldNotRun;
  }
}
