// The result of a job that makes no file, asked again when the job went on.

import { useEffect, useState } from "react";
import { local } from "../base-path.js";

export async function readJob(jobId) {
  const answer = await fetch(local(`/v1/jobs/${jobId}`));
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

export function useResult(jobId, version) {
  const [result, setResult] = useState(null);
  useEffect(() => {
    let gone = false;
    readJob(jobId).then((job) => !gone && setResult(job.result_data), () => {});
    return () => {
      gone = true;
    };
  }, [jobId, version]);
  return result;
}
