/**
 * Programs of a make file that people write: targets whose recipe links, or that make's own rules link. Recipes are
 * expanded as make would, with the target's variables, and read, not run.
 */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import type { Location } from '../../base/location.ts';
import { compileFlagsOf } from '../../make/compile-flags.ts';
import type { Make, Rule } from '../../make/make.ts';
import { matchStem } from '../../make/words.ts';
import type { BuildRun } from '../build-run.ts';
import { libraryName, readLinkWords, type LinkWords } from '../link-words.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { requestOfWord } from '../request-words.ts';
import type { BuildSystem, LinkRequest } from '../program.ts';
import { sourceFlags, type ProgramDraft, type SourceDraft } from '../program-draft.ts';
import { isCSource } from '../source-tree.ts';
import type { Word } from '../word.ts';
import { startMake } from './make-world.ts';
import { toolCommands } from './recipe-commands.ts';
import { WrittenPlaces } from './written-places.ts';

export interface MakefileReading {
  readonly programs: readonly LinkedProgram[];
  /** What a make in a directory below gets from this one. */
  readonly exported: ReadonlyMap<string, string>;
  readonly make: Make;
}

export interface MakefileOptions {
  /** Files as make sees them, where they are not as they lie on the disk: a Makefile.in with its variables put in. */
  readonly files?: Files;
  readonly environment?: ReadonlyMap<string, string>;
  readonly commandLine?: ReadonlyMap<string, string>;
  /** Requests that words of such files stand for. */
  readonly request?: (word: Word) => readonly LinkRequest[];
  readonly buildSystem?: BuildSystem;
}

const OBJECT = /\.(?:o|lo|obj)$/;
const SOURCE_SUFFIXES = ['.c', '.cc', '.cpp', '.cxx', '.C', '.m'];

export function readMakefile(run: BuildRun, makefile: string, options: MakefileOptions = {}): MakefileReading {
  const make = startMake(options.files ?? run.files, makefile, options.environment ?? new Map(), options.commandLine ?? new Map());
  const programs = new MakefileReader(run, make, makefile, options).read();
  return { programs, exported: make.exportedVariables(), make };
}

class MakefileReader {
  private readonly directory: string;
  private readonly places: WrittenPlaces;
  /** Rules with a recipe, and prerequisites of all rules, by target. */
  private readonly recipes = new Map<string, Rule>();
  private readonly prerequisites = new Map<string, string[]>();
  private readonly patterns: Rule[] = [];
  private readonly programs = new Map<string, LinkedProgram>();
  private readonly flags = new Map<string, Pick<SourceDraft, 'defines' | 'includeDirectories'>>();

  constructor(
    private readonly run: BuildRun,
    private readonly make: Make,
    private readonly makefile: string,
    private readonly options: MakefileOptions,
  ) {
    this.directory = path.dirname(makefile);
    this.places = new WrittenPlaces(run, make.makeFiles);
    for (const rule of make.rules) this.addRule(rule);
  }

  read(): LinkedProgram[] {
    for (const [target, rule] of this.recipes) if (!OBJECT.test(target)) this.readTarget(target, rule, this.prerequisites.get(target) ?? []);
    const wanted = new Set([...this.prerequisites].flatMap(([target, needed]) => (this.recipes.has(target) ? needed : [target, ...needed])));
    for (const target of wanted) if (!this.recipes.has(target)) this.readImplicit(target);
    return [...this.programs.values()];
  }

  private addRule(rule: Rule): void {
    for (const target of rule.targets) {
      this.run.step();
      if (target.includes('%')) {
        if (rule.recipe.length > 0) this.patterns.push(rule);
        continue;
      }
      // `.c.o:` is the old way to write a pattern (GNU make manual 10.7).
      const suffixes = /^(\.\w+)(\.\w+)?$/.exec(target);
      if (suffixes && rule.recipe.length > 0) {
        this.patterns.push({ ...rule, targets: [`%${suffixes[2] ?? ''}`], prerequisites: [`%${suffixes[1]!}`] });
        continue;
      }
      if (rule.recipe.length > 0 && !this.recipes.has(target)) this.recipes.set(target, rule);
      const needed = this.prerequisites.get(target) ?? [];
      // A static pattern rule's own pattern is gone by now; its stem is what fits a file.
      needed.push(...rule.prerequisites.map((one) => (one.includes('%') ? one.replace('%', target.replace(/\.\w+$/, '')) : one)));
      this.prerequisites.set(target, needed);
    }
  }

