/** A native addon that a package builds: the libraries that its sources use, with the line of the first use on the way. */

import path from 'node:path';
import type { Evidence } from '../findings/finding.ts';
import { fileLocation, type ArrivedLibrary, type NativePart } from './native-part.ts';
import type { ProgramSubject, UsedLibrary } from './program-subject.ts';

/** Uses that the evidence shows; with less the source itself has its finding, and nothing is said of who imports it. */
const SHOWN: ReadonlySet<UsedLibrary['certainty']> = new Set(['used', 'only-linked', 'not-linked']);
/** Calls that a finding shows. */
const MOST_CALLS = 8;

export function addonOfSources({ name, sources, directory, libraries, unknown }: Pick<ProgramSubject, 'name' | 'sources' | 'directory' | 'libraries' | 'unknown'>): NativePart {
  return {
    name: `${name}.node`,
    kind: 'native-addon',
    at: fileLocation(sources[0] ?? directory),
    from: 'sources',
    libraries: libraries.filter(({ certainty }) => SHOWN.has(certainty)).map(arrived),
    unknown: unknown.map(({ name: asked, how, reason, at }) => ({
      name: asked,
      kind: how === 'loaded' ? 'run-time-loaded' : 'linked',
      steps: [],
      reason,
      evidence: [{ message: `${asked} is ${how} here`, location: at }],
    })),
  };
}

function arrived(used: UsedLibrary): ArrivedLibrary {
  const { library, kind, links, includes, calls, loads, found } = used;
  const evidence: Evidence[] = [
    ...links.map(({ request, at }) => ({ message: `${path.basename(at.file)} asks for ${request.name} to be linked`, location: at })),
    ...loads.map(({ by, file, at }) => ({ message: `${by} loads ${file}`, location: at })),
    ...includes.map(({ header, at }) => ({ message: `${path.basename(at.file)} includes <${header}>`, location: at })),
    ...calls.slice(0, MOST_CALLS).map(({ symbol, at }) => ({ message: `${path.basename(at.file)} calls ${symbol}()`, location: at })),
    ...found,
  ];
  return { library, kind, steps: stepsOf(used), evidence, doubt: used.certainty === 'only-linked' ? 'the build links it, and no source is seen to use it' : null };
}

function stepsOf(used: UsedLibrary): string[] {
  return [...used.through.map(({ name }) => name), ...lastStepOf(used)];
}

/** "addon.cc:12 readline()": a call says more than an include, and that more than a link line. */
function lastStepOf({ links, includes, calls, loads }: UsedLibrary): string[] {
  const [call, load, include, link] = [calls[0], loads[0], includes[0], links[0]];
  if (call) return [`${placeOf(call.at)} ${call.symbol}()`];
  if (load) return [`${placeOf(load.at)} ${load.by}("${load.file}")`];
  if (include) return [`${placeOf(include.at)} <${include.header}>`];
  return link ? [`${placeOf(link.at)} ${link.request.name}`] : [];
}

function placeOf({ file, range }: Evidence['location'] & object): string {
  return `${path.basename(file)}:${range.start.line}`;
}
