import assert from 'node:assert/strict';
import { agreeOnLicense } from '../../server/src/libraries/agreed-license.ts';
import { licenseOfHeader } from '../../server/src/libraries/header-license.ts';
import { textOf } from '../../server/src/licensing/license-base.ts';
import { base } from '../support/license-base.ts';

function read(header: string): string | undefined {
  const found = licenseOfHeader(header, base);
  return found && `${textOf(found.expression)} (${found.by})`;
}

const gnu = (terms: string): string => `/* frob.h -- frobnication.\n\n   Copyright (C) 2001 Jane Doe\n\n   ${terms.replace(/\n/g, '\n   ')} */\n\n#ifndef FROB_H\n`;

describe('what a header says of its licence', () => {
  for (const [name, header, expected] of [
    ['a tag', '/* SPDX-License-Identifier: LGPL-2.1+ */\n', 'LGPL-2.1-or-later (tag)'],
    ['a tag behind slashes', '// SPDX-License-Identifier: (GPL-2.0 OR MIT)\n', 'GPL-2.0-only OR MIT (tag)'],
    ['a notice of a named program', gnu('Frob is free software: you can redistribute it and/or modify\nit under the terms of the GNU General Public License as published by\nthe Free Software Foundation, either version 3 of the License, or\n(at your option) any later version.'), 'GPL-3.0-or-later (notice)'],
    ['a notice without "or later"', gnu('You may use it under the terms of version 2 of the GNU General Public License.'), 'GPL-2.0-only (notice)'],
    ['the older name', gnu('This library is free software; you may redistribute it under the terms of\nthe GNU Library General Public License as published by the Free\nSoftware Foundation; either version 2 of the License, or (at your\noption) any later version.'), 'LGPL-2.0-or-later (notice)'],
    ['two in parallel', gnu('This file is free software, under the terms of either\n\n  * the GNU Lesser General Public License as published by the Free\n    Software Foundation; either version 3 of the License, or (at your\n    option) any later version\n\nor\n\n  * the GNU General Public License as published by the Free\n    Software Foundation; either version 2 of the License, or (at your\n    option) any later version\n\nor both in parallel, as here.'), 'LGPL-3.0-or-later OR GPL-2.0-or-later (notice)'],
    ['abbreviated', '/* Licensed under GPL v2 or later. */\n', 'GPL-2.0-or-later (notice)'],
    ['no version', gnu('You may use it under the terms of the GNU General Public License.'), 'GPL-1.0-or-later (notice)'],
    ['in a frame', '/*********************************************\n * Frob may be used under the terms of the    *\n * GNU General Public License, version 3 or   *\n * (at your option) any later version.        *\n *********************************************/\n', 'GPL-3.0-or-later (notice)'],
    ['another Public License', '/* This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. */\n', undefined],
    ['a choice with another kind, which is for a person to read', '/* Licensed under both the BSD-style license and the GPLv2. You may select, at your option, one of them. */\n', undefined],
    ['nothing', '/* Frobnicates. */\nint frob(void);\n', undefined],
    ['a pointer to a file', '/* See COPYING for the licence. */\n', undefined],
    ['a licence that it is not under', '/* This header may be used without the GPL of the tools: do as you like with it, no licence asks for anything. */\n', undefined],
  ] as const) {
    it(name, () => assert.equal(read(header), expected));
  }
});

describe('what the headers of a library say together', () => {
  const tagged = (license: string) => licenseOfHeader(`/* SPDX-License-Identifier: ${license} */`, base);
  const together = (...licenses: readonly (string | undefined)[]): string | undefined => {
    const agreed = agreeOnLicense(licenses.map((license) => (license === undefined ? undefined : tagged(license))), base);
    return agreed && `${textOf(agreed.expression)}${agreed.agreed ? '' : ', not agreed'}`;
  };

  it('one licence', () => assert.equal(together('GPL-2.0-only', 'GPL-2.0-only', undefined), 'GPL-2.0-only'));
  it('a permissive header makes no copyleft library permissive', () => assert.equal(together('LGPL-2.1-or-later', 'MIT'), 'LGPL-2.1-or-later'));
  it('a guest among many does not count', () => assert.equal(together('MIT', 'MIT', 'MIT', 'MIT', 'MIT', 'MIT', 'GPL-2.0-only'), 'MIT'));
  it('two of the same strength bind both', () => assert.equal(together('GPL-2.0-only', 'GPL-3.0-only'), 'GPL-2.0-only AND GPL-3.0-only, not agreed'));
  it('"or later" adds nothing beside a later one', () => assert.equal(together('GPL-2.0-or-later', 'GPL-3.0-or-later'), 'GPL-3.0-or-later, not agreed'));
  it('nothing said is nothing known', () => assert.equal(together(undefined, undefined), undefined));
});
