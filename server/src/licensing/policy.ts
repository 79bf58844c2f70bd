/**
 * copyleft-lens.json: what a team has decided on licences. JSON with comments; each key is read by itself, so that a bad one
 * keeps its default and is reported by name, place and reason. docs/policy.schema.json describes it for editors.
 */

import path from 'node:path';
import { findNodeAtLocation, getNodePath, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import picomatch from 'picomatch';
import { isReadable, type Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Finding } from '../findings/finding.ts';
import { parseLicenseExpression, type ExpressionLicense } from '../knowledge/license-expression.ts';
import { LICENSE_FAMILIES, type LicenseFamily } from '../knowledge/license-facts.ts';
import { DISTRIBUTIONS, type Distribution } from './judge-license.ts';
import { textOf } from './license-base.ts';

export const POLICY_FILE = 'copyleft-lens.json';
export const POLICY_RULE = 'policy-file';
/** What the quick fix writes where a reason belongs; it is no reason. */
export const REASON_PLACEHOLDER = '<why>';

export type Level = 'allow' | 'warn' | 'deny';

export interface PolicyException {
  /** Name or pattern, with a version behind "@" where only that one is meant. */
  readonly package: string;
  readonly reason: string;
  /** Last day on which it holds, "2027-01-31"; null: without end. */
  readonly expires: string | null;
}

export interface PolicyChoice {
  readonly package: string;
  /** One side of the package's expression. */
  readonly license: string;
  readonly reason: string | null;
}

/** Silences findings of any rule in files, with a reason: for what has no comments, and for whole folders. */
export interface PolicySuppression {
  readonly rule: string;
  /** Pattern of files, from the policy file's folder. */
  readonly files: string;
  readonly reason: string;
  readonly expires: string | null;
}

/** What holds for one folder. */
export interface FolderPolicy {
  readonly projectLicense: string | null;
  readonly distribution: Distribution;
  readonly families: Readonly<Partial<Record<LicenseFamily, Level>>>;
  readonly licenses: Readonly<Record<string, Level>>;
  readonly packages: Readonly<Record<string, Level>>;
  readonly exceptions: readonly PolicyException[];
  readonly choices: readonly PolicyChoice[];
  readonly suppressions: readonly PolicySuppression[];
  /** For evidence: the file's name. */
  readonly source: string;
}

export interface LoadedPolicy {
  /** Null: there is none. */
  readonly file: string | null;
  readonly text: string | null;
  /** Of the directory that was asked for. */
  readonly policy: FolderPolicy;
  /** What is wrong with the file, and exceptions whose time is over. */
  readonly problems: readonly Finding[];
}

export const NO_POLICY: FolderPolicy = {
  projectLicense: null,
  distribution: 'distributed',
  families: {},
  licenses: {},
  packages: {},
  exceptions: [],
  choices: [],
  suppressions: [],
  source: POLICY_FILE,
};

/** What holds where no file says anything, by the distribution that is chosen outside of files. One object each: judgements are kept by their policy. */
const WITHOUT_FILE: Readonly<Record<Distribution, FolderPolicy>> = {
  distributed: NO_POLICY,
  network: { ...NO_POLICY, distribution: 'network' },
  internal: { ...NO_POLICY, distribution: 'internal' },
};

/**
 * The nearest policy from `directory` up to `root`, as it holds for `directory`.
 * @param distribution where no file says it
 */
export function loadPolicy(directory: string, root: string, files: Files, today: string, distribution: Distribution = 'distributed'): LoadedPolicy {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const file = path.join(folder, POLICY_FILE);
    if (files.stat(file)?.kind === 'file') return readPolicyFile(file, directory, files, today, WITHOUT_FILE[distribution]);
    if (folder === root || folder === path.dirname(folder) || !isBelow(folder, root)) return { file: null, text: null, policy: WITHOUT_FILE[distribution], problems: [] };
  }
}

