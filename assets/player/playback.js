// What a job can show and play: GET /v1/jobs/{id}/playback, asked again while a worker prepares something and while
// the connection is lost.

import { useEffect, useState } from "react";
import { local } from "../base-path.js";

const AGAIN = 1500;

// Another `version` of the job, as when it went on, is asked for anew. Gives {playback, problem}.
export function usePlayback(jobId, version = "") {
  const [found, setFound] = useState({ playback: null, problem: "" });
  useEffect(() => {
    let [gone, timer] = [false, null];
    const ask = () =>
      fetch(local(`/v1/jobs/${jobId}/playback`))
        .then(async (answer) => {
          const body = await answer.json();
          if (gone) return;
          if (!answer.ok) {
            setFound({ playback: null, problem: body.detail });
            return;
          }
          setFound((was) => (JSON.stringify(was.playback) === JSON.stringify(body) ? was : { playback: body, problem: "" }));
          if (body.state === "preparing") timer = setTimeout(ask, AGAIN);
        })
        .catch(() => {
          if (!gone) timer = setTimeout(ask, 2 * AGAIN); // the connection is lost; the bar above says so
        });
    ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [jobId, version]);
  return found;
}
