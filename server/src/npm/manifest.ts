/** A package.json that people edit: what it says, and where. A text that is no JSON is read as far as it goes. */

import path from 'node:path';
import { parseTree, printParseErrorCode, getNodeValue, type Node, type ParseError } from 'jsonc-parser';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Position, Range } from '../base/location.ts';
import { fields, textOf, type Fields } from './lockfile.ts';
import type { DependencyKind } from './package-graph.ts';

export interface DeclaredDependency {
  readonly name: string;
  readonly wanted: string;
  readonly kind: DependencyKind;
  /** Of the name with its quotes and what is wanted. */
  readonly range: Range;
  /** Behind it and its comma. */
  readonly end: Position;
}

export interface Manifest {
  readonly file: string;
  readonly directory: string;
  /** As it is called: its name, or else its directory's. */
  readonly name: string;
  readonly version: string | null;
  /** All that it says. */
  readonly json: Fields;
  readonly dependencies: readonly DeclaredDependency[];
  /** Names of dependencies that go into the package's own archive. */
  readonly bundled: ReadonlySet<string>;
  readonly licenseRange: Range | null;
  readonly unread: readonly Unread[];
}

const LISTS: readonly (readonly [DependencyKind, string])[] = [
  ['runtime', 'dependencies'],
  ['optional', 'optionalDependencies'],
  ['peer', 'peerDependencies'],
  ['development', 'devDependencies'],
];

/** Undefined where there is no such file. */
export function readManifest(file: string, files: Files): Manifest | undefined {
  if (files.stat(file)?.kind !== 'file') return undefined;
  const content = files.read(file);
  return isReadable(content) ? manifestOf(file, content.text) : { ...manifestOf(file, '{}'), unread: [{ file, reason: content.reason }] };
}

function manifestOf(file: string, text: string): Manifest {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { disallowComments: true });
  const lines = new LineIndex(text);
  const isObject = root?.type === 'object';
  const json = isObject ? fields(getNodeValue(root)) : {};
  const directory = path.dirname(file);
  const license = isObject ? (property(root, 'license') ?? property(root, 'licenses')) : undefined;
  return {
    file,
    directory,
    name: textOf(json['name']) ?? path.basename(directory),
    version: textOf(json['version']),
    json,
    dependencies: isObject ? LISTS.flatMap(([kind, list]) => declared(root, kind, list, text, lines)) : [],
    bundled: new Set(bundledNames(json)),
    licenseRange: license ? rangeOf(license, lines) : null,
    unread: problems(file, errors, isObject, lines),
  };
}

function declared(root: Node, kind: DependencyKind, list: string, text: string, lines: LineIndex): DeclaredDependency[] {
  const entries = property(root, list)?.children?.[1];
  if (entries?.type !== 'object') return [];
  return (entries.children ?? []).flatMap((entry) => {
    const [key, value] = entry.children ?? [];
    if (typeof key?.value !== 'string' || typeof value?.value !== 'string') return [];
    const end = entry.offset + entry.length;
    const comma = /^\s*,/.exec(text.slice(end, end + 100))?.[0].length ?? 0;
    return [{ name: key.value, wanted: value.value, kind, range: rangeOf(entry, lines), end: lines.position(end + comma) }];
  });
}

/** The last of equal keys counts, as for every JSON reader. */
function property(object: Node, name: string): Node | undefined {
  return object.children?.findLast((entry) => entry.children?.[0]?.value === name);
}

function rangeOf({ offset, length }: Node, lines: LineIndex): Range {
  return lines.range({ start: offset, end: offset + length });
}

/** Names of the dependencies that a package holds in its own archive. */
export function bundledNames(json: Fields): string[] {
  const list = json['bundleDependencies'] ?? json['bundledDependencies'];
  if (list === true) return Object.keys(fields(json['dependencies']));
  return Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : [];
}

function problems(file: string, errors: readonly ParseError[], isObject: boolean, lines: LineIndex): Unread[] {
  const [first] = errors;
  if (first) {
    const what = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    return [{ file, reason: `is no valid JSON (${what}); it is read as far as it can be understood`, line: lines.position(first.offset).line }];
  }
  return isObject ? [] : [{ file, reason: 'holds no JSON object' }];
}
