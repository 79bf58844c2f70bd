/** Changes that people make to licence texts and that leave them the same licence, made by a seeded generator. */

export type Random = () => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Perturbation {
  readonly name: string;
  readonly apply: (text: string, random: Random) => string;
}

const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;

const NAMES = ['Jane Doe', 'Example, Inc.', 'the Foo authors <foo@example.org>', 'Ärzte & Söhne GmbH', 'Free Software Foundation, Inc.', 'Node contributors'];

function copyrightLines(text: string, random: Random): string {
  const lines = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const year = 1990 + Math.floor(random() * 35);
    return pick(
      [`Copyright (c) ${year} ${pick(NAMES, random)}`, `© ${year}-present ${pick(NAMES, random)}. All rights reserved.`, `Copyright ${pick(NAMES, random)}`, `(C) ${year}, ${year + 3} ${pick(NAMES, random)}`],
      random,
    );
  });
  const title = pick(['', 'License\n\n', 'The project is licensed as follows:\n\n', `${pick(NAMES, random)} - License\n=======\n\n`], random);
  return `${title}${lines.join('\n')}\n\n${random() < 0.5 ? text : withoutOwnHead(text)}`;
}

/** People replace the title and the example copyright lines of a licence by their own. */
function withoutOwnHead(text: string): string {
  const lines = text.split('\n');
  const body = lines.findIndex((line) => line.trim() !== '' && !/^\W*copyright (?:\(c\)|<|©|\d)|^[^.;,]{0,40}licen[cs]e:?$|^\W*all rights reserved\W*$/i.test(line.trim()));
  return lines.slice(Math.max(body, 0)).join('\n');
}

function rewrap(text: string, random: Random): string {
  const width = pick([40, 60, 72, 80, 100, 100_000], random);
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => wrap(paragraph.replace(/\s+/g, ' ').trim(), width))
    .join('\n\n');
}

function wrap(paragraph: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function comment(text: string, random: Random): string {
  const mark = pick(['// ', ' * ', '# ', '-- ', '> ', '    ', ';; '], random);
  return text.split('\n').map((line) => (mark + line).trimEnd()).join('\n');
}

function markdown(text: string, random: Random): string {
  const bullet = pick(['* ', '- ', '+ ', '1. '], random);
  return text
    .split(/\n\s*\n/)
    .map((paragraph, i) => {
      const plain = paragraph.replace(/^\s*(?:\d+\.|\(?[a-z]\)|[*•-])\s+/, bullet);
      if (i === 0) return `# ${plain}`;
      if (random() < 0.2) return `**${plain.trim()}**`;
      if (random() < 0.2) return `> ${plain.replace(/\n/g, '\n> ')}`;
      return plain;
    })
    .join('\n\n')
    .replace(/"([^"\n]{2,40})"/g, (_, inner: string) => `“${inner}”`)
    .replace(/\b(https?:\/\/[^\s)<>]+)/g, '[$1]($1)');
}

function typography(text: string, random: Random): string {
  return text
    .replace(/"/g, () => pick(['"', '“', "''", '``'], random))
    .replace(/ - /g, () => pick([' - ', ' – ', ' -- '], random))
    .replace(/\blicense\b/g, () => pick(['license', 'licence', 'License'], random))
    .replace(/\bNON-?INFRINGEMENT\b/g, () => pick(['NONINFRINGEMENT', 'NON-INFRINGEMENT'], random));
}

/** Paragraphs that hold at most a fifth of the words, so that what is left is still most of the licence. */
function missingParagraph(text: string, random: Random): string {
  const paragraphs = text.split(/\n\s*\n|\n(?=\s*(?:\d+\.|\([a-z0-9]\)|[*•-])\s)/);
  const words = (part: string): number => part.split(/\s+/).length;
  const most = words(text) / 5;
  const small = paragraphs.flatMap((part, i) => (words(part) <= most && part.trim() !== '' ? [i] : []));
  if (small.length === 0 || paragraphs.length < 3) return text;
  const left = pick(small, random);
  return paragraphs.filter((_, i) => i !== left).join('\n\n');
}

export const PERTURBATIONS: readonly Perturbation[] = [
  { name: 'copyright lines and a title', apply: copyrightLines },
  { name: 're-wrapped', apply: rewrap },
  { name: 'in a comment', apply: comment },
  { name: 'Markdown', apply: markdown },
  { name: 'quotes, dashes, spellings', apply: typography },
  { name: 'a paragraph missing', apply: missingParagraph },
  { name: 'all of these but the last', apply: (text, random) => comment(copyrightLines(typography(rewrap(markdown(text, random), random), random), random), random) },
  { name: 'all of these', apply: (text, random) => copyrightLines(typography(rewrap(markdown(missingParagraph(text, random), random), random), random), random) },
];
