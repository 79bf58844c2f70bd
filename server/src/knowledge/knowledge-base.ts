/**
 * Everything that ships with the product as knowledge. Each file is read, and held against its checksum, when it is
 * first asked for; what cannot be loaded is a reason for every report, never an exception.
 */

import type { Unread } from '../base/files.ts';
import { readBpfFacts, type BpfFacts } from './bpf-facts.ts';
import { readExportHistory, type ExportHistory } from './export-history.ts';
import { readHeaderHistory, type HeaderHistory } from './header-history.ts';
import { readHeaderNames, type HeaderNames } from './header-names.ts';
import { readKernelFacts } from './kernel-facts.ts';
import { readKernelIndex, type KernelIndex } from './kernel-index.ts';
import type { KernelTarget } from './kernel-target.ts';
import { readFingerprints, type Fingerprints } from './license-fingerprints.ts';
import { readLicenseFacts, type LicenseFacts } from './license-facts.ts';
import { readLibraryFacts, type LibraryFacts } from './library-facts.ts';
import { readLibraryLicenses, type LibraryLicenses } from './library-licenses.ts';
import { readLicenses, readLicenseTexts, type Licenses } from './licenses.ts';
import type { KernelHistory } from './kernel-history.ts';
import { DATA_DIRECTORY, hasChecksum, MANIFEST, parseManifest, unpackBytes, type LoadData, type ManifestEntry } from './manifest.ts';
import { readAlternatives, type DocumentedAlternatives } from './plain-alternatives.ts';

/** A kernel that is known by bundled facts, described without reading them. */
export interface BundledKernel {
  /** Name of the manifest entry: "kernel-6.12-amd64". */
  readonly name: string;
  readonly release: string;
  readonly version: readonly [number, number, number];
}

export interface CheckedEntry {
  readonly entry: ManifestEntry;
  /** What is wrong with the file; undefined where nothing is. */
  readonly problem: string | undefined;
}

const HISTORY = 'kernel-export-history';
const HEADER_HISTORY = 'kernel-header-history';
const HEADER_NAMES = 'kernel-header-names';
const ALTERNATIVES = 'kernel-plain-alternatives';
const BPF = 'bpf';
const LICENSES = 'spdx-licenses';
const LICENSE_TEXTS = 'spdx-license-texts';
const LICENSE_FACTS = 'license-facts';
const LICENSE_FINGERPRINTS = 'license-fingerprints';
const LIBRARY_FACTS = 'library-facts';
const LIBRARY_LICENSES = 'library-licenses';

export class KnowledgeBase {
  /** What is bundled; empty where the manifest itself cannot be read. */
  readonly entries: readonly ManifestEntry[];
  private readonly loaded = new Map<string, unknown>();
  private readonly failures = new Map<string, Unread>();

  constructor(private readonly load: LoadData) {
    this.entries = this.readManifest();
  }

  /** What could not be loaded so far. */
  get unread(): readonly Unread[] {
    return [...this.failures.values()];
  }

  /** Bundled kernels in the manifest's order. */
  get kernels(): readonly BundledKernel[] {
    return this.entries.flatMap(({ name, release, kernelVersion }) =>
      release !== undefined && kernelVersion ? [{ name, release, version: kernelVersion }] : [],
    );
  }

  kernel(name: string): KernelTarget | undefined {
    const indexOf = (): KernelIndex | undefined => this.kernelIndex(name);
    return this.get(name, (text) => ({
      ...readKernelFacts(text),
      get index() {
        return indexOf();
      },
    }));
  }

  /** What the names of the kernel's headers lead to; undefined where no index of it is bundled. */
  kernelIndex(name: string): KernelIndex | undefined {
    const index = `${name}-index`;
    return this.entries.some((entry) => entry.name === index) ? this.get(index, readKernelIndex) : undefined;
  }

  exportHistory(): ExportHistory | undefined {
    return this.get(HISTORY, readExportHistory);
  }

