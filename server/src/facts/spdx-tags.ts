/** "SPDX-License-Identifier:" tags in the comments of a source (Documentation/process/license-rules.rst). */

import type { Span } from '../base/location.ts';

export interface SpdxTag {
  readonly expression: string;
  readonly span: Span;
}

const TAG = /SPDX-License-Identifier:[ \t]*([^\n\r]*?)[ \t]*(?:\*\/|-->|$)/gm;

export function findSpdxTags(text: string, comments: readonly Span[]): SpdxTag[] {
  return comments.flatMap(({ start, end }) =>
    [...text.slice(start, end).matchAll(TAG)].flatMap((match) => {
      const expression = match[1]!;
      const at = start + match.index + match[0].indexOf(expression, 'SPDX-License-Identifier:'.length);
      return expression === '' ? [] : [{ expression, span: { start: at, end: at + expression.length } }];
    }),
  );
}
