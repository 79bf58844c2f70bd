/** Walks that were made, by what was walked and with which arguments. */

import type { WalkRecord } from './walk-record.ts';

interface Walk {
  readonly record: WalkRecord;
}

export class KeptWalks<What extends object, Made extends Walk> {
  private readonly walks = new Map<What, Map<string, Made>>();

  /** @param key the same for arguments of which the same is known */
  get(what: What, key: string, make: () => Made): Made {
    let byKey = this.walks.get(what);
    if (!byKey) this.walks.set(what, (byKey = new Map()));
    let walk = byKey.get(key);
    if (!walk) byKey.set(key, (walk = make()));
    return walk;
  }

  /** Drops the walks of these, and those that rest on any of them. */
  drop(others: ReadonlySet<object>, rests: (record: WalkRecord) => boolean): void {
    for (const [what, byKey] of this.walks) {
      if (others.has(what)) this.walks.delete(what);
      else for (const [key, walk] of byKey) if (rests(walk.record)) byKey.delete(key);
    }
  }
}
