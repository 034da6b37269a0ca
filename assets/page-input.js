// Files and text that reach the whole page: dropped anywhere, folders included, or pasted beside every field.

import { useEffect, useRef, useState } from "react";
import { fromEvent } from "file-selector";
import { t } from "./translate.js";

const LONGEST_TEXT = 50_000;
const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

function bringsFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

// Takes files dropped beside every drop zone; returns whether some are over the page now.
export function usePageDrop(enabled, add) {
  const [active, setActive] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const count = (step) => (event) => {
      if (bringsFiles(event)) {
        depth.current = Math.max(0, depth.current + step);
        setActive(depth.current > 0);
      }
    };
    const over = (event) => bringsFiles(event) && event.preventDefault();
    const drop = async (event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setActive(false);
      if (!event.target.closest?.(".cd-upload-zone")) {
        add((await fromEvent(event)).filter((file) => !file.name.startsWith(".")));
      }
    };
    const heard = { dragenter: count(1), dragleave: count(-1), dragover: over, drop };
    Object.entries(heard).forEach(([name, act]) => window.addEventListener(name, act));
    return () => Object.entries(heard).forEach(([name, act]) => window.removeEventListener(name, act));
  }, [enabled, add]);
  return active;
}

// Takes what is pasted beside every field: files, a long text as a file, a short one as it is.
export function usePaste(enabled, add, onText) {
  const latest = useRef(onText);
  latest.current = onText;
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    const paste = (event) => {
      if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (files.length) {
        add(files);
      } else if (text.length > LONGEST_TEXT) {
        add([new File([text], `${t("Pasted captions")}.txt`, { type: "text/plain" })]);
      } else if (text.trim()) {
        latest.current?.(text);
      }
    };
    window.addEventListener("paste", paste);
    return () => window.removeEventListener("paste", paste);
  }, [enabled, add]);
}