  /** All that is known of kernels over time; each part is read when it is first asked for. */
  history(): KernelHistory {
    const get = <T>(name: string, read: (text: string) => T): T | null => this.get(name, read) ?? null;
    const { kernels } = this;
    return {
      get exports() {
        return get(HISTORY, readExportHistory);
      },
      get headers() {
        return get<HeaderHistory>(HEADER_HISTORY, readHeaderHistory);
      },
      get headerNames() {
        return get<HeaderNames>(HEADER_NAMES, readHeaderNames);
      },
      get alternatives() {
        return get<DocumentedAlternatives>(ALTERNATIVES, readAlternatives);
      },
      kernels,
    };
  }

  bpf(): BpfFacts | undefined {
    return this.get(BPF, readBpfFacts);
  }

  licenses(): Licenses | undefined {
    return this.get(LICENSES, readLicenses);
  }

  /** Families of licences, and who judges which pairs how. */
  licenseFacts(): LicenseFacts | undefined {
    return this.get(LICENSE_FACTS, readLicenseFacts);
  }

  /** By which licence texts are recognised. */
  licenseFingerprints(): Fingerprints | undefined {
    return this.get(LICENSE_FINGERPRINTS, readFingerprints);
  }

  /** C libraries of Debian's packages: names, symbols, what was found on their licences. */
  libraryFacts(): LibraryFacts | undefined {
    return this.get(LIBRARY_FACTS, readLibraryFacts);
  }

  /** What people wrote down on the licences of libraries. */
  libraryLicenses(): LibraryLicenses | undefined {
    return this.get(LIBRARY_LICENSES, readLibraryLicenses);
  }

  /** @param id SPDX identifier in any case. */
  licenseText(id: string): string | undefined {
    const license = this.licenses()?.get(id);
    return license && this.getFrom(LICENSE_TEXTS, readLicenseTexts)?.get(license.id);
  }

  /** Where licence names and texts come from: "spdx-license-list 6.12.0 (CC0-1.0)". */
  licenseSource(): string {
    const origin = this.entries.find((entry) => entry.name === LICENSE_TEXTS)?.origins[0];
    return origin ? `${origin.name} ${origin.version}` : 'unknown';
  }

  /** Reads every file and compares it with its recorded size and checksum. */
  check(): readonly CheckedEntry[] {
    return this.entries.map((entry) => {
      try {
        this.readSound(entry);
        return { entry, problem: undefined };
      } catch (error) {
        return { entry, problem: messageOf(error) };
      }
    });
  }

  private get<T>(name: string, read: (text: string) => T): T | undefined {
    return this.getFrom(name, (content) => read(content.toString('utf8')));
  }

  private getFrom<T>(name: string, read: (content: Buffer) => T): T | undefined {
    if (!this.loaded.has(name)) this.loaded.set(name, this.tryToLoad(name, read));
    return this.loaded.get(name) as T | undefined;
  }

  private tryToLoad<T>(name: string, read: (content: Buffer) => T): T | undefined {
    const entry = this.entries.find((candidate) => candidate.name === name);
    try {
      if (!entry) throw new Error(`${MANIFEST} does not list it`);
      return read(unpackBytes(this.readSound(entry)));
    } catch (error) {
      const file = entry ? `${DATA_DIRECTORY}/${entry.file}` : name;
      this.failures.set(name, { file, reason: `cannot be loaded, so answers that rest on it are missing: ${messageOf(error)}` });
      return undefined;
    }
  }

  /** Throws where the file is missing or not what was built. */
  private readSound(entry: ManifestEntry): Uint8Array {
    const bytes = this.load(`${DATA_DIRECTORY}/${entry.file}`);
    if (bytes.length !== entry.bytes) throw new Error(`it has ${bytes.length} bytes, ${entry.bytes} were built`);
    if (!hasChecksum(bytes, entry.sha256)) throw new Error('its checksum is not the one that was built');
    return bytes;
  }

  private readManifest(): readonly ManifestEntry[] {
    try {
      return parseManifest(Buffer.from(this.load(MANIFEST)).toString('utf8'));
    } catch (error) {
      this.failures.set(MANIFEST, { file: MANIFEST, reason: `cannot be loaded, so nothing bundled is known: ${messageOf(error)}` });
      return [];
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
