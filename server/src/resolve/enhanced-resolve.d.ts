/** The resolver without the package's entry, which would load a second file system and change Node's own. */
declare module 'enhanced-resolve/lib/ResolverFactory.js' {
  import type { ResolverFactory } from 'enhanced-resolve';
  const factory: typeof ResolverFactory;
  export default factory;
}
