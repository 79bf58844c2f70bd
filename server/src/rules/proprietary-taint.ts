/**
 * A GPL-compatible module uses an export of a proprietary one. Source of the rule: kernel/module/main.c, inherit_taint()
 * (5.9, and in stable kernels of older series), called from resolve_symbol() for each symbol in the order of the module's
 * symbol table: GPL-only symbols first, and the module is refused; the proprietary module's first, and the taint that
 * it inherits lets it find no GPL-only symbol. modpost knows nothing of it.
 */

import type { Evidence, Finding } from '../findings/finding.ts';
import type { SiblingSymbol, Workspace, WorkspaceModule, WorkspaceTarget } from '../resolve/workspace.ts';
import { listOf } from './module-wording.ts';
import type { Rule } from './rule.ts';
import { licenseOf, named, targetOf } from './workspace-wording.ts';

export const proprietaryTaint: Rule<Workspace> = {
  id: 'proprietary-taint',
  severity: 'error',
  summary: 'A GPL-compatible module uses an export of a proprietary module: it is refused at load, or inherits the taint.',
  check,
};

function check({ modules }: Workspace): Finding[] {
  const findings = new Map<string, Finding>();
  const releases = new Set(modules.flatMap(({ targets }) => targets.map(({ release }) => release)));
  for (const release of releases) {
    const tainted = taintedModules(modules, release);
    for (const module of modules) {
      if (module.proprietary !== undefined) continue;
      const target = targetOf(module, release);
      if (!target) continue;
      for (const [exporter, symbols] of byExporter(target.siblings)) {
        const reason = tainted.get(exporter);
        const key = `${module.linkage.id} ${exporter.linkage.id}`;
        if (reason !== undefined && !findings.has(key)) findings.set(key, finding(module, target, exporter, reason, symbols));
      }
    }
  }
  return [...findings.values()];
}

/** Proprietary modules, and those that inherit the taint of one without being refused: the taint goes on to who uses them. */
function taintedModules(modules: readonly WorkspaceModule[], release: string): Map<WorkspaceModule, string> {
  const tainted = new Map<WorkspaceModule, string>();
  for (const module of modules) if (module.proprietary !== undefined) tainted.set(module, module.proprietary);
  for (let grew = true; grew; ) {
    grew = false;
    for (const module of modules) {
      const target = targetOf(module, release);
      if (tainted.has(module) || !target || gplOnlyOf(target).length > 0) continue;
      const from = target.siblings.find(({ exporter }) => tainted.has(exporter));
      if (!from) continue;
      tainted.set(module, `it inherits the taint of ${from.exporter.linkage.name}.ko`);
      grew = true;
    }
  }
  return tainted;
}

interface GplOnlyUse {
  readonly symbol: string;
  readonly evidence: Evidence;
}

function gplOnlyOf({ gplOnly, siblings, release, provenance }: WorkspaceTarget): GplOnlyUse[] {
  const replaced = new Set(siblings.filter(({ kernelExport }) => kernelExport).map(({ symbol }) => symbol));
  return [
    ...gplOnly
      .filter((one) => !replaced.has(one.export.symbol))
      .map(({ export: { symbol, module }, uses }) => ({
        symbol,
        evidence: {
          message: `it uses ${symbol}, exported GPL-only by ${module}`,
          location: uses[0]!.at,
          source: `${provenance.source} (${provenance.version})`,
        },
      })),
    ...siblings
      .filter((one) => one.export.gplOnly)
      .map(({ symbol, uses, exporter }) => ({
        symbol,
        evidence: { message: `it uses ${symbol}, exported GPL-only by ${exporter.linkage.name}.ko (${release})`, location: uses[0]!.at },
      })),
  ];
}

function byExporter(siblings: readonly SiblingSymbol[]): Map<WorkspaceModule, SiblingSymbol[]> {
  const groups = new Map<WorkspaceModule, SiblingSymbol[]>();
  for (const sibling of siblings) groups.set(sibling.exporter, [...(groups.get(sibling.exporter) ?? []), sibling]);
  return groups;
}

function finding(module: WorkspaceModule, target: WorkspaceTarget, exporter: WorkspaceModule, reason: string, symbols: readonly SiblingSymbol[]): Finding {
  const { name, id } = module.linkage;
  const other = exporter.linkage.name;
  const { symbol, uses } = symbols[0]!;
  const gplOnly = gplOnlyOf(target);
  const known = target.version[0] > 5 || (target.version[0] === 5 && target.version[1] >= 9);
  const since = known ? '' : ' from 5.9 on, and in stable kernels that have the change';
  const message =
    gplOnly.length > 0
      ? `at load: the kernel will refuse ${name}.ko${since}: it uses ${symbol} of ${other}.ko, which counts as proprietary (${reason}), ` +
        `and GPL-only symbols (${named(gplOnly.map((one) => one.symbol))}); the order makes no difference (${target.release})`
      : `taint only: ${name}.ko inherits the taint of ${other}.ko${since}, whose ${symbol} it uses (${reason}); ` +
        `it may use no GPL-only symbol as long as it does (${target.release})`;
  return {
    rule: proprietaryTaint.id,
    severity: gplOnly.length > 0 ? (known ? 'error' : 'warning') : 'information',
    message,
    file: uses[0]!.at.file,
    range: uses[0]!.at.range,
    unit: id,
    evidence: [
      ...symbols.map((one) => ({ message: `${one.symbol} is exported by ${other}.ko`, location: one.export.at })),
      ...symbols.slice(1).map((one) => ({ message: `${one.symbol} is used here`, location: one.uses[0]!.at })),
      ...gplOnly.slice(0, 3).map((one) => one.evidence),
      ...kernelLog(name, other, symbol, gplOnly),
      licenseOf(exporter),
    ],
  };
}

/** Which of the two it is depends on the order of the symbol table, which the compiler makes. */
function kernelLog(name: string, other: string, symbol: string, gplOnly: readonly GplOnlyUse[]): Evidence[] {
  const inherits = `"${name}: module uses symbols ${symbol} from proprietary module ${other}, inheriting taint."`;
  if (gplOnly.length === 0) return [{ message: `the kernel will log: ${inherits}` }];
  return [
    { message: `the kernel will log: "${name}: module using GPL-only symbols uses symbols ${symbol} from proprietary module ${other}."` },
    { message: `or, in the other order: ${inherits} and then "Unknown symbol ${listOf(gplOnly.slice(0, 1).map((one) => one.symbol))} (err -2)"` },
  ];
}