  private readTarget(target: string, rule: Rule, prerequisites: readonly string[], stem = ''): void {
    for (const line of this.expandedRecipe(target, rule, prerequisites, stem)) {
      for (const { tool, words } of toolCommands(line)) {
        this.run.step(1 + words.length);
        const at = this.places.line(rule.file, rule.line);
        if (tool === 'archiver') this.addArchive(words, target, at);
        else this.addLinked(words, target, prerequisites, at);
      }
    }
  }

  private expandedRecipe(target: string, rule: Rule, prerequisites: readonly string[], stem: string): string[] {
    const locals = new Map([
      ['@', target],
      ['<', prerequisites[0] ?? ''],
      ['^', [...new Set(prerequisites)].join(' ')],
      ['+', prerequisites.join(' ')],
      ['?', prerequisites.join(' ')],
      ['*', stem === '' ? target.replace(/\.\w+$/, '') : stem],
    ]);
    return this.make.forTarget(target, locals, () =>
      rule.recipe.map(({ text }) => this.make.expanded(text.replace(/\\\r?\n\t?/g, ' ')).replace(/^[\s@+-]+/, '')),
    );
  }

  /** A target without a recipe: a pattern of the make file, or make's own rules for programs (GNU make manual 10.2). */
  private readImplicit(target: string): void {
    if (/\.\w+$/.test(target) && !/\.(?:exe|so|cgi)$/.test(target)) return;
    const needed = this.prerequisites.get(target) ?? [];
    for (const rule of this.patterns) {
      for (const pattern of rule.targets) {
        const stem = matchStem(pattern, target);
        if (stem === undefined || stem === '') continue;
        const first = rule.prerequisites.map((one) => one.replace('%', stem));
        if (first.length === 0 || !first.every((one) => this.exists(one) || this.sourceOf(one) !== undefined || this.recipes.has(one))) continue;
        this.readTarget(target, rule, [...first, ...needed], stem);
        return;
      }
    }
    const object = [...needed, `${target}.o`].find((one) => one === `${target}.o` && this.sourceOf(one) !== undefined);
    const source = SOURCE_SUFFIXES.map((suffix) => target + suffix).find((one) => this.exists(one));
    const main = needed.includes(`${target}.o`) ? object : source;
    if (main === undefined) return;
    const linker = main.endsWith('.o') ? 'LINK.o' : main.endsWith('.c') ? 'LINK.c' : 'LINK.cc';
    const inputs = [...new Set([main, ...needed.filter((one) => !/\.h(?:pp|h)?$/.test(one))])];
    const recipe = `$(${linker}) ${inputs.join(' ')} $(LOADLIBES) $(LDLIBS) -o ${target}`;
    const own = this.make.rules.find((rule) => rule.targets.includes(target)) ?? { file: this.makefile, line: 1 };
    this.readTarget(target, { targets: [target], prerequisites: needed, recipe: [{ text: recipe, line: own.line }], file: own.file, line: own.line }, inputs);
  }

  private addLinked(words: readonly string[], target: string, prerequisites: readonly string[], at: Location): void {
    const request = this.options.request;
    const placed = words.map((text): Word => ({ text, at: this.places.of(text) ?? at, condition: null }));
    const line = readLinkWords(placed, (word) => request?.(word) ?? requestOfWord(word));
    if (line.compilesOnly || line.inputs.length === 0) return;
    const output = line.output?.text ?? target;
    if (OBJECT.test(output) || output === '/dev/null' || /conftest/.test(output)) return;
    const kind = line.shared || /\.so(?:\.[\d.]+)?$/.test(output) ? 'shared-library' : 'executable';
    this.addProgram(kind, output, line, words, at, prerequisites);
  }

  private addArchive(words: readonly string[], target: string, at: Location): void {
    const archive = words.find((word) => word.endsWith('.a'));
    if (archive === undefined || /^-?[tpx]/.test(words[0] ?? '')) return;
    const line = readLinkWords(words.filter((word) => word !== archive).map((text) => ({ text, at, condition: null })));
    this.addProgram('static-library', archive, line, words, at, [target]);
  }

