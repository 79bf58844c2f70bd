/** Which commands of an expanded recipe line compile, link or make archives. Nothing is run; other commands are passed over. */

import { shellWords } from '../../make/shell-words.ts';
import { librariesPrinted, pkgConfigWord } from '../request-words.ts';

export interface ToolCommand {
  readonly tool: 'compiler' | 'archiver';
  /** Without the tool's own name. */
  readonly words: readonly string[];
}

const COMPILER = /^(?:.*[-/])?(?:cc|gcc|g\+\+|c\+\+|clang(?:\+\+)?|c89|c99|tcc|icc|icpc|ld(?:\.\w+)?)(?:-[\d.]+)?$/;
const ARCHIVER = /^(?:.*[-/])?(?:ar|gcc-ar|llvm-ar)(?:-[\d.]+)?$/;
/** Wrappers that run the command behind them. */
const WRAPPER = /^(?:.*\/)?(?:ccache|distcc|libtool|glibtool|nice|time|env|exec|sccache|purify|then|else|do|if|\{|\()$/;

export function toolCommands(line: string): ToolCommand[] {
  const found: ToolCommand[] = [];
  for (const command of splitCommands(withPrintedLibraries(line))) {
    let words = shellWords(command);
    while (words.length > 0 && (WRAPPER.test(words[0]!) || /^\w+=|^--?(?:mode|tag|silent|quiet)\b/.test(words[0]!) || /(?:^|\/)(?:sh|bash)$/.test(words[0]!))) words = words.slice(1);
    const tool = words[0] ?? '';
    if (COMPILER.test(tool)) found.push({ tool: 'compiler', words: words.slice(1) });
    else if (ARCHIVER.test(tool)) found.push({ tool: 'archiver', words: words.slice(1) });
  }
  return found;
}

/** Command substitutions that print what to link become words for it; what others print is not known. */
function withPrintedLibraries(line: string): string {
  const printed = (_: string, backquoted?: string, bracketed?: string) =>
    (librariesPrinted(shellWords((backquoted ?? bracketed)!.replace(/2>\s*\S+/, ''))) ?? []).map(pkgConfigWord).join(' ');
  return line.replace(/`([^`]*)`|\$\(([^()]*)\)/g, printed);
}

function splitCommands(line: string): string[] {
  const commands: string[] = [];
  let from = 0;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quote !== '') {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '\\') i++;
    else if (c === ';' || c === '|' || c === '\n' || (c === '&' && line[i + 1] === '&')) {
      commands.push(line.slice(from, i));
      from = i + 1;
      if (line[from] === c) i = from++;
    }
  }
  commands.push(line.slice(from));
  return commands;
}
