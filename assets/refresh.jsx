// Asks the server again every so often, while somebody can see the page, and not before it has answered the last
// time: what is lost with a connection is asked again after half a minute.

import { useEffect, useRef } from "react";

const PATIENCE = 30_000;

export function Refresh({ every = 2000, answered, onTick }) {
  const latest = useRef(null);
  const sent = useRef(null);
  latest.current = { answered, onTick };

  useEffect(() => {
    const timer = setInterval(() => {
      const { answered: now, onTick: tick } = latest.current;
      const waits = sent.current?.answered === now && Date.now() - sent.current.at < PATIENCE;
      if (document.hidden || waits) return;
      sent.current = { answered: now, at: Date.now() };
      tick?.();
    }, every);
    return () => clearInterval(timer);
  }, [every]);
  return null;
}
