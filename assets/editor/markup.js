// Styled runs of a cue as text with tags, and back without loss. Tags are <i> <b> <u> <s>; any other style of a cue
// is numbered, <1>…</1>, and kept in the cue's list of styles. What looks like a tag in the text itself is escaped.

const TAGS = { italic: "i", bold: "b", underline: "u", strike: "s" };
const NAMES = Object.fromEntries(Object.entries(TAGS).map(([name, tag]) => [tag, name]));
const TAG = /<(\/?)(i|b|u|s|\d{1,3})>/g;

const escaped = (text) => text.replace(/&(?=lt;|amp;)/g, "&amp;").replace(/<(?=\/?(?:i|b|u|s|\d{1,3})>)/g, "&lt;");
const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&amp;/g, "&");

function tagsOf(style, styles) {
  const other = Object.fromEntries(Object.entries(style).filter(([name]) => !(name in TAGS)));
  const tags = Object.keys(TAGS).filter((name) => style[name]).map((name) => TAGS[name]);
  if (Object.keys(other).length === 0) return tags;
  const form = JSON.stringify(other);
  let index = styles.findIndex((known) => JSON.stringify(known) === form);
  if (index < 0) index = styles.push(other) - 1;
  return [String(index + 1), ...tags];
}

// { text, styles } of the runs of a cue.
export function toMarkup(runs) {
  const styles = [];
  let [text, open] = ["", []];
  for (const run of runs) {
    const wanted = tagsOf(run.style ?? {}, styles);
    let same = 0;
    while (same < open.length && open[same] === wanted[same]) same += 1;
    text += open.slice(same).reverse().map((tag) => `</${tag}>`).join("");
    text += wanted.slice(same).map((tag) => `<${tag}>`).join("");
    text += escaped(run.text);
    open = wanted;
  }
  return { text: text + [...open].reverse().map((tag) => `</${tag}>`).join(""), styles };
}

// The runs that a marked text says; a tag that is not closed reaches to the end.
export function toRuns(text, styles = []) {
  const runs = [];
  const open = [];
  const push = (piece) => {
    if (!piece) return;
    const style = {};
    for (const tag of open) Object.assign(style, tag in NAMES ? { [NAMES[tag]]: true } : styles[Number(tag) - 1]);
    const form = JSON.stringify(style);
    const last = runs.at(-1);
    if (last && JSON.stringify(last.style ?? {}) === form) last.text += unescaped(piece);
    else runs.push(form === "{}" ? { text: unescaped(piece) } : { text: unescaped(piece), style });
  };
  let done = 0;
  for (const match of text.matchAll(TAG)) {
    push(text.slice(done, match.index));
    done = match.index + match[0].length;
    if (!match[1]) open.push(match[2]);
    else if (open.includes(match[2])) open.splice(open.lastIndexOf(match[2]), 1);
  }
  push(text.slice(done));
  return runs;
}

// The words that a viewer reads.
export const plain = (text) => (/[<&]/.test(text) ? unescaped(text.replace(TAG, "")) : text);

// The text with a tag around all of it, or without that tag when all of it has it.
export function toggled(text, tag) {
  const whole = new RegExp(`^<${tag}>((?:(?!</${tag}>)[^])*)</${tag}>$`).exec(text);
  if (whole) return whole[1];
  return `<${tag}>${text.replaceAll(`<${tag}>`, "").replaceAll(`</${tag}>`, "")}</${tag}>`;
}
