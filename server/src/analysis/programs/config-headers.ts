/** What decides whether code under an #if is compiled: the config.h that a configure run has left, and the -D of the build. */

import { isReadable, type Files } from '../../base/files.ts';
import { LineIndex } from '../../base/line-index.ts';
import type { Location } from '../../base/location.ts';
import type { CompiledSource } from '../../build/program.ts';
import type { UseCondition } from '../../resolve/program-subject.ts';
import type { ProjectFiles } from './project-files.ts';

type Decision = Pick<UseCondition, 'holds' | 'decidedAt'>;

const UNDECIDED: Decision = { holds: null, decidedAt: null };

/** Autoconf, CMake and Meson write the same two forms. */
const LINE = /^[ \t]*(?:#[ \t]*define[ \t]+(\w+)(?:[ \t]+(\S+))?|\/\*[ \t]*#[ \t]*undef[ \t]+(\w+)[ \t]*\*\/|#[ \t]*undef[ \t]+(\w+))/gm;

export function decideBy(sources: readonly CompiledSource[], project: ProjectFiles, files: Files): (condition: string) => Decision {
  const known = new Map<string, Decision>();
  for (const file of project.named('config.h')) readConfigHeader(file, files, known);
  for (const { defines } of sources) {
    for (const define of defines) {
      const [name, value = '1'] = define.split('=', 2) as [string, string?];
      known.set(name, { holds: value !== '0', decidedAt: null });
    }
  }
  return (condition) => {
    const asked = /^(!?)\s*(?:defined\s*\(?\s*)?(\w+)\s*\)?$/.exec(condition.trim());
    const decision = asked ? known.get(asked[2]!) : undefined;
    if (!decision || decision.holds === null) return UNDECIDED;
    return asked![1] === '!' ? { ...decision, holds: !decision.holds } : decision;
  };
}

function readConfigHeader(file: string, files: Files, known: Map<string, Decision>): void {
  const content = files.read(file);
  if (!isReadable(content)) return;
  const lines = new LineIndex(content.text);
  for (const match of content.text.matchAll(LINE)) {
    const [whole, defined, value, commented, undefinedName] = match as unknown as [string, string?, string?, string?, string?];
    const at: Location = { file, range: lines.range({ start: match.index, end: match.index + whole.length }) };
    const name = defined ?? commented ?? undefinedName;
    if (name !== undefined && !known.has(name)) known.set(name, { holds: defined !== undefined && value !== '0', decidedAt: at });
  }
}
