/** A description of a name as a hover card: Markdown, or plain text for clients without it. */

import path from 'node:path';
import { MarkupKind, type Hover, type MarkupContent } from 'vscode-languageserver/node';
import type { Description } from '../analysis/analyzer.ts';
import type { Location } from '../base/location.ts';
import { toRange, uriOfPath } from './to-protocol.ts';

export function toHover(description: Description, kind: MarkupKind): Hover {
  return { contents: kind === MarkupKind.Markdown ? markdownCard(description) : plainCard(description), range: toRange(description.range) };
}

function markdownCard({ verdict, facts, chain }: Description): MarkupContent {
  const parts = verdict === null ? [] : [`**${escapeMarkdown(verdict)}**`];
  if (chain.length > 0) {
    // Every step is a line of its own: the chain is what the reader looks for.
    parts.push(chain.map((step, index) => `${index + 1}. ${linked(escapeMarkdown(step.text), step.location)}${shortPlace(step.location)}`).join('\n'));
  }
  if (facts.length > 0) {
    // Lines, not a table: a table would begin with an empty head, and hovers are short of room.
    parts.push(facts.map(({ label, value, location }) => `${oneLine(label)}: ${linked(oneLine(value), location)}`).join('  \n'));
  }
  return { kind: MarkupKind.Markdown, value: parts.join('\n\n') };
}

function plainCard({ verdict, facts, chain }: Description): MarkupContent {
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
