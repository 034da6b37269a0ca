// The history of a document: every command is kept as its splices and can be taken back, without end. Typing in one
// cue is one step until there is a pause or another command.

const PAUSE = 1200;

export const empty = (cues) => ({ cues, done: [], undone: [], typing: null });

function spliced(cues, splices) {
  if (splices.length === 1) {
    const [{ at, remove, insert }] = splices;
    return [...cues.slice(0, at), ...insert, ...cues.slice(at + remove)];
  }
  const next = [];
  let from = 0;
  for (const { at, remove, insert } of splices) {
    for (; from < at; from += 1) next.push(cues[from]);
    next.push(...insert);
    from = at + remove;
  }
  for (; from < cues.length; from += 1) next.push(cues[from]);
  return next;
}

// The splices that take `splices` back, once they are applied to `cues`.
function inverse(cues, splices) {
  let grown = 0;
  return splices.map(({ at, remove, insert }) => {
    const back = { at: at + grown, remove: insert.length, insert: cues.slice(at, at + remove) };
    grown += insert.length - remove;
    return back;
  });
}

// `select` is where the person was, for the way back. `typing` names the text that is being typed.
export function apply(history, splices, { label, select, typing = null, now = Date.now() }) {
  if (splices.length === 0) return history;
  const cues = spliced(history.cues, splices);
  const goesOn = typing !== null && history.typing?.of === typing && now - history.typing.at < PAUSE;
  const step = { label, select, forward: splices, back: inverse(history.cues, splices) };
  const last = history.done.at(-1);
  const done = goesOn ? [...history.done.slice(0, -1), { ...last, forward: splices }] : [...history.done, step];
  return { cues, done, undone: [], typing: typing === null ? null : { of: typing, at: now } };
}

export function undo(history) {
  const step = history.done.at(-1);
  if (!step) return history;
  return {
    cues: spliced(history.cues, step.back),
    done: history.done.slice(0, -1),
    undone: [...history.undone, step],
    typing: null,
  };
}

export function redo(history) {
  const step = history.undone.at(-1);
  if (!step) return history;
  return {
    cues: spliced(history.cues, step.forward),
    done: [...history.done, step],
    undone: history.undone.slice(0, -1),
    typing: null,
  };
}
