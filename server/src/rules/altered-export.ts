/**
 * The macros by which exports and licences are stated do something else than the kernel's own: EXPORT_SYMBOL_GPL that exports
 * to every module. Source of the rule: include/linux/export.h, which puts the licence beside the symbol, and
 * scripts/mod/modpost.c, check_export_symbol(), which believes what it finds there. Where the kernel's headers are read, the
 * result decides, whoever altered the macro and where; else definitions of the module's own are looked at, and make files that
 * edit such text.
 */

import type { Finding } from '../findings/finding.ts';
import type { MentionInMakeFile, OwnMacro } from '../resolve/kernel-subject.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import { startOfModule } from './module-wording.ts';
import type { Rule } from './rule.ts';

export const alteredExport: Rule<KernelSubject> = {
  id: 'altered-export',
  severity: 'warning',
  summary: 'EXPORT_SYMBOL_GPL or a check of licences is redefined, or edited by a make file.',
  check,
};

/** Macros whose exports are GPL-only (include/linux/export.h). */
const GPL_EXPORT = /^EXPORT_(?:UNUSED_)?SYMBOL(?:_NS)?_GPL$|_FOR_MODULES$/;

function check(subject: KernelSubject): Finding[] {
  const linked = subject.targets.filter(({ method }) => method === 'linker');
  const ofExports = linked.flatMap(({ exports }) => exports).filter(({ macro, gplOnly }) => macro !== undefined && GPL_EXPORT.test(macro) && !gplOnly);
  const distinct = new Map(ofExports.map((entry) => [`${entry.symbol} ${entry.at.file}:${entry.at.range.start.line}`, entry]));
  return [
    ...[...distinct.values()].map(({ symbol, macro, at }): Finding => ({
      rule: alteredExport.id,
      severity: 'warning',
      message: `${macro!} exports ${symbol} to every module here: the macro is not the kernel's own any more, and ${subject.name}.ko opens what it says is GPL-only`,
      file: at.file,
      range: at.range,
      unit: subject.id,
      evidence: subject.ownMacros.filter(({ name }) => name === macro).map(definition),
    })),
    ...(linked.length > 0 ? [] : subject.ownMacros.flatMap((macro) => redefinition(subject, macro))),
    ...subject.makeFileMentions.map((mention) => editedByMake(subject, mention)),
  ];
}

function definition({ name, location }: OwnMacro): Finding['evidence'][number] {
  return { message: `${name} is defined here`, ...(location && { location }) };
}

/** Of headers that nobody has read here only the definition can be told, not what comes of it. */
function redefinition(subject: KernelSubject, { name, replacement, location }: OwnMacro): Finding[] {
  if (!GPL_EXPORT.test(name) || !location) return [];
  const opens = /\bEXPORT_SYMBOL\b/.test(replacement) && !/GPL/.test(replacement);
  return [
    {
      rule: alteredExport.id,
      severity: opens ? 'warning' : 'information',
      message: opens
        ? `${name} is redefined to export to every module: ${subject.name}.ko opens what it says is GPL-only`
        : `${name} is redefined in ${subject.name}.ko: whether what it exports is still GPL-only cannot be told without the kernel's headers`,
      file: location.file,
      range: location.range,
      unit: subject.id,
      evidence: [],
    },
  ];
}

/** Told of the module: an editor shows findings in sources. */
function editedByMake(subject: KernelSubject, { name, text, location }: MentionInMakeFile): Finding {
  const { file, range } = startOfModule(subject);
  return {
    rule: alteredExport.id,
    severity: 'warning',
    message: `a make file edits or overrides ${name} while ${subject.name}.ko is built: what states exports or licences is not what people read`,
    file,
    range,
    unit: subject.id,
    evidence: [{ message: `the line: ${text}`, location }],
  };
}
