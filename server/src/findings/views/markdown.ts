/** A report as Markdown, for an issue, a merge request or a wiki: everything that has to be looked at, and counts of the rest. */

import { familyInWords } from '../package-summary.ts';
import type { PageFinding, PageModel } from '../page/page-model.ts';
import { SEVERITY_WORDS } from '../page/counts.ts';
import { packagesByFamily } from '../page/tally.ts';
import { cellText } from './symbol-matrix.ts';

export function renderMarkdown(model: PageModel): string {
  const blocks = [
    `# License summary: ${escape(model.title)}`,
    `**${escape(model.headline.text)}** ${escape(model.headline.detail)}`,
    subject(model),
    section('Findings', findings(model)),
    section('Units', units(model)),
    section('Kernels', kernels(model)),
    section('Packages', packages(model)),
    section('Not read', table(['File', 'Why'], model.unread.map(({ place, reason }) => [placeText(model, place), escape(reason)]))),
    section('Knowledge', table(['What', 'Source', 'Version'], model.knowledge.map(({ name, source, version }) => [name, source, version].map(escape)))),
    `${escape(`${model.tool.name} ${model.tool.version}`)}. Evidence, not legal advice.`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n') + '\n';
}

function subject({ kernels, assumedLicense, madeAt }: PageModel): string {
  const parts = [
    ...(kernels.length > 0 ? [`Kernels: ${kernels.join(', ')}.`] : []),
    ...(assumedLicense === null ? [] : [`Judged as if every unit were licensed “${assumedLicense}”.`]),
    ...(madeAt === null ? [] : [`Made ${madeAt}.`]),
  ];
  return escape(parts.join(' '));
}

function findings({ findings, filesWithFindings, files }: PageModel): string {
  const groups = new Map<number, string[]>(filesWithFindings.map(({ file }) => [file, []]));
  for (const one of findings) groups.get(one.place.file)!.push(finding(one));
  return [...groups].map(([file, lines]) => `### ${escape(files[file]!)}\n\n${lines.join('\n')}`).join('\n\n');
}

function finding({ severity, rule, message, place }: PageFinding): string {
  return `- **${SEVERITY_WORDS[severity]}** line ${place.line}: ${escape(message)} (${escape(rule)})`;
}

function units({ units }: PageModel): string {
  return table(
    ['Unit', 'Kind', 'License', 'Errors', 'Warnings', 'GPL-only symbols'],
    units.map(({ name, kind, license, counts, symbols }) => [escape(name), escape(kind.replaceAll('-', ' ')), escape(license ?? 'none stated'), String(counts.error), String(counts.warning), String(symbols.length)]),
  );
}

/** What breaks on which: the table of counts, and the symbols behind them. */
function kernels({ units, kernels }: PageModel): string {
  const modules = units.filter(({ verdicts }) => verdicts.length > 0);
  const counts = table(
    ['Module', ...kernels.map(escape)],
    modules.map(({ name, verdicts }) => [escape(name), ...kernels.map((kernel) => breaking(verdicts.find((verdict) => verdict.kernel === kernel)?.breaking))]),
  );
  const symbols = modules
    .filter(({ matrix }) => matrix.length > 0)
    .map(({ name, matrix }) => {
      const rows = matrix.map((row) => [escape(row.symbol), ...row.kernels.map((cell) => escape((cell.breaks === null ? '' : '✖ ') + cellText(cell)))]);
      return `### ${escape(name)}\n\n${table(['Symbol', ...kernels.map(escape)], rows)}`;
    });
  return [counts, ...symbols].filter((block) => block !== '').join('\n\n');
}

function breaking(symbols: number | undefined): string {
  return symbols === undefined ? '' : symbols === 0 ? 'builds' : `✖ ${symbols} break`;
}

function packages(model: PageModel): string {
  if (model.packages.length === 0) return '';
  const counts = packagesByFamily(model).map(({ name, count }) => `${count} ${familyInWords(name)}`).join(', ');
  const notable = model.packages.filter(({ family }) => family !== 'permissive');
  const rows = notable.map(({ name, version, license, family, ways }) => [`${name} ${version}`, license ?? 'none stated', familyInWords(family), ways[0]!.path.join(' → '), ways[0]!.reason ?? ''].map(escape));
  return [escape(counts), table(['Package', 'License', 'Family', 'Path', 'What it means'], rows)].filter((block) => block !== '').join('\n\n');
}

function placeText({ files }: PageModel, { file, line }: PageFinding['place']): string {
  return escape(line === 1 ? files[file]! : `${files[file]!}:${line}`);
}

function section(title: string, content: string): string {
  return content === '' ? '' : `## ${title}\n\n${content}`;
}

/** @param rows cells of Markdown */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that stays what it is: no markup, no link, no mention, no new line or cell. It never stands at the start of a line. */
function escape(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*[\]|~$]|(?<![a-z0-9])_+|_+(?![a-z0-9])/gi, (marks) => marks.replace(/./g, '\\$&'))
    .replace(/@/g, '&#64;')
    .replace(/\b(https?|ftp|www)(?=[:.])/gi, '$1\u200b');
}
