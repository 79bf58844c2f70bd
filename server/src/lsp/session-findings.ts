/**
 * The findings of this session, for the next one: what was answered about documents, and what is known of other files. Which folders
 * and settings they are about may change in between; then the memory of others counts.
 */

import type { ByteStore } from '../base/byte-store.ts';
import type { Files } from '../base/files.ts';
import type { Finding } from '../findings/finding.ts';
import { createLastSession, type LastSession } from './last-session.ts';

export interface SessionFindings {
  readonly last: LastSession;
  answered(file: string, text: string, findings: readonly Finding[]): void;
  /** @param others findings in files that are not open */
  save(others: ReadonlyMap<string, readonly Finding[]>): void;
}

/** @param identity of folders, settings and product, now */
export function createSessionFindings(store: ByteStore | undefined, disk: Files, identity: () => string): SessionFindings {
  let current: { readonly identity: string; readonly last: LastSession } | undefined;
  const answers = new Map<string, { readonly findings: readonly Finding[]; readonly text: string }>();

  function last(): LastSession {
    const now = identity();
    if (current?.identity !== now) {
      if (current) answers.clear();
      current = { identity: now, last: createLastSession(store, disk, now) };
    }
    return current.last;
  }

  return {
    get last() {
      return last();
    },
    answered(file, text, findings) {
      last();
      answers.set(file, { findings, text });
    },
    save(others) {
      if (answers.size === 0 && others.size === 0) return;
      const found = new Map<string, { readonly findings: readonly Finding[]; readonly text?: string }>(answers);
      for (const [file, findings] of others) if (!found.has(file)) found.set(file, { findings });
      last().save(found);
    },
  };
}
