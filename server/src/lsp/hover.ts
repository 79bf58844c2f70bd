/** A description of a name as a hover card: Markdown, or plain text for clients without it. */

import path from 'node:path';
import { MarkupKind, type Hover, type MarkupContent } from 'vscode-languageserver/node';
import type { DescribedFact, Description } from '../analysis/analyzer.ts';
import type { Location } from '../base/location.ts';
import { toRange, uriOfPath } from './to-protocol.ts';

/** @param beside whether the client shows the finding of the place, with its evidence, in the same hover: then it is not said twice */
export function toHover(description: Description, kind: MarkupKind, beside: boolean): Hover {
  const shown = beside && description.said ? withoutSaid(description) : description;
  return { contents: kind === MarkupKind.Markdown ? markdownCard(shown) : plainCard(shown), range: toRange(description.range) };
}

type Card = Omit<Description, 'verdict'> & { readonly verdict: string | null };

function withoutSaid(description: Description): Card {
  return { ...description, verdict: null, chain: [], facts: description.facts.filter(({ said }) => !said) };
}

/** The verdict, the chain as a list of links, what is worth knowing, and in the end a rule with what few want to know. */
function markdownCard({ verdict, facts, chain }: Card): MarkupContent {
  const details = facts.filter(({ detail }) => detail);
  const parts = [
    ...(verdict === null ? [] : [`**${oneLine(verdict)}**`]),
    ...(chain.length === 0 ? [] : [chain.map((step, index) => `${index + 1}. ${linked(escapeMarkdown(step.text), step.location)}${shortPlace(step.location)}`).join('\n')]),
    ...facts.filter(({ detail }) => !detail).map((fact) => `**${oneLine(fact.label)}** ${factText(fact)}`),
  ];
  if (details.length > 0) parts.push(...(parts.length > 0 ? ['---'] : []), details.map((fact) => `${oneLine(fact.label)} ${factText(fact)}`).join('  \n'));
  return { kind: MarkupKind.Markdown, value: parts.join('\n\n') };
}

function factText({ value, location }: DescribedFact): string {
  return linked(oneLine(value), location);
}

function plainCard({ verdict, facts, chain }: Card): MarkupContent {
  const lines = [
    ...(verdict === null ? [] : [verdict]),
    ...chain.map((step, index) => `${index + 1}. ${step.text}${step.location ? ` (${place(step.location)})` : ''}`),
    ...facts.map(({ label, value }) => `${label}: ${value}`),
  ];
  return { kind: MarkupKind.PlainText, value: lines.join('\n') };
}

function linked(text: string, location: Location | undefined): string {
  if (!location) return text;
  const { line, column } = location.range.start;
  return `[${text}](${uriOfPath(location.file)}#L${line},${column})`;
}

/** A link does not show where it leads. */
function shortPlace(location: Location | undefined): string {
  return location ? ` — ${escapeMarkdown(path.basename(location.file))}:${location.range.start.line}` : '';
}

function place({ file, range }: Location): string {
  return `${file}:${range.start.line}`;
}

function oneLine(text: string): string {
  return escapeMarkdown(text).replace(/\r?\n/g, ' ');
}

/** Names of kernel symbols are full of underscores, and a licence string may hold anything. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-!|~&]/g, '\\$&');
}
