// The rows that are shown, out of what the server has sent: the base (a whole page), the last patch, and the moving
// part of rows that run. Outside of any component, so that leaving the page and coming back loses nothing.

const store = { base: null, seen: 0, rows: [] };

function byNumber(rows) {
  const rising = rows.length > 1 && rows[0].number < rows[rows.length - 1].number;
  return (one, other) => (rising ? one.number - other.number : other.number - one.number);
}

function apply(patch) {
  const known = new Map(store.rows.map((row) => [row.id, row]));
  patch.rows.forEach((row) => known.set(row.id, row));
  patch.gone.forEach((id) => known.delete(id));
  store.rows = [...known.values()].sort(byNumber(store.rows));
  store.seen = patch.last;
}

function move(live) {
  if (!store.rows.some((row) => live[row.id] && live[row.id] !== row.now)) return;
  store.rows = store.rows.map((row) =>
    live[row.id] && live[row.id] !== row.now ? { ...row, now: live[row.id] } : row,
  );
}

export function shownRows(base, patch, live) {
  if (store.base !== base) Object.assign(store, { base, seen: patch.base ?? 0, rows: base });
  const news = (patch.last ?? 0) > store.seen;
  const gap = news && patch.first > store.seen + 1;
  if (news && !gap) apply(patch);
  move(live ?? {});
  return { shown: store.rows, gap: gap ? patch.last : 0 };
}
