/**
 * Headers that include their includer again under changing macros, as trace/define_trace.h does for tracepoints. What one
 * leads to cannot be asked name by name: an invented header of events is put through it, with and without the macro that
 * switches it on, and the difference is the fact.
 */

import type { NameFact } from '../../server/src/knowledge/kernel-index.ts';
import type { HeaderOnDisk } from './probe-header.ts';
import type { ProbeTemplate } from './engine.ts';
import type { IsWanted } from './reach.ts';

const EVENTS = `
#undef TRACE_SYSTEM
#define TRACE_SYSTEM lens
#if !defined(LENS_EVENTS) || defined(TRACE_HEADER_MULTI_READ)
#define LENS_EVENTS
#include <linux/tracepoint.h>
TRACE_EVENT(lens_happened,
	TP_PROTO(int number),
	TP_ARGS(number),
	TP_STRUCT__entry(__field(int, number)),
	TP_fast_assign(__entry->number = number;),
	TP_printk("%d", __entry->number)
);
#endif
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH /probe
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE events
`;

/** The fact of a header with an #include of a macro's value; nothing for any other header. */
export function templateFact(header: HeaderOnDisk, probe: ProbeTemplate, wanted: IsWanted): NameFact[] {
  if (!/^[ \t]*#[ \t]*include[ \t]+[A-Za-z_]/m.test(header.text)) return [];
  const macro = /^[ \t]*#[ \t]*ifdef[ \t]+(\w+)/m.exec(header.text)?.[1];
  if (macro === undefined) return [];
  const events = `${EVENTS}#include "${header.absolute}"\n`;
  const symbols = (start: string): string[] => probe(`${start}#include "/probe/events.h"\n`, events).filter(wanted);
  const without = new Set(symbols(''));
  const led = symbols(`#define ${macro}\n`).filter((symbol) => !without.has(symbol));
  return led.length === 0 ? [] : [{ kind: 'template', name: macro, symbols: led.sort() }];
}