  private addProgram(kind: ProgramDraft['kind'], output: string, line: LinkWords, words: readonly string[], at: Location, prerequisites: readonly string[]): void {
    const file = path.resolve(this.directory, output);
    if (this.programs.has(file)) return;
    const sources = new Map<string, SourceDraft>();
    const inputs: { path: string; word: Word }[] = [];
    for (const word of line.inputs) {
      const source = isCSource(word.text) ? word.text : this.sourceOf(word.text);
      if (source === undefined) inputs.push({ path: path.resolve(this.directory, word.text), word });
      else {
        const full = this.absoluteSource(source);
        sources.set(full, { path: full, ...this.flagsOf(word.text, source, words), at: word.at });
      }
    }
    // Shell loops and variables of the recipe hide the objects; the prerequisites name them too.
    if (sources.size === 0 && inputs.every(({ word }) => OBJECT.test(word.text))) {
      for (const one of prerequisites) {
        const source = OBJECT.test(one) ? this.sourceOf(one) : undefined;
        if (source !== undefined) sources.set(this.absoluteSource(source), { path: this.absoluteSource(source), ...this.flagsOf(one, source, words), at });
      }
    }
    const draft: ProgramDraft = {
      kind,
      name: kind === 'executable' ? path.basename(file) : (libraryName(file) ?? path.basename(file)),
      directory: this.directory,
      buildSystem: this.options.buildSystem ?? 'make',
      at,
      sources: [...sources.values()],
      links: [...line.links],
      uses: new Map(),
    };
    this.programs.set(file, { draft, inputs: inputs.filter(({ word }) => !OBJECT.test(word.text)), output: file });
  }

  /** The source that an object is made of; undefined where none is there. */
  private sourceOf(object: string): string | undefined {
    if (!OBJECT.test(object)) return undefined;
    const named = (this.prerequisites.get(object) ?? []).find((one) => isCSource(one));
    if (named !== undefined) return named;
    for (const rule of this.patterns) {
      for (const pattern of rule.targets) {
        const stem = matchStem(pattern, object);
        const source = stem === undefined ? undefined : rule.prerequisites.map((one) => one.replace('%', stem)).find((one) => isCSource(one) && this.exists(one));
        if (source !== undefined) return source;
      }
    }
    const stem = object.replace(OBJECT, '');
    return SOURCE_SUFFIXES.map((suffix) => stem + suffix).find((one) => this.exists(one));
  }

  private exists(name: string): boolean {
    return this.run.isFile(this.absoluteSource(name));
  }

  /** VPATH is searched behind the directory of the make file (GNU make manual 4.5). */
  private absoluteSource(name: string): string {
    const here = path.resolve(this.directory, name);
    if (this.run.isFile(here)) return here;
    const elsewhere = this.make.value('VPATH').split(/[:\s]+/).filter(Boolean).map((directory) => path.resolve(this.directory, directory, name));
    return elsewhere.find((file) => this.run.isFile(file)) ?? here;
  }

  /** Flags of one source: of the rule that compiles it, or of the command that compiles and links at once. */
  private flagsOf(input: string, source: string, linkWords: readonly string[]): Pick<SourceDraft, 'defines' | 'includeDirectories'> {
    if (input === source) return sourceFlags(compileFlagsOf(linkWords, this.directory));
    const rule = this.recipes.get(input) ?? this.patterns.find((one) => one.targets.some((pattern) => matchStem(pattern, input) !== undefined));
    const text = rule?.recipe.map((line) => line.text).join('\n') ?? (source.endsWith('.c') ? '$(COMPILE.c)' : '$(COMPILE.cc)');
    const expanded = this.make.forTarget(input, new Map([['@', ''], ['<', ''], ['^', ''], ['*', '']]), () => this.make.expanded(text.replace(/\\\r?\n\t?/g, ' ')));
    let flags = this.flags.get(expanded);
    if (!flags) {
      const words = toolCommands(expanded.replace(/^[\s@+-]+/gm, '')).flatMap((command) => command.words);
      this.flags.set(expanded, (flags = sourceFlags(compileFlagsOf(words, this.directory))));
    }
    return flags;
  }
}
