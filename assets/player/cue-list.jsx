// The cue list: follows the playhead, and a press on a cue seeks there. Only the rows that can be seen are in the
// document, so ten thousand cues cost no more than thirty; every row has the same height for that.

import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { clockText, useIndexAt } from "./cues.js";
import "./player.css";

const ROW = 56;
const BEYOND = 6;
// After someone has scrolled, the list stays where they are for this long.
const HANDS_OFF = 4000;

export function CueList({ transport, cues, label = "Captions" }) {
  const box = useRef(null);
  const hands = useRef(0);
  const [range, setRange] = useState([0, 24]);
  const active = useIndexAt(transport, cues);

  const look = useCallback(() => {
    const first = Math.max(0, Math.floor(box.current.scrollTop / ROW) - BEYOND);
    const count = Math.ceil(box.current.clientHeight / ROW) + 2 * BEYOND;
    setRange((was) => (was[0] === first && was[1] === first + count ? was : [first, first + count]));
  }, []);
  useLayoutEffect(look, [look, cues]);
  useEffect(() => {
    const watcher = new ResizeObserver(look);
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [look]);

  const show = useCallback((index) => {
    const { scrollTop, clientHeight } = box.current;
    const top = index * ROW;
    if (top < scrollTop || top + ROW > scrollTop + clientHeight) {
      box.current.scrollTop = top - Math.max(0, (clientHeight - ROW) / 2);
    }
  }, []);
  useEffect(() => {
    if (active >= 0 && performance.now() > hands.current) show(active);
  }, [active, show]);

  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const here = Number(document.activeElement.dataset.index);
    const next = Math.min(cues.length - 1, Math.max(0, here + step));
    show(next);
    requestAnimationFrame(() => box.current?.querySelector(`[data-index="${next}"]`)?.focus({ preventScroll: true }));
  };
  const hold = () => {
    hands.current = performance.now() + HANDS_OFF;
  };
  const rows = cues.slice(range[0], range[1]);
  const tabbed = active >= range[0] && active < range[1] ? active : range[0];

  return (
    <div className="cue-list" data-testid="cue-list" ref={box} onScroll={look} onWheel={hold} onTouchMove={hold} onKeyDown={walk}>
      <ol aria-label={label} style={{ height: cues.length * ROW }}>
        {rows.map((cue, index) => (
          <CueRow
            key={range[0] + index}
            cue={cue}
            index={range[0] + index}
            count={cues.length}
            active={range[0] + index === active}
            tabbed={range[0] + index === tabbed}
            transport={transport}
          />
        ))}
      </ol>
    </div>
  );
}

const CueRow = memo(function CueRow({ cue, index, count, active, tabbed, transport }) {
  return (
    <li
      className="cue-row"
      data-testid="cue-row"
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ transform: `translateY(${index * ROW}px)` }}
    >
      <button
        type="button"
        data-index={index}
        aria-current={active ? "true" : undefined}
        tabIndex={tabbed ? 0 : -1}
        onClick={() => transport.seek(cue.start)}
      >
        <span className="cue-time">{clockText(cue.start)}</span>
        <span className="cue-text">
          {cue.speaker && <span className="cue-speaker">{cue.speaker}</span>}
          {cue.text}
        </span>
      </button>
    </li>
  );
});
