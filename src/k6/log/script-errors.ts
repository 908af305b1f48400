import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Location } from '../../errors.ts';
import { shown } from '../bundle/paths.ts';
import type { LogLine } from './log-line.ts';

/** Something a script threw: its message, and where in the user's own sources. */
export interface ScriptError {
  readonly message: string;
  readonly where?: Location;
}

/** Where a script ran, and which folder that stands for. */
export interface ScriptPlace {
  readonly path: string;
  readonly sourceDir: string;
}

/** How k6 marks what an async function threw, which it does not log as a stack trace. */
const UNCAUGHT = /^Uncaught \(in promise\) /;

/** A page in a message is of no use to a reader; k6.log has it. */
const TOO_LONG = /^(.{300}).{50,}$/s;

/** Whether a line of the log is an exception of the script. */
export function isScriptError({ source, msg }: LogLine): boolean {
  return source === 'stacktrace' || (source !== 'console' && UNCAUGHT.test(msg));
}

/** The bundle beside the user's source: nobody wrote the lines that a source map leaves there. */
const COPY = /^\.loadkit-\d+-[^\\/]*\.js$/;

const FRAME = /^\tat (?:.*\()?(file:\/\/\S.*?):(\d+):(\d+)\(\d+\)\)?$/;

/**
 * Reads an exception as k6 logs it: message, then frames that source maps have already led back to the sources. The
 * first frame in the user's own code wins over those in packages and in loadkit's library.
 */
export function readScriptError(text: string, script: ScriptPlace): ScriptError {
  const [first = '', ...rest] = text.split('\n\tat ');
  const message = first
    .replace(UNCAUGHT, '')
    .replace(/^GoError: /, '')
    .trim()
    .replace(TOO_LONG, '$1…');
  const frames = rest
    .flatMap((frame) => readFrame(`	at ${frame.trimEnd()}`, script))
    .filter(({ relative }) => !COPY.test(relative));
  const own = frames.find((frame) => !/(^|[\\/])(node_modules|loadkit)[\\/]|loadkit-entry\.js$/.test(frame.relative));
  const where = own ?? frames[0];
  return where ? { message, where: { file: shown(where.file), line: where.line, column: where.column } } : { message };
}

interface Frame {
  readonly file: string;
  readonly relative: string;
  readonly line: number;
  readonly column: number;
}

function readFrame(text: string, script: ScriptPlace): Frame[] {
  const [, url, line, column] = FRAME.exec(text) ?? [];
  if (!url) return [];
  const relative = path.relative(path.dirname(script.path), filePath(url));
  return [{ file: path.resolve(script.sourceDir, relative), relative, line: Number(line), column: Number(column) }];
}

/** A text of k6's with the places that it names led back to the user's own files. */
export function usersPlaces(text: string, { path: script, sourceDir }: ScriptPlace): string {
  const folder = pathToFileURL(path.dirname(script)).href;
  if (!text.includes(folder)) return text;
  const places = new RegExp(`${escaped(folder)}/([^\\s:()'"]*)(?::(\\d+):(\\d+)(?:\\(\\d+\\))?)?`, 'g');
  return text.replace(places, (_, relative: string, line?: string, column?: string) =>
    [shown(path.resolve(sourceDir, decodeURI(relative))), line, column].filter((part) => part !== undefined).join(':'),
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function filePath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url.slice('file://'.length);
  }
}

/** The first line of the sources that holds a word; undefined when none does. */
export function findWord(word: string, sources: readonly string[]): Location | undefined {
  const pattern = new RegExp(`(?<![\\w$])${escaped(word)}(?![\\w$])`);
  for (const file of sources) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const index = lines.findIndex((line) => pattern.test(line));
    if (index !== -1) return { file: shown(file), line: index + 1, column: lines[index]!.search(pattern) + 1 };
  }
  return undefined;
}
