// The keyboard: j and k (or the arrows) walk the rows, / goes to the search, ? shows this list, Escape closes.

import { useEffect } from "react";

const ROW = '[data-testid="job-row"] .row-link';

function typing(target) {
  return target.closest?.("input, textarea, select, [contenteditable], [role=combobox]") !== null;
}

function walk(step) {
  const links = [...document.querySelectorAll(ROW)];
  if (links.length === 0) return;
  const open = document.querySelector('[data-testid="job-row"][data-open="true"] .row-link');
  const here = links.indexOf(document.activeElement.closest?.('[data-testid="job-row"]')?.querySelector(".row-link") ?? open);
  const next = here === -1 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + step));
  links[next].focus({ preventScroll: true });
  links[next].scrollIntoView({ block: "nearest" });
}

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

export function Shortcuts({ onHelp, onClose }) {
  useEffect(() => {
    const press = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector("dialog[open]")) return;
      if (event.key === "Escape") {
        if (!typing(event.target)) onClose?.();
        else event.target.blur();
        return;
      }
      if (typing(event.target)) return;
      if (event.key in STEPS) walk(STEPS[event.key]);
      else if (event.key === "/") document.querySelector('[data-testid="search"]')?.focus();
      else if (event.key === "?") onHelp?.();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [onHelp, onClose]);
  return null;
}
