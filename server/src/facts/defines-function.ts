/**
 * Whether a text holds what looks like the definition of a function, at the beginning of a line as C is written. A second
 * opinion, for where the first one would say that a module asks for what it may well have itself.
 */

export function definesFunction(text: string, name: string): boolean {
  return text.includes(name) && new RegExp(`^(?:[A-Za-z_][\\w\\s*]*?[\\s*])?${name}\\s*\\([^;{}]*\\)\\s*\\{`, 'm').test(text);
}
