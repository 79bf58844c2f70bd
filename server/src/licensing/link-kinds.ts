/**
 * What a way of linking means for a licence: the one place that knows it, for C programs, native addons and libraries that
 * are opened by name. The sentences are ours; each names the section or the answer of the FSF that it comes from.
 */

import type { Evidence, Severity } from '../findings/finding.ts';
import type { LicenseFamily } from '../knowledge/license-facts.ts';

export type LinkKind =
  /** As a shared library, which the loader joins with the program. */
  | 'dynamic-link'
  /** Its code is copied into the program's file. */
  | 'static-link'
  /** The build does not say which of the two. */
  | 'linked'
  /** Nothing is linked: macros, inline functions and types of its headers are all that is used. */
  | 'headers-only'
  /** Opened by name while the program runs: dlopen, FFI. */
  | 'run-time-loaded';

export const LINK_KINDS: readonly LinkKind[] = ['dynamic-link', 'static-link', 'linked', 'headers-only', 'run-time-loaded'];

const KIND_WORDS: Readonly<Record<LinkKind, string>> = {
  'dynamic-link': 'linked dynamically',
  'static-link': 'linked statically',
  linked: 'linked',
  'headers-only': 'by its headers alone',
  'run-time-loaded': 'loaded at run time',
};

export function linkKindWords(kind: LinkKind): string {
  return KIND_WORDS[kind];
}

export function isLinkKind(arrival: string): arrival is LinkKind {
  return (LINK_KINDS as readonly string[]).includes(arrival);
}

export interface LinkObligation {
  readonly severity: Severity;
  /** What to do, as the end of "LGPL-2.1-only covers the library: …". */
  readonly keep: string;
  readonly evidence: Evidence;
}

/** Weak copyleft of a library: the program keeps its licence, on conditions that depend on how the two are joined. */
export function libraryObligation(license: string, kind: LinkKind): LinkObligation {
  const section = (lgpl21: string, lgpl3: string): string =>
    license.startsWith('LGPL-3') ? `LGPL-3.0, section ${lgpl3}` : license.startsWith('LGPL-2') ? `LGPL-2.1, section ${lgpl21}` : `the licence's own text`;
  switch (kind) {
    case 'dynamic-link':
    case 'run-time-loaded':
      return {
        severity: 'information',
        keep: 'as a shared library it stays exchangeable: give its notices and its licence text, and its source with your changes to it',
        evidence: { message: 'a shared library that is there at run time, and that another version can take the place of, is one of the ways that the licence offers', source: section('6(b)', '4(d)(1)') },
      };
    case 'static-link':
      return {
        severity: 'warning',
        keep: 'linked statically, it must stay exchangeable: whoever gets the program needs your object files, or your source, to link it with another version',
        evidence: { message: 'a program that holds a copy of the library has to come with what it takes to link it anew with a changed library', source: section('6(a)', '4(d)(0)') },
      };
    case 'linked':
      return {
        severity: 'information',
        keep: 'as a shared library it stays exchangeable; linked statically, your object files or source have to go with the program',
        evidence: { message: 'the build does not say whether it is linked statically, which decides what has to be given', source: section('6(a) and 6(b)', '4(d)') },
      };
    case 'headers-only':
      return {
        severity: 'hint',
        keep: 'types, layouts, small macros and inline functions of its headers ask nothing but its notices; longer ones count as a copy of it',
        evidence: { message: 'what a program takes from headers is free of conditions as long as inline functions and macros are at most ten lines long', source: section('5', '3') },
      };
  }
}

const FAQ = 'FSF, Frequently Asked Questions about the GNU Licenses';

/** Strong copyleft: why the program is covered as a whole when it is joined in this way. */
export function wholeReach(kind: LinkKind): Evidence {
  switch (kind) {
    case 'dynamic-link':
    case 'static-link':
    case 'linked':
      return { message: 'a program that is linked with it, statically or dynamically, is combined with it, so that the whole is covered when it is distributed', source: `${FAQ}, "GPLStaticVsDynamic"` };
    case 'headers-only':
      return { message: 'macros and inline functions of its headers are copied into the program when it is compiled; declarations alone are not', source: 'GPL-2.0, section 2(b); GPL-3.0, section 5(c)' };
    case 'run-time-loaded':
      return { message: 'a program that opens it and calls its functions shares its memory and its data with it: together they are one program', source: `${FAQ}, "GPLPlugins"` };
  }
}

/**
 * A library that comes with the operating system, and not with the program, is no obstacle to the program's copyleft
 * where its own licence is one that the copyleft does not go with. Undefined for what this cannot help.
 */
export function systemLibraryException(own: LicenseFamily | null, kind: LinkKind): Evidence | undefined {
  if (own !== 'strong-copyleft' && own !== 'network-copyleft') return undefined;
  if (kind === 'static-link') return undefined;
  return {
    message: 'the GPL lets a program be linked with major components of the operating system under any licence, as long as they do not come with the program',
    source: 'GPL-2.0, section 3; GPL-3.0, section 1, "System Libraries"',
  };
}
