/** What a client's findings view asks for and is told, beside the protocol. All of it is rendered here. */

import { NotificationType, RequestType } from 'vscode-languageserver/node';
import type { KnownKernel } from '../analysis/analyzer.ts';
import type { FindingCounts, FindingNode, Grouping } from './finding-tree.ts';

/** For a client that asks for it with the option `findings: true`: after each check of the workspace; null where it failed. */
export const FindingsNotification = new NotificationType<FindingCounts | null>('copyleftLens/findings');

/** The tree of the newest report; null before the first. */
export const FindingTreeRequest = new RequestType<{ readonly grouping: Grouping }, readonly FindingNode[] | null, void>('copyleftLens/findingTree');

/** Kernels that can be judged against here, installed and bundled. */
export const KernelsRequest = new RequestType<Record<string, never>, readonly KnownKernel[], void>('copyleftLens/knownKernels');