function isBelow(folder: string, root: string): boolean {
  const relative = path.relative(root, folder);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

function readPolicyFile(file: string, directory: string, files: Files, today: string, outside: FolderPolicy): LoadedPolicy {
  const content = files.read(file);
  if (!isReadable(content)) {
    const problem = problemAt(file, new LineIndex(''), 0, 0, `the policy is not applied: it ${content.reason}`);
    return { file, text: null, policy: outside, problems: [problem] };
  }
  const folder = path.relative(path.dirname(file), directory).split(path.sep).join('/');
  const { policy, problems } = readPolicy(file, content.text, folder, today, outside);
  return { file, text: content.text, policy, problems };
}

export function readPolicy(file: string, text: string, folder: string, today: string, outside: FolderPolicy = NO_POLICY): { policy: FolderPolicy; problems: Finding[] } {
  const reader = new PolicyReader(file, text, today);
  return { policy: reader.policyFor(folder, outside), problems: reader.problems };
}

const KEYS = ['projectLicense', 'distribution', 'families', 'licenses', 'packages', 'exceptions', 'choices', 'suppressions'] as const;
const LEVELS: readonly string[] = ['allow', 'warn', 'deny'] satisfies Level[];

class PolicyReader {
  readonly problems: Finding[] = [];
  private readonly lines: LineIndex;
  private readonly root: Node | undefined;

  constructor(
    private readonly file: string,
    text: string,
    private readonly today: string,
  ) {
    this.lines = new LineIndex(text);
    const errors: ParseError[] = [];
    this.root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true });
    for (const { error, offset, length } of errors) this.report(offset, length, `this is no valid JSON (${printParseErrorCode(error)}); what could be read is applied`);
    if (this.root && this.root.type !== 'object') this.report(this.root.offset, this.root.length, 'a policy is a JSON object');
  }

  policyFor(folder: string, outside: FolderPolicy): FolderPolicy {
    if (this.root?.type !== 'object') return outside;
    this.rejectOtherKeys(this.root, [...KEYS, 'folders', '$schema']);
    let policy = this.readInto(outside, this.root);
    const folders = findNodeAtLocation(this.root, ['folders']);
    for (const { key, value } of this.entries(folders, 'folders', 'an object of folders and what holds in them')) {
      if (value.type !== 'object') {
        this.reportNode(value, `folders["${key}"] must be an object with the keys of a policy`);
        continue;
      }
      this.rejectOtherKeys(value, KEYS);
      const inner = this.readInto(policy, value);
      if (matchesFolder(key, folder)) policy = inner;
    }
    return policy;
  }

  /** What the object says goes over, or is added to, what holds around it. */
  private readInto(outer: FolderPolicy, object: Node): FolderPolicy {
    const at = (key: string): Node | undefined => findNodeAtLocation(object, [key]);
    return {
      ...outer,
      projectLicense: this.readProjectLicense(at('projectLicense')) ?? outer.projectLicense,
      distribution: this.readDistribution(at('distribution'), outer.distribution),
      families: { ...outer.families, ...this.readLevels(at('families'), 'families', LICENSE_FAMILIES) },
      licenses: { ...outer.licenses, ...this.readLevels(at('licenses'), 'licenses') },
      packages: { ...outer.packages, ...this.readLevels(at('packages'), 'packages') },
      exceptions: [...outer.exceptions, ...this.readExceptions(at('exceptions'))],
      choices: [...outer.choices, ...this.readChoices(at('choices'))],
      suppressions: [...outer.suppressions, ...this.readSuppressions(at('suppressions'))],
    };
  }

  private readProjectLicense(node: Node | undefined): string | undefined {
    if (!node) return undefined;
    const value: unknown = node.value;
    if (typeof value === 'string' && (value === 'UNLICENSED' || !('reason' in parseLicenseExpression(value)))) return value;
    this.reportNode(node, 'projectLicense must be an SPDX expression or "UNLICENSED"; the licence of package.json counts');
    return undefined;
  }

  private readDistribution(node: Node | undefined, outer: Distribution): Distribution {
    if (!node) return outer;
    const distribution = DISTRIBUTIONS.find((known) => known === node.value);
    if (distribution === undefined) this.reportNode(node, `distribution must be one of "${DISTRIBUTIONS.join('", "')}"; "${outer}" is assumed`);
    return distribution ?? outer;
  }

  private readLevels(node: Node | undefined, name: string, known?: readonly string[]): Record<string, Level> {
    const levels: Record<string, Level> = {};
    for (const { key, value, keyNode } of this.entries(node, name, 'an object of names and "allow", "warn" or "deny"')) {
      if (known && !known.includes(key)) this.reportNode(keyNode, `${name}: "${key}" is none of ${known.join(', ')}`);
      else if (typeof value.value !== 'string' || !LEVELS.includes(value.value)) this.reportNode(value, `${name}["${key}"] must be "allow", "warn" or "deny"`);
      else levels[key] = value.value as Level;
    }
    return levels;
  }

  private readExceptions(node: Node | undefined): PolicyException[] {
    return this.items(node, 'exceptions').flatMap((item) => {
      const [name, reason, expires] = this.strings(item, 'exceptions', ['package', 'reason'], ['expires']);
      if (name === undefined || !this.hasReason(item, reason) || !this.holds(item, expires, `the exception for ${name}`)) return [];
      return [{ package: name, reason: reason!, expires: expires ?? null }];
    });
  }

  private readChoices(node: Node | undefined): PolicyChoice[] {
    return this.items(node, 'choices').flatMap((item) => {
      const [name, license, reason] = this.strings(item, 'choices', ['package', 'license'], ['reason']);
      if (name === undefined || license === undefined) return [];
      const parsed = parseLicenseExpression(license);
      if ('reason' in parsed) {
        this.reportNode(findNodeAtLocation(item, ['license'])!, `choices: "${license}" ${parsed.reason}`);
        return [];
      }
      return [{ package: name, license: textOf(parsed), reason: reason === undefined || reason === REASON_PLACEHOLDER ? null : reason }];
    });
  }

  private readSuppressions(node: Node | undefined): PolicySuppression[] {
    return this.items(node, 'suppressions').flatMap((item) => {
      const [rule, reason, files, expires] = this.strings(item, 'suppressions', ['rule', 'reason'], ['files', 'expires']);
      if (rule === undefined || !this.hasReason(item, reason) || !this.holds(item, expires, `the suppression of ${rule}`)) return [];
      return [{ rule, files: files ?? '**', reason: reason!, expires: expires ?? null }];
    });
  }

  private hasReason(item: Node, reason: string | undefined): boolean {
    if (reason === undefined) return false;
    if (reason.trim() !== '' && reason !== REASON_PLACEHOLDER) return true;
    this.reportNode(findNodeAtLocation(item, ['reason']) ?? item, 'without a reason this has no effect: say why it is allowed');
    return false;
  }

  private holds(item: Node, expires: string | undefined, what: string): boolean {
    if (expires === undefined) return true;
    const node = findNodeAtLocation(item, ['expires'])!;
    if (!isDate(expires)) {
      this.reportNode(node, `expires must be a day like "2027-01-31"; ${what} has no effect`);
      return false;
    }
    if (expires >= this.today) return true;
    this.reportNode(node, `${what} ended on ${expires} and has no effect any more`);
    return false;
  }

  /** Values in the order of `required` and then `optional`; what is missing or no string is reported and undefined. */
  private strings(item: Node, list: string, required: readonly string[], optional: readonly string[]): (string | undefined)[] {
    if (item.type !== 'object') {
      this.reportNode(item, `each of ${list} must be an object with ${required.join(' and ')}`);
      return required.map(() => undefined);
    }
    this.rejectOtherKeys(item, [...required, ...optional]);
    return [...required, ...optional].map((key) => {
      const node = findNodeAtLocation(item, [key]);
      if (typeof node?.value === 'string') return node.value;
      if (node) this.reportNode(node, `${list}: ${key} must be a string`);
      else if (required.includes(key)) this.reportNode(item, `${list}: ${key} is missing, so this has no effect`);
      return undefined;
    });
  }

  private items(node: Node | undefined, name: string): readonly Node[] {
    if (!node) return [];
    if (node.type === 'array') return node.children ?? [];
    this.reportNode(node, `${name} must be a list`);
    return [];
  }

  private entries(node: Node | undefined, name: string, expected: string): { key: string; value: Node; keyNode: Node }[] {
    if (!node) return [];
    if (node.type !== 'object') {
      this.reportNode(node, `${name} must be ${expected}`);
      return [];
    }
    return (node.children ?? []).flatMap(({ children }) => (children?.[1] ? [{ key: String(children[0]!.value), value: children[1], keyNode: children[0]! }] : []));
  }

  private rejectOtherKeys(object: Node, known: readonly string[]): void {
    for (const { key, keyNode } of this.entries(object, '', '')) {
      if (known.includes(key)) continue;
      const where = getNodePath(object).join('.');
      this.reportNode(keyNode, `"${key}" is no key of ${where === '' ? 'a policy' : where}: known are ${known.join(', ')}`);
    }
  }

  private reportNode(node: Node, message: string): void {
    this.report(node.offset, node.length, message);
  }

  private report(offset: number, length: number, message: string): void {
    const problem = problemAt(this.file, this.lines, offset, offset + length, message);
    if (!this.problems.some((other) => other.message === message && other.range.start.line === problem.range.start.line)) this.problems.push(problem);
  }
}

