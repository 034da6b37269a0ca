// Prints every completed job, page by page.
const { CUEDECK_URL: url, CUEDECK_API_KEY: key } = process.env;

const wanted = new URLSearchParams({ status: "completed", limit: "50" });
let more = true;
while (more) {
  const answer = await fetch(`${url}/v1/jobs?${wanted}`, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(await answer.text());
  const page = await answer.json();
  for (const job of page.items) console.log(job.job_id, job.status);
  wanted.set("cursor", page.next_cursor);
  more = page.has_more;
}
