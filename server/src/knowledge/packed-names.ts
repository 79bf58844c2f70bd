/** Sorted names in little room: each as the number of characters that it shares with the one before, and the rest. */

const LONGEST_SHARED = 35;

export function packNames(names: Iterable<string>): string {
  let before = '';
  return [...new Set(names)]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      let shared = 0;
      while (shared < LONGEST_SHARED && shared < before.length && before[shared] === name[shared]) shared++;
      before = name;
      return shared.toString(36) + name.slice(shared);
    })
    .join(' ');
}

/** Names hold no blank. */
export function unpackNames(text: string): string[] {
  if (text === '') return [];
  let before = '';
  return text.split(' ').map((entry) => (before = before.slice(0, parseInt(entry[0]!, 36)) + entry.slice(1)));
}
