// Which rows of a long list can be seen: only those are in the document, so ten thousand cost no more than thirty.
// Every row has the same height for that.

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

export const ROW = 56;
const BEYOND = 6;
// After someone has scrolled, the list stays where they are for this long.
const HANDS_OFF = 4000;

// Gives [[first, last), look]; `look` is to be called when the list was scrolled.
export function useVisibleRows(boxRef, rows) {
  const [range, setRange] = useState([0, 24]);
  const look = useCallback(() => {
    const box = boxRef.current;
    if (!box) return;
    const from = Math.max(0, Math.floor(box.scrollTop / ROW) - BEYOND);
    const to = from + Math.ceil(box.clientHeight / ROW) + 2 * BEYOND;
    setRange((was) => (was[0] === from && was[1] === to ? was : [from, to]));
  }, [boxRef]);
  useLayoutEffect(look, [look, rows]);
  useEffect(() => {
    const watcher = new ResizeObserver(look);
    watcher.observe(boxRef.current);
    return () => watcher.disconnect();
  }, [look, boxRef]);
  return [range, look];
}

// Scrolls a row that cannot be seen into the middle.
export function reveal(box, index) {
  const top = index * ROW;
  if (top < box.scrollTop || top + ROW > box.scrollTop + box.clientHeight) {
    box.scrollTop = top - Math.max(0, (box.clientHeight - ROW) / 2);
  }
}

// Keeps the row `active` in sight, -1 for none. Gives what is to be called when somebody scrolls by hand.
export function useFollow(boxRef, active) {
  const hands = useRef(0);
  useEffect(() => {
    if (active >= 0 && performance.now() > hands.current) reveal(boxRef.current, active);
  }, [active, boxRef]);
  return () => {
    hands.current = performance.now() + HANDS_OFF;
  };
}
