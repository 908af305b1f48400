// npm run sample: renders reports/sample/ anew from the record that is committed there, and with Chromium README's
// picture of it. npm run sample -- --from <run folder>: takes another run's record first: without the paths of the
// machine it ran on, and without metrics that its result does not rest on.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { judgeAgain } from '../dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'reports/sample');
const formats = ['json', 'markdown', 'html', 'pdf', 'junit'];

/**
 * Metrics that neither the objectives nor the reports of such a run read; they are half of a record of half an hour.
 * The rest says the same: the sample is taken only when both give one result.
 */
const UNREAD =
  /^(http_req_(blocked|connecting|tls_handshaking|sending|waiting|receiving)|group_duration|iteration_duration)$/;

const at = process.argv.indexOf('--from');
if (at > 0) await take(process.argv[at + 1]);
const { published } = await judgeAgain({
  cwd: root,
  environment: {},
  run: folder,
  out: join(root, 'reports'),
  formats,
  objectives: 'saved',
});
for (const failure of published.failures) process.stderr.write(`${failure}\n`);
process.stdout.write(`${published.files.map((file) => `reports/sample/${basename(file)}`).join('\n')}\n`);
process.exitCode = published.failures.length === 0 ? 0 : 1;
await picture();

/** The first screen of the page, as README shows it. */
async function picture() {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));
  if (!executablePath) {
    process.stdout.write('docs/report.png was left as it is: no Chromium (apt-get install chromium)\n');
    return;
  }
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1240, height: 600 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(root, 'docs/report.png') });
  await browser.close();
  process.stdout.write('docs/report.png\n');
}

/** A measured record as it was, but for where it was measured, and without what nothing reads. */
async function take(from) {
  const record = JSON.parse(readFileSync(join(from, 'record.json'), 'utf8'));
  const lines = gunzipSync(readFileSync(join(from, 'timeline.ndjson.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  const told = { ...record, provenance: withoutPlaces(record.provenance) };
  const whole = mkdtempSync(join(tmpdir(), 'loadkit-sample-'));
  save(whole, told, lines);
  save(
    folder,
    told,
    withoutUnread(lines.map((line) => JSON.parse(line))).map((line) => JSON.stringify(line)),
  );
  const results = await Promise.all([whole, folder].map(resultOf));
  rmSync(whole, { recursive: true, force: true });
  if (results[0] !== results[1]) throw new Error('without the metrics that are left out the result is another one');
}

function save(to, record, lines) {
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'record.json'), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(join(to, 'timeline.ndjson.gz'), gzipSync(`${lines.join('\n')}\n`, { level: 9, memLevel: 9 }));
}

async function resultOf(run) {
  await judgeAgain({ cwd: root, environment: {}, run, out: root, formats: ['json'], objectives: 'saved' });
  return ['result.json', 'series.json'].map((file) => readFileSync(join(run, file), 'utf8')).join();
}

function withoutUnread(lines) {
  const unread = new Set(lines.filter(({ t, metric }) => t === 'series' && UNREAD.test(metric)).map(({ id }) => id));
  const read = (entries) => entries.filter(([id]) => !unread.has(id));
  return lines.flatMap((line) => {
    if (line.t === 'frame') return [{ ...line, d: read(line.d) }];
    if (line.t === 'end') return [{ ...line, totals: read(line.totals) }];
    return line.t === 'series' && unread.has(line.id) ? [] : [line];
  });
}

/** Provenance names files as a project would see them. */
function withoutPlaces(provenance) {
  return {
    ...provenance,
    engine: { ...provenance.engine, path: basename(provenance.engine.path), found: placeless(provenance.engine.found) },
    scenarioFile: `scenarios/${basename(provenance.scenarioFile)}`,
    configFiles: provenance.configFiles.map((file) =>
      /tiers\//.test(file) ? `tiers/${basename(file)}` : basename(file),
    ),
    machine: { ...provenance.machine, cpuModel: 'x86-64' },
    commandLine: placeless(provenance.commandLine),
  };
}

/** A text with the files that it names, but not where they lie outside of the project. */
function placeless(text) {
  return text.replace(/(^|[\s="'(])(?:\.\.)?\/(?:[^\s"'()/]+\/)*/g, '$1');
}
