/** What is known of a name in a BPF object: the content of the hover card. */

import { rangeTouches, type Position } from '../base/location.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';
import { stepInWords } from '../linkage/step-in-words.ts';
import type { BpfSubject, GplNeed, ResolvedProgram } from '../resolve/bpf-subject.ts';
import { releases, typeInWords } from '../rules/bpf-wording.ts';
import type { Description } from './analyzer.ts';

export function describeBpf(subject: BpfSubject, file: string, position: Position): Description | undefined {
  return describeNeed(subject, file, position) ?? describeProgram(subject, file, position) ?? describeLicense(subject, file, position);
}

/** On something that is for GPL programs only. */
function describeNeed(subject: BpfSubject, file: string, position: Position): Description | undefined {
  const matches = subject.programs.flatMap((program) =>
    program.needs.flatMap((need) =>
      'uses' in need ? need.uses.filter(({ at }) => at.file === file && rangeTouches(at.range, position)).map((use) => ({ program, need, use })) : [],
    ),
  );
  const [first] = matches;
  if (!first) return undefined;
  const { need, use } = first;
  const programs = [...new Set(matches.filter((match) => match.need.name === need.name).map(({ program }) => program))];
  return {
    range: use.at.range,
    name: use.text,
    verdict: `${use.text === need.name || need.kind === 'structure' ? '' : `${use.text} brings in ${need.name}: `}${needInWords(need)}; ${verdict(subject)}`,
    said: false,
    facts: [
      { label: 'Needs a GPL-compatible licence on', value: releases(need.kernels) },
      ...(need.kind === 'helper' ? [{ label: 'Helper', value: `${need.name}, number ${need.id}`, detail: true }] : []),
      { label: programs.length === 1 ? 'Program' : 'Programs', value: programs.map(({ name }) => name).join(', '), location: programs[0]!.at },
    ],
    chain: use.chain.length === 0 ? [] : [...use.chain.map((step) => ({ text: stepInWords(step), ...(step.location && { location: step.location }) })), { text: needInWords(need) }],
  };
}

/** On the name of a program: its type and all that it needs. */
function describeProgram(subject: BpfSubject, file: string, position: Position): Description | undefined {
  const program = subject.programs.find(({ at }) => at.file === file && rangeTouches(at.range, position));
  if (!program) return undefined;
  return {
    range: program.at.range,
    name: program.name,
    verdict: program.needs.length === 0 ? 'BPF program that needs no GPL-compatible licence' : `BPF program that needs a GPL-compatible licence; ${verdict(subject)}`,
    said: false,
    facts: [
      { label: 'Section', value: typeInWords(program) },
      ...subject.kernels.map((kernel) => ({ label: kernel.release, value: reasons(program, (need) => need.kernels.includes(kernel)) })),
    ],
    chain: [],
  };
}

function describeLicense(subject: BpfSubject, file: string, position: Position): Description | undefined {
  const { location, value } = subject.license;
  if (location?.file !== file || !rangeTouches(location.range, position)) return undefined;
  const needing = subject.programs.filter((program) => program.needs.length > 0).length;
  return {
    range: location.range,
    name: value === null ? 'license' : `"${value}"`,
    verdict: value !== null && isGplCompatible(value) ? 'GPL-compatible for the verifier' : 'not GPL-compatible for the verifier',
    said: false,
    facts: [{ label: 'Programs that need a GPL-compatible licence', value: `${needing} of ${subject.programs.length}` }],
    chain: [],
  };
}

function reasons(program: ResolvedProgram, applies: (need: GplNeed) => boolean): string {
  const needs = program.needs.filter(applies);
  return needs.length === 0 ? 'needs no GPL-compatible licence' : needs.map(needInWords).join('; ');
}

function needInWords(need: GplNeed): string {
  switch (need.kind) {
    case 'helper': return `helper ${need.name} is GPL-only${need.certain ? '' : ' for some programs of this type'}`;
    case 'kernel-function': return `${need.name} is a function of the kernel, for GPL programs only`;
    case 'program-type': return `${need.type} programs must be GPL-compatible`;
    case 'structure': return `struct ${need.name} is read directly, which GPL programs alone may do`;
  }
}

function verdict({ license, name }: BpfSubject): string {
  if (license.value === null) return `the verifier refuses it: ${name}.o has no licence that it knows`;
  return isGplCompatible(license.value) ? `${name}.o is "${license.value}": it may` : `the verifier refuses it: ${name}.o is "${license.value}"`;
}
