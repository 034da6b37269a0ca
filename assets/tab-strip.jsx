// A row of tabs that may be wider than the screen: the current one is brought into view, and `data-cut` says at which
// end there is more.

import { useEffect, useRef } from "react";

export function TabStrip({ label, children, ...rest }) {
  const box = useRef(null);
  useEffect(() => watch(box.current), []);
  return (
    <nav ref={box} aria-label={label} {...rest}>
      {children}
    </nav>
  );
}

// Tabs may come later, once it is known whose they are, and the current one may be among them.
function watch(strip) {
  const tell = () => {
    strip.dataset.cut = cutEnds(strip);
  };
  const show = () => {
    const current = strip.querySelector("[aria-current]");
    if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
    tell();
  };
  const resized = new ResizeObserver(show);
  const changed = new MutationObserver(show);
  resized.observe(strip);
  changed.observe(strip, { childList: true, subtree: true });
  strip.addEventListener("scroll", tell, { passive: true });
  return () => {
    resized.disconnect();
    changed.disconnect();
    strip.removeEventListener("scroll", tell);
  };
}

function cutEnds({ scrollLeft, scrollWidth, clientWidth }) {
  const start = scrollLeft > 1;
  const end = scrollLeft + clientWidth < scrollWidth - 1;
  if (start && end) return "both";
  return start ? "start" : end ? "end" : "";
}
