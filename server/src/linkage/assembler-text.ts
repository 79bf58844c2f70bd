/** Names in assembler text: candidates for symbols. Which of them are symbols, the unit's declarations tell. */

/**
 * Identifiers in operand position. Mnemonics, directives, registers behind %, labels and numbers are left out;
 * strings count only for their sections' sake and are left out too.
 */
export function namesInAssembler(text: string): readonly string[] {
  let names = cache.get(text);
  if (!names) {
    if (cache.size > 4000) cache.clear();
    cache.set(text, (names = scan(text)));
  }
  return names;
}

const cache = new Map<string, readonly string[]>();

function scan(text: string): readonly string[] {
  const names = new Set<string>();
  // What %[name] stands for, the operand of that name says.
  for (const statement of text.replace(/"[^"]*"|%\w?\[\w+\]/g, ' ').split(/[\n;]/)) {
    const withoutLabel = statement.replace(/^\s*[\w.$]+\s*:/, '');
    const match = /^\s*(?:%%?)?[\w.]+(?:\s+|$)(.*)$/s.exec(withoutLabel);
    if (!match) continue;
    for (const operand of match[1]!.matchAll(/(?<![\w.%$\\@])[A-Za-z_][\w]*/g)) names.add(operand[0]);
  }
  return [...names];
}

/** Symbols that assembler text defines for the linker: labels that a .globl statement names. */
export function globalsInAssembler(text: string): readonly string[] {
  const statements = text.replace(/"[^"]*"/g, ' ').split(/[\n;]/);
  const labels = new Set(statements.flatMap((statement) => /^\s*([A-Za-z_.$][\w.$]*)\s*:/.exec(statement)?.[1] ?? []));
  const globals = statements.flatMap((statement) => /^\s*(?:[\w.$]+\s*:)?\s*\.glob(?:a)?l\s+(.+)$/.exec(statement)?.[1]!.split(',') ?? []);
  return globals.map((name) => name.trim()).filter((name) => labels.has(name));
}
