/**
 * Judgements, each made once. A licence means the same for every package that has it, unless the policy has something to
 * say on packages by their names.
 */

import { judge, type Judgement, type PackageUse } from '../../licensing/judge.ts';
import type { LicenseBase } from '../../licensing/license-base.ts';
import type { PackageLicense } from '../../licensing/package-license.ts';
import type { FolderPolicy } from '../../licensing/policy.ts';

export interface JudgementQuestion {
  readonly license: PackageLicense;
  readonly project: PackageLicense;
  readonly use: PackageUse;
  readonly policy: FolderPolicy;
  readonly today: string;
  /** What is not installed, and has no licence in the lockfile, may have one all the same. */
  readonly installed: boolean;
}

export class Judgements {
  private readonly made = new WeakMap<FolderPolicy, Map<string, Judgement>>();

  of(question: JudgementQuestion, base: LicenseBase): Judgement {
    const { license, project, use, policy, today, installed } = question;
    let made = this.made.get(policy);
    if (!made) this.made.set(policy, (made = new Map()));
    const about = namesPackages(policy) ? [use.name, use.version, today] : [];
    const key = JSON.stringify([license.text, license.state, project.text, project.state, use.arrival, use.direct, installed, ...about]);
    let judgement = made.get(key);
    if (!judgement) made.set(key, (judgement = judgeAnew(question, base)));
    return judgement;
  }
}

function judgeAnew({ license, project, use, policy, today, installed }: JudgementQuestion, base: LicenseBase): Judgement {
  const judgement = judge(license, project, use, policy, base, today);
  if (installed || judgement.verdict !== 'missing') return judgement;
  return {
    ...judgement,
    family: 'unknown',
    severity: judgement.severity === null ? null : 'information',
    reason: 'it is not installed, and the lockfile does not tell its licence: nothing is known of it here',
  };
}

function namesPackages({ packages, exceptions, choices }: FolderPolicy): boolean {
  return Object.keys(packages).length > 0 || exceptions.length > 0 || choices.length > 0;
}
