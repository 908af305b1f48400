// npm run sample: renders reports/sample/ anew from the record that is committed there, and with Chromium README's picture of it.
// npm run sample -- --from <run folder>: takes another run's record first, with the paths of the machine it ran on left out.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { judgeAgain } from '../dist/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'reports/sample');
const formats = ['json', 'markdown', 'html', 'pdf', 'junit'];

const at = process.argv.indexOf('--from');
if (at > 0) take(process.argv[at + 1]);
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

/** A measured record as it was, but for where it was measured: provenance names files without their folders. */
function take(from) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(from, 'timeline.ndjson.gz'), join(folder, 'timeline.ndjson.gz'));
  const record = JSON.parse(readFileSync(join(from, 'record.json'), 'utf8'));
  const { provenance } = record;
  const told = {
    ...provenance,
    engine: { ...provenance.engine, path: basename(provenance.engine.path), found: 'built earlier, kept in the cache' },
    scenarioFile: `scenarios/${basename(provenance.scenarioFile)}`,
    configFiles: provenance.configFiles.map((file) =>
      /tiers\//.test(file) ? `tiers/${basename(file)}` : basename(file),
    ),
    machine: { ...provenance.machine, cpuModel: 'x86-64' },
  };
  writeFileSync(join(folder, 'record.json'), `${JSON.stringify({ ...record, provenance: told }, null, 2)}\n`);
}
