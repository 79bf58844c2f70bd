/** What the server's thread and an analysis thread say to each other: plain data, which is copied on its way. */

import type { Snapshot } from '../../analysis/analyzer.ts';
import type { LicenseChoice } from '../../analysis/what-if.ts';
import type { Settings } from '../../analysis/settings.ts';
import type { FilesView, OpenDocument } from '../../base/files-view.ts';
import type { Logger } from '../../base/runtime.ts';
import type { KnowledgeItem } from '../../findings/report.ts';

/** The question of a snapshot; what makes another snapshot is no question. */
export type Question = Exclude<keyof Snapshot, 'assuming' | 'judgeModules'>;

/** Holds from the moment it arrives. Documents are named when they have changed since the state before. */
export interface StateMessage {
  readonly kind: 'state';
  readonly changed: readonly (readonly [file: string, document: OpenDocument])[];
  readonly closed: readonly string[];
  readonly roots: readonly string[];
  readonly fence: FilesView['fence'];
  readonly settings: Settings;
}

export interface QuestionMessage {
  readonly kind: 'question';
  readonly id: number;
  readonly question: Question | 'licenseText';
  /** Judged as if everything had this licence. */
  readonly license: string | null;
  /** With a placeholder where a token or a progress callback was. */
  readonly args: readonly unknown[];
  /** Not 0 when nobody wants the answer any more: seen at once, even by a thread that never rests. */
  readonly cancelled: SharedArrayBuffer;
}

export type ToAnalysis = StateMessage | QuestionMessage | { readonly kind: 'rest' };

export type FromAnalysis =
  | { readonly kind: 'ready'; readonly knowledge: readonly KnowledgeItem[]; readonly licenseChoices: readonly LicenseChoice[] }
  /** The thread cannot answer anything, ever. */
  | { readonly kind: 'unable'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly stack: string | undefined }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number; readonly subject: string }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly message: string };

/** How a thread is told, when it starts, what it is for. */
export interface AnalysisThreadData {
  /** `open`: for the documents that somebody edits, one question after the other; `whole`: for all files at a time. */
  readonly purpose: 'open' | 'whole';
  readonly version: string;
}

/** Stand for what cannot be copied. */
export const TOKEN = { copyleftLens: 'token' } as const;
export const PROGRESS = { copyleftLens: 'progress' } as const;
