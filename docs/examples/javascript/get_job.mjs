// Prints how the job whose id is given stands, and its link once it is completed.
const { CUEDECK_URL: url, CUEDECK_API_KEY: key } = process.env;
const id = process.argv[2];

const answer = await fetch(`${url}/v1/jobs/${id}`, { headers: { Authorization: `Bearer ${key}` } });
if (!answer.ok) throw new Error(await answer.text());
const job = await answer.json();
console.log(job.status, job.download_url);
