/** Targets of a CMake project, and how they come to be linked with one another once all files were read. */

import path from 'node:path';
import { fact } from '../truth.ts';
import { readLinkWords, libraryName } from '../link-words.ts';
import { requestOfWord } from '../request-words.ts';
import type { BuildSystem, LinkRequest, Program } from '../program.ts';
import { addUse, type ProgramDraft, type SourceDraft } from '../program-draft.ts';
import { underCondition, type Word } from '../word.ts';

export interface CMakeTarget {
  readonly name: string;
  readonly kind: Program['kind'] | 'interface';
  readonly directory: string;
  readonly at: Word['at'];
  readonly condition: string | null;
  readonly sources: Word[];
  readonly links: Word[];
  readonly defines: string[];
  readonly includeDirectories: string[];
  /** Name of the file that is made, where a property gives another: the target's name otherwise. */
  outputName: string | undefined;
}

const KEYWORD = /^(?:PRIVATE|PUBLIC|INTERFACE|LINK_PRIVATE|LINK_PUBLIC|LINK_INTERFACE_LIBRARIES|debug|optimized|general|NOTFOUND|-NOTFOUND|.*-NOTFOUND)$/;

export class CMakeTargets {
  private readonly byName = new Map<string, CMakeTarget>();
  private readonly aliases = new Map<string, string>();
  /** What an imported target stands for: words to be linked. */
  private readonly imported = new Map<string, readonly Word[]>();
  private readonly drafts = new Map<CMakeTarget, ProgramDraft>();

  get(name: string): CMakeTarget | undefined {
    return this.byName.get(this.aliases.get(name) ?? name);
  }

  isKnown(name: string): boolean {
    return this.get(name) !== undefined || this.imported.has(name);
  }

  /** A target of both branches of an if() is one. */
  add(target: CMakeTarget): CMakeTarget {
    const known = this.byName.get(target.name);
    if (known) known.sources.push(...target.sources);
    else this.byName.set(target.name, target);
    return known ?? target;
  }

  alias(name: string, of: string): void {
    this.aliases.set(name, of);
  }

  import(name: string, words: readonly Word[]): void {
    this.imported.set(name, [...(this.imported.get(name) ?? []), ...words]);
  }

  toDrafts(buildSystem: BuildSystem, kindOf: (target: CMakeTarget) => Program['kind']): ProgramDraft[] {
    for (const target of this.byName.values()) {
      if (target.kind === 'interface') continue;
      this.drafts.set(target, {
        kind: kindOf(target),
        name: target.outputName ?? target.name,
        directory: target.directory,
        buildSystem,
        at: target.at,
        sources: target.sources.filter((word) => !word.text.startsWith('$<')).map((word): SourceDraft => ({ path: path.resolve(target.directory, word.text), defines: target.defines, includeDirectories: target.includeDirectories, at: word.at })),
        links: [],
        uses: new Map(),
      });
    }
    for (const [target, draft] of this.drafts) {
      for (const word of target.sources) {
        const objects = /^\$<TARGET_OBJECTS:(.+)>$/.exec(word.text)?.[1];
        const used = objects === undefined ? undefined : this.get(objects);
        if (used) addUse(draft, this.drafts.get(used)!, word);
      }
      for (const word of target.links) this.link(draft, underCondition(word, target.condition), new Set());
    }
    return [...this.drafts.values()];
  }

  private link(draft: ProgramDraft, written: Word, seen: Set<string>): void {
    const word = withoutGenerator(written);
    if (word.text === '' || KEYWORD.test(word.text) || seen.has(word.text)) return;
    const own = this.get(word.text);
    const imported = this.imported.get(word.text);
    if (own && own.kind !== 'interface') {
      const used = this.drafts.get(own)!;
      if (used !== draft) addUse(draft, used, word);
    } else if (own || imported) {
      // An interface library and an imported target are what they are linked with.
      const next = new Set([...seen, word.text]);
      for (const inner of own?.links ?? imported!) this.link(draft, underCondition(inner, word.condition), next);
    } else draft.links.push(...requests(word));
  }
}

function requests(word: Word): readonly LinkRequest[] {
  const asked = requestOfWord(word);
  if (asked.length > 0) return asked;
  if (word.text.startsWith('-')) return readLinkWords([word]).links;
  const common = { at: word.at, condition: word.condition };
  const namespaced = /^(\w[\w.+-]*)::/.exec(word.text)?.[1];
  if (namespaced !== undefined) return [{ by: 'cmake-package', name: namespaced, linkage: 'dynamic', ...common }];
  if (libraryName(word.text) !== undefined && /[/]|\.(?:a|so|dylib)\b/.test(word.text)) {
    return [{ by: 'file', name: word.text, linkage: word.text.endsWith('.a') ? 'static' : 'unknown', ...common }];
  }
  // What is left with a reference in it is known on the developer's machine only, and reported where it was read.
  return /^[\w.+-]+$/.test(word.text) ? [{ by: 'link-name', name: word.text, linkage: 'dynamic', ...common }] : [];
}

/** `$<BUILD_INTERFACE:x>` is x; `$<condition:x>` is x under a condition; others are no libraries. */
function withoutGenerator(word: Word): Word {
  let { text, condition } = word;
  for (let i = 0; i < 10; i++) {
    const named = /^\$<(?:BUILD_INTERFACE|LINK_ONLY|BUILD_LOCAL_INTERFACE|TARGET_NAME|TARGET_NAME_IF_EXISTS|1):(.*)>$/s.exec(text);
    const conditional = /^\$<(\$<.*?>|\w+):([^<>]*)>$/s.exec(text);
    if (named) text = named[1]!;
    else if (conditional && !/^(?:INSTALL_INTERFACE|0|TARGET_\w+)$/.test(conditional[1]!)) {
      text = conditional[2]!;
      condition = underCondition({ condition }, fact(conditional[1]!)).condition;
    } else break;
  }
  return text.startsWith('$<') ? { ...word, text: '' } : { ...word, text, condition };
}
