// Which row of the table a job is drawn in. Within one list a job keeps its row, and with it the focus and what a
// person is about to press; another list takes over the rows of the one before, because to change what stands in a
// row costs a fraction of making one.

const LOWEST = 40; // pixels of a row that has one line

// The place of each job by its id, in the order of the table; `before` are those of what is shown now.
export function placesFor(ids, before, anew) {
  const standing = [...before.values()];
  const known = (id, index) => (anew ? standing[index] : before.get(id));
  const taken = new Set(ids.map(known));
  let next = 0;
  const free = () => {
    while (taken.has(next)) next += 1;
    return next++;
  };
  return new Map(ids.map((id, index) => [id, known(id, index) ?? free()]));
}

// How many rows of a table can be seen at once, where the window stands now.
export function roomFor(table) {
  const top = table ? table.getBoundingClientRect().top : 0;
  return Math.max(1, Math.ceil((window.innerHeight - top) / LOWEST));
}

// What is seen at once of another list's rows; below the edge of the window those of the one before stay a moment.
export function firstRows(rows, before, room) {
  return [...rows.slice(0, room), ...before.slice(room, rows.length)];
}
