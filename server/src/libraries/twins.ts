/** The bundled facts on a package that somebody else packaged: by Debian's name, or by what it links with. */

import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { LibraryFact } from '../knowledge/library-facts.ts';

export class Twins {
  private readonly byPackage = new Map<string, LibraryFact>();
  private readonly byLinkName = new Map<string, LibraryFact>();

  constructor(knowledge: KnowledgeBase) {
    for (const fact of knowledge.libraryFacts()?.libraries ?? []) {
      this.byPackage.set(fact.package, fact);
      for (const { name } of fact.links) if (!this.byLinkName.has(name)) this.byLinkName.set(name, fact);
    }
  }

  hasPackage(name: string): boolean {
    return this.byPackage.has(name);
  }

  /** By link names only where all that are known lead to one package: distributions cut sources in other ways. */
  of(name: string, linkNames: readonly string[]): LibraryFact | undefined {
    const found = new Set(linkNames.flatMap((link) => this.byLinkName.get(link) ?? []));
    return this.byPackage.get(name) ?? (found.size === 1 ? [...found][0] : undefined);
  }
}
