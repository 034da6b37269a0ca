const response = await fetch(
'https://api.rednerapp.com/v1/jobs/job_abc123/download-result',
{
method: 'POST',
headers: {
'Authorization': 'Bearer YOUR_API_KEY',
'Content-Type': 'application/json'
},
body: JSON.stringify({
expirationSeconds: 3600
})
}
);
const result = await response.json();
// Download the first output file
if (result.outputs && result.outputs.length > 0) {
const downloadUrl = result.outputs[0].url;
const fileResponse = await fetch(downloadUrl);
const blob = await fileResponse.blob();
// Save file in browser
const link = document.createElement('a');
link.href = URL.createObjectURL(blob);
link.download = 'output.srt';
link.click();
console.log(`Downloaded ${result.outputs[0].sizeBytes} bytes`);
}
