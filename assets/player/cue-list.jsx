// The cue list: follows the playhead, and a press on a cue seeks there. Only the rows that can be seen are in the
// document, so ten thousand cues cost no more than thirty; every row has the same height for that.

import { memo, useRef } from "react";
import { clockText, useIndexAt } from "./cues.js";
import { reveal, ROW, useFollow, useVisibleRows } from "./visible-rows.js";
import { t } from "../translate.js";
import "./player.css";

export function CueList({ transport, cues, label = t("Captions") }) {
  const box = useRef(null);
  const [range, look] = useVisibleRows(box, cues);
  const active = useIndexAt(transport, cues);
  const hold = useFollow(box, active);

  const walk = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const here = Number(document.activeElement.dataset.index);
    const next = Math.min(cues.length - 1, Math.max(0, here + step));
    reveal(box.current, next);
    requestAnimationFrame(() => box.current?.querySelector(`[data-index="${next}"]`)?.focus({ preventScroll: true }));
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
