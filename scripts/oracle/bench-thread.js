// Node 20 starts worker threads without the loader of the main thread: load it, then the worker itself.
import { register } from 'tsx/esm/api';

register();
await import('./bench-worker.ts');
