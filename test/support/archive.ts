/**
 * Reads text archives: a first paragraph that says what the case is about, then sections headed `-- name --`.
 * A section's name is a path of the workspace, or one of these:
 *
 *   -- kernel 6.12.1 --   exports of an invented kernel: "symbol gpl|plain [module [namespace]]" a line; "CONFIG_X=y" sets an option
 *   -- header x/y.h --    a header of these kernels: sources are then preprocessed and linked
 *   -- history --       an invented export history, in the format of the bundled one, in its place
 *   -- settings --        JSON that is merged into the settings
 *   -- expect --          markers for places where no comment can stand: "path:text @ marker"
 *   -- @name --           a golden text that a marker names
 *
 * Markers stand in a comment at the end of a line, behind `//@`, and find their place on that line by text:
 * finding("text", rule), hover("text", name), fix("text", "title", name). Backquotes serve where the text has quotes.
 */

import assert from 'node:assert/strict';

export interface Marker {
  readonly kind: 'finding' | 'hover' | 'fix';
  readonly path: string;
  /** 1-based */
  readonly line: number;
  /** 1-based, UTF-16 */
  readonly column: number;
  readonly text: string;
  readonly arguments: readonly string[];
}

export interface Archive {
  readonly about: string;
  /** Workspace path → text without markers. */
  readonly files: ReadonlyMap<string, string>;
  readonly kernels: readonly { readonly version: string; readonly lines: readonly string[] }[];
  /** Below include/ of every kernel; without any, the kernels have exports and no headers. */
  readonly headers: ReadonlyMap<string, string>;
  /** Undefined where the bundled one will do, which knows no invented symbol. */
  readonly history: string | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly goldens: ReadonlyMap<string, string>;
  readonly markers: readonly Marker[];
}

export function parseArchive(source: string): Archive {
  const parts = source.split(/^-- (.+?) --$/m);
  const files = new Map<string, string>();
  const headers = new Map<string, string>();
  const goldens = new Map<string, string>();
  const kernels: { version: string; lines: string[] }[] = [];
  const markers: Marker[] = [];
  let settings: Record<string, unknown> = {};
  let history: string | undefined;
  for (let i = 1; i < parts.length; i += 2) {
    const name = parts[i]!;
    const body = parts[i + 1]!.replace(/^\n/, '');
    if (name.startsWith('kernel ')) {
      kernels.push({ version: name.slice(7), lines: body.split('\n').filter((line) => line.trim() !== '') });
    } else if (name.startsWith('header ')) headers.set(name.slice(7), body);
    else if (name === 'history') history = body;
    else if (name === 'settings') settings = JSON.parse(body) as Record<string, unknown>;
    else if (name.startsWith('@')) goldens.set(name.slice(1), body.trimEnd());
    else if (name === 'expect') markers.push(...expectations(body, files));
    else files.set(name, takeMarkers(name, body, markers));
  }
  return { about: parts[0]!.trim(), files, kernels, headers, history, settings, goldens, markers };
}

function takeMarkers(path: string, body: string, markers: Marker[]): string {
  const lines = body.split('\n').map((line, i) => {
    const at = line.indexOf('//@');
    if (at < 0) return line;
    const code = line.slice(0, at).trimEnd();
    markers.push(...readMarkers(line.slice(at + 3), path, i + 1, code));
    return code;
  });
  return lines.join('\n');
}

function expectations(body: string, files: ReadonlyMap<string, string>): Marker[] {
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => {
      const match = /^(\S+?):(\d+) @ (.*)$/.exec(line);
      assert.ok(match, `an expectation reads "path:line @ marker": ${line}`);
      const [, path, number, text] = match;
      const code = files.get(path!)?.split('\n')[Number(number) - 1];
      assert.ok(code !== undefined, `${path}:${number} is not in the archive`);
      return readMarkers(text!, path!, Number(number), code);
    });
}

/** Quoted, in backquotes where the text itself has quotes, or a bare word. */
const ARGUMENT = /"([^"]*)"|`([^`]*)`|([\w@-]+)/g;

function readMarkers(text: string, path: string, line: number, code: string): Marker[] {
  const markers = [...text.matchAll(/(finding|hover|fix)\(((?:"[^"]*"|`[^`]*`|[^()"`])*)\)/g)].map((match): Marker => {
    const [place, ...rest] = [...match[2]!.matchAll(ARGUMENT)].map((argument) => argument[1] ?? argument[2] ?? argument[3]!);
    const index = code.indexOf(place!);
    assert.ok(index >= 0, `"${place}" does not stand on ${path}:${line}: ${code}`);
    return { kind: match[1] as Marker['kind'], path, line, column: index + 1, text: place!, arguments: rest };
  });
  assert.ok(markers.length > 0, `no marker is read from ${path}:${line}: ${text}`);
  return markers;
}
