import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { writeFileAtomic } from '../../src/store/atomic.ts';
import { createRun, FILES, findRun, listRuns, loadRecord, saveRecord } from '../../src/store/runs.ts';
import { objective, planOf, recordOf } from '../fixtures/record.ts';

let out = '';
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'loadkit-store-'));
});
afterEach(async () => {
  await rm(out, { recursive: true, force: true });
});

const RECORD = recordOf(planOf(), [objective()]);

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`no UserError but ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error;
}

/** A saved run that began at this hour. */
async function makeRun(hour: number, scenario = 'stress'): Promise<string> {
  const { folder, sequence } = await createRun(out, scenario, 'medium', new Date(Date.UTC(2026, 0, 1, hour)));
  await saveRecord(folder, { ...RECORD, sequence });
  return folder;
}

describe('writeFileAtomic', () => {
  it('replaces a file and leaves nothing else behind', async () => {
    const file = join(out, 'a.json');
    await writeFileAtomic(file, 'old');
    await writeFileAtomic(file, new TextEncoder().encode('new'));
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(out)).toEqual(['a.json']);
  });

  it('shows a reader the old or the new content, never a part', async () => {
    const file = join(out, 'a.json');
    const contents = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));
    await writeFileAtomic(file, contents[0]!);
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 20; i++) await writeFileAtomic(file, contents[i % 3]!);
      writing = false;
    })();
    while (writing) expect(contents).toContain(await readFile(file, 'utf8'));
    await writer;
  });

  it('keeps the old file and cleans up when it fails', async () => {
    const file = join(out, 'taken');
    await mkdir(join(file, 'x'), { recursive: true });
    await expect(writeFileAtomic(file, 'new')).rejects.toThrow();
    expect(await readdir(out)).toEqual(['taken']);
    await expect(writeFileAtomic(join(out, 'no', 'such'), 'new')).rejects.toThrow(/ENOENT/);
  });

  it('does not write through a link that stands in its place', async () => {
    await writeFile(join(out, 'other'), 'precious');
    await symlink(join(out, 'other'), join(out, 'a.json'));
    await writeFileAtomic(join(out, 'a.json'), 'new');
    expect(await readFile(join(out, 'other'), 'utf8')).toBe('precious');
  });
});

describe('createRun', () => {
  it('makes a folder of its own with an empty log', async () => {
    const at = new Date('2026-11-21T14:20:33Z');
    const runs = await Promise.all(
      [1, 2, 3].map(() => createRun(join(out, 'deep', 'reports'), '../../x', 'medium', at)),
    );
    expect(new Set(runs.map((run) => run.id)).size).toBe(3);
    for (const { id, folder } of runs) {
      expect(folder).toBe(join(out, 'deep', 'reports', id));
      expect(await readdir(folder)).toEqual([FILES.log]);
    }
  });

  it('refuses a place that cannot be written', async () => {
    await writeFile(join(out, 'file'), '');
    const error = await refusal(createRun(join(out, 'file'), 'a', null, new Date()));
    expect(error.message).toMatch(/cannot write reports.*\n.*--out DIR/s);
    if (process.getuid?.() === 0) return;
    await chmod(out, 0o500);
    await refusal(createRun(out, 'a', null, new Date()));
  });
});

describe('a record', () => {
  it('is read as it was saved', async () => {
    const folder = await makeRun(1);
    expect(await loadRecord(folder)).toEqual(RECORD);
  });

  it('is not saved when it is none', async () => {
    const { folder } = await createRun(out, 'a', null, new Date());
    await expect(saveRecord(folder, { ...RECORD, version: 2 } as never)).rejects.toThrow();
    expect(await readdir(folder)).toEqual([FILES.log]);
  });

  it.each([
    [
      'of a newer version',
      JSON.stringify({ ...RECORD, version: 2, more: true }),
      /version 2, this loadkit reads version 1[\s\S]*loadkit that wrote it/,
    ],
    [
      'damaged',
      JSON.stringify({ ...RECORD, plan: { ...RECORD.plan, stages: 'none' } }),
      /record is damaged[\s\S]*plan\.stages/,
    ],
    ['with keys of nobody', JSON.stringify({ ...RECORD, extra: 1 }), /record is damaged[\s\S]*extra/],
    ['without a version', '{}', /version undefined/],
    ['that is null', 'null', /version undefined/],
    ['cut off', '{"version":1,', /no readable record/],
    ['empty', '', /no readable record/],
  ])('%s is refused, naming the file', async (_, content, text) => {
    await writeFile(join(out, FILES.record), content);
    const error = await refusal(loadRecord(out));
    expect(error.message).toMatch(text);
    expect(error.problems[0]?.where?.file).toBe(join(out, FILES.record));
  });

  it('that is not there is refused', async () => {
    expect((await refusal(loadRecord(join(out, 'none')))).message).toMatch(/ENOENT/);
  });
});

describe('finding runs', () => {
  it('lists the oldest first, and only folders of runs', async () => {
    const [first, second] = [await makeRun(1), await makeRun(2)];
    await createRun(out, 'unfinished', null, new Date(Date.UTC(2026, 0, 1, 3)));
    await mkdir(join(out, 'notes'));
    await writeFile(join(out, '20261121-000000-file'), '');
    expect(await listRuns(out)).toEqual([first, second]);
    expect(await listRuns(join(out, 'none'))).toEqual([]);
  });

  it('does not take the committed sample for the newest run', async () => {
    const run = await makeRun(1);
    await mkdir(join(out, 'sample'));
    await saveRecord(join(out, 'sample'), RECORD);
    expect(await listRuns(out)).toEqual([run]);
    expect(await findRun('latest', out)).toBe(run);
    expect(await findRun('sample', out)).toBe(join(out, 'sample'));
  });

  it('finds by path, by id, and the newest', async () => {
    const [older, newer] = [await makeRun(1), await makeRun(2)];
    expect(await findRun(older, '/nowhere')).toBe(older);
    expect(await findRun(basename(older), out)).toBe(older);
    expect(await findRun('latest', out)).toBe(newer);
  });

  it('goes by the order in which runs were made, not by the clock: it was set back, and the folder was copied', async () => {
    const made = [await makeRun(3), await makeRun(5), await makeRun(1)];
    expect(await listRuns(out)).toEqual(made);
    const copy = join(out, 'cache');
    await mkdir(copy);
    for (const folder of [...made].reverse()) await cp(folder, join(copy, basename(folder)), { recursive: true });
    expect(await findRun('latest', copy)).toBe(join(copy, basename(made[2]!)));
  });

  it('goes by the time in the names where two have one number', async () => {
    const [early, late] = await Promise.all([makeRun(1), makeRun(2)]);
    expect(await findRun('latest', out)).toBe(late);
    expect(await listRuns(out)).toEqual([early, late]);
  });

  it('names what is there when it finds none', async () => {
    expect((await refusal(findRun('latest', out))).message).toMatch(/no run "latest"[\s\S]*loadkit run smoke/);
    const run = await makeRun(1);
    expect((await refusal(findRun('20250101', out))).message).toContain(basename(run));
  });
});
