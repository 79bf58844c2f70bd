/**
 * The programs of a workspace outside the kernel: what the snapshot asks about C sources and the files that build them.
 * What build files say, texts and judgements are kept as long as nothing that they were read from changes.
 */

import path from 'node:path';
import type { Files, Unread } from '../../base/files.ts';
import { rangeTouches, type Position } from '../../base/location.ts';
import type { BuildDescription, CompiledSource, Program } from '../../build/program.ts';
import { readBuild } from '../../build/read-build.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Libraries } from '../../libraries/library.ts';
import type { Judgement } from '../../licensing/judge.ts';
import { LicenseBase } from '../../licensing/license-base.ts';
import type { Description } from '../analyzer.ts';
import type { ProgramSubject } from '../../resolve/program-subject.ts';
import { carriersOf } from '../../resolve/through-libraries.ts';
import type { Settings } from '../settings.ts';
import { walkFiles } from '../standalone.ts';
import { TrackedCache, untracked } from '../tracked-cache.ts';
import { describeLibrary, describeStarted, libraryAt, startedAt } from './describe-library.ts';
import { judgeProgram, readProgramUses, type JudgedProgram, type ProgramUses } from './judge-program.ts';
import type { LibraryFinder } from '../library-finder.ts';
import { LibraryHeaders } from './library-headers.ts';
import { ProgramLicenses } from './program-license.ts';
import { otherMachine } from './other-machine.ts';
import { isCFamily } from './program-texts.ts';
import { ProjectFiles } from './project-files.ts';
import { ScannedFiles } from './scanned-files.ts';

export interface ProgramWorld {
  readonly files: Files;
  readonly settings: Settings;
  /** "2026-11-25" */
  readonly today: string;
  /** Lets other requests be heard between two programs; rejects where the answer is not wanted any more. */
  readonly pause: () => Promise<void>;
  /** Whether a source belongs to a kernel module or a BPF object: these are judged as such, and not as programs. */
  readonly isKernels: (source: string) => boolean;
}

export class Programs {
  private readonly scanned = new ScannedFiles();
  private readonly builds = new TrackedCache<BuildDescription>(20);
  private readonly projects = new TrackedCache<ProjectFiles>(20);
  private readonly judged = new TrackedCache<JudgedProgram>(5_000);
  private readonly uses = new TrackedCache<ProgramUses>(5_000);
  private readonly numbers = new WeakMap<Program | CompiledSource, number>();
  private lastNumber = 0;
  private readonly base: LicenseBase;
  private readonly licenses: ProgramLicenses;
  private readonly headers: LibraryHeaders;
  private readonly judgements = new Map<string, Judgement>();

  /** @param systemRoot where libraries are installed: "" for this machine */
  constructor(
    knowledge: KnowledgeBase,
    private readonly finder: LibraryFinder,
    private readonly systemRoot: string,
  ) {
    this.base = new LicenseBase(knowledge);
    this.licenses = new ProgramLicenses(this.base);
    this.headers = new LibraryHeaders(this.scanned, systemRoot);
  }

  /** Everything below a folder, and what of its build files could not be read. */
  async judgeBelow(root: string, world: ProgramWorld, progress: (name: string) => void): Promise<{ judged: JudgedProgram[]; unread: readonly Unread[] }> {
    if (!holdsSources(root, world.files)) return { judged: [], unread: [] };
    const build = this.build(root, world.files);
    const judged: JudgedProgram[] = [];
    for (const { program, hasBuild } of programsOf(build, world.isKernels)) {
      progress(program.name);
      judged.push(this.judge(program, hasBuild, root, world));
      await world.pause();
    }
    return { judged, unread: judged.length > 0 ? build.unread : [] };
  }

  /** Native addons that a package builds: for whoever imports it, so nothing else of its sources is looked at. */
  async addonsOf(root: string, world: ProgramWorld): Promise<readonly ProgramSubject[]> {
    const addons = this.build(root, world.files).programs.filter(({ kind }) => kind === 'native-addon');
    const subjects: ProgramSubject[] = [];
    for (const program of addons) {
      subjects.push(this.judge(program, true, root, world).subject);
      await world.pause();
    }
    return subjects;
  }

  /** The programs that a source, a header or a build file has to do with. */
  async judgeWith(file: string, root: string, world: ProgramWorld): Promise<JudgedProgram[]> {
    const isSource = isCFamily(file);
    if (isSource && world.isKernels(file)) return [];
    if (!isSource && !holdsSources(root, world.files)) return [];
    const build = this.build(root, world.files);
    if (!isSource && !build.buildFiles.includes(file)) return [];
    const judged: JudgedProgram[] = [];
    for (const { program, hasBuild } of programsOf(build, world.isKernels)) {
      // A header belongs to whatever includes it: that is known once a program is judged.
      if (isSource ? !isHeader(file) && !program.sources.some((source) => source.path === file) : !isAskedFrom(program, file)) continue;
      const one = this.judge(program, hasBuild, root, world);
      if (!isSource || one.subject.sources.includes(file)) judged.push(one);
      await world.pause();
    }
    return judged;
  }

