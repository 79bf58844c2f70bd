/**
 * The settings of the editor, declared once: key, type, default and description. The manifest's
 * `contributes.configuration` is held to this table by a test. Values are read key by key, so that
 * one bad value costs one key: it keeps its default and is reported by name.
 */

import { DEFAULT_SETTINGS, DISTRIBUTIONS, type Settings } from '../analysis/settings.ts';

/** Of which files findings are shown without being asked for; `auto` is the whole workspace unless it is large. */
const BACKGROUND_CHECKS = ['openFiles', 'units', 'auto', 'workspace'] as const;
export type BackgroundCheck = (typeof BACKGROUND_CHECKS)[number];

/** The settings of the analysis, and those of this server alone. */
export interface EditorSettings extends Settings {
  readonly backgroundCheck: BackgroundCheck;
  /** Whether notes of ours may stand behind lines. */
  readonly inlayHints: boolean;
}

export const DEFAULT_EDITOR_SETTINGS: EditorSettings = { ...DEFAULT_SETTINGS, backgroundCheck: 'auto', inlayHints: false };

export const SETTINGS_SECTION = 'copyleftLens';

const MEBIBYTE = 1024 * 1024;

/** Groups of the settings editor, in its order. */
const GROUPS = { modules: 'Kernel Modules', packages: 'Packages', editor: 'In the Editor', reading: 'Reading' } as const;

interface SettingDeclaration {
  /** Without the section. */
  readonly key: string;
  readonly group: keyof typeof GROUPS;
  /** The JSON schema that the settings editor of VS Code understands. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly default: unknown;
  /** `resource`: each folder of a workspace may have its own. */
  readonly scope: 'window' | 'resource';
  /** Markdown. */
  readonly description: string;
  /** What a good value is, as the end of the sentence "expected …". */
  readonly expected: string;
  /** The settings with the value taken in; undefined for a bad value. */
  readonly apply: (settings: EditorSettings, value: unknown) => EditorSettings | undefined;
}

