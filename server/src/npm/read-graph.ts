/**
 * The packages around one package.json: from the lockfile that knows it, with the places of what is installed, or from
 * `node_modules` alone. What the manifests on the screen say goes before what an install once wrote down.
 */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import { findLockfile, readLockfile, type FoundLockfile, type LockfileReader } from './find-lockfile.ts';
import { InstalledWalk } from './installed-walk.ts';
import { findInstalled, installedManifest } from './installed.ts';
import { textOf, type LockedPackage, type Lockfile } from './lockfile.ts';
import { bundledNames, readManifest, type Manifest } from './manifest.ts';
import type { PackageEdge, PackageGraph, PackageNode } from './package-graph.ts';
import { namedMembers } from './workspaces.ts';
import { pnpPlaces } from './yarn-pnp.ts';

/** @param maxFileSize bytes; a larger lockfile is not read */
export function readPackageGraph(directory: string, files: Files, maxFileSize: number, read: LockfileReader = readLockfile): PackageGraph {
  const unread: Unread[] = [];
  const found = findLockfile(directory, files, (file) => read(file, files, maxFileSize), unread);
  return found ? lockedGraph(found, files, unread) : installedGraph(directory, files, unread);
}

function lockedGraph({ root, file, lock }: FoundLockfile, files: Files, unread: Unread[]): PackageGraph {
  const members = new Map<string, string>();
  const edges = new Map<string, readonly PackageEdge[]>();
  const manifests = new Map<string, Manifest>();
  for (const [place, key] of lock.members) {
    const manifest = readManifest(path.join(root, place, 'package.json'), files);
    members.set(path.join(root, place), key);
    if (!manifest) continue;
    manifests.set(key, manifest);
    unread.push(...manifest.unread);
    edges.set(key, declaredEdges(manifest, (name, wanted) => lock.resolve(key, name, wanted)));
  }
  const places = placesOf(root, lock, edges, files);
  const nodes = new Map<string, PackageNode>();
  for (const locked of lock.packages.values()) {
    const own = manifests.get(locked.key);
    nodes.set(locked.key, {
      id: locked.key,
      name: own?.name ?? locked.name,
      version: own ? own.version : locked.version,
      origin: locked.origin,
      directory: places.get(locked.key) ?? null,
      lockedLicense: locked.license,
      ...(locked.line !== undefined && { lockedLine: locked.line }),
      bundled: locked.bundled ?? false,
      edges: edges.get(locked.key) ?? locked.edges,
    });
  }
  const graph = addUnlocked({ root, lockfile: file, nodes, members, unread }, files);
  return file.endsWith('.json') ? graph : addBundled(graph, files);
}

/** What comes inside of a package's archive stands in no lockfile but npm's. */
function addBundled(graph: PackageGraph, files: Files): PackageGraph {
  const nodes = new Map(graph.nodes);
  const walk = new InstalledWalk(nodes, new Map(), files);
  for (const node of graph.nodes.values()) {
    if (node.directory === null || node.origin === 'workspace' || !files.stat(path.join(node.directory, 'node_modules'))) continue;
    const inside = path.join(node.directory, 'node_modules') + path.sep;
    const edges = bundledNames(installedManifest(node.directory, files) ?? {}).map((name): PackageEdge => ({ name, wanted: '*', kind: 'runtime', to: walk.find(node.directory!, name) }));
    const bundled = edges.filter(({ to }) => to?.startsWith(inside));
    if (bundled.length > 0) nodes.set(node.id, { ...node, edges: [...node.edges.filter(({ name }) => bundled.every((edge) => edge.name !== name)), ...bundled] });
  }
  walk.finish(true);
  return { ...graph, nodes };
}

function declaredEdges(manifest: Manifest, target: (name: string, wanted: string) => string | null): PackageEdge[] {
  return manifest.dependencies.map(({ name, wanted, kind }) => ({ name, wanted, kind, to: target(name, wanted) }));
}

