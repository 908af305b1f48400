/** biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in YAML are the subject */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatProblem, UserError } from '../../../src/errors.ts';
import { fault, warning } from '../../../src/input/finding.ts';
import { LARGEST_FILE, readYaml } from '../../../src/input/yaml/yaml.ts';

const read = (text: string, env = {}) => readYaml(text, 'f.yaml', env);

function refused(text: string, env = {}): string {
  try {
    read(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    return (error as UserError).message;
  }
  return expect.unreachable('it was read');
}

describe('what is read', () => {
  test('plain data of YAML 1.2', () => {
    expect(read('a: 1\nb: [yes, "2", ~, true, 0x10]\nc: {d: 5xx}').value).toEqual({
      a: 1,
      b: ['yes', '2', null, true, 16],
      c: { d: '5xx' },
    });
    expect(read('').value).toBeNull();
    expect(read('\ufeff# only a comment\n').value).toBeNull();
    expect(read('%YAML 1.1\n---\na: yes\n').value).toEqual({ a: 'yes' });
    expect(read('a: 1\r\nb: 2\r\n').value).toEqual({ a: 1, b: 2 });
    expect(read('a: >-\n  b\n  c\nd: |\n  e\n').value).toEqual({ a: 'b c', d: 'e\n' });
    expect(read('a: &x {b: 1}\nc: *x').value).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });

  test('variables; an unquoted one becomes what it would be if written there', () => {
    const env = { RATE: '50', ON: 'true', CODE: '007', NAME: 'x' };
    const text = 'a: ${RATE}\nb: "${RATE}"\nc: ${ON}\nd: ${CODE}\ne: [ "${NAME}", $NAME ]\nf: ${RATE}/s\n${NAME}: key';
    expect(read(text, env).value).toEqual({
      a: 50,
      b: '50',
      c: true,
      d: '007',
      e: ['x', '$NAME'],
      f: '50/s',
      '${NAME}': 'key',
    });
  });
});

describe('what is refused, with its place', () => {
  test.each([
    ['duplicate key', 'a: 1\nb:\n  c: 1\n  c: 2\n', 'f.yaml:4:3 (b.c): the key "c" stands here twice'],
    ['tag', 'a: !!js/function "x"', 'f.yaml:1:18 (a): tags are not read: tag:yaml.org,2002:js/function'],
    ['local tag', 'a: [!x 1]', 'f.yaml:1:8 (a[0]): tags are not read: !x'],
    ['standard tag', 'a: !!str 5', 'tags are not read'],
    ['merge key', 'a: &a {x: 1}\nb:\n  <<: *a', 'f.yaml:3:3 (b["<<"]): merge keys (<<) are not read'],
    ['tab', 'a:\n\tb: 1', 'f.yaml:2:1: this is no valid YAML: Tabs are not allowed as indentation'],
    ['unclosed quote', 'a: "b', 'f.yaml:1:6: this is no valid YAML: Missing closing "quote'],
    ['two documents', 'a: 1\n---\nb: 2', 'f.yaml:2:1: a second YAML document begins here, and a configuration is one'],
    ['a second document after an end', 'a: 1\n...\nb: 2', 'a second YAML document begins here'],
    ['folded block', 'a: > 500ms', 'f.yaml:1:4: > 500ms has no quotes: in YAML > begins a folded block of text'],
    ['folded block in a list', 'a:\n  - > 5 # s\n', 'f.yaml:2:5: > 5 has no quotes'],
    ['folded block that begins on', 'a: >= 99%\n', 'write ">= 99%"'],
    ['folded block in braces', 'a: { b: > 5, c: 1 }', 'f.yaml:1:9: > 5 has no quotes'],
    [
      'empty folded block',
      'a: >5\nb: 1\n',
      'f.yaml:1:4 (a): >5 has no quotes: in YAML > begins a folded block of text',
    ],
    ['literal block', 'a: | x', '| x has no quotes: in YAML | begins a literal block of text'],
    ['sign', 'a: @x', 'f.yaml:1:4: a text that begins with @ needs quotes'],
    ['colon', 'a: b: c', 'a text with ": " in it needs quotes'],
    ['unknown alias', 'a: *nobody', 'f.yaml:1:4 (a): *nobody names nothing'],
    ['a pattern without quotes', 'a: { name: *search }', 'a text that begins with * needs quotes: "*search"'],
    ['a leading zero', 'a: 010', 'f.yaml:1:4 (a): 010 begins with 0: it is 10 in YAML 1.2, and 8 in YAML 1.1'],
    ['a leading zero that is no octal', 'a: 08', '08 begins with 0: it is 8 in YAML 1.2\n'],
    ['typographic quotes', 'a: “< 1s”', 'f.yaml:1:4 (a): “ is no quote in YAML: it would be a part of the text'],
    ['a blank that is no space', 'a:\u00a0http://x', 'f.yaml:1:1: a blank that is no space stands behind a colon'],
    ['cycle', 'a: &a [*a]', 'f.yaml:1:8 (a[0]): *a contains itself'],
    ['key that is a list', '? [a, b]\n: 1', 'f.yaml:1:3: a key must be plain text'],
    ['__proto__', 'a: {__proto__: {b: 1}}', 'no field can be called __proto__'],
    ['control character', 'a: 1\nb: \u001b[2J', 'f.yaml:2: the file holds a control character (code 27)'],
    ['NUL', 'a: b\u0000c', 'code 0'],
    ['missing variable', 'a: 1\nb: "${NOPE}"', 'f.yaml:2:4 (b): the environment variable NOPE is not set'],
    ['too deep', `a: ${'['.repeat(60)}${']'.repeat(60)}`, 'nested too deeply'],
  ])('%s', (_, text, message) => {
    expect(refused(text)).toContain(message);
  });

  test('all structural problems at once', () => {
    expect(
      refused('a: 1\na: 2\nb: !x 1\nc: {<<: 1}')
        .split('\n')
        .filter((line) => line.startsWith('f.yaml')),
    ).toHaveLength(3);
  });
});

describe('hostile files end quickly', () => {
  const lol = (depth: number) =>
    `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: depth }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`).join('\n')}`;
  test.each([
    ['an alias bomb', lol(9), 'alias'],
    ['many aliases', `a: &a 1\nb: [${'*a,'.repeat(200_000)}]`, 'too many aliases'],
    ['a file above the limit', 'a: 1\n'.repeat(LARGEST_FILE / 5 + 1), 'too large'],
    ['many keys', Array.from({ length: 100_000 }, (_, i) => `a${i}: 1`).join('\n'), 'too large'],
    ['many anchors', Array.from({ length: 60_000 }, (_, i) => `- &a${i} x`).join('\n'), 'too large'],
    ['deep flow', '['.repeat(900_000), 'too large'],
    ['less deep flow', '['.repeat(20_000), 'no valid YAML'],
    ['deep blocks', '- '.repeat(9_000), 'valid YAML|nested too deeply'],
    ['quotes', '"'.repeat(900_000), 'too large'],
    ['errors', ': : :\n'.repeat(100_000), 'too large'],
    ['comments', `a: 1\n${' #\n'.repeat(300_000)}`, 'too large'],
    ['long words', `a: ${'x'.repeat(900_000)}\nb: !x 1`, 'tags are not read'],
  ])('%s', (_, text, message) => {
    expect(refused(text)).toMatch(new RegExp(message));
  });
});

describe('place', () => {
  const text =
    'target: x\nobjectives:\n  - name: a\n    target: "< 1s"\n  - {name: b}\nempty:\nalias: &x {k: 1}\nsame: *x\n';
  const { place } = read(text);
  const at = (...path: (string | number)[]) => formatProblem(place(fault(path, 'what')));

  test('points at values, at keys, and at the nearest thing around what is missing', () => {
    expect(at('objectives', 0, 'target')).toBe('f.yaml:4:13 (objectives[0].target): what');
    expect(at('objectives', 1, 'name')).toBe('f.yaml:5:12 (objectives[1].name): what');
    expect(formatProblem(place({ ...fault(['objectives', 1, 'name'], 'what'), atKey: true }))).toContain('f.yaml:5:6');
    expect(at('objectives', 1, 'target')).toContain('f.yaml:5:5 (objectives[1].target)');
    expect(at('objectives', 7)).toContain('f.yaml:3:3');
    expect(at('same', 'k')).toContain('f.yaml:7:15');
    expect(at('empty')).toContain('f.yaml:6');
    expect(at('nothing', 'here')).toContain('f.yaml:1:1');
    expect(at()).toBe('f.yaml:1:1: what');
    expect(formatProblem(read('').place(fault(['name'], 'what')))).toContain('f.yaml');
  });

  test('shows values from the environment as variables again, whole or escaped; short ones stay', () => {
    const file = read('a: "${TOKEN}"\nb: "${N}"', { TOKEN: 's3cr"et', N: '1' });
    const problem = file.place(
      warning(['a'], 'bad: s3cr"et and "s3cr\\"et", 1', { why: 's3cr"et', next: 'not s3cr"et' }),
    );
    expect(problem).toMatchObject({ what: 'bad: ${TOKEN} and "${TOKEN}", 1', why: '${TOKEN}', next: 'not ${TOKEN}' });
  });

  test('long values are masked before the message is cut', () => {
    const secret = 'k'.repeat(1000);
    const problem = read('a: ${KEY}', { KEY: secret }).place(fault(['a'], `${'x'.repeat(250)} ${secret}`));
    expect(JSON.stringify(problem)).not.toContain('kkk');
  });
});

test('throws nothing but UserError', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '&x ',
    '*x',
    '!t ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '? ',
    '${',
    '}',
    '<<',
    '\t',
    '---\n',
    '%',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 25 }).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          const { place } = read(text);
          place(fault(['a', 0, 'b'], 'what'));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      },
    ),
    { numRuns: 500 },
  );
});
