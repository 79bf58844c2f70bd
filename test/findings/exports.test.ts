import assert from 'node:assert/strict';
import { pageOf, type PageModel } from '../../server/src/findings/page/page-model.ts';
import { renderCsv } from '../../server/src/findings/views/csv.ts';
import { renderExport } from '../../server/src/findings/views/exports.ts';
import { EMPTY_MODEL, renderHtml } from '../../server/src/findings/views/html.ts';
import { renderMarkdown } from '../../server/src/findings/views/markdown.ts';
import type { Report } from '../../server/src/findings/report.ts';
import { HOSTILE, hostileReport } from '../support/hostile-report.ts';
import { largeReport } from '../support/large-report.ts';

const modelOf = (report: Report): PageModel => pageOf(report, { roots: ['/project'], madeAt: null }).model;

const withMessage = (message: string): PageModel => {
  const report = largeReport(1);
  return modelOf({ ...report, findings: report.findings.map((finding) => ({ ...finding, message })) });
};

describe('the report as CSV', () => {
  /** A reader of RFC 4180 of its own, so that the writer does not judge itself. */
  function read(text: string): string[][] {
    const rows: string[][] = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
      rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
      if (end !== ',') rows.push([]);
    }
    rows.pop();
    return rows;
  }

  it('has a row for each finding, unit, way of a package and unread file, all of one width', () => {
    const report = largeReport(30);
    const [head, ...rows] = read(renderCsv(modelOf(report)));
    assert.ok(rows.every((row) => row.length === head!.length));
    const count = (record: string): number => rows.filter(([first]) => first === record).length;
    assert.deepEqual(['finding', 'kernel-module', 'not read'].map(count), [30, 3, 30]);
    assert.equal(count('npm package') + count('library package'), 30);
  });

  it('keeps commas, quotes and line ends inside their cell', () => {
    const [, first] = read(renderCsv(withMessage('a, "b"\nc')));
    assert.equal(first!.at(-1), 'a, "b"\nc');
  });

  for (const formula of ['=HYPERLINK("http://x")', '+1', '-2+3', '@SUM(A1)', '\t=1', ' =1', '\r=1']) {
    it(`is no formula for a spreadsheet: ${JSON.stringify(formula)}`, () => {
      const [, first] = read(renderCsv(withMessage(formula)));
      assert.equal(first!.at(-1), `'${formula}`);
    });
  }
});

describe('the report as Markdown', () => {
  const lineOf = (message: string): string => renderMarkdown(withMessage(message)).split('\n').find((line) => line.startsWith('- **'))!;

  for (const [text, written] of [
    ['a | b', 'a \\| b'],
    ['<img src=x> & co', '&lt;img src=x> &amp; co'],
    ['[text](javascript:x)', '\\[text\\](javascript:x)'],
    ['*bold* `code` ~gone~ $x$', '\\*bold\\* \\`code\\` \\~gone\\~ \\$x\\$'],
    ['two\nlines\r\n# head', 'two lines # head'],
    ['ask @team at https://example.org', 'ask &#64;team at https\u200b://example.org'],
    ['snake_case stays, _this_ and __init__ too', 'snake_case stays, \\_this\\_ and \\_\\_init\\_\\_ too'],
    ['back\\slash', 'back\\\\slash'],
  ] as const) {
    it(`leaves ${JSON.stringify(text)} the text that it is`, () => assert.ok(lineOf(text).includes(`: ${written} (`), lineOf(text)));
  }

  it('says what was not read, what breaks on which kernel, and what it rests on', () => {
    const text = renderMarkdown(modelOf(largeReport(30)));
    for (const part of [/## Not read\n\n\| File \| Why \|/, /\| driver_0\.ko \| ✖ 12 break \| ✖ 12 break \| ✖ 12 break \|/, /\| symbol_0_3 \| ✖ GPL-only \|/, /## Knowledge/, /\| package-\d+ 1\.\d\.0 \| AGPL-3\.0-only \| network copyleft \| app → parent-\d+ →/]) assert.match(text, part);
  });

  it('has as many cells in each row of a table as in its head, whatever the names are', () => {
    for (const block of renderMarkdown(modelOf(hostileReport())).split('\n\n').filter((part) => part.startsWith('|'))) {
      const widths = block.split('\n').map((row) => row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length);
      assert.equal(new Set(widths).size, 1, block);
    }
  });
});

describe('the report as HTML', () => {
  const page = `<html>${EMPTY_MODEL}<script>run()</script></html>`;

  it('holds the model as data, which no name in it can end', () => {
    const html = renderHtml(modelOf(hostileReport()), page);
    assert.equal(html.match(/<script/g)!.length, 2);
    assert.equal(html.match(/<\/script>/g)!.length, 2);
    const data = /id="model">(.*)<\/script><script>/s.exec(html)![1]!;
    assert.doesNotMatch(data, /[<>&\u2028]/);
    const model = JSON.parse(data) as PageModel;
    assert.equal(model.findings[0]!.message, HOSTILE);
  });

  it('takes dollar signs of names for what they are', () => {
    const html = renderHtml(withMessage("$& $' $1"), page);
    assert.ok(html.includes(`"$\\u0026 $' $1"`));
  });

  it('is refused where the page has no place for it', () => {
    assert.throws(() => renderHtml(modelOf(hostileReport()), '<html></html>'), /damaged/);
  });

  it('and every other form come from one place', () => {
    const report = largeReport(3);
    const options = { roots: ['/project'], madeAt: null, page: () => page };
    assert.deepEqual(JSON.parse(renderExport(report, 'json', options)), JSON.parse(JSON.stringify(report)));
    for (const format of ['html', 'markdown', 'csv'] as const) assert.match(renderExport(report, format, options), /driver_0/);
  });
});
