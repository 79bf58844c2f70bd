/** An invented report of any size: as many findings, packages and unread files, and a tenth of that in units. */

import { SEVERITIES, type Finding } from '../../server/src/findings/finding.ts';
import type { Report, ReportedDependency, ReportedUnit } from '../../server/src/findings/report.ts';

const KERNELS = ['6.1.1-a', '6.12.1-b', '6.18.1-c'];
const FAMILIES = ['permissive', 'permissive', 'permissive', 'permissive', 'library-copyleft', 'strong-copyleft', 'network-copyleft', 'file-copyleft', 'unknown', 'missing', 'proprietary', 'custom', 'source-available'];
const LICENSES: Readonly<Record<string, string | null>> = { permissive: 'MIT', 'library-copyleft': 'LGPL-2.1-or-later', 'strong-copyleft': 'GPL-3.0-only', 'network-copyleft': 'AGPL-3.0-only', 'file-copyleft': 'MPL-2.0', missing: null };

export function largeReport(rows: number): Report {
  const units = series(Math.ceil(rows / 10), unit);
  const findings = series(rows, (i) => finding(i, units));
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return {
    schemaVersion: 1,
    tool: { name: 'copyleft-lens', version: '0.0.0' },
    knowledge: series(20, (i) => ({ name: `facts ${i}`, source: 'an invented package', version: `1.${i}`, checksum: 'ab'.repeat(32) })),
    subject: { paths: ['/project'], kernels: KERNELS, assumedLicense: null },
    units,
    dependencies: series(rows, (i) => dependency(i, units)),
    findings,
    unread: series(rows, (i) => ({ file: `/project/odd/file_${i}.c`, reason: 'is larger than 8 MiB', line: 1 + (i % 9) })),
    summary: { units: units.length, files: rows, findings: { error: count('error'), warning: count('warning'), information: count('information'), hint: count('hint') }, suppressed: 3, unread: rows },
  };
}

function unit(i: number): ReportedUnit {
  const path = `/project/drivers/group_${i % 40}`;
  const source = `${path}/driver_${i}.c`;
  const license = i % 3 === 0 ? 'Proprietary' : 'GPL';
  return {
    id: `kernel-module:${path}/driver_${i}`,
    kind: 'kernel-module',
    name: `driver_${i}`,
    path,
    license: { value: license, evidence: [{ message: `MODULE_LICENSE("${license}")`, location: { file: source, range: at(20) } }] },
    sources: [source],
    gplOnlySymbols: series(12, (k) => ({ symbol: `symbol_${i}_${k}`, exportedBy: 'vmlinux', namespace: null, kernel: KERNELS[0]!, uses: [{ file: source, line: 5 + k, column: 3, text: `helper_${k}`, chain: [{ kind: 'macro', name: `helper_${k}`, file: '/usr/src/headers/include/linux/help.h', line: k + 1 }] }] })),
    kernels: KERNELS.map((kernel) => ({ kernel, method: 'linker', gplOnlySymbols: 12, breaking: license === 'GPL' ? 0 : 12, breakingIfProprietary: 12 })),
    symbolMatrix: license === 'GPL' ? [] : series(12, (k) => ({ symbol: `symbol_${i}_${k}`, kernels: KERNELS.map((kernel) => ({ kernel, state: 'gpl-only', breaks: 'gpl-only' })) })),
    ...(i > 0 && i % 7 === 0 && { uses: [{ unit: `kernel-module:/project/drivers/group_${(i - 1) % 40}/driver_${i - 1}`, symbols: ['shared_thing'] }] }),
  };
}

function finding(i: number, units: readonly ReportedUnit[]): Finding {
  const { id, sources, name } = units[i % units.length]!;
  return {
    rule: 'gpl-only-symbol',
    severity: SEVERITIES[i % 7 === 0 ? 0 : 1 + (i % 3)]!,
    message: `helper_${i} brings in symbol_${i} : modpost will refuse to build ${name}.ko: its licence "Proprietary" is not GPL-compatible, and symbol_${i} is exported GPL-only by vmlinux`,
    file: sources[0]!,
    range: at(1 + i),
    unit: id,
    evidence: [
      { message: `macro helper_${i}`, location: { file: '/usr/src/headers/include/linux/help.h', range: at(i + 1) } },
      { message: `symbol_${i} is exported by vmlinux with EXPORT_SYMBOL_GPL`, source: 'linux-headers (6.12.1)' },
      { message: `the module's licence: MODULE_LICENSE("Proprietary")`, location: { file: sources[0]!, range: at(20) } },
    ],
  };
}

function dependency(i: number, units: readonly ReportedUnit[]): ReportedDependency {
  const family = FAMILIES[i % FAMILIES.length]!;
  const license = family in LICENSES ? LICENSES[family]! : 'LicenseRef-own';
  return {
    kind: i % 11 === 0 ? 'library' : 'npm',
    name: `package-${i}`,
    version: `1.${i % 10}.0`,
    license,
    evidence: [{ message: `"license": "${license}" in the lockfile`, location: { file: '/project/package-lock.json', range: at(1) } }],
    path: ['app', `parent-${i % 50}`, `package-${i}@1.${i % 10}.0`],
    unit: units[i % units.length]!.id,
    arrival: 'runtime',
    family,
    verdict: 'fine',
    reason: `what ${license ?? 'no licence'} asks for`,
  };
}

function at(line: number): Finding['range'] {
  return { start: { line, column: 2 }, end: { line, column: 9 } };
}

function series<T>(length: number, make: (i: number) => T): T[] {
  return Array.from({ length }, (_, i) => make(i));
}
