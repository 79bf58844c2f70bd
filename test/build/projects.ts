/** Helpers for the tests of build files: projects as text, answers as text. */

import { readBuild } from '../../server/src/build/read-build.ts';
import type { BuildDescription, LinkRequest, Program } from '../../server/src/build/program.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

/** Reads a project at /p. Keys without a slash in front are below it. */
export function readProject(contents: Record<string, string>): BuildDescription {
  const absolute = Object.entries(contents).map(([name, text]): [string, string] => [name.startsWith('/') ? name : `/p/${name}`, text]);
  return readBuild(createMemoryFiles(new Map(absolute)), '/p');
}

/** "executable app: a.c lib/b.c | -lz pkg:libpng if WITH_PNG | uses helper", in the order of the programs. */
export function summary({ programs }: BuildDescription): string[] {
  return programs.map((program) => {
    const uses = program.uses.map(({ id }) => programs.find((one) => one.id === id)!.name);
    const parts = [
      `${program.kind} ${program.name}: ${program.sources.map((source) => short(source.path)).join(' ')}`.trimEnd(),
      program.links.map(linkText).join(' ; '),
      uses.length > 0 ? `uses ${uses.join(' ')}` : '',
    ];
    return parts.filter(Boolean).join(' | ');
  });
}

const PREFIX = { 'link-name': '-l', 'pkg-config': 'pkg:', 'cmake-package': 'cmake:', file: '' } as const;

export function linkText({ by, name, linkage, condition }: LinkRequest): string {
  const kind = linkage === 'dynamic' ? '' : ` (${linkage})`;
  return `${PREFIX[by]}${short(name)}${kind}${condition === null ? '' : ` if ${condition}`}`;
}

/** "-lz at Makefile:3:10" */
export function places(program: Program): string[] {
  return program.links.map((link) => `${linkText(link)} at ${short(link.at.file)}:${link.at.range.start.line}:${link.at.range.start.column}`);
}

export function flagsOf({ programs, loose }: BuildDescription, source: string): string {
  const found = [...programs.flatMap((program) => program.sources), ...loose].find((one) => short(one.path) === source);
  if (!found) return `no ${source}`;
  return [...found.defines.map((define) => `-D${define}`), ...found.includeDirectories.map((directory) => `-I${short(directory)}`)].join(' ');
}

export function reasons({ unread }: BuildDescription): string[] {
  return unread.map(({ file, line, reason }) => `${short(file)}${line === undefined ? '' : `:${line}`} ${reason}`);
}

function short(file: string): string {
  return file.replace(/^\/p\//, '');
}
