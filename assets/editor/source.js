// The text that a translation was made of, for the chosen cue: what is said in the same time.

import { useEffect, useMemo, useState } from "react";
import { fromProject, textBeside } from "./document.js";
import { ask } from "./server.js";

// undefined where there is no source.
export function useSource(url, cues, at) {
  const [source, setSource] = useState(null);
  useEffect(() => {
    if (!url) return;
    ask("GET", url).then((answer) => answer.ok && setSource(answer.body.document.cues.map(fromProject)));
  }, [url]);
  const cue = cues[at];
  return useMemo(() => (source && cue ? textBeside(source, cue) : undefined), [source, cue]);
}
