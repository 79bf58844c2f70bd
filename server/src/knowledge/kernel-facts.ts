/**
 * The bundled facts of one kernel: what it exports and how it is configured, for machines that have no headers of it.
 * Facts only, never text of the kernel. The format is lines that compress well:
 *
 *     copyleft-lens kernel facts 1
 *     release <TAB> 6.12.117+deb12-amd64        and version, arch, source, source-version, source-sha256
 *     [config]
 *     USB=m                                     sorted; what is off is left out
 *     [exports]
 *     @vmlinux                                  the exporting module of what follows
 *     =gpl <TAB> NAMESPACE                      kind and namespace of what follows
 *     <include/linux/usb.h                      declaring header of what follows, empty where unknown
 *     usb_register_driver                       a symbol
 */

import { exportTable, isExportKind, type ExportKind, type KernelExport } from './kernel-exports.ts';
import { kernelConfig } from './kernel-config.ts';
import type { KernelTarget } from './kernel-target.ts';

const FIRST_LINE = 'copyleft-lens kernel facts 1';

export interface KernelFacts {
  readonly release: string;
  readonly version: KernelTarget['version'];
  readonly arch: string;
  readonly source: string;
  readonly sourceVersion: string;
  readonly sourceChecksum: string;
  readonly config: ReadonlyMap<string, string>;
  readonly exports: readonly KernelExport[];
}

/** Deterministic: equal facts give equal text, whatever their order was. */
export function writeKernelFacts(facts: KernelFacts): string {
  const lines = [
    FIRST_LINE,
    `release\t${facts.release}`,
    `version\t${facts.version.join('.')}`,
    `arch\t${facts.arch}`,
    `source\t${facts.source}`,
    `source-version\t${facts.sourceVersion}`,
    `source-sha256\t${facts.sourceChecksum}`,
    '[config]',
    ...[...facts.config].map(([name, value]) => `${name}=${value}`).sort(),
    '[exports]',
  ];
  let module = '';
  let kind = '';
  let header = '';
  for (const exported of sorted(facts.exports)) {
    const kindLine = `=${exported.kind}\t${exported.namespace ?? ''}`;
    if (exported.module !== module) lines.push(`@${(module = exported.module)}`);
    if (kindLine !== kind) lines.push((kind = kindLine));
    if ((exported.header ?? '') !== header) lines.push(`<${(header = exported.header ?? '')}`);
    lines.push(exported.symbol);
  }
  return `${lines.join('\n')}\n`;
}

function sorted(exports: readonly KernelExport[]): KernelExport[] {
  const keyed = exports.map((exported) => ({ exported, key: sortKey(exported) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ exported }) => exported);
}

function sortKey(exported: KernelExport): string {
  return [exported.module, exported.kind, exported.namespace ?? '', exported.header ?? '', exported.symbol].join('\t');
}

/** The target that facts describe. Throws where the text is of another format: the caller verified its checksum. */
export function readKernelFacts(text: string): KernelTarget {
  const [head, configText, exportsText] = text.split(/^\[(?:config|exports)\]\n/m);
  if (!head?.startsWith(`${FIRST_LINE}\n`) || configText === undefined || exportsText === undefined) {
    throw new Error('these are no kernel facts, or facts of another format');
  }
  const field = headFields(head);
  const [major, minor, patch] = field('version').split('.').map(Number);
  return {
    release: field('release'),
    version: [major!, minor!, patch!],
    arch: field('arch'),
    headers: null,
    exports: exportTable(readExports(exportsText)),
    config: kernelConfig(readConfig(configText)),
    provenance: { source: field('source'), version: field('source-version'), checksum: field('source-sha256') },
    unread: [],
  };
}

function headFields(head: string): (name: string) => string {
  const fields = new Map([...head.matchAll(/^(.*?)\t(.*)$/gm)].map((match) => [match[1], match[2]]));
  return (name) => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`kernel facts without "${name}"`);
    return value;
  };
}

function readConfig(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return values;
}

function readExports(text: string): Map<string, KernelExport> {
  const exports = new Map<string, KernelExport>();
  let module = '';
  let kind: ExportKind = 'plain';
  let namespace: string | null = null;
  let header: string | undefined;
  for (const line of text.split('\n')) {
    const rest = line.slice(1);
    switch (line[0]) {
      case undefined:
        break;
      case '@':
        module = rest;
        break;
      case '=': {
        const [name, space] = rest.split('\t') as [string, string];
        if (!isExportKind(name)) throw new Error(`kernel facts with an unknown kind of export "${name}"`);
        kind = name;
        namespace = space === '' ? null : space;
        break;
      }
      case '<':
        header = rest === '' ? undefined : rest;
        break;
      default:
        exports.set(line, { symbol: line, kind, module, namespace, ...(header !== undefined && { header }) });
    }
  }
  return exports;
}