/** Where the packages of a lockfile are: it says so itself (npm), the Plug'n'Play data do, or they are looked for as Node does. */
function placesOf(root: string, lock: Lockfile, memberEdges: ReadonlyMap<string, readonly PackageEdge[]>, files: Files): Map<string, string> {
  const places = new Map<string, string>();
  const pnp = pnpPlaces(root, files);
  const open: LockedPackage[] = [];
  const settle = (locked: LockedPackage, directory: string | null): void => {
    if (directory === null || places.has(locked.key)) return;
    places.set(locked.key, directory);
    open.push(locked);
  };
  for (const locked of lock.packages.values()) {
    if (locked.place !== undefined) settle(locked, path.join(root, locked.place));
    else if (pnp) settle(locked, pnp.get(locked.key) ?? null);
  }
  if (pnp) return places;
  for (let locked; (locked = open.pop()); ) {
    const from = places.get(locked.key)!;
    for (const edge of memberEdges.get(locked.key) ?? locked.edges) {
      const target = edge.to === null ? undefined : lock.packages.get(edge.to);
      if (target && !places.has(target.key)) settle(target, ofVersion(findInstalled(from, edge.name, files), target, files));
    }
  }
  return places;
}

/** Another version in the same place tells nothing about the one that the lockfile means. */
function ofVersion(directory: string | null, locked: LockedPackage, files: Files): string | null {
  if (directory === null || locked.version === null) return directory;
  return installedManifest(directory, files)?.['version'] === locked.version ? directory : null;
}

/** What a manifest wants and the lockfile does not know yet may be installed all the same. */
function addUnlocked(graph: PackageGraph, files: Files): PackageGraph {
  const nodes = new Map(graph.nodes);
  const walk = new InstalledWalk(nodes, new Map(), files);
  for (const [directory, id] of graph.members) {
    const node = nodes.get(id)!;
    if (node.edges.some(({ to }) => to === null)) {
      nodes.set(id, { ...node, edges: node.edges.map((edge) => (edge.to === null ? { ...edge, to: walk.find(directory, edge.name) } : edge)) });
    }
  }
  walk.finish();
  return { ...graph, nodes };
}

function installedGraph(directory: string, files: Files, unread: Unread[]): PackageGraph {
  const root = workspaceTop(directory, files);
  const nodes = new Map<string, PackageNode>();
  const members = new Map<string, string>();
  const manifests = [...namedMembers(root, files).keys()].map((place) => path.join(root, place));
  const own = new Map<string, string>();
  for (const place of manifests) {
    const id = files.realpath(place);
    members.set(place, id);
    const name = textOf(installedManifest(place, files)?.['name']);
    if (name !== null) own.set(name, id);
  }
  const walk = new InstalledWalk(nodes, own, files);
  for (const [place, id] of members) {
    const manifest = readManifest(path.join(place, 'package.json'), files);
    if (!manifest) continue;
    unread.push(...manifest.unread);
    nodes.set(id, {
      id,
      name: manifest.name,
      version: manifest.version,
      origin: 'workspace',
      directory: place,
      lockedLicense: undefined,
      bundled: false,
      edges: declaredEdges(manifest, (name) => walk.find(place, name)),
    });
    if (manifest.dependencies.length > 0 && manifest.dependencies.every(({ name }) => walk.find(place, name) === null)) {
      unread.push({ file: manifest.file, reason: 'has neither a lockfile nor installed packages: what its dependencies bring along is not known' });
    }
  }
  walk.finish();
  return { root, lockfile: null, nodes, members, unread };
}

/** The directory whose package.json counts this one among its workspace; itself where none does. */
function workspaceTop(directory: string, files: Files): string {
  for (let root = path.dirname(directory); root !== path.dirname(root); root = path.dirname(root)) {
    if (files.stat(path.join(root, 'package.json')) && namedMembers(root, files).has(path.relative(root, directory).split(path.sep).join('/'))) return root;
  }
  return directory;
}
