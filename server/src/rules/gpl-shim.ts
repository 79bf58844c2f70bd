/**
 * The "GPL condom": a GPL-compatible module exports to every module what leads to GPL-only symbols, and a proprietary one
 * uses it. Neither modpost (scripts/mod/modpost.c, check_exports) nor the loader (kernel/module/main.c, resolve_symbol)
 * looks behind an export, so both let it pass: Documentation/process/license-rules.rst and the people who hold the
 * rights do not. What the rule tells is the way, with the place of every step.
 */

import type { Evidence, Finding } from '../findings/finding.ts';
import { stepInWords } from '../linkage/step-in-words.ts';
import type { Reach } from '../resolve/reach.ts';
import type { HandedTable, Passage, Workspace } from '../resolve/workspace.ts';
import { isForModulesOnly, modulesOfNamespace } from '../knowledge/namespaces.ts';
import { firstAtEachPlace, listOf } from './module-wording.ts';
import type { Rule } from './rule.ts';
import { licenseOf, named, targetOf } from './workspace-wording.ts';

export const gplShim: Rule<Workspace> = {
  id: 'gpl-shim',
  severity: 'warning',
  summary: 'A GPL module passes GPL-only symbols on to a proprietary module.',
  check,
};

/** Ways that are told step by step; the message counts the others. */
const MOST_WAYS = 4;

function check({ passages, handed }: Workspace): Finding[] {
  return firstAtEachPlace([...passages.flatMap(passageFindings), ...handed.map(handedFinding)]);
}

function passageFindings(passage: Passage): Finding[] {
  const { reaches } = passage;
  if (reaches === undefined) return unknownPassage(passage);
  const [first] = reaches;
  return first ? [onExport(passage, reaches, first), ...onUses(passage, reaches, first)] : [];
}

function onExport(passage: Passage, reaches: readonly Reach[], first: Reach): Finding {
  const { symbol, at } = passage.export;
  const users = listOf(passage.users.map(({ module }) => `${module.linkage.name}.ko`));
  return {
    rule: gplShim.id,
    severity: severityOf(first),
    message: `${symbol} ${leads(first)} GPL-only ${targets(reaches)}, and proprietary ${users} may use it: neither modpost nor the loader looks behind the export (${passage.release})`,
    file: at.file,
    range: at.range,
    unit: passage.exporter.linkage.id,
    evidence: [
      ...passage.users.map(({ module, uses }): Evidence => ({ message: `${module.linkage.name}.ko uses ${symbol}`, location: uses[0]!.at })),
      ...ways(passage, reaches),
      ...passage.users.map(({ module }) => licenseOf(module)),
    ],
    data: { symbol },
  };
}

function onUses(passage: Passage, reaches: readonly Reach[], first: Reach): Finding[] {
  const { symbol, at, macro } = passage.export;
  const shim = passage.exporter.linkage.name;
  return passage.users.flatMap(({ module, uses }) =>
    uses.map((use): Finding => {
      const what = use.text === symbol ? symbol : `${use.text} brings in ${symbol}, which`;
      return {
        rule: gplShim.id,
        severity: severityOf(first),
        message: `${what} ${leads(first)} GPL-only ${targets(reaches)} through ${shim}.ko, past modpost and the loader: ${module.linkage.name}.ko is proprietary (${passage.release})`,
        file: use.at.file,
        range: use.at.range,
        unit: module.linkage.id,
        evidence: [
          ...use.chain.map((step): Evidence => ({ message: stepInWords(step), ...(step.location && { location: step.location }) })),
          { message: `${shim}.ko exports ${symbol} to every module${macro === undefined ? '' : ` (${macro})`}`, location: at },
          ...ways(passage, reaches),
          licenseOf(passage.exporter),
          licenseOf(module),
        ],
        data: { symbol },
      };
    }),
  );
}

/** Functions of a table are called by whoever has the table: that they are is likely, and shown by no fact. */
function handedFinding({ release, giver, receiver, export: entry, what, at, reaches }: HandedTable): Finding {
  const target = targetOf(giver, release);
  return {
    rule: gplShim.id,
    severity: 'information',
    message:
      `${what}, handed to ${entry.symbol} of proprietary ${receiver.linkage.name}.ko, may lead it to GPL-only ${targets(reaches)}: ` +
      `less certain, because it is a matter of pointers who calls what (${release})`,
    file: at.file,
    range: at.range,
    unit: giver.linkage.id,
    evidence: [
      { message: `${receiver.linkage.name}.ko exports ${entry.symbol}`, location: entry.at },
      ...reaches.slice(0, MOST_WAYS).flatMap((reach) => way(reach, target?.provenance)),
      licenseOf(receiver),
    ],
    data: { symbol: `${what} ${entry.symbol}` },
  };
}

/** Silence would be a clean bill that nobody can give. */
function unknownPassage(passage: Passage): Finding[] {
  const { symbol } = passage.export;
  const exporter = passage.exporter.linkage.name;
  const gplOnly = targetOf(passage.exporter, passage.release)?.gplOnly ?? [];
  if (gplOnly.length === 0) return [];
  return passage.users.flatMap(({ module, uses }) =>
    uses.slice(0, 1).map((use): Finding => ({
      rule: gplShim.id,
      severity: 'information',
      message:
        `${symbol} of ${exporter}.ko may lead proprietary ${module.linkage.name}.ko to GPL-only ${named(gplOnly.map((one) => one.export.symbol))}, which ${exporter}.ko uses: ` +
        `only names were looked at, so nobody knows which function uses which (${passage.release})`,
      file: use.at.file,
      range: use.at.range,
      unit: module.linkage.id,
      evidence: [{ message: `${exporter}.ko exports ${symbol} to every module`, location: passage.export.at }, licenseOf(passage.exporter), licenseOf(module)],
      data: { symbol },
    })),
  );
}

function severityOf(first: Reach): Finding['severity'] {
  return first.certain ? 'warning' : 'information';
}

function leads(first: Reach): string {
  return first.certain ? 'leads to' : 'may lead (by pointers to functions, so less certain) to';
}

function targets(reaches: readonly Reach[]): string {
  return named(reaches.map((reach) => reach.export.symbol));
}

function ways(passage: Passage, reaches: readonly Reach[]): Evidence[] {
  const { namespace } = passage.export;
  const provenance = targetOf(passage.exporter, passage.release)?.provenance;
  const rest = reaches.length - MOST_WAYS;
  return [
    ...(namespace !== null && isForModulesOnly(namespace) ? [{ message: `the export is for ${listOf(modulesOfNamespace(namespace))} only` }] : []),
    ...reaches.slice(0, MOST_WAYS).flatMap((reach) => way(reach, provenance)),
    ...(rest > 0 ? [{ message: `and ${rest} more GPL-only symbols: ${listOf(reaches.slice(MOST_WAYS).map((reach) => reach.export.symbol))}` }] : []),
  ];
}

function way({ steps, export: entry }: Reach, provenance: Passage['exporter']['targets'][number]['provenance'] | undefined): Evidence[] {
  return [
    ...steps.flatMap(({ from, at, chain, called }, i): Evidence[] => [
      { message: `${from} ${called ? 'calls' : 'refers to'} ${steps[i + 1]?.from ?? chain[0]?.name ?? entry.symbol}`, location: at },
      ...chain.map((step) => ({ message: stepInWords(step), ...(step.location && { location: step.location }) })),
    ]),
    {
      message: `${entry.symbol} is exported GPL-only by ${entry.module}`,
      ...(provenance && { source: `${provenance.source} (${provenance.version})` }),
    },
  ];
}
