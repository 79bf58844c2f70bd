/**
 * A symbol is exported into a namespace that the module does not import.
 * Source of the rule: scripts/mod/modpost.c, check_exports(); only a warning when the kernel is configured
 * with MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS, as in kernel/module/main.c, verify_namespace_is_imported().
 */

import type { Position } from '../base/location.ts';
import type { Finding, Fix } from '../findings/finding.ts';
import { importNamespaceLine, isForModulesOnly } from '../knowledge/namespaces.ts';
import type { KernelSubject, ResolvedSymbol, ResolvedTarget } from '../resolve/kernel-subject.ts';
import { exportEvidence } from './module-wording.ts';
import type { FixDocument, Rule } from './rule.ts';

export const missingNamespaceImport: Rule<KernelSubject> = {
  id: 'missing-namespace-import',
  severity: 'error',
  summary: 'A module uses a symbol from an export namespace that it does not import.',
  check,
  fixes,
};

function check(subject: KernelSubject): Finding[] {
  const imported = new Set(subject.imports.map((entry) => entry.namespace));
  const findings = new Map<string, Finding>();
  for (const resolved of subject.targets) {
    for (const symbol of resolved.symbols) {
      const { namespace } = symbol.export;
      // It names the modules that may use it (not-for-this-module): no import can help.
      if (namespace === null || isForModulesOnly(namespace) || imported.has(namespace)) continue;
      const key = `${symbol.export.symbol} ${namespace}`;
      if (!findings.has(key)) findings.set(key, finding(subject, resolved, symbol, namespace));
    }
  }
  return [...findings.values()];
}

function finding(subject: KernelSubject, { target }: ResolvedTarget, symbol: ResolvedSymbol, namespace: string): Finding {
  const tolerated = target.config.get('MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS') === 'y';
  const name = symbol.export.symbol;
  const { at } = symbol.uses[0]!;
  return {
    rule: missingNamespaceImport.id,
    severity: tolerated ? 'warning' : 'error',
    message:
      `modpost will ${tolerated ? 'warn about' : 'refuse to build'} ${subject.name}.ko: it uses ${name} from ` +
      `namespace ${namespace}, but does not import it (${target.release})`,
    file: at.file,
    range: at.range,
    unit: subject.id,
    evidence: [
      exportEvidence(target, `${name} is exported by ${symbol.export.module} in namespace ${namespace}`, symbol.exportedAt),
      ...symbol.uses.slice(1).map((use) => ({ message: `${name} is used here too`, location: use.at })),
    ],
    data: { symbol: name, namespace, import: importNamespaceLine(namespace, target.version) },
  };
}

function fixes(finding: Finding, document: FixDocument): Fix[] {
  const line = finding.data?.['import'];
  if (line === undefined) return [];
  const at = placeOfImport(document);
  return [
    {
      title: `Import the namespace: ${line}`,
      edits: [{ file: finding.file, range: { start: at, end: at }, newText: `${line}\n` }],
      preferred: true,
    },
  ];
}

/** Behind the last MODULE_ line of the file, where such lines stand by custom; else at its end. */
function placeOfImport({ lines }: FixDocument): Position {
  for (let line = lines.lineCount; line > 0; line--) {
    if (/^\s*MODULE_\w+\s*\(.*\)\s*;/.test(lines.lineText(line))) return { line: line + 1, column: 1 };
  }
  return { line: lines.lineCount, column: lines.lineText(lines.lineCount).length + 1 };
}
