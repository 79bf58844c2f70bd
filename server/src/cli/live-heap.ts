/**
 * How much of this thread's heap is in use for good: what was left after the last full garbage collection. The heap's
 * size at any other moment says more about the collector's patience than about what is kept.
 */

import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

type GcEntry = PerformanceEntry & { readonly detail?: { readonly kind: number } };

/**
 * Answers whether more than some bytes were in use for good, once for each full collection: after a yes, the next word is
 * that of the next collection. A collection is known of once the thread has come to rest after it.
 */
export function watchLiveHeap(): (bytes: number) => boolean {
  let live = 0;
  const observer = new PerformanceObserver((list) => {
    const full = list.getEntries().some((entry) => (entry as GcEntry).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
    if (full) live = getHeapStatistics().used_heap_size;
  });
  observer.observe({ entryTypes: ['gc'] });
  return (bytes) => {
    const exceeds = live > bytes;
    if (exceeds) live = 0;
    return exceeds;
  };
}
