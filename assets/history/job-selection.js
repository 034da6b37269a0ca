// Which jobs are selected: one by one, a range with Shift, a page, or all that match the filter. It lasts over the
// pages of one list, and ends when another is chosen.

import { useCallback, useEffect, useRef, useState } from "react";

const NONE = new Set();

export function useSelection(list, shown) {
  const [chosen, setChosen] = useState(NONE);
  const [everything, setEverything] = useState(false);
  const last = useRef(null);
  const rows = useRef(shown);
  rows.current = shown;

  const clear = useCallback(() => {
    setChosen(NONE);
    setEverything(false);
    last.current = null;
  }, []);
  useEffect(clear, [list, clear]);

  const choose = useCallback((id, range) => {
    const ids = rows.current.map((row) => row.id);
    const from = range ? ids.indexOf(last.current) : -1;
    const to = ids.indexOf(id);
    last.current = id;
    setEverything(false);
    setChosen((before) => {
      const after = new Set(before);
      const span = from === -1 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
      const take = !before.has(id);
      span.forEach((each) => (take ? after.add(each) : after.delete(each)));
      return after;
    });
  }, []);

  const choosePage = useCallback((page, take) => {
    setEverything(false);
    setChosen((before) => {
      const after = new Set(before);
      page.forEach((row) => (take ? after.add(row.id) : after.delete(row.id)));
      return after;
    });
  }, []);

  return {
    has: (id) => everything || chosen.has(id),
    ids: [...chosen],
    everything,
    chooseEverything: () => setEverything(true),
    choose,
    choosePage,
    clear,
  };
}
