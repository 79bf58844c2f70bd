/** One program in one state of the files: read, joined with the libraries, judged by the rules. */

import path from 'node:path';
import type { Files, Unread } from '../../base/files.ts';
import type { Program } from '../../build/program.ts';
import type { Finding } from '../../findings/finding.ts';
import { isUnknown, type Libraries } from '../../libraries/library.ts';
import { judge, type Judgement } from '../../licensing/judge.ts';
import type { LicenseBase } from '../../licensing/license-base.ts';
import { loadPolicy, POLICY_FILE } from '../../licensing/policy.ts';
import { libraryUses, type LibraryUses } from '../../resolve/library-uses.ts';
import type { Decide } from '../../resolve/library-evidence.ts';
import type { JudgedLibrary, ProgramSubject, UsedLibrary } from '../../resolve/program-subject.ts';
import { withCarried, type Carried } from '../../resolve/through-libraries.ts';
import { PROGRAM_RULES } from '../../rules/index.ts';
import type { Settings } from '../settings.ts';
import { isSuppressed } from '../suppressions.ts';
import { decideBy } from './config-headers.ts';
import type { LibraryHeaders } from './library-headers.ts';
import type { ProgramLicenses } from './program-license.ts';
import { readProgramTexts, type ReadProgram } from './program-texts.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ScannedFiles } from './scanned-files.ts';

export interface JudgedProgram {
  readonly subject: ProgramSubject;
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  readonly unread: readonly Unread[];
}

export interface ProgramQuestion {
  readonly program: Program;
  /** Null for a source that no build file names. */
  readonly hasBuild: boolean;
  /** Where the project ends. */
  readonly top: string;
  readonly settings: Settings;
  readonly today: string;
}

export interface ReadTools {
  readonly scanned: ScannedFiles;
  readonly headers: LibraryHeaders;
  readonly libraries: Libraries;
}

export interface JudgeTools {
  readonly licenses: ProgramLicenses;
  readonly base: LicenseBase;
  /** Judgements, each made once. */
  readonly judgements: Map<string, Judgement>;
}

/** What a program's own sources and link lines show. */
export interface ProgramUses {
  readonly read: ReadProgram;
  readonly uses: LibraryUses;
  readonly decide: Decide;
}

export interface UsesQuestion extends Pick<ProgramQuestion, 'program' | 'hasBuild' | 'settings'> {
  readonly project: ProjectFiles;
}

/** @param machine the same files, asked for what does not belong to the project */
export function readProgramUses({ program, hasBuild, project, settings }: UsesQuestion, { scanned, headers, libraries }: ReadTools, files: Files, machine: Files): ProgramUses {
  const read = readProgramTexts(program.sources, {
    scanned,
    project,
    files,
    maxFileSize: settings.maxFileSize,
    isLibraryHeader: (header) => !isUnknown(libraries.byHeader(header)),
  });
  const outside = read.texts.flatMap((text) => text.outside.map((include) => include.path));
  const decide = decideBy(program.sources, project, files);
  const parts = { texts: read.texts, links: program.links, hasBuild, headers: headers.bodiesOf(outside, machine, settings.maxFileSize), decide };
  return { read, uses: libraryUses(parts, libraries), decide };
}

/** @param carried what libraries of the workspace bring that it is linked with */
export function judgeProgram(question: ProgramQuestion, { read, uses, decide }: ProgramUses, carried: readonly Carried[], tools: JudgeTools, files: Files): JudgedProgram {
  const { program, hasBuild, top, settings, today } = question;
  const { file, policy } = loadPolicy(program.directory, top, files, today);
  const license = tools.licenses.of({ directory: program.directory, top, sources: read.scanned, override: settings.assumeLicense, policy }, files);
  const judged = (used: UsedLibrary): JudgedLibrary => {
    const { library, kind } = used;
    const way = [program.name, ...used.through.map(({ name }) => name), library.name];
    const use = { name: library.name, version: library.version, arrival: kind, direct: used.through.length === 0, path: way };
    const key = JSON.stringify([library.license.text, library.license.state, license.text, license.state, use, policy, today]);
    let judgement = tools.judgements.get(key);
    if (!judgement) tools.judgements.set(key, (judgement = judge(library.license, license, use, policy, tools.base, today)));
    return { ...used, path: way, judgement };
  };
  const subject: ProgramSubject = {
    id: hasBuild ? program.id : `source:${program.sources[0]!.path}`,
    name: program.name,
    kind: hasBuild ? program.kind : 'source',
    directory: program.directory,
    license,
    policyFile: file ?? path.join(top, POLICY_FILE),
    sources: read.texts.map((text) => text.file),
    libraries: withCarried(uses.libraries, carried, decide).map(judged),
    unknown: uses.unknown,
    started: uses.started,
  };
  return { subject, ...found(subject, read), unread: [...read.unread, ...unknownHeaders(program, uses), ...triedLibraries(program, uses)] };
}

function found(subject: ProgramSubject, { scanned }: ReadProgram): Pick<JudgedProgram, 'findings' | 'suppressed'> {
  const all = PROGRAM_RULES.flatMap((rule) => rule.check(subject));
  const suppressions = new Map(scanned.map((source) => [source.file, source.suppressions]));
  const findings = all.filter((finding) => !isSuppressed(finding, suppressions.get(finding.file)?.active ?? []));
  const refused = scanned.flatMap((source) => source.suppressions.refused);
  return { findings: [...findings, ...refused], suppressed: all.length - findings.length };
}

/** Nothing can be said of what they bring. */
function unknownHeaders(program: Program, { unknownHeaders: includes }: LibraryUses): Unread[] {
  const names = [...new Set(includes.map(({ header }) => header))];
  if (names.length === 0) return [];
  const shown = names.slice(0, 4).join(', ');
  const { at } = includes[0]!;
  const reason = `${names.length === 1 ? `includes ${shown}, a header` : `${program.name} includes ${names.length} headers (${shown}${names.length > 4 ? ', …' : ''})`} that neither the project nor a known library has`;
  return [{ file: at.file, reason, line: at.range.start.line }];
}

/** Names that a build looks for where they may be, and that nobody knows. */
function triedLibraries(program: Program, { unknown }: LibraryUses): Unread[] {
  const tried = unknown.filter(({ condition }) => condition !== null);
  const names = [...new Set(tried.map(({ name }) => name))];
  if (names.length === 0) return [];
  const { at } = tried[0]!;
  return [{ file: at.file, reason: `${program.name} looks for ${names.join(', ')}, and whose ${names.length === 1 ? 'it is' : 'they are'} is not known`, line: at.range.start.line }];
}
