// Recognised words of a cue: they follow the text when it is edited. Words before and after the change keep their
// times and how sure the recogniser was; new words share the time between, and are sure because a person wrote them.

export const UNSURE = 0.6;

const split = (text) => text.split(/\s+/).filter(Boolean);

export function reworded(words, text) {
  const wanted = split(text);
  if (!words?.length) return words;
  const [shorter] = [Math.min(words.length, wanted.length)];
  let head = 0;
  while (head < shorter && words[head].text.trim() === wanted[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && words.at(-1 - tail).text.trim() === wanted.at(-1 - tail)) tail += 1;
  const [gone, made] = [words.slice(head, words.length - tail), wanted.slice(head, wanted.length - tail)];
  if (gone.length === 0 && made.length === 0) return words;
  const start = gone[0]?.start ?? words[head - 1]?.end ?? words[0].start;
  const end = gone.at(-1)?.end ?? words[head]?.start ?? words.at(-1).end;
  const at = (index) => start + Math.round(((end - start) * index) / made.length);
  const between = made.map((word, index) => ({ start: at(index), end: at(index + 1), text: word }));
  return [...words.slice(0, head), ...between, ...words.slice(words.length - tail)];
}

// Ranges [from, to) of the text whose words the recogniser was not sure of.
export function unsureRanges(words, text) {
  if (!words?.length) return [];
  const found = [...text.matchAll(/\S+/g)];
  if (found.length !== words.length) return [];
  return found
    .filter((match, index) => words[index].confidence != null && words[index].confidence < UNSURE)
    .map((match) => [match.index, match.index + match[0].length]);
}

export const moved = (words, by) => words?.map((word) => ({ ...word, start: word.start + by, end: word.end + by }));
