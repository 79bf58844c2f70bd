/**
 * Whose an imported module is. A name leads to the package that package.json lists under it; what is left (paths of a
 * tsconfig.json, `#names`, packages that nobody lists, files of a neighbour) is followed to the file, and its place
 * tells the package.
 */

import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { Files } from '../base/files.ts';
import { isReadable } from '../base/files.ts';
import type { ModuleImport } from '../facts/module-facts.ts';
import { findInstalled } from '../npm/installed.ts';
import type { PackageGraph, PackageNode } from '../npm/package-graph.ts';
import { createModuleResolver } from './module-resolver.ts';

export type ImportTarget =
  | { readonly kind: 'package'; readonly id: string }
  /** The package's own file, a module of Node, an address: nothing that brings a package. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unresolved'; readonly reason: string };

const NONE: ImportTarget = { kind: 'none' };

export class ImportTargets {
  private readonly byDirectory: ReadonlyMap<string, string>;
  private readonly member: PackageNode;
  private readonly known = new Map<string, ImportTarget>();
  private readonly resolvers = new Map<string, ReturnType<typeof createModuleResolver>>();
  private readonly configs = new Map<string, string | null>();

  /** @param directory of the member whose files import */
  constructor(
    private readonly graph: PackageGraph,
    private readonly directory: string,
    private readonly files: Files,
  ) {
    this.member = graph.nodes.get(graph.members.get(directory)!)!;
    this.byDirectory = new Map([...graph.nodes.values()].flatMap((node) => (node.directory === null ? [] : [[node.directory, node.id]])));
  }

  of(file: string, { specifier, typeOnly, form }: ModuleImport): ImportTarget {
    if (/^(?:[a-z][a-z+.-]+:|\/\/)/i.test(specifier) || isBuiltin(specifier)) return NONE;
    if (/^\.{0,2}(?:\/|$)/.test(specifier)) return this.ofFile(path.resolve(path.dirname(file), specifier));
    // A bundler takes a bare address from the file's own directory.
    if (form === 'url') return this.ofFile(path.resolve(path.dirname(file), specifier));
    const config = this.configOf(path.dirname(file));
    const key = `${config ?? ''}\0${typeOnly}\0${specifier}`;
    let target = this.known.get(key);
    if (!target) this.known.set(key, (target = this.ofName(path.dirname(file), specifier, config)));
    return target;
  }

  private ofName(from: string, specifier: string, config: string | null): ImportTarget {
    if (config !== null || specifier.startsWith('#')) {
      const file = this.resolver(config)(from, specifier);
      const listed = specifier.startsWith('#') || file === undefined ? undefined : this.edge(packageOf(specifier));
      if (file !== undefined && (listed === undefined || !file.split(path.sep).includes('node_modules'))) return this.ofFile(file);
      if (specifier.startsWith('#')) return { kind: 'unresolved', reason: `package.json maps "${specifier}" to no file` };
    }
    const name = packageOf(specifier);
    if (name === this.member.name) return NONE;
    const edge = this.edge(name) ?? this.edge(typesOf(name)) ?? this.edgeAbove(name);
    if (edge) return edge.to === null ? { kind: 'unresolved', reason: `${name} is neither installed nor in the lockfile` } : { kind: 'package', id: edge.to };
    const installed = findInstalled(from, name, this.files) ?? findInstalled(from, typesOf(name), this.files);
    const id = installed === null ? undefined : this.byDirectory.get(installed);
    if (id !== undefined) return { kind: 'package', id };
    // Not listed and not installed: a lockfile with one package of the name leaves no doubt.
    const named = [...this.graph.nodes.values()].filter((node) => node.name === name);
    if (named.length === 1) return { kind: 'package', id: named[0]!.id };
    return { kind: 'unresolved', reason: `${name} is not listed in package.json and not installed` };
  }

  private edge(name: string): PackageNode['edges'][number] | undefined {
    return this.member.edges.find((edge) => edge.name === name);
  }

  /** In a monorepo the packages that the top lists serve all below it. */
  private edgeAbove(name: string): PackageNode['edges'][number] | undefined {
    for (let directory = path.dirname(this.directory); directory !== path.dirname(directory); directory = path.dirname(directory)) {
      const member = this.graph.members.get(directory);
      const edge = member === undefined ? undefined : this.graph.nodes.get(member)?.edges.find((candidate) => candidate.name === name);
      if (edge) return edge;
    }
    return undefined;
  }

  /** The package that a place belongs to. */
  private ofFile(file: string): ImportTarget {
    for (let directory = file; directory !== path.dirname(directory); directory = path.dirname(directory)) {
      const id = this.graph.members.get(directory) ?? this.byDirectory.get(directory) ?? this.byDirectory.get(this.files.realpath(directory));
      if (id !== undefined) return id === this.member.id ? NONE : { kind: 'package', id };
    }
    return NONE;
  }

  private resolver(config: string | null): ReturnType<typeof createModuleResolver> {
    const key = config ?? '';
    let resolver = this.resolvers.get(key);
    if (!resolver) this.resolvers.set(key, (resolver = createModuleResolver(this.files, config)));
    return resolver;
  }

  /** The nearest tsconfig.json, where it (or what it extends) may say where names lead. */
  private configOf(directory: string): string | null {
    const known = this.configs.get(directory);
    if (known !== undefined) return known;
    const own = ['tsconfig.json', 'jsconfig.json'].map((name) => path.join(directory, name)).find((file) => this.files.stat(file)?.kind === 'file');
    const above = path.dirname(directory);
    const config = own === undefined ? (directory === above || directory === this.graph.root ? null : this.configOf(above)) : this.mapsNames(own) ? own : null;
    this.configs.set(directory, config);
    return config;
  }

  private mapsNames(config: string): boolean {
    const content = this.files.read(config);
    return isReadable(content) && /"(?:paths|baseUrl|extends|references)"/.test(content.text);
  }
}

/** "@scope/name" of "@scope/name/sub/path". */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Where DefinitelyTyped has the types of a package: "@types/scope__name". */
function typesOf(name: string): string {
  return `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;
}
