import http from 'k6/http';

export const options = { iterations: 3 };

export default function () {
  http.get(`${__ENV.TARGET}/`);
}

export function handleSummary(data) {
  const requests = data.metrics.http_reqs.values.count;
  const files = { stdout: `summary: ${requests} requests\n` };
  if (__ENV.SUMMARY) files[__ENV.SUMMARY] = JSON.stringify({ requests });
  return files;
}