function problemAt(file: string, lines: LineIndex, start: number, end: number, message: string): Finding {
  return { rule: POLICY_RULE, severity: 'warning', message, file, range: lines.range({ start, end }), evidence: [] };
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

/** "packages/app" means the folder and all below it. */
function matchesFolder(pattern: string, folder: string): boolean {
  const plain = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  return picomatch.isMatch(folder, [plain, `${plain}/**`], { dot: true });
}

interface NamedPackage {
  readonly name: string;
  readonly version: string | null;
}

/** "left-pad", "@scope/*", "left-pad@1.3.0". */
export function matchesPackage(pattern: string, { name, version }: NamedPackage): boolean {
  const at = pattern.lastIndexOf('@');
  const [wanted, wantedVersion] = at > 0 ? [pattern.slice(0, at), pattern.slice(at + 1)] : [pattern, null];
  return picomatch.isMatch(name, wanted, { dot: true, nobrace: true }) && (wantedVersion === null || wantedVersion === version);
}

export function exceptionFor(policy: FolderPolicy, used: NamedPackage, today: string): PolicyException | undefined {
  return policy.exceptions.find((exception) => matchesPackage(exception.package, used) && (exception.expires === null || exception.expires >= today));
}

export function choiceFor(policy: FolderPolicy, used: NamedPackage): PolicyChoice | undefined {
  return policy.choices.findLast((choice) => matchesPackage(choice.package, used));
}

export interface PolicyLevel {
  readonly level: Level;
  /** What the policy names: "ffmpeg-static", "GPL-3.0-only", "strong-copyleft". */
  readonly of: string;
}

/** What is named most exactly decides: a package before a licence before a family. */
export function levelFor(policy: FolderPolicy, used: NamedPackage, license: ExpressionLicense | null, family: LicenseFamily): PolicyLevel | undefined {
  const byPackage = Object.entries(policy.packages).findLast(([pattern]) => matchesPackage(pattern, used));
  if (byPackage) return { level: byPackage[1], of: byPackage[0] };
  const names = license === null ? [] : [textOf(license), license.license].map((name) => name.toLowerCase());
  const byLicense = Object.entries(policy.licenses).findLast(([name]) => names.includes(name.toLowerCase()));
  if (byLicense) return { level: byLicense[1], of: byLicense[0] };
  const byFamily = policy.families[family];
  return byFamily && { level: byFamily, of: family };
}

/** @param file relative to the policy's folder, with slashes. */
export function suppressionFor(policy: FolderPolicy, rule: string, file: string, today: string): PolicySuppression | undefined {
  return policy.suppressions.find(
    (suppression) =>
      suppression.rule === rule &&
      (suppression.expires === null || suppression.expires >= today) &&
      picomatch.isMatch(file, suppression.files, { dot: true }),
  );
}
