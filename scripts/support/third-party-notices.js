/**
 * The licence texts of everything that is bundled: the product ships other people's code, and their licences
 * ask for their notices to come along. Which packages these are is read from esbuild's own record.
 */

import fs from 'node:fs';
import path from 'node:path';

/**
 * @param {string} root directory that holds node_modules
 * @param {readonly { inputs: Record<string, unknown> }[]} metafiles what esbuild read
 * @param {readonly string[]} others packages whose files are shipped without passing through esbuild
 * @returns {string}
 */
export function thirdPartyNotices(root, metafiles, others) {
  const directories = new Set(others.map((name) => `node_modules/${name}`));
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      // The last node_modules counts: packages can hold packages of their own.
      const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input);
      if (match) directories.add(match[0]);
    }
  }
  const notices = [...directories].map((directory) => notice(path.join(root, directory)));
  return `Copyleft Lens contains parts of these packages.\n\n${[...new Set(notices)].sort().join('\n')}`;
}

function notice(directory) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const texts = fs
    .readdirSync(directory)
    .filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file))
    .map((file) => fs.readFileSync(path.join(directory, file), 'utf8').trim());
  if (texts.length === 0 && !license) throw new Error(`${directory} is bundled, but states no licence`);
  return `${'-'.repeat(80)}\n${name} ${version} (${license ?? 'see below'})\n\n${texts.join('\n\n')}\n`;
}
