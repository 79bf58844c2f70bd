/** Findings of any rule that the policy file silences with a reason, and what is wrong with the policy files themselves. */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { Finding } from '../findings/finding.ts';
import { loadPolicy, POLICY_FILE, suppressionFor, type LoadedPolicy } from '../licensing/policy.ts';

export class PolicySuppressions {
  /** By folder: findings stand close together. */
  private readonly policies = new Map<string, LoadedPolicy>();

  constructor(
    private readonly files: Files,
    private readonly roots: readonly string[],
    private readonly today: string,
  ) {}

  isSilenced = (finding: Finding): boolean => {
    const { file, policy } = this.policyOf(path.dirname(finding.file));
    if (file === null || policy.suppressions.length === 0) return false;
    const place = path.relative(path.dirname(file), finding.file).split(path.sep).join('/');
    return suppressionFor(policy, finding.rule, place, this.today) !== undefined;
  };

  /** Of the policy files at the given folders. */
  problemsAt(folders: readonly string[]): readonly Finding[] {
    return folders.flatMap((folder) => {
      const { file, problems } = this.policyOf(folder);
      return file === path.join(folder, POLICY_FILE) ? problems : [];
    });
  }

  private policyOf(folder: string): LoadedPolicy {
    let policy = this.policies.get(folder);
    if (!policy) {
      const root = this.roots.find((candidate) => folder === candidate || folder.startsWith(candidate + path.sep)) ?? folder;
      this.policies.set(folder, (policy = loadPolicy(folder, root, this.files, this.today)));
    }
    return policy;
  }
}