const DECLARATIONS: readonly SettingDeclaration[] = [
  {
    key: 'kernels',
    scope: 'resource',
    group: 'modules',
    schema: { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true },
    default: [],
    description:
      'Kernels that modules are judged against, in order of preference: build directories (`/lib/modules/6.12.1/build`) or versions of the bundled facts (`6.12`). Empty: found automatically.',
    expected: 'a list of directories or kernel versions',
    apply: (settings, value) => (isListOfText(value) ? { ...settings, kernels: value } : undefined),
  },
  {
    key: 'assumeLicense',
    scope: 'resource',
    group: 'modules',
    schema: { type: ['string', 'null'] },
    default: null,
    description:
      'Judge every module and package as if it had this licence, for example `Proprietary`: what would break if it were not GPL? Empty: the licence that the source states.',
    expected: 'a licence string or null',
    apply: (settings, value) => {
      if (value === null || value === '') return { ...settings, assumeLicense: null };
      return typeof value === 'string' ? { ...settings, assumeLicense: value } : undefined;
    },
  },
  {
    key: 'distribution',
    scope: 'resource',
    group: 'packages',
    schema: {
      type: 'string',
      enum: [...DISTRIBUTIONS],
      enumDescriptions: ['Users get copies.', 'Users reach it over a network only.', 'It stays in the house.'],
    },
    default: DEFAULT_SETTINGS.distribution,
    description: 'Who gets the programs that are developed here: most licences ask for something only when copies are passed on. What `copyleft-lens.json` says goes before.',
    expected: `one of ${DISTRIBUTIONS.join(', ')}`,
    apply: (settings, value) => {
      const distribution = DISTRIBUTIONS.find((known) => known === value);
      return distribution && { ...settings, distribution };
    },
  },
  {
    key: 'markFiles',
    scope: 'window',
    group: 'editor',
    schema: { type: 'boolean' },
    default: true,
    description: 'Mark files with findings in the explorer and in tabs with a §, beside the numbers of the Problems view.',
    expected: 'true or false',
    // The client's own.
    apply: (settings, value) => (typeof value === 'boolean' ? settings : undefined),
  },
  {
    key: 'inlayHints',
    scope: 'window',
    group: 'editor',
    schema: { type: 'boolean' },
    default: DEFAULT_EDITOR_SETTINGS.inlayHints,
    description:
      'Write behind lines what they bring in: behind a name of a kernel header the GPL-only symbol, behind a line of `package.json` the licence and what comes along.',
    expected: 'true or false',
    apply: (settings, value) => (typeof value === 'boolean' ? { ...settings, inlayHints: value } : undefined),
  },
  {
    key: 'maxFileSize',
    scope: 'resource',
    group: 'reading',
    schema: { type: 'number', exclusiveMinimum: 0, maximum: 64 },
    default: DEFAULT_SETTINGS.maxFileSize / MEBIBYTE,
    description: 'Files larger than this, in MiB, are not read, and are reported as unread.',
    expected: 'a number of MiB above 0 and up to 64',
    apply: (settings, value) => {
      if (typeof value !== 'number' || !(value > 0 && value <= 64)) return undefined;
      return { ...settings, maxFileSize: Math.round(value * MEBIBYTE) };
    },
  },
  {
    key: 'backgroundCheck',
    scope: 'window',
    group: 'reading',
    schema: {
      type: 'string',
      enum: [...BACKGROUND_CHECKS],
      enumDescriptions: [
        'Only files that are open.',
        'All files of the kernel modules and packages that open files belong to.',
        'The whole workspace, unless it has a thousand sources or more: then as with "units".',
        'The whole workspace, however large.',
      ],
    },
    default: 'auto',
    description: 'Of which files findings are shown without being asked for. *Check Whole Workspace* asks for all.',
    expected: `one of ${BACKGROUND_CHECKS.join(', ')}`,
    apply: (settings, value) => {
      const backgroundCheck = BACKGROUND_CHECKS.find((known) => known === value);
      return backgroundCheck && { ...settings, backgroundCheck };
    },
  },
];

export interface ReadSettings {
  readonly settings: EditorSettings;
  /** Sentences for the user, each beginning with the full key. */
  readonly problems: readonly string[];
}

/** @param section what the editor holds under "copyleftLens"; missing keys take their defaults silently. */
export function readSettings(section: unknown): ReadSettings {
  if (section === undefined || section === null) return { settings: DEFAULT_EDITOR_SETTINGS, problems: [] };
  if (typeof section !== 'object' || Array.isArray(section)) {
    return { settings: DEFAULT_EDITOR_SETTINGS, problems: [`${SETTINGS_SECTION}: expected an object, got ${show(section)}; all defaults are used.`] };
  }
  const values = section as Readonly<Record<string, unknown>>;
  const problems: string[] = [];
  let settings = DEFAULT_EDITOR_SETTINGS;
  for (const { key, apply, expected } of DECLARATIONS) {
    const value = values[key];
    if (value === undefined) continue;
    const next = apply(settings, value);
    if (next) settings = next;
    else problems.push(`${SETTINGS_SECTION}.${key}: expected ${expected}, got ${show(value)}; the default is used.`);
  }
  return { settings, problems };
}

/** What package.json says under contributes.configuration, with the texts that package.nls.json has. */
export function manifestConfiguration(): readonly { readonly properties: Readonly<Record<string, unknown>> }[] {
  return Object.entries(GROUPS).map(([id, title], order) => ({
    id: `${SETTINGS_SECTION}.${id}`,
    title,
    order,
    properties: Object.fromEntries(DECLARATIONS.filter(({ group }) => group === id).map(({ key, schema, default: value, description, scope }, i) => [
      `${SETTINGS_SECTION}.${key}`,
      { ...schema, default: value, scope, markdownDescription: description, order: i },
    ])),
  }));
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
