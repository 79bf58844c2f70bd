/** Finds the file behind a specifier as Node, bundlers and TypeScript do: `imports` and `exports` maps, `paths` of a tsconfig.json. */

import type { Resolver } from 'enhanced-resolve';
import ResolverFactory from 'enhanced-resolve/lib/ResolverFactory.js';
import { isReadable, type Files } from '../base/files.ts';

type FileSystem = Parameters<typeof ResolverFactory.createResolver>[0]['fileSystem'];

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.node'];

/** @param tsconfig absolute path; null where there is none. */
export function createModuleResolver(files: Files, tsconfig: string | null): (from: string, specifier: string) => string | undefined {
  const resolver: Resolver = ResolverFactory.createResolver({
    fileSystem: fileSystemOf(files),
    useSyncFileSystemCalls: true,
    symlinks: false,
    extensions: EXTENSIONS,
    extensionAlias: { '.js': ['.ts', '.tsx', '.d.ts', '.js'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'], '.jsx': ['.tsx', '.jsx'] },
    conditionNames: ['node', 'import', 'require', 'types', 'default'],
    mainFields: ['module', 'main', 'types'],
    ...(tsconfig !== null && { tsconfig: { configFile: tsconfig, references: 'auto' as const } }),
  });
  return (from, specifier) => {
    try {
      const file = resolver.resolveSync({}, from, specifier);
      return typeof file === 'string' ? files.realpath(file.replace(/[?#].*$/, '')) : undefined;
    } catch {
      // Not found, a map that does not export it, a tsconfig.json that is none: the name alone has to tell.
      return undefined;
    }
  };
}

function fileSystemOf(files: Files): FileSystem {
  const missing = (path: string): Error => Object.assign(new Error(`${path} is not there`), { code: 'ENOENT' });
  const stat = (path: string) => {
    const found = files.stat(path);
    if (!found) throw missing(path);
    return { isFile: () => found.kind === 'file', isDirectory: () => found.kind === 'directory' };
  };
  const readFile = (path: string) => {
    const content = files.read(path);
    if (!isReadable(content)) throw missing(path);
    return Buffer.from(content.text);
  };
  const readJson = (path: string): unknown => JSON.parse(readFile(path).toString('utf8').replace(/^\uFEFF/, ''));
  const system = {
    statSync: stat,
    readFileSync: readFile,
    readJsonSync: readJson,
    readlinkSync: (path: string) => {
      throw Object.assign(new Error(`${path} is no link`), { code: 'EINVAL' });
    },
    readdirSync: (path: string) => files.list(path).map(({ name }) => name),
  };
  return system as unknown as FileSystem;
}
