/** Numbers and names as people read them. */

import type { Severity } from '../../../server/src/findings/finding.ts';
import type { Place } from '../../../server/src/findings/page/file-table.ts';
import type { PageModel } from '../../../server/src/findings/page/page-model.ts';
import type { Tab } from './view-state.ts';

export const TAB_NAMES: Readonly<Record<Tab, string>> = {
  overview: 'Overview',
  findings: 'Findings',
  units: 'Units',
  kernels: 'Kernels',
  packages: 'Packages',
  unread: 'Not read',
  knowledge: 'Knowledge',
};

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', information: 'Note', hint: 'Hint' };

/** One for each severity, so that nothing rests on colour alone. */
export const SEVERITY_MARKS: Readonly<Record<Severity, string>> = { error: '✖', warning: '⚠', information: 'ℹ', hint: '○' };

export const FAMILY_NAMES: Readonly<Record<string, string>> = {
  'network-copyleft': 'Network copyleft',
  'strong-copyleft': 'Strong copyleft',
  'library-copyleft': 'Library copyleft',
  'file-copyleft': 'File copyleft',
  'source-available': 'Source-available',
  proprietary: 'Proprietary',
  custom: 'Own licence',
  unknown: 'Unknown',
  missing: 'None stated',
  permissive: 'Permissive',
};

export function familyName(family: string): string {
  return FAMILY_NAMES[family] ?? kindName(family);
}

/** "kernel-module" → "Kernel module", "npm-package" → "npm package". */
export function kindName(kind: string): string {
  const words = kind.replaceAll('-', ' ').replace(/\bbpf\b/, 'BPF');
  return words.startsWith('npm') ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

export function placeName({ files }: PageModel, { file, line }: Place): string {
  return `${files[file] ?? '?'}:${line}`;
}

const GROUPED = new Intl.NumberFormat('en');

export function grouped(number: number): string {
  return GROUPED.format(number);
}

export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}