  /** What an include, a call or a link line is about. */
  async describeAt(file: string, position: Position, root: string, world: ProgramWorld): Promise<Description | undefined> {
    for (const { subject } of await this.judgeWith(file, root, world)) {
      const found = libraryAt(subject, file, position);
      if (found) return describeLibrary(subject, found);
      const started = startedAt(subject, file, position);
      if (started) return describeStarted(subject, started);
      const unknown = subject.unknown.find(({ at }) => at.file === file && rangeTouches(at.range, position));
      if (unknown) return { range: unknown.at.range, name: unknown.name, verdict: `${unknown.name}: whose it is is not known`, facts: [{ label: 'Reason', value: unknown.reason }], chain: [], said: false };
    }
    return undefined;
  }

  private judge(program: Program, hasBuild: boolean, root: string, { files, settings, today }: ProgramWorld): JudgedProgram {
    const key = JSON.stringify([program.id, hasBuild, program.sources[0]?.path, root, settings.assumeLicense, settings.maxFileSize, today]);
    return this.judged.get(key, files, (tracked) => {
      const { programs } = this.build(root, tracked);
      const find = (id: string): Program | undefined => programs.find((one) => one.id === id);
      const fresh = hasBuild ? (find(program.id) ?? program) : program;
      const carried = carriersOf(fresh, find).map(({ id, through }) => ({ through, libraries: this.usesOf(find(id)!, true, root, settings, tracked).uses.libraries }));
      const tools = { licenses: this.licenses, base: this.base, judgements: this.judgements };
      return judgeProgram({ program: fresh, hasBuild, top: root, settings, today }, this.usesOf(fresh, hasBuild, root, settings, tracked), carried, tools, tracked);
    });
  }

  /** Kept for each program: a library's are asked for again by all that are linked with it. */
  private usesOf(program: Program, hasBuild: boolean, root: string, settings: Settings, files: Files): ProgramUses {
    return this.uses.get(JSON.stringify([program.id, this.numberOf(hasBuild ? program : program.sources[0]!), hasBuild, root, settings.maxFileSize]), files, (tracked) => {
      const project = this.projects.get(root, tracked, (asked) => new ProjectFiles(root, asked));
      const tools = { scanned: this.scanned, headers: this.headers, libraries: this.libraries(tracked, root) };
      return readProgramUses({ program, hasBuild, project, settings }, tools, tracked, untracked(files));
    });
  }

  /** Another one for each reading of the build files: so these need not be among what a program's uses are read from. */
  private numberOf(described: Program | CompiledSource): number {
    let number = this.numbers.get(described);
    if (number === undefined) this.numbers.set(described, (number = ++this.lastNumber));
    return number;
  }

  private build(root: string, files: Files): BuildDescription {
    return this.builds.get(root, files, (tracked) => readBuild(tracked, root));
  }

  private libraries(files: Files, root: string): Libraries {
    return this.finder.librariesFor(this.systemRoot === '' ? files : otherMachine(this.systemRoot, root, untracked(files)), [root]);
  }
}

/** With every source that no build file names as a program of its own. */
function programsOf({ programs, loose }: BuildDescription, isKernels: ProgramWorld['isKernels']): { program: Program; hasBuild: boolean }[] {
  const isProgram = ({ sources }: Program): boolean => sources.length === 0 || sources.some(({ path: source }) => isCFamily(source) && !isKernels(source));
  return [
    ...programs.filter(isProgram).map((program) => ({ program, hasBuild: true })),
    ...loose.filter(({ path: source }) => isCFamily(source) && !isKernels(source)).map((source) => ({ program: alone(source), hasBuild: false })),
  ];
}

function alone(source: CompiledSource): Program {
  const at = { file: source.path, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };
  return {
    id: `source:${source.path}`,
    kind: 'executable',
    name: path.basename(source.path),
    directory: path.dirname(source.path),
    buildSystem: 'compile-commands',
    at,
    sources: [source],
    links: [],
    uses: [],
  };
}

function isAskedFrom({ at, links, uses }: Program, file: string): boolean {
  return at.file === file || [...links, ...uses].some((link) => link.at.file === file);
}

function isHeader(file: string): boolean {
  return /\.(?:h|hh|hpp|hxx|inc)$/i.test(file);
}

/** A workspace without C has no programs: nothing of this room is loaded for it. */
function holdsSources(root: string, files: Files): boolean {
  for (const { name } of walkFiles(root, files)) if (/\.(?:c|cc|cpp|cxx)$/i.test(name)) return true;
  return false;
}
