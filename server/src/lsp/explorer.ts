/** What a client's views ask for and are told, beside the protocol. All of it is rendered here. */

import { NotificationType, RequestType, type Range } from 'vscode-languageserver/node';
import type { LicensePassage } from '../analysis/license-passages.ts';
import type { KnownKernel } from '../analysis/analyzer.ts';
import type { FindingCounts, FindingNode, Grouping } from './finding-tree.ts';

/** Null where the check failed; a large workspace is left alone until somebody asks. */
export type FindingsTold = FindingCounts | { readonly leftAlone: true } | null;

/** For a client that asks for it with the option `findings: true`: after each check of the workspace. */
export const FindingsNotification = new NotificationType<FindingsTold>('copyleftLens/findings');

/** The tree of the newest report; null before the first. */
export const FindingTreeRequest = new RequestType<{ readonly grouping: Grouping }, readonly FindingNode[] | null, void>('copyleftLens/findingTree');

/** Kernels that can be judged against here, installed and bundled. */
export const KernelsRequest = new RequestType<Record<string, never>, readonly KnownKernel[], void>('copyleftLens/knownKernels');

/** The passages of a licence text that an editor shows, which the client then sets off. */
export const PassagesRequest = new RequestType<{ readonly uri: string }, readonly (Omit<LicensePassage, 'range'> & { readonly range: Range })[], void>('copyleftLens/passages');
